/// Counts texts one after the other and remembers the words it has met.
///
/// Belongs to one task at a time: ``SessionPool`` sees to that. It reads the tables, which others
/// may read too.
final class CountingSession {
  /// Bytes that may be read from the start of any piece in a window: the window, and a cache key
  /// behind it.
  private static let reach = TextWindow.width + 16

  private let tables: VocabularyTables
  private let cache = WordCache()
  private var merger: PieceMerger
  /// The end of a text, with room behind it, so that windows need not stop before it.
  private let tail: UnsafeMutablePointer<UInt8>

  /// A session that has met no word yet; its cache takes 2 MB as it fills.
  init(vocabulary: Vocabulary) {
    tables = vocabulary.tables
    merger = PieceMerger(tables: vocabulary.tables)
    tail = .allocate(capacity: 2 * Self.reach)
    tail.initialize(repeating: 0xFF, count: 2 * Self.reach)
  }

  deinit { tail.deallocate() }

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

  /// How many bytes each of a text's tokens has.
  func lengths(_ text: UnsafeRawBufferPointer) -> [Int] {
    encode(text).map { Int(tables.offsets[Int($0) + 1] - tables.offsets[Int($0)]) }
  }

  private func count(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let splitter = PieceSplitter(base: base, count: count)
    let tailStart = max(0, count - Self.reach)
    copyTail(base + tailStart, count - tailStart)
    let tail = UnsafePointer(tail)
    var position = 0
    var tokens = 0
    while position < count {
      // The same bytes as at `base + position`, with room behind them.
      let window =
        position <= tailStart && count >= Self.reach
        ? base + position : tail + (position - tailStart)
      let view = TextWindow(window)
      // Pieces that end before the first complex byte.
      let simple = view.complex == 0 ? .max : (view.complex & (0 &- view.complex)) &- 1
      var starts = view.starts & simple
      var piece = 0
      while starts != 0 {
        let end = starts.trailingZeroBitCount
        starts &= starts &- 1
        let length = end &- piece
        if length <= WordCache.longestPiece {
          tokens &+= cachedCount(window + piece, length)
        } else {
          tokens &+= merger.count(window + piece, length)
        }
        piece = end
      }
      position &+= piece
      // One more if the window was cut short, or one piece fills it; more as long as they are not
      // ASCII.
      guard view.complex != 0 || piece == 0 else { continue }
      repeat {
        let end = splitter.end(ofPieceAt: position)
        let length = end - position
        if length <= WordCache.longestPiece {
          let start =
            position <= tailStart && count >= Self.reach
            ? base + position : tail + (position - tailStart)
          tokens &+= cachedCount(start, length)
        } else {
          tokens &+= merger.count(base + position, length)
        }
        position = end
      } while position < count && base[position] >= 0x80
    }
    return tokens
  }

  /// Copies the last bytes of a text, and behind them bytes that are no ASCII.
  private func copyTail(_ start: UnsafePointer<UInt8>, _ count: Int) {
    tail.update(from: start, count: count)
    (tail + count).update(repeating: 0xFF, count: Self.reach)
  }

  @inline(__always)
  private func cachedCount(_ piece: UnsafePointer<UInt8>, _ length: Int) -> Int {
    let key = WordCache.Key(piece, length)
    let set = cache.slots + key.set
    let found = (set[0] ^ key.low) | ((set[1] ^ key.high) & ~WordCache.countMask)
    if found == 0 { return WordCache.count(in: set[1]) }
    return rarerCount(piece, length, key, set)
  }

  /// The count of a piece that is not the first of its set.
  @inline(never)
  private func rarerCount(
    _ piece: UnsafePointer<UInt8>, _ length: Int, _ key: WordCache.Key,
    _ set: UnsafeMutablePointer<UInt64>
  ) -> Int {
    if let count = WordCache.promote(key, in: set) { return count }
    let count = merger.count(piece, length)
    WordCache.insert(key, count: count, into: set)
    return count
  }
}
