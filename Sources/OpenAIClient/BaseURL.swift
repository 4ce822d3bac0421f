/// A base URL taken apart just far enough to put a path into it.
struct BaseURL: Sendable, Hashable {
  /// Scheme, host and path, without a slash at the end.
  let front: String
  /// Without the question mark; empty where there is none.
  let query: String
  /// In lower case, without port and user.
  let host: String

  /// `nil` for anything but an absolute `http` or `https` URL with a host.
  init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
    let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = halves.first else { return nil }
    var front = String(first.prefix { $0 != "#" })
    while front.hasSuffix("/") { front.removeLast() }
    let lowered = front.lowercased()
    guard let scheme = ["https://", "http://"].first(where: { lowered.hasPrefix($0) }) else {
      return nil
    }
    let authority = lowered.dropFirst(scheme.count).prefix { $0 != "/" }
    let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    let host =
      place.hasPrefix("[")
      ? place.dropFirst().prefix { $0 != "]" } : place.prefix { $0 != ":" }
    guard !host.isEmpty, !place.hasPrefix("[") || place.contains("]") else { return nil }
    self.front = front
    self.host = String(host)
    query = halves.count > 1 ? String(halves[1]) : ""
  }

  /// The address of `path`, which starts with a slash and may have a query of its own.
  func url(_ path: String) -> String {
    guard !query.isEmpty else { return front + path }
    return front + path + (path.contains("?") ? "&" : "?") + query
  }

  /// `text` without the `user:password@` a URL can hold: for messages.
  static func withoutUser(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@") else { return text }
    let rest = text[text.index(after: at)...]
    guard let slash = text.firstIndex(of: "/"), slash < at else { return String(rest) }
    return text[...slash] + "/" + rest
  }
}
