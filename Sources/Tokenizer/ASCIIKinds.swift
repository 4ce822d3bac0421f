/// What the fast way must know of a byte, in bits.
///
/// The table is made once and never changed or freed, so its pointer is good in any thread.
enum ASCIIKinds {
  /// ASCII that may stand before a word's first letter: not a letter, digit, CR or LF.
  static let canLead: UInt8 = 1
  /// A capital ASCII letter.
  static let isUpper: UInt8 = 2
  /// ASCII that ends a run of small letters for good: anything but a small letter, and an apostrophe, which
  /// may start a contraction.
  static let endsWord: UInt8 = 4
  /// ASCII with which a word piece may start: a letter, or what may lead one.
  static let mayStart: UInt8 = 8

  /// The kinds of all 256 bytes.
  static var table: UnsafePointer<UInt8> { shared.pointer }

  private struct Table: @unchecked Sendable {
    let pointer: UnsafePointer<UInt8>
  }

  private static let shared: Table = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    table.initialize(repeating: 0, count: 256)
    for byte in UInt8(0)..<128 {
      let isLower = 0x61...0x7A ~= byte
      let isUpper = 0x41...0x5A ~= byte
      let isDigit = 0x30...0x39 ~= byte
      let isNewline = byte == 0x0A || byte == 0x0D
      var kinds: UInt8 = 0
      if !isLower, !isUpper, !isDigit, !isNewline { kinds |= canLead }
      if isUpper { kinds |= ASCIIKinds.isUpper }
      if !isLower, byte != UInt8(ascii: "'") { kinds |= endsWord }
      if !isDigit, !isNewline { kinds |= mayStart }
      table[Int(byte)] = kinds
    }
    return Table(pointer: UnsafePointer(table))
  }()
}
