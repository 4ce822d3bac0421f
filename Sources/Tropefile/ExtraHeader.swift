/// What may stand in `api.headers`, and in the headers of an endpoint.
enum ExtraHeader {
  /// What is wrong with a header of this name and value, if anything. Keys are refused wherever
  /// they can be told: a tropefile is shared and committed, an environment is not.
  static func complaint(name: String, value: String) -> ValueComplaint? {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else { return .notAHeaderName }
    let lowered = name.lowercased()
    if keyHeaders.contains(lowered) { return .headerCarriesKey }
    if programHeaders.contains(lowered) { return .headerIsSetByProgram }
    let start = value.lowercased()
    if start.hasPrefix("sk-") || start.hasPrefix("bearer ") || start.hasPrefix("basic ") {
      return .looksLikeKey
    }
    let isPrintable = value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F }
    return isPrintable && !value.isEmpty ? nil : .notAHeaderValue
  }

  /// What is wrong with a header of this name for carrying the key, if anything.
  static func keyHeaderComplaint(_ name: String) -> ValueComplaint? {
    guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else { return .wrong }
    return programHeaders.contains(name.lowercased()) ? .wrong : nil
  }

  private static let keyHeaders: Set<String> = [
    "authorization", "proxy-authorization", "api-key", "x-api-key", "apikey", "cookie",
    "x-auth-token",
  ]

  private static let programHeaders: Set<String> = [
    "content-type", "content-length", "transfer-encoding", "host", "connection", "expect",
    "accept-encoding", "openai-organization", "openai-project",
  ]

  /// RFC 9110, section 5.6.2.
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
