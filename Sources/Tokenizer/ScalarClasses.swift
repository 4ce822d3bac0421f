import Basics
import Glibc

/// The class of a scalar as far as the encoding's pattern tells classes apart.
///
/// The table is Unicode 16.0.0, which is tiktoken's; the standard library's properties are of a
/// later Unicode and differ at 4,699 scalars.
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
/// Made once, when first asked for, in about 0.1 ms, and never changed after that; it is never
/// freed, so the pointer is good for the life of the process and in any thread.
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
    var numbers = PackedNumbers(Self.packedRanges)
    while let gap = numbers.next(), let packed = numbers.next() {
      let first = next + gap
      next = first + packed >> 3 + 1
      (table + first).update(repeating: UInt8(packed & 7), count: packed >> 3 + 1)
    }
    table[0x0A] = ScalarClass.newline
    table[0x0D] = ScalarClass.newline
    self.table = UnsafePointer(table)
  }
}
