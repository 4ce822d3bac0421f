import Basics

/// What a server says in words, made fit to be shown and kept. All that is decoded of an answer passes through here, by way of
/// `ServerValue`, once: whoever prints it later has nothing left to clean.
///
/// Control characters of either block, line breaks and marks that change the direction of what follows are taken out, so
/// that nothing can move a cursor or forge a line; the account's secrets, and what looks like a key, are hidden, for a
/// server may echo what it was sent; and everything has an end.
package struct ServerText: Sendable, CustomReflectable {
  /// What is never shown, in lower case.
  private let secrets: [[UInt8]]

  /// - Parameter secrets: key and headers of the account; those of fewer than four characters would hide half of every text. What is
  ///   short and without a digit, as people call a key where none is asked for, is hidden as a word of its own only: it may be
  ///   the name of server or model as well.
  package init(hiding secrets: [String] = []) {
    self.secrets = secrets.map { $0.utf8.map(\.lowered) }.filter { $0.count >= 4 }
      .sorted { $0.count > $1.count }
  }

  private init(lowered secrets: [[UInt8]]) { self.secrets = secrets }

  /// What hides the secrets of others as well.
  package func hiding(also others: [ServerText]) -> ServerText {
    ServerText(
      lowered: (secrets + others.flatMap(\.secrets)).sorted { $0.count > $1.count })
  }

  package var customMirror: Mirror { Mirror(self, children: []) }

  /// One line of at most `limit` characters (Unicode scalars), and "…" where it was longer.
  package func line(_ text: String, limit: Int) -> String {
    let bytes = hidingKeys(hidingSecrets(Self.plain(text, blank: true)))
    let clean = String(decoding: bytes, as: UTF8.self)
    // By scalars: of marks that are set on one letter there may be millions.
    guard clean.utf8.count > limit, clean.unicodeScalars.count > limit else { return clean }
    return String(String.UnicodeScalarView(clean.unicodeScalars.prefix(limit))) + "…"
  }

  /// A name that the server gave and is to be told again: what cannot stand in one is left out, and it has at most 2,048 bytes.
  /// Gateways pack much into theirs; nothing in it is taken for a key but the account's own, and
  /// a short one only as a word of its own: a batch or a file is asked for by this name again.
  package func id(_ text: String) -> String {
    let bytes = hidingSecrets(Self.plain(text, blank: false), isID: true)
    return String(decoding: bytes.prefix(2_048), as: UTF8.self)
  }

  // MARK: Characters

  /// The text without what steers a terminal; each run of controls one blank, or nothing.
  private static func plain(_ text: String, blank: Bool) -> [UInt8] {
    // Nearly all that comes.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return Array(text.utf8) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var isInRun = false
    for scalar in text.unicodeScalars {
      switch kind(of: scalar) {
      // The blank that is there already does for both.
      case .plain where isInRun && scalar == " " && bytes.last == 0x20: break
      case .plain:
        isInRun = false
        bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
      case .format: break
      case .control:
        if blank, !isInRun, bytes.last != 0x20 { bytes.append(0x20) }
        isInRun = true
      }
    }
    return bytes
  }

  private enum CharacterKind { case plain, control, format }

  private static func kind(of scalar: Unicode.Scalar) -> CharacterKind {
    switch scalar.value {
    case 0x20..<0x7F: return .plain
    case ..<0xA0: return .control
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return .control
    // Direction marks, joiners, tags: without a shape of their own.
    case .format: return .format
    default: return .plain
    }
  }

  // MARK: Secrets

  private static let hidden = Array("(hidden)".utf8)

  private func hidingSecrets(_ bytes: [UInt8], isID: Bool = false) -> [UInt8] {
    guard secrets.contains(where: { Self.stands($0, in: bytes) }) else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      if let secret = secrets.first(where: { Self.hides($0, in: bytes, at: position, isID: isID) })
      {
        result += Self.hidden
        position += secret.count
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return result
  }

  /// Whether a secret stands anywhere in a text, in whatever case.
  private static func stands(_ secret: [UInt8], in bytes: [UInt8]) -> Bool {
    guard let first = secret.first, bytes.count >= secret.count else { return false }
    for position in 0...(bytes.count - secret.count)
    where bytes[position].lowered == first && starts(bytes, at: position, with: secret) {
      return true
    }
    return false
  }

  private static func hides(
    _ secret: [UInt8], in bytes: [UInt8], at position: Int, isID: Bool
  ) -> Bool {
    guard starts(bytes, at: position, with: secret) else { return false }
    if secret.count >= (isID ? 16 : 10) { return true }
    if !isID, secret.contains(where: \.isDigit) { return true }
    let end = position + secret.count
    return (position == 0 || !isKeyByte(bytes[position - 1]))
      && (end == bytes.count || !isKeyByte(bytes[end]))
  }

  /// Hides words that are keys by their form: those with a beginning by which providers mark theirs, those in which a middle
  /// part is masked, those that begin like the account's own, and what follows "Bearer".
  private func hidingKeys(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    // Up to there `result` has the text; nearly all texts are their own result.
    var copied = 0
    var position = 0
    var followsBearer = false
    while position < bytes.count {
      guard Self.isKeyByte(bytes[position]) else {
        if bytes[position] != 0x20 { followsBearer = false }
        position += 1
        continue
      }
      let start = position
      while position < bytes.count, Self.isKeyByte(bytes[position]) { position += 1 }
      let word = bytes[start..<position]
      if followsBearer || isKey(word) {
        result += bytes[copied..<start] + Self.hidden
        copied = position
      }
      followsBearer = word.count == 6 && Self.starts(bytes, at: start, with: Self.bearer)
    }
    return copied == 0 ? bytes : result + bytes[copied...]
  }

  private static let bearer = Array("bearer".utf8)

  private func isKey(_ word: ArraySlice<UInt8>) -> Bool {
    if word.starts(with: "sk-".utf8) { return true }
    if word.count >= 12, Self.markedKeys.contains(where: { word.starts(with: $0) }) {
      return true
    }
    if word.contains(where: { $0 != UInt8(ascii: "*") }), Self.isMasked(word) { return true }
    // A part of the key tells no one anything that is worth it.
    return word.count >= 8
      && secrets.contains { secret in
        secret.count >= 16 && zip(word.prefix(8), secret).allSatisfy { $0.lowered == $1 }
      }
  }

  /// Whether three stars stand in a row.
  private static func isMasked(_ word: ArraySlice<UInt8>) -> Bool {
    var stars = 0
    for byte in word {
      stars = byte == UInt8(ascii: "*") ? stars + 1 : 0
      if stars == 3 { return true }
    }
    return false
  }

  private static let markedKeys = [
    "sk_", "gsk_", "xai-", "hf_", "AIza", "nvapi-", "pplx-", "r8_", "fw_", "eyJ", "csk-", "tgp_",
  ].map { Array($0.utf8) }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "*"):
      true
    default: false
    }
  }

  private static func starts(_ bytes: [UInt8], at position: Int, with wanted: [UInt8]) -> Bool {
    guard position + wanted.count <= bytes.count else { return false }
    for offset in wanted.indices where bytes[position + offset].lowered != wanted[offset] {
      return false
    }
    return true
  }
}
