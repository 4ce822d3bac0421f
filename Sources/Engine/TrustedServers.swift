import Basics

/// The servers that the user has allowed to get the key of the environment though only a project's file names them:
/// a line each, outside of all projects.
package struct TrustedServers: Sendable {
  /// Where they are noted; `nil` where the environment names no place.
  package let path: String?

  package init(environment: [String: String]) {
    func directory(_ variable: String) -> String? {
      environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    path =
      (directory("XDG_CONFIG_HOME") ?? directory("HOME").map { $0 + "/.config" })
      .map { $0 + "/tropebuild/servers" }
  }

  /// Their origins; none where nothing can be read.
  package var origins: Set<String> {
    guard let path, let bytes = try? AtomicFile.read(path) else { return [] }
    return Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
  }

  /// Notes one more.
  package func add(_ origin: String) throws {
    guard let path else { return }
    if !origins.contains(origin) { try PrivateFile.append(line: origin, to: path) }
  }
}
