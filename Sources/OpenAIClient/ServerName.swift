/// The server that a base URL names, as far as people decide by it where a key may go.
package struct ServerName: Hashable, Sendable {
  /// Scheme, host and port in lower case: `https://api.openai.com`.
  package let origin: String
  /// The address without user, password and query: for messages.
  package let shown: String
  /// Whether what is sent cannot be read on the way.
  package let isEncrypted: Bool
  /// Whether it is this machine: then nothing leaves it.
  package let isThisMachine: Bool
  /// Whether it is "any address", which this machine takes for itself, and a proxy for itself.
  package let isUnspecified: Bool

  /// `nil` for what is no base URL.
  package init?(_ baseURL: String) {
    guard let parts = BaseURL(baseURL) else { return nil }
    let scheme = parts.front.lowercased().hasPrefix("https://") ? "https://" : "http://"
    let rest = parts.front.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" }
    let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    origin = scheme + place.lowercased()
    shown = scheme + place + rest.dropFirst(authority.count)
    isEncrypted = scheme == "https://"
    let host = parts.host
    isUnspecified = ["0.0.0.0", "::"].contains(host)
    isThisMachine =
      isUnspecified || ["localhost", "::1"].contains(host) || host.hasSuffix(".localhost")
      || Self.isLoopback(host)
  }

  /// OpenAI's own, which is asked when nobody names another.
  package static let openAI = ServerName(APIAccount.openAIBaseURL)

  /// `127.0.0.0/8`, in four numbers; a name that only begins so is somebody's.
  private static func isLoopback(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
