/// What a base URL must look like. It is checked here by hand and not by a URL parser, because
/// those accept almost anything and would leave the fault to the first request.
enum HTTPAddress {
  /// `scheme://host[:port][/path][?query]`, without user and fragment. Azure's classic deployments need a query.
  static func check(_ text: String) -> Result<String, ValueComplaint> {
    let lowered = text.lowercased()
    guard let scheme = ["https://", "http://"].first(where: { lowered.hasPrefix($0) }),
      text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
    else { return .failure(.wrong) }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if authority.contains("@") { return .failure(.urlWithPassword) }
    guard !rest.contains("#"), isHostAndPort(authority) else { return .failure(.wrong) }
    return .success(text)
  }

  private static func isHostAndPort(_ authority: Substring) -> Bool {
    var host = authority
    var port: Substring?
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return false }
      host = authority[authority.index(after: authority.startIndex)..<end]
      let rest = authority[authority.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return false }
      if !rest.isEmpty { port = rest.dropFirst() }
      guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
      else { return false }
    } else {
      if let colon = authority.firstIndex(of: ":") {
        host = authority[..<colon]
        port = authority[authority.index(after: colon)...]
      }
      let isHost = host.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
      guard isHost else { return false }
    }
    if let port {
      guard let number = UInt16(port), number > 0, port.allSatisfy(\.isNumber) else { return false }
    }
    return !host.isEmpty
  }
}
