import Testing
import TropeModel

@testable import Planner

/// Batches of 1.9M tokens in a queue of 2M, 12 h each and 24 h at worst; hours count from the writing of all.
@Suite struct BatchRecallTests {
  /// What is seen, and which batches are then asked in real time.
  struct Row: Sendable, CustomStringConvertible {
    var description: String
    /// Hours now.
    var now: Double
    /// Submission and end of each batch, in hours; those without a submission wait.
    var batches: [(submitted: Double?, ended: Double?)]
    /// Hours to the deadline, counted from the writing.
    var deadline: Double?
    var realtime = BatchRecall.Load()
    var elsewhere = 0
    var dollarsLeft: Double?
    /// Hours between the writing of one batch and of the next.
    var writing = 0.0
    var recalled: [Int]
  }

  static let rows: [Row] = [
    Row(
      description: "all is as planned", now: 1,
      batches: [(0, nil), (nil, nil), (nil, nil), (nil, nil)], recalled: []),
    Row(
      description: "late, as batches often are", now: 14,
      batches: [(0, nil), (nil, nil), (nil, nil), (nil, nil)], recalled: []),
    Row(
      description: "each batch takes a day: the last one would pass the plan's time", now: 61,
      batches: [(0, 24), (24, 48), (48, nil), (nil, nil)], recalled: [4]),
    Row(
      description: "the first two were in time, and were written sooner by a moment",
      now: 27, batches: [(0, 13), (13, 26), (26, nil), (nil, nil)], writing: 0.001, recalled: []),
    Row(
      description: "two days for the first: two too many", now: 47,
      batches: [(0, nil), (nil, nil), (nil, nil), (nil, nil)], recalled: [3, 4]),
    Row(
      description: "a deadline that the batches meet", now: 1,
      batches: [(0, nil), (nil, nil), (nil, nil), (nil, nil)], deadline: 49, recalled: []),
    Row(
      description: "a deadline that they meet but for the last", now: 1,
      batches: [(0, nil), (nil, nil), (nil, nil), (nil, nil)], deadline: 40, recalled: [4]),
    Row(
      description: "a deadline that only the one under way meets", now: 1,
      batches: [(0, nil), (nil, nil), (nil, nil), (nil, nil)], deadline: 20, recalled: [2, 3, 4]),
    Row(
      description: "a deadline that is past: what is gained counts", now: 30,
      batches: [(0, nil), (nil, nil)], deadline: 20, recalled: [2]),
    Row(
      description: "what was submitted is never taken back", now: 100,
      batches: [(0, nil), (1, nil)], deadline: 20, recalled: []),
    Row(
      description: "real time has more to do than it can: it would be no sooner", now: 1,
      batches: [(0, nil), (nil, nil)], deadline: 20,
      realtime: .init(requests: 30_000, tokens: 3_000_000, sentInLastDay: 10_000), recalled: []),
    Row(
      description: "the day's requests are used up: what waits for tomorrow is no gain", now: 1,
      batches: [(0, nil), (nil, nil)], deadline: 23,
      realtime: .init(requests: 9_500, tokens: 1, sentInLastDay: 10_000), recalled: []),
    Row(
      description: "there is no money for it", now: 1, batches: [(0, nil), (nil, nil)],
      deadline: 20, dollarsLeft: 1.5, recalled: []),
    Row(
      description: "there is money for one, not for two", now: 1,
      batches: [(0, nil), (nil, nil), (nil, nil)], deadline: 20, dollarsLeft: 3, recalled: [3]),
    Row(
      description: "others fill the queue, and nothing of ours is under way", now: 60,
      batches: [(nil, nil), (nil, nil), (nil, nil)], elsewhere: 2_000_000, recalled: [1, 2, 3]),
    Row(description: "nothing waits", now: 90, batches: [(0, 10), (10, nil)], recalled: []),
    Row(description: "nothing is there", now: 0, batches: [], deadline: 1, recalled: []),
  ]

  @Test(arguments: rows)
  func `Only what is sooner in real time, and can be paid, is taken back`(row: Row) {
    #expect(Self.decide(row) == row.recalled)
  }

  /// A day's requests are 10,000, a batch has 800: an hour of them makes no difference.
  private static func decide(_ row: Row) -> [Int] {
    let start = Timestamp(milliseconds: 1_795_000_000_000)
    func moment(_ hours: Double?) -> Timestamp? { hours.map { start + .seconds($0 * 3_600) } }
    let recall = BatchRecall(
      limits: Limits(
        requestsPerMinute: 500, requestsPerDay: 10_000, tokensPerMinute: 200_000,
        enqueuedTokens: 2_000_000, contextTokens: 128_000),
      turnaroundTypical: .seconds(12 * 3_600), turnaroundWorst: .seconds(24 * 3_600),
      deadline: moment(row.deadline))
    let batches = row.batches.enumerated().map { place, batch in
      BatchRecall.Batch(
        number: place + 1, tokens: 1_900_000, requests: 800,
        createdAt: start + .seconds(Double(place) * row.writing * 3_600),
        submittedAt: moment(batch.submitted), endedAt: moment(batch.ended),
        canBeRecalled: batch.submitted == nil, batchCost: 1, realtimeCost: 2)
    }
    return recall.numbers(
      of: batches, realtime: row.realtime, elsewhere: row.elsewhere,
      dollarsLeft: row.dollarsLeft, now: start + .seconds(row.now * 3_600))
  }
}
