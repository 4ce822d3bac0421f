/// Merges the bytes of one piece into tokens: again and again the two neighbours whose joint token
/// has the lowest rank, the leftmost of equals.
///
/// Owns its scratch memory and belongs to one task at a time, like the session it is part of.
struct PieceMerger: ~Copyable {
  /// Pieces from this length on go by the heap: the scan of short ones is quadratic.
  private static let heapThreshold = 96

  private let tables: VocabularyTables
  /// Where each part starts, and, behind the last, the piece's end.
  private var starts: UnsafeMutablePointer<UInt32>
  /// The rank of each part joined with the next.
  private var ranks: UnsafeMutablePointer<UInt32>
  /// The parts of a long piece.
  private var links: [Link] = []
  private var heap: [UInt64] = []

  /// A merger with these tables, which it keeps alive.
  init(tables: VocabularyTables) {
    self.tables = tables
    starts = .allocate(capacity: Self.heapThreshold + 1)
    ranks = .allocate(capacity: Self.heapThreshold + 1)
  }

  deinit {
    starts.deallocate()
    ranks.deallocate()
  }

  /// The number of tokens of the piece of `count` bytes, at least one, at `piece`.
  mutating func count(_ piece: UnsafePointer<UInt8>, _ count: Int) -> Int {
    if count == 1 || tables.rank(piece, count) != VocabularyTables.noRank { return 1 }
    return count < Self.heapThreshold ? mergeShort(piece, count) : mergeLong(piece, count)
  }

  /// Appends the ids of the piece's tokens.
  mutating func encode(_ piece: UnsafePointer<UInt8>, _ count: Int, into ids: inout [UInt32]) {
    let whole = tables.rank(piece, count)
    if whole != VocabularyTables.noRank {
      ids.append(whole)
    } else if count < Self.heapThreshold {
      for part in 0..<mergeShort(piece, count) {
        let start = Int(starts[part])
        ids.append(tables.rank(piece + start, Int(starts[part + 1]) - start))
      }
    } else {
      _ = mergeLong(piece, count)
      var start = 0
      while start < count {
        let end = links[start].next
        ids.append(tables.rank(piece + start, end - start))
        start = end
      }
    }
  }

  /// Two bytes and more.
  private mutating func mergeShort(_ piece: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let starts = starts
    let ranks = ranks
    let tables = tables
    let pairs = tables.pairs
    var parts = count
    var best = VocabularyTables.noRank
    var bestPart = 0
    for index in 0..<count - 1 {
      starts[index] = UInt32(truncatingIfNeeded: index)
      let rank = pairs[Int(piece[index]) << 8 | Int(piece[index + 1])]
      ranks[index] = rank
      if rank < best {
        best = rank
        bestPart = index
      }
    }
    starts[count - 1] = UInt32(truncatingIfNeeded: count - 1)
    starts[count] = UInt32(truncatingIfNeeded: count)
    ranks[count - 1] = VocabularyTables.noRank
    while best != VocabularyTables.noRank {
      // Part bestPart swallows the next one; those behind move up.
      parts -= 1
      var index = bestPart + 1
      while index < parts {
        starts[index] = starts[index + 1]
        ranks[index] = ranks[index + 1]
        index += 1
      }
      starts[parts] = starts[parts + 1]
      let start = Int(starts[bestPart])
      ranks[bestPart] =
        bestPart + 1 < parts
        ? tables.longRank(piece + start, Int(starts[bestPart + 2]) - start)
        : VocabularyTables.noRank
      if bestPart > 0 {
        let start = Int(starts[bestPart - 1])
        ranks[bestPart - 1] = tables.longRank(
          piece + start, Int(starts[bestPart + 1]) - start)
      }
      best = VocabularyTables.noRank
      index = 0
      while index < parts {
        if ranks[index] < best {
          best = ranks[index]
          bestPart = index
        }
        index += 1
      }
    }
    return parts
  }

  private struct Link {
    /// Where the part before starts, -1 for the first.
    var previous: Int
    /// Where the part ends.
    var next: Int
    /// The rank of this part joined with the next, or `noRank`; also for a part that was swallowed.
    var rank: UInt32
  }

  /// The same with a heap of (rank, position), whose outdated entries are skipped when they come
  /// up: n log n.
  private mutating func mergeLong(_ piece: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let tables = tables
    links.removeAll(keepingCapacity: true)
    links.reserveCapacity(count)
    heap.removeAll(keepingCapacity: true)
    for index in 0..<count {
      let rank =
        index + 1 < count
        ? tables.pairs[Int(piece[index]) << 8 | Int(piece[index + 1])] : VocabularyTables.noRank
      links.append(Link(previous: index - 1, next: index + 1, rank: rank))
      if rank != VocabularyTables.noRank { heap.append(Self.entry(rank, index)) }
    }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sift(from: index) }
    var parts = count
    while let top = heap.first {
      let start = Int(truncatingIfNeeded: top & (1 << Self.positionBits - 1))
      guard links[start].rank == UInt32(truncatingIfNeeded: top >> Self.positionBits) else {
        removeTop()
        continue
      }
      parts -= 1
      let middle = links[start].next
      let end = links[middle].next
      links[middle].rank = VocabularyTables.noRank
      links[start].next = end
      if end < count { links[end].previous = start }
      // The new rank of this part takes the place of its old entry.
      let rank =
        end < count
        ? tables.longRank(piece + start, links[end].next - start) : VocabularyTables.noRank
      links[start].rank = rank
      if rank == VocabularyTables.noRank {
        removeTop()
      } else {
        heap[0] = Self.entry(rank, start)
        sift(from: 0)
      }
      let previous = links[start].previous
      if previous >= 0 {
        let rank = tables.longRank(piece + previous, end - previous)
        links[previous].rank = rank
        if rank != VocabularyTables.noRank { push(Self.entry(rank, previous)) }
      }
    }
    return parts
  }

  /// Ranks have 18 bits, which leaves 46 for the position.
  private static let positionBits: UInt64 = 46

  private static func entry(_ rank: UInt32, _ position: Int) -> UInt64 {
    UInt64(rank) << positionBits | UInt64(position)
  }

  private mutating func push(_ entry: UInt64) {
    heap.append(entry)
    var index = heap.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard entry < heap[parent] else { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = entry
  }

  private mutating func removeTop() {
    let last = heap.removeLast()
    guard !heap.isEmpty else { return }
    heap[0] = last
    sift(from: 0)
  }

  private mutating func sift(from start: Int) {
    let count = heap.count
    let entry = heap[start]
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < count else { break }
      if child + 1 < count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < entry else { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = entry
  }
}
