/// Reads tiktoken's text format, `BASE64(token bytes) SPACE rank LF`, into tables.
enum TiktokenFile {
  /// Memory for a block of tables, freed with the object.
  private final class Allocation {
    let memory: UnsafeMutableRawBufferPointer

    init(byteCount: Int) {
      memory = .allocate(byteCount: byteCount, alignment: 64)
    }

    deinit { memory.deallocate() }
  }

  /// The tables of a file whose SHA-256 has been checked. It is still read with care: every write is
  /// bounded, and a line that reads otherwise is reported.
  static func tables(
    from text: UnsafeRawBufferPointer, source: VocabularySource, path: String
  ) throws(VocabularyError) -> VocabularyTables {
    // Base64 is longer than what it spells, so the text's size bounds the bytes of all tokens.
    let room = VocabularyTables.Layout(
      tokenCount: source.tokenCount, tokenBytes: text.count * 3 / 4)
    let allocation = Allocation(byteCount: room.byteCount)
    guard let base = allocation.memory.baseAddress else {
      throw .outOfMemory(byteCount: room.byteCount)
    }
    let slots = (base + room.slots).initializeMemory(
      as: UInt64.self, repeating: VocabularyTables.emptySlot, count: VocabularyTables.slotCount)
    let ranks = (base + room.pairs).initializeMemory(
      as: UInt32.self, repeating: VocabularyTables.noRank, count: 65536 + 256)
    let offsets = (base + room.offsets).initializeMemory(
      as: UInt32.self, repeating: 0, count: source.tokenCount + 1)
    let bytes = (base + room.bytes).assumingMemoryBound(to: UInt8.self)
    var reader = Reader(text: text.bindMemory(to: UInt8.self))
    var end = 0
    var longest = 0
    for rank in 0..<source.tokenCount {
      let start = end
      guard let count = reader.token(into: bytes + start), reader.number() == rank else {
        throw .malformed(path: path, line: rank + 1)
      }
      end += count
      offsets[rank + 1] = UInt32(truncatingIfNeeded: end)
      longest = max(longest, count)
      switch count {
      case 1: ranks[65536 + Int(bytes[start])] = UInt32(rank)
      case 2: ranks[Int(bytes[start]) << 8 | Int(bytes[start + 1])] = UInt32(rank)
      default: insert(rank, hash: VocabularyTables.hash(bytes + start, count), into: slots)
      }
    }
    let singles = UnsafeBufferPointer(start: ranks + 65536, count: 256)
    guard reader.isAtEnd, !singles.contains(VocabularyTables.noRank) else {
      throw .malformed(path: path, line: source.tokenCount + 1)
    }
    (bytes + end).initialize(repeating: 0, count: VocabularyTables.padding)
    let layout = VocabularyTables.Layout(tokenCount: source.tokenCount, tokenBytes: end)
    (bytes + end).initialize(repeating: 0, count: layout.byteCount - layout.bytes - end)
    return VocabularyTables(
      block: UnsafeRawBufferPointer(start: base, count: layout.byteCount), layout: layout,
      longestToken: longest, owner: allocation)
  }

  @inline(__always)
  private static func insert(
    _ rank: Int, hash: UInt64, into slots: UnsafeMutablePointer<UInt64>
  ) {
    var index = Int(truncatingIfNeeded: hash >> UInt64(64 - VocabularyTables.slotBits))
    // Fewer tokens than slots: there is an empty one.
    while slots[index] != VocabularyTables.emptySlot {
      index = (index + 1) & (VocabularyTables.slotCount - 1)
    }
    slots[index] = hash << VocabularyTables.rankBits | UInt64(rank)
  }

  private struct Reader {
    let text: UnsafeBufferPointer<UInt8>
    var position = 0
    /// The value of each base64 digit; 64 for `=`, 255 for anything else.
    private let values: [UInt8]

    init(text: UnsafeBufferPointer<UInt8>) {
      self.text = text
      var values = [UInt8](repeating: 255, count: 256)
      let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
      for (value, digit) in digits.utf8.enumerated() { values[Int(digit)] = UInt8(value) }
      self.values = values
    }

    var isAtEnd: Bool { position == text.count }

    /// Writes the bytes of the token at the position and steps over the blank behind it. The number of
    /// bytes, or `nil` where there is no token.
    @inline(__always)
    mutating func token(into target: UnsafeMutablePointer<UInt8>) -> Int? {
      var written = 0
      while position + 4 < text.count {
        let first = value(0)
        let second = value(1)
        let third = value(2)
        let fourth = value(3)
        if (first | second | third | fourth) < 64 {
          target[written] = first << 2 | second >> 4
          target[written + 1] = second << 4 | third >> 2
          target[written + 2] = third << 6 | fourth
          written += 3
          position += 4
          if text[position] == UInt8(ascii: " ") { break }
          continue
        }
        guard (first | second) < 64, text[position + 3] == UInt8(ascii: "=") else { return nil }
        target[written] = first << 2 | second >> 4
        written += 1
        if third < 64 {
          target[written] = second << 4 | third >> 2
          written += 1
        } else if text[position + 2] != UInt8(ascii: "=") {
          return nil
        }
        position += 4
        break
      }
      guard position < text.count, text[position] == UInt8(ascii: " "), written > 0 else {
        return nil
      }
      position += 1
      return written
    }

    @inline(__always)
    private func value(_ offset: Int) -> UInt8 { values[Int(text[position + offset])] }

    /// The decimal number at the position; steps over the line feed behind it.
    @inline(__always)
    mutating func number() -> Int? {
      var value = 0
      let start = position
      while position < text.count, 0x30...0x39 ~= text[position], position - start < 9 {
        value = value * 10 + Int(text[position] - 0x30)
        position += 1
      }
      guard position > start, position < text.count, text[position] == UInt8(ascii: "\n") else {
        return nil
      }
      position += 1
      return value
    }
  }
}
