import Glibc

/// Questions about text that is still bytes.
package enum TextBytes {
  /// What to do about a file that is not UTF-8.
  static let encodingAdvice =
    "convert the file: iconv -f latin1 -t utf-8, or -f utf-16 for Excel's 'Unicode text'"

  /// The offset of the first byte that is no part of valid UTF-8 (of the sequence it would begin); `nil` where
  /// all of `bytes` is valid.
  package static func firstInvalid(in bytes: UnsafeRawBufferPointer) -> Int? {
    var index = 0
    let count = bytes.count
    while index < count {
      // Eight plain letters at a time.
      while index + 8 <= count,
        bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
      }
      guard index < count else { break }
      let first = bytes[index]
      if first < 0x80 {
        index += 1
        continue
      }
      let length = sequenceLength(bytes, index)
      guard length > 0 else { return index }
      index += length
    }
    return nil
  }

  /// The offset of the first byte that is no part of valid UTF-8.
  package static func firstInvalid(in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { firstInvalid(in: $0) }
  }

  /// The offset of the first NUL byte.
  package static func firstNUL(in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return nil }
      return memchr(start, 0, buffer.count).map { UnsafeRawPointer($0) - start }
    }
  }

  /// The length of the valid sequence of two to four bytes at `index`; 0 where there is none. The bounds of the
  /// second byte (no overlong form, no surrogate, nothing above U+10FFFF) are those of the Unicode Standard,
  /// table 3-7.
  private static func sequenceLength(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int {
    let first = bytes[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
    for place in index + 2..<max(index + length, index + 2) where bytes[place] & 0xC0 != 0x80 {
      return 0
    }
    return length
  }

  /// The line, from 1, that the byte at `offset` stands in.
  package static func line(of offset: Int, in bytes: [UInt8]) -> Int {
    bytes[..<min(offset, bytes.count)].reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
  }

  /// 3 where `bytes` begins with a byte order mark, else 0.
  package static func byteOrderMarkLength(of bytes: [UInt8]) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The length in bytes of the white space (Unicode `White_Space`) character at `index`; 0 where it is none.
  /// `bytes` is valid UTF-8.
  static func whiteSpace(at index: Int, in bytes: [UInt8], end: Int) -> Int {
    switch bytes[index] {
    case 0x09...0x0D, 0x20: return 1
    case 0xC2:
      return index + 1 < end && (bytes[index + 1] == 0x85 || bytes[index + 1] == 0xA0) ? 2 : 0
    case 0xE1...0xE3:
      guard index + 2 < end else { return 0 }
      switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
      case (0xE1, 0x9A, 0x80),  // U+1680
        (0xE2, 0x80, 0x80...0x8A),  // U+2000 to U+200A
        (0xE2, 0x80, 0xA8...0xA9),  // U+2028, U+2029
        (0xE2, 0x80, 0xAF),  // U+202F
        (0xE2, 0x81, 0x9F),  // U+205F
        (0xE3, 0x80, 0x80):  // U+3000
        return 3
      default: return 0
      }
    default: return 0
    }
  }

  /// `range` without the white space at its two ends. `bytes` is valid UTF-8.
  static func trimmed(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end {
      let length = whiteSpace(at: start, in: bytes, end: end)
      guard length > 0 else { break }
      start += length
    }
    while start < end {
      let last = (1...3).first { length in
        end - length >= start && whiteSpace(at: end - length, in: bytes, end: end) == length
      }
      guard let last else { break }
      end -= last
    }
    return start..<end
  }
}
