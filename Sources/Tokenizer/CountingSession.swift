/// Counts texts one after the other and remembers the words it has met.
///
/// Belongs to one task at a time: ``SessionPool`` sees to that. It reads the tables, which others may read too.
final class CountingSession {
  private let tables: VocabularyTables
  private let cache = WordCache()
  private var merger: PieceMerger

  init(vocabulary: Vocabulary) {
    tables = vocabulary.tables
    merger = PieceMerger(tables: vocabulary.tables)
  }

  /// The tokens of a text in UTF-8.
  func count(_ text: UnsafeRawBufferPointer) -> Int {
    guard let start = text.baseAddress, !text.isEmpty else { return 0 }
    return start.withMemoryRebound(to: UInt8.self, capacity: text.count) {
      count($0, text.count)
    }
  }

  /// The ids of a text's tokens.
  func encode(_ text: UnsafeRawBufferPointer) -> [UInt32] {
    guard let start = text.baseAddress, !text.isEmpty else { return [] }
    return start.withMemoryRebound(to: UInt8.self, capacity: text.count) { base in
      let splitter = PieceSplitter(base: base, count: text.count)
      var ids: [UInt32] = []
      var position = 0
      while position < text.count {
        let end = splitter.end(ofPieceAt: position)
        merger.encode(base + position, end - position, into: &ids)
        position = end
      }
      return ids
    }
  }

  private func count(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let splitter = PieceSplitter(base: base, count: count)
    let kinds = ASCIIKinds.table
    // From here on fewer than 34 bytes are left, of which the fast way may read all.
    let fastEnd = count - 34
    var position = 0
    var tokens = 0
    while position < count {
      let piece = base + position
      var end: Int
      fast: do {
        guard position < fastEnd else {
          end = splitter.end(ofPieceAt: position)
          break fast
        }
        let first = kinds[Int(piece[0])]
        var word = piece + Int(first & ASCIIKinds.canLead)
        word += Int((kinds[Int(word[0])] & ASCIIKinds.isUpper) >> 1)
        let run = lowerRun(word)
        let next = kinds[Int(word[run])]
        let length = word - piece + run
        if run > 0 {
          if run < 16, next & ASCIIKinds.endsWord != 0, first & ASCIIKinds.mayStart != 0 {
            end = position + length
            break fast
          }
        }
        end = splitter.end(ofPieceAt: position)
      }
      let length = end - position
      if length <= WordCache.longestPiece, position < fastEnd {
        tokens += cachedCount(piece, length)
      } else {
        tokens += merger.count(piece, length)
      }
      position = end
    }
    return tokens
  }

  @inline(__always)
  private func cachedCount(_ piece: UnsafePointer<UInt8>, _ length: Int) -> Int {
    let key = WordCache.Key(piece, length)
    let slot = cache.places + key.place
    let countMask: UInt64 = 0x0F << 56
    let firstHigh = slot[1]
    if slot[0] == key.low, firstHigh & ~countMask == key.high {
      return Int(truncatingIfNeeded: (firstHigh & countMask) >> 56)
    }
    let secondHigh = slot[3]
    if slot[2] == key.low, secondHigh & ~countMask == key.high {
      return Int(truncatingIfNeeded: (secondHigh & countMask) >> 56)
    }
    return missed(piece, length, key, slot)
  }

  @inline(never)
  private func missed(
    _ piece: UnsafePointer<UInt8>, _ length: Int, _ key: WordCache.Key,
    _ slot: UnsafeMutablePointer<UInt64>
  ) -> Int {
    let count = merger.count(piece, length)
    slot[2] = slot[0]
    slot[3] = slot[1]
    slot[0] = key.low
    slot[1] = key.high | UInt64(truncatingIfNeeded: count) << 56
    return count
  }

  /// How many of the 16 bytes at `start` come before the first that is not a small ASCII letter.
  @inline(__always)
  private func lowerRun(_ start: UnsafePointer<UInt8>) -> Int {
    let low = notLower(load64(start))
    let high = notLower(load64(start + 8))
    return low != 0
      ? low.trailingZeroBitCount >> 3 : 8 + high.trailingZeroBitCount >> 3
  }

  /// The top bit of each byte that is not a small ASCII letter.
  @inline(__always)
  private func notLower(_ word: UInt64) -> UInt64 {
    let sevenBits = word & 0x7F7F_7F7F_7F7F_7F7F
    let atLeastA = sevenBits &+ 0x1F1F_1F1F_1F1F_1F1F
    let beyondZ = sevenBits &+ 0x0505_0505_0505_0505
    return (~atLeastA | beyondZ | word) & 0x8080_8080_8080_8080
  }
}
