/// What may be written to an output, by what the environment says of it.
package struct TerminalKind: Sendable, Equatable {
  /// Whether lines may be redrawn: it is a terminal that moves its cursor, and nobody keeps a log of it.
  package var isLive: Bool
  /// Whether colours may be used.
  package var hasColour: Bool
  /// Whether synchronized updates do no harm.
  package var isSynchronized: Bool
  /// Whether signs beyond ASCII are shown.
  package var hasUnicode: Bool

  /// - Parameter isTerminal: what `isatty` says of the output.
  package init(isTerminal: Bool, environment: [String: String]) {
    let name = environment["TERM"] ?? ""
    // A job of a CI service may have a terminal; what it shows is a log all the same.
    isLive = isTerminal && name != "dumb" && !name.isEmpty && !Self.isCI(environment)
    // https://no-color.org: any value that is not empty.
    hasColour = isLive && (environment["NO_COLOR"] ?? "").isEmpty
    isSynchronized = isLive && name != "linux"
    hasUnicode = Self.isUnicode(environment)
  }

  private static func isCI(_ environment: [String: String]) -> Bool {
    environment["CI"].map { !$0.isEmpty && $0 != "false" && $0 != "0" } ?? false
  }

  /// A locale that is named and is not of UTF-8 has no other signs than ASCII for sure; none named says nothing.
  private static func isUnicode(_ environment: [String: String]) -> Bool {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
    guard let locale = named?.lowercased() else { return true }
    return locale.contains("utf-8") || locale.contains("utf8")
  }
}
