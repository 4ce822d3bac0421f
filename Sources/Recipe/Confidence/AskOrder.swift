import TropeModel

/// In which orders the lists of a recipe stand in an ask after the first.
///
/// They follow from the number of the ask and the lengths of the lists, so that they are the same in every run and for all
/// movies: questions are found again by their hash, and requests of one ask share their beginning.
enum AskOrder {
  /// More attempts than it takes to meet the last of a few orders: by then something is wrong.
  private static let mostAttempts = 100_000

  /// How many orders there are of lists of these lengths, the usual one among them; many are all the same.
  static func count(_ lengths: [Int]) -> Int {
    var count = 1
    for length in lengths {
      for factor in stride(from: 2, through: length, by: 1) {
        count = count.multipliedSaturated(by: factor)
        if count > 1_000_000 { return 1_000_000 }
      }
    }
    return count
  }

  /// The orders of each list in an ask: every position once. No two asks have the same, and ask 1 has the usual one.
  ///
  /// - Parameter ask: counted from 1.
  /// - Returns: `nil` where there are fewer orders than asks.
  static func orders(ask: Int, lengths: [Int]) -> [[Int]]? {
    guard ask >= 1, count(lengths) >= ask else { return nil }
    var orders = lengths.map { Array(0..<max(0, $0)) }
    var taken: Set<[[Int]]> = [orders]
    for number in stride(from: 2, through: ask, by: 1) {
      var attempt = 0
      repeat {
        guard attempt < mostAttempts else { return nil }
        orders = lengths.indices.map { shuffled(lengths[$0], ask: number, list: $0, attempt) }
        attempt += 1
      } while !taken.insert(orders).inserted
    }
    return orders
  }

  private static func shuffled(_ count: Int, ask: Int, list: Int, _ attempt: Int) -> [Int] {
    var order = Array(0..<max(0, count))
    for place in order.indices.reversed().dropLast() {
      var hasher = CanonicalHasher(domain: "order of an ask")
      for number in [ask, list, attempt, place] { hasher.addNumber(UInt64(number)) }
      // Of so many numbers, that they do not divide evenly cannot be seen.
      let draw = hasher.digest().withRawBytes { $0.loadUnaligned(as: UInt64.self) }.littleEndian
      order.swapAt(place, Int(draw % UInt64(place + 1)))
    }
    return order
  }
}
