import Planner
import Testing
import TropeModel
import TestSupport

/// What a simulated client sent: when each request arrived and how many tokens it had.
private struct Traffic {
  var arrivals: [(time: Int64, tokens: Int)] = []
  var starts: [Int64] = []

  /// Sends for so long what the budget allows; each request takes up to `delay` to arrive.
  init(
    _ limits: Limits, minutes: Int, tokens: ClosedRange<Int>, delay: Int64 = 400, seed: UInt64,
    past: [PastRequest] = []
  ) {
    var random = SeededGenerator(seed: seed)
    var budget = RateBudget(limits: limits, past: past)
    var now = Timestamp(milliseconds: 0)
    let end = Timestamp(milliseconds: Int64(minutes) * 60_000)
    while true {
      let count = Int.random(in: tokens, using: &random)
      now = budget.earliestStart(tokens: count, now: now)
      guard now < end else { break }
      budget.start(tokens: count, at: now)
      starts.append(now.milliseconds)
      arrivals.append((now.milliseconds + Int64.random(in: 0...delay, using: &random), count))
    }
    arrivals.sort { $0.time < $1.time }
  }

  func refusals(by server: some RateServer) -> Int {
    var server = server
    return arrivals.count { !server.admits(tokens: $0.tokens, at: $0.time) }
  }

  /// How many of these requests a client could have had admitted that knows the server's state at any moment and
  /// sends each as soon as it is admitted.
  static func possible(
    _ server: some RateServer, minutes: Int, tokens: ClosedRange<Int>, seed: UInt64
  ) -> Int {
    var random = SeededGenerator(seed: seed)
    var server = server
    var admitted = 0
    var count = Int.random(in: tokens, using: &random)
    for now in stride(from: Int64(0), to: Int64(minutes) * 60_000, by: 5) {
      while server.admits(tokens: count, at: now) {
        admitted += 1
        count = Int.random(in: tokens, using: &random)
      }
    }
    return admitted
  }
}

@Suite struct RateBudgetTests {
  /// Requests a minute, tokens a minute, sizes of requests: bound by tokens, by requests, a high tier, a low one.
  private static let cases: [(Int, Int, ClosedRange<Int>)] = [
    (500, 200_000, 1_990...4_500), (500, 200_000, 4_000...7_000), (500, 200_000, 20...60),
    (5_000, 2_000_000, 300...900), (5_000, 2_000_000, 2_000...2_600), (3, 40_000, 100...500),
    (60, 1_000_000, 1...1),
  ]

  @Test(arguments: cases.indices)
  func `No server refuses, however it counts`(index: Int) {
    let (requests, tokens, sizes) = Self.cases[index]
    let limits = Limits(
      requestsPerMinute: requests, requestsPerDay: nil, tokensPerMinute: tokens,
      enqueuedTokens: 1, contextTokens: 1)
    let traffic = Traffic(limits, minutes: 20, tokens: sizes, seed: UInt64(index))
    #expect(
      traffic.refusals(by: BucketServer(requestsPerMinute: requests, tokensPerMinute: tokens)) == 0)
    #expect(traffic.refusals(by: SlidingServer(requests: requests, tokens: tokens)) == 0)
    for phase in [0, 1, 17_000, 30_000, 59_999] as [Int64] {
      let server = FixedWindowServer(requests: requests, tokens: tokens, phase: phase)
      #expect(traffic.refusals(by: server) == 0)
    }
  }

  @Test(arguments: cases.indices)
  func `At least 98 % of what a strict server admits is used`(index: Int) {
    let (requests, tokens, sizes) = Self.cases[index]
    let limits = Limits(
      requestsPerMinute: requests, requestsPerDay: nil, tokensPerMinute: tokens,
      enqueuedTokens: 1, contextTokens: 1)
    // Both end with a whole minute's worth more or less, which weighs little in an hour.
    let sent = Traffic(limits, minutes: 60, tokens: sizes, seed: UInt64(index)).arrivals.count
    let possible = Traffic.possible(
      SlidingServer(requests: requests, tokens: tokens), minutes: 60, tokens: sizes,
      seed: UInt64(index) + 100)
    #expect(Double(sent) >= 0.98 * Double(possible))
  }

  @Test func `A minute's requests are spread over it, also the first minute's`() {
    let traffic = Traffic(tier1, minutes: 3, tokens: 20...60, delay: 0, seed: 1)
    // An even rate is 8.3 a second; a quarter of a second may be made up for.
    let tenths = Dictionary(grouping: traffic.starts) { $0 / 1_000 }
    #expect(tenths.values.allSatisfy { $0.count <= 12 })
    #expect(
      traffic.refusals(by: FixedWindowServer(requests: 12, tokens: .max, length: 1_000, phase: 0))
        == 0)
  }

  @Test func `A day's requests are counted over any 24 hours`() {
    var limits = tier1
    limits.requestsPerDay = 1_000
    let days = 4
    let traffic = Traffic(limits, minutes: days * 1_440, tokens: 20...60, seed: 5)
    #expect(
      traffic.refusals(by: SlidingServer(requests: 1_000, tokens: .max, length: 86_400_000)) == 0)
    for phase in [0, 3_600_000, 80_000_000] as [Int64] {
      let server = FixedWindowServer(
        requests: 1_000, tokens: .max, length: 86_400_000, phase: phase)
      #expect(traffic.refusals(by: server) == 0)
    }
    #expect(traffic.arrivals.count == 1_000 * days)
  }

  @Test func `What was sent before a restart counts`() {
    var limits = tier1
    limits.requestsPerDay = 100
    let past = (0..<100).map {
      PastRequest(startedAt: Timestamp(milliseconds: Int64($0) * 60_000), tokens: 10)
    }
    var budget = RateBudget(limits: limits, past: past, jitter: .zero)
    let now = Timestamp(milliseconds: 7_200_000)
    #expect(budget.remainingOfDay(at: now) == 0)
    #expect(budget.earliestStart(tokens: 10, now: now) == Timestamp(milliseconds: 86_400_000))
    let later = Timestamp(milliseconds: 86_400_000 + 30 * 60_000)
    #expect(budget.remainingOfDay(at: later) == 31)
  }

  @Test func `Ten thousand past requests of one moment are no trouble`() {
    let past = Array(repeating: PastRequest(startedAt: noon), count: 10_000)
    var budget = RateBudget(limits: tier1, past: past)
    #expect(budget.remainingOfDay(at: noon + hours(23)) == 0)
    #expect(budget.remainingOfDay(at: noon + hours(24.1)) == 10_000)
  }

  @Test func `A request above a minute's tokens waits for an empty minute and is sent`() {
    var budget = RateBudget(limits: tier1, jitter: .zero)
    budget.start(tokens: 500, at: noon)
    #expect(budget.earliestStart(tokens: 900_000, now: noon) == noon + .seconds(60))
  }

  @Test func `A hold keeps everything back`() {
    var budget = RateBudget(limits: tier1)
    budget.hold(until: noon + .seconds(90))
    budget.hold(until: noon + .seconds(20))
    #expect(budget.earliestStart(tokens: 1, now: noon) == noon + .seconds(90))
  }

  @Test func `A request given back is as if never sent`() {
    var limits = tier1
    limits.requestsPerDay = 1
    var budget = RateBudget(limits: limits)
    let ticket = budget.start(tokens: 200_000, at: noon)
    #expect(budget.remainingOfDay(at: noon) == 0)
    budget.giveBack(ticket)
    #expect(budget.remainingOfDay(at: noon) == 1)
    #expect(budget.earliestStart(tokens: 200_000, now: noon) == noon)
  }

  @Test func `Absurd counts are put off, not a failure`() {
    let limits = Limits(
      requestsPerMinute: 1, requestsPerDay: 1, tokensPerMinute: 1, enqueuedTokens: 1,
      contextTokens: 1)
    var budget = RateBudget(limits: limits)
    budget.start(tokens: 1 << 60, at: noon)
    let next = budget.earliestStart(tokens: 1, now: noon)
    #expect(next > noon + days(1_000_000))
    budget.start(tokens: 1, at: next)
    #expect(budget.earliestStart(tokens: 1, now: next) > next)
  }

  @Test func `A clock that jumps back harms nothing`() {
    var budget = RateBudget(limits: tier1)
    budget.start(tokens: 3_000, at: noon)
    let earlier = noon + .seconds(-3_600)
    budget.start(tokens: 3_000, at: earlier)
    #expect(budget.earliestStart(tokens: 3_000, now: earlier) >= earlier)
    #expect(budget.remainingOfDay(at: earlier) == 9_998)
  }
}
