package import TropeModel

/// What the replies of one lane within a minute used and cost.
package struct SpendingMinute: Hashable, Sendable {
  /// The minute's beginning, in UTC.
  package var start: Timestamp
  package var lane: Lane
  package var isSandbox: Bool
  package var spending: Spending
}

extension Ledger {
  /// The account by minute and lane, in the order of time: how money was spent in the course of a build.
  package func spendingByMinute() throws(StoreError) -> [SpendingMinute] {
    try file.read { database in
      // The index for sums holds all of it, in this order.
      let rows = try Statement(
        database,
        """
        SELECT substr(received_at, 1, 16), lane, is_sandbox, count(*), sum(\(Self.bounded("question_count"))),
          sum(\(Self.bounded("input_tokens"))), sum(\(Self.bounded("cached_input_tokens"))),
          sum(\(Self.bounded("output_tokens"))), sum(cost_dollars)
        FROM replies GROUP BY is_sandbox, lane, substr(received_at, 1, 16)
        """)
      var minutes: [SpendingMinute] = []
      while try rows.step() {
        guard let start = Timestamp(iso8601: rows.text(0) + ":00.000Z") else {
          throw rows.broken(0)
        }
        guard let lane = Lane(rawValue: rows.text(1)) else { throw rows.broken(1) }
        var spending = Spending()
        spending.replies = rows.int(3)
        spending.questions = rows.int(4)
        spending.usage = TokenUsage(
          input: rows.int(5), cachedInput: rows.int(6), output: rows.int(7))
        spending.costDollars = rows.double(8)
        minutes.append(
          SpendingMinute(
            start: start, lane: lane, isSandbox: rows.int64(2) != 0, spending: spending))
      }
      return minutes.sorted {
        ($0.start, $0.lane.rawValue, $0.isSandbox ? 1 : 0)
          < ($1.start, $1.lane.rawValue, $1.isSandbox ? 1 : 0)
      }
    }
  }
}
