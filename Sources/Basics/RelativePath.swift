/// Paths as seen from a directory.
package enum RelativePath {
  /// The way from a directory to a file or another directory, as `../data/interim`; `.` for itself. By their names alone: symbolic
  /// links are not looked at.
  ///
  /// - Parameters:
  ///   - directory: absolute.
  ///   - path: absolute.
  package static func from(_ directory: String, to path: String) -> String {
    let start = parts(directory)
    let end = parts(path)
    let shared = zip(start, end).prefix { $0 == $1 }.count
    let way = Array(repeating: "..", count: start.count - shared) + end.dropFirst(shared)
    return way.isEmpty ? "." : way.joined(separator: "/")
  }

  private static func parts(_ path: String) -> [String] {
    var parts: [String] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts
  }
}
