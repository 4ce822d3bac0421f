extension APIFailure {
  /// A server's text made fit to be shown and kept: one line, at most `limit` characters, without
  /// the account's secrets and without anything that looks like a key (a server may echo what it
  /// was sent).
  static func clean(_ text: String, _ secrets: [String], limit: Int) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      let isControl = byte < 0x20 || byte == 0x7F
      if isControl, bytes.last == 0x20 { continue }
      bytes.append(isControl ? 0x20 : byte)
    }
    for secret in secrets where secret.utf8.count >= 4 {
      bytes = replacing(Array(secret.utf8), in: bytes)
    }
    let line = String(decoding: hidingKeys(bytes), as: UTF8.self)
    return line.count > limit ? String(line.prefix(limit)) + "…" : line
  }

  private static let hidden = Array("(hidden)".utf8)

  private static func replacing(_ wanted: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= wanted.count else { return bytes }
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      let end = position + wanted.count
      if end <= bytes.count, bytes[position..<end].elementsEqual(wanted) {
        result += hidden
        position = end
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return result
  }

  /// Hides each run of the characters of a key that begins with `sk-`, masked ones too.
  private static func hidingKeys(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      let isStart = position == 0 || !isKeyByte(bytes[position - 1])
      if isStart, bytes[position...].starts(with: "sk-".utf8) {
        result += hidden
        position = bytes[position...].firstIndex { !isKeyByte($0) } ?? bytes.count
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return result
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "*"):
      true
    default: false
    }
  }
}
