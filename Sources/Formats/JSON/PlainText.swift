/// Finds where text stops being such that JSON has it as it is.
enum PlainText {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The place, from `start` on, of the first byte that is a quote, a backslash or no printable ASCII; the end where there
  /// is none. Eight bytes at a time: most of any text passes through here.
  static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return start }
    var position = start
    while position + 8 <= bytes.count {
      let word = UInt64(
        littleEndian: base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      // The highest bit of a byte of `x &- ones & ~x` tells of the lowest zero byte of x; above that one it may err.
      let special =
        word | (word &- (ones &* 0x20)) | ((quote &- ones) & ~quote)
        | ((backslash &- ones) & ~backslash)
      let marks = special & (ones &* 0x80)
      if marks != 0 { return position + marks.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < bytes.count, isPlain(bytes[position]) { position += 1 }
    return position
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5C
  }
}
