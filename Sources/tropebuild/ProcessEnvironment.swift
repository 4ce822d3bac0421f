@preconcurrency import Glibc

/// What the system told this process when it started. Nothing here changes it.
enum ProcessEnvironment {
  /// The variables of the environment; of one that is there twice the first counts, as with `getenv`.
  static var current: [String: String] {
    var found: [String: String] = [:]
    var place: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
    while let text = place?.pointee {
      let pair = String(cString: text).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2, found[String(pair[0])] == nil { found[String(pair[0])] = String(pair[1]) }
      place = place?.advanced(by: 1)
    }
    return found
  }

  /// The file of the program that runs, links resolved; `nil` where the system does not tell.
  static var program: String? {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &path, path.count)
    guard count > 0 else { return nil }
    return String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
