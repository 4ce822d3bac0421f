/// Cuts a text into the pieces of o200k_base's pattern, none of which a token crosses:
///
/// 1. `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?`
/// 2. `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|…)?`
/// 3. `\p{N}{1,3}`
/// 4. ` ?[^\s\p{L}\p{N}]+[\r\n/]*`
/// 5. `\s*[\r\n]+`
/// 6. `\s+(?!\S)`
/// 7. `\s+`
///
/// This is the general routine, scalar by scalar; the counter handles most ASCII by itself and comes here
/// with the rest. It borrows the text: whoever makes a splitter keeps the bytes alive.
struct PieceSplitter {
  private let base: UnsafePointer<UInt8>
  private let count: Int
  private let classes: UnsafePointer<UInt8>

  /// A splitter of `count` bytes from `base`, which must stay valid as long as it is used.
  init(base: UnsafePointer<UInt8>, count: Int) {
    self.base = base
    self.count = count
    classes = ScalarClasses.shared.table
  }

  // Sets of classes, one bit a class (see ``ScalarClass``); spelled out, so that none is computed in the loop.
  private static var upperSet: UInt16 { 0b0001_1010 }
  private static var lowerSet: UInt16 { 0b0001_1100 }
  private static var caselessSet: UInt16 { 0b0001_1000 }
  private static var prefixSet: UInt16 { 0b0101_0001 }
  private static var symbolSet: UInt16 { 0b0001_0001 }
  private static var spaceSet: UInt16 { 0b1100_0000 }

  /// The end of the piece that starts at `start`, which must be less than the number of bytes.
  func end(ofPieceAt start: Int) -> Int {
    let first = scalar(at: start)
    if first.isIn(Self.prefixSet) {
      if let end = mixedWord(at: first.end) { return end }
      // A mark is a letter to these alternatives as well.
      if first.isIn(Self.upperSet), let end = mixedWord(at: start) { return end }
      if let end = upperWord(at: first.end) { return end }
    } else if first.isIn(Self.upperSet | Self.lowerSet) {
      if let end = mixedWord(at: start) ?? upperWord(at: start) { return end }
    }
    if first.kind == ScalarClass.number { return number(from: first) }
    if let end = symbols(from: first, at: start) { return end }
    return spaces(at: start)
  }

  /// Alternative 1 without its prefix.
  private func mixedWord(at start: Int) -> Int? {
    var position = start
    var endOfLastCaseless: Int?
    while position < count {
      let next = scalar(at: position)
      guard next.isIn(Self.upperSet) else {
        if next.kind != ScalarClass.lower { break }
        // Here the run of capitals meets a small letter.
        position = next.end
        while position < count {
          let next = scalar(at: position)
          guard next.isIn(Self.lowerSet) else { break }
          position = next.end
        }
        return contraction(at: position)
      }
      position = next.end
      if next.isIn(Self.caselessSet) { endOfLastCaseless = position }
    }
    // No small letter: the run gives back what only a capital can be, up to its last caseless one.
    return endOfLastCaseless.map { contraction(at: $0) }
  }

  /// Alternative 2 without its prefix, where alternative 1 has failed: capitals only.
  private func upperWord(at start: Int) -> Int? {
    var position = start
    while position < count {
      let next = scalar(at: position)
      guard next.isIn(Self.upperSet) else { break }
      position = next.end
    }
    return position > start ? contraction(at: position) : nil
  }

  /// The end of the contraction at `position`, or `position` if there is none. Unicode's case folding makes
  /// one more letter an `s`: U+017F.
  private func contraction(at position: Int) -> Int {
    guard position + 1 < count, base[position] == UInt8(ascii: "'") else { return position }
    let first = base[position + 1]
    switch first | 0x20 {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
      return position + 2
    default: break
    }
    guard position + 2 < count else { return position }
    let second = base[position + 2]
    if first == 0xC5, second == 0xBF { return position + 3 }
    switch (first | 0x20, second | 0x20) {
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      return position + 3
    default: return position
    }
  }

  /// Alternative 3.
  private func number(from first: Scalar) -> Int {
    var end = first.end
    for _ in 1..<3 where end < count {
      let next = scalar(at: end)
      guard next.kind == ScalarClass.number else { break }
      end = next.end
    }
    return end
  }

  /// Alternative 4.
  private func symbols(from first: Scalar, at start: Int) -> Int? {
    var position = base[start] == UInt8(ascii: " ") ? first.end : start
    let run = position
    while position < count {
      let next = scalar(at: position)
      guard next.isIn(Self.symbolSet) else { break }
      position = next.end
    }
    guard position > run else { return nil }
    while position < count {
      switch base[position] {
      case UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "/"): position += 1
      default: return position
      }
    }
    return position
  }

  /// Alternatives 5 to 7.
  private func spaces(at start: Int) -> Int {
    var position = start
    var startOfLast = start
    var endOfLastNewline: Int?
    while position < count {
      let next = scalar(at: position)
      guard next.isIn(Self.spaceSet) else { break }
      startOfLast = position
      position = next.end
      if next.kind == ScalarClass.newline { endOfLastNewline = position }
    }
    if let endOfLastNewline { return endOfLastNewline }
    return position == count || startOfLast == start ? position : startOfLast
  }

  private struct Scalar {
    let kind: UInt8
    let end: Int

    @inline(__always)
    func isIn(_ set: UInt16) -> Bool { set >> UInt16(kind) & 1 != 0 }
  }

  /// The scalar at `position`. A byte that does not belong to well-formed UTF-8 is one of its own, of class
  /// `other`.
  @inline(__always)
  private func scalar(at position: Int) -> Scalar {
    let lead = base[position]
    if lead < 0x80 { return Scalar(kind: classes[Int(lead)], end: position + 1) }
    return longScalar(at: position, lead: lead)
  }

  private func longScalar(at position: Int, lead: UInt8) -> Scalar {
    let malformed = Scalar(kind: ScalarClass.other, end: position + 1)
    let width = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, lead <= 0xF4, position + width <= count else { return malformed }
    var value = Int(lead) & (0x7F >> width)
    for offset in 1..<width {
      let byte = base[position + offset]
      guard byte & 0xC0 == 0x80 else { return malformed }
      value = value << 6 | Int(byte & 0x3F)
    }
    // Overlong forms, surrogates, and beyond the last scalar.
    switch width {
    case 3 where value < 0x800 || 0xD800...0xDFFF ~= value: return malformed
    case 4 where value < 0x10000 || value > 0x10FFFF: return malformed
    default: return Scalar(kind: classes[value], end: position + width)
    }
  }
}
