import Glibc

/// The class of a scalar as far as the encoding's pattern tells classes apart.
///
/// The table is Unicode 16.0.0, which is tiktoken's; the standard library's properties are of a later
/// Unicode and differ at 4,699 scalars.
enum ScalarClass {
  /// Neither of the others: punctuation, symbols, controls, unassigned scalars.
  static let other: UInt8 = 0
  /// Lu, Lt.
  static let upper: UInt8 = 1
  /// Ll.
  static let lower: UInt8 = 2
  /// Lm, Lo.
  static let caseless: UInt8 = 3
  /// M.
  static let mark: UInt8 = 4
  /// N.
  static let number: UInt8 = 5
  /// White_Space without the next two.
  static let space: UInt8 = 6
  /// U+000A and U+000D.
  static let newline: UInt8 = 7
}

/// The flat table of classes: one byte for each scalar.
///
/// Made once, when first asked for, in about 0.1 ms, and never changed after that; it is never freed, so
/// the pointer is good for the life of the process and in any thread.
struct ScalarClasses: @unchecked Sendable {
  /// 0x110000 classes, indexed by scalar.
  let table: UnsafePointer<UInt8>

  /// The one table there is.
  static let shared = ScalarClasses()

  private init() {
    // Zero pages from the system: the planes without classes cost no memory.
    let count = 0x110000
    let mapped = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    let start: UnsafeMutableRawPointer =
      if let mapped, mapped != MAP_FAILED {
        mapped
      } else {
        .allocate(byteCount: count, alignment: 16)
      }
    let table = start.initializeMemory(as: UInt8.self, repeating: 0, count: 0)
    if mapped == MAP_FAILED { table.initialize(repeating: 0, count: count) }
    var next = 0
    let digits = Self.packedRanges.utf8Start
    var position = 0
    func number() -> Int {
      var value = 0
      var shift = 0
      while position < Self.packedRanges.utf8CodeUnitCount {
        let digit = Self.value(ofDigit: digits[position])
        position += 1
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32 { break }
      }
      return value
    }
    while position < Self.packedRanges.utf8CodeUnitCount {
      let first = next + number()
      let packed = number()
      next = first + packed >> 3 + 1
      (table + first).update(repeating: UInt8(packed & 7), count: packed >> 3 + 1)
    }
    table[0x0A] = ScalarClass.newline
    table[0x0D] = ScalarClass.newline
    self.table = UnsafePointer(table)
  }

  private static func value(ofDigit digit: UInt8) -> Int {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit) - 48 + 52
    case UInt8(ascii: "+"): 62
    default: 63
    }
  }
}
