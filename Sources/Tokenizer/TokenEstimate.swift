/// A count that needs no vocabulary and is never below the exact one.
enum TokenEstimate {
  /// An upper bound of the tokens of the text.
  static func count(_ bytes: UnsafeRawBufferPointer) -> Int {
    var tokens = 0
    var position = 0
    while position < bytes.count {
      let start = position
      switch bytes[position] {
      case 0x30...0x39:
        while position < bytes.count, 0x30...0x39 ~= bytes[position] { position += 1 }
        tokens += (position - start + 2) / 3
      case 0x41...0x5A, 0x61...0x7A:
        while position < bytes.count, 0x41...0x5A ~= bytes[position] & 0xDF { position += 1 }
        tokens += (2 * (position - start) + 2) / 3
      case 0x20:
        position += 1
        // A blank joins the word behind it.
        if position == bytes.count || !(0x41...0x5A ~= bytes[position] & 0xDF) { tokens += 1 }
      default:
        position += 1
        tokens += 1
      }
    }
    return tokens
  }
}
