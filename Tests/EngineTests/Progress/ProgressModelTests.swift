import Display
import OpenAIClient
import Planner
import Testing
import TropeModel
@testable import Engine

/// A run of 12,000 movies in real time and 30,000 in four batches, that begins at 0.
private let plan = ProgressPlan(
  realtime: .init(movies: 12_000, requests: 12_000, typical: .seconds(2 * 3_600)),
  batch: .init(movies: 30_000, requests: 30_000, typical: .seconds(48 * 3_600)), batches: 4,
  dollars: 11.53, requestsPerMinute: 500, tokensPerMinute: 200_000,
  startedAt: Timestamp(milliseconds: 0))

private func at(_ seconds: Double) -> Timestamp {
  Timestamp(milliseconds: Int64(seconds * 1_000))
}

private func recorded(_ count: Int, _ lane: Lane) -> LaneEvent {
  .recorded(
    movies: (0..<count).map { movie($0 + 1) }, lane: lane, batch: lane == .batch ? 1 : nil)
}

@Suite struct ProgressModelTests {
  private func lines(
    _ model: ProgressModel, at seconds: Double, columns: Int, hasUnicode: Bool = false
  ) -> [String] {
    model.lines(at: at(seconds), columns: columns, hasUnicode: hasUnicode).map(\.text)
  }

  /// An hour into the run.
  private func busy() -> ProgressModel {
    var model = ProgressModel(plan: plan, clock: { _ in "14:32" })
    for (number, tokens) in [(1, 500_000), (2, 1_000_000)] {
      _ = model.take(.batch(number: number, step: .submitted, done: 0, total: 7_500), at: at(60))
      _ = model.take(.queue(tokens: tokens, limit: 2_000_000), at: at(60))
    }
    _ = model.take(
      .waiting(lane: .batch, until: at(60), .queueSpace(batch: 3, tokens: 410_000)),
      at: at(61))
    for second in 3_540..<3_600 {
      _ = model.take(.sent(requests: 7), at: at(Double(second)))
      _ = model.take(
        .paid(
          lane: .realtime, usage: TokenUsage(input: 1_000, cachedInput: 0, output: 100),
          dollars: 0.02), at: at(Double(second)))
    }
    _ = model.take(recorded(3_000, .realtime), at: at(3_599))
    return model
  }

  @Test func `has a line a lane with bar, counts, rate and time left, the whole, and what is next`()
  {
    #expect(
      lines(busy(), at: 3_599, columns: 100) == [
        "real time  #####...............  3,000/12,000   25%  420 of 500 requests/min  3.0 h left",
        "batches    ....................      0/30,000    0%  1.0M of 2.0M tokens queued  47.0 h left",
        "in all     $1.20 of $11.53, 60 min so far",
        "next       batch 3 needs 410.0k more tokens of queue space",
      ])
  }

  /// A run of 530 movies in one batch that typically takes an hour.
  private func oneBatch(movies: Int = 530) -> ProgressModel {
    ProgressModel(
      plan: ProgressPlan(
        batch: .init(movies: movies, requests: 530, typical: .seconds(43_200)), batches: 1,
        turnaround: .seconds(3_600), startedAt: at(0)))
  }

  private func polled(_ done: Int, number: Int = 1) -> LaneEvent {
    .batch(number: number, step: .server("in_progress"), done: done, total: 530)
  }

  @Test func `the bar of the batches goes by what the server has answered, and so does the time`() {
    var model = oneBatch()
    _ = model.take(.batch(number: 1, step: .submitted, done: 0, total: 530), at: at(0))
    _ = model.take(polled(265), at: at(9_000))
    #expect(
      lines(model, at: 9_000, columns: 100)[0].hasSuffix(
        "  265/530   50%  answered, none collected yet  2.5 h left"))
    #expect(model.batchLeft(at: at(9_000)) == .seconds(9_000))
    _ = model.take(polled(525), at: at(18_000))
    #expect(model.laneViews(at: at(18_000))[0].percent == 99)
    #expect((model.batchLeft(at: at(18_000)) ?? .zero) < .seconds(200))
    _ = model.take(
      .batch(number: 1, step: .server("completed"), done: 530, total: 530), at: at(18_300))
    #expect(model.laneViews(at: at(18_300))[0].left == "being collected")
    // What is recorded is not counted twice.
    _ = model.take(recorded(200, .batch), at: at(18_301))
    #expect(model.batchAnswered == 530)
    _ = model.take(recorded(330, .batch), at: at(18_302))
    _ = model.take(.batch(number: 1, step: .collected, done: 530, total: 530), at: at(18_303))
    #expect(model.laneViews(at: at(18_303))[0].percent == 100)
    #expect(model.batchLeft(at: at(18_303)) == nil)
  }

  @Test func `a batch of an earlier run counts from what it has when it is first heard of`() {
    var model = oneBatch(movies: 1_060)
    // Two movies a request.
    _ = model.take(polled(500), at: at(10))
    #expect(model.batchAnswered == 1_000)
    // Nothing is known of its pace: it has 30 of 530 left of an hour.
    #expect(model.batchLeft(at: at(10)).map { Int($0.inSeconds) } == 203)
    _ = model.take(polled(515), at: at(110))
    #expect(model.batchLeft(at: at(110)) == .seconds(100))
  }

  @Test func `batches that wait for the queue still take their time`() {
    var model = ProgressModel(
      plan: ProgressPlan(
        batch: .init(movies: 1_060, requests: 1_060, typical: .seconds(7_200)), batches: 2,
        turnaround: .seconds(3_600), startedAt: at(0)))
    _ = model.take(polled(0), at: at(0))
    _ = model.take(polled(520), at: at(3_000))
    #expect(model.batchLeft(at: at(3_000)) == .seconds(4_200))
  }

  @Test func `real time counts tokens, since the longest movies come first`() {
    var plan = ProgressPlan(
      realtime: .init(movies: 100, requests: 100, inputTokens: 1_000_000, typical: .seconds(1_000)),
      startedAt: at(0))
    plan.isSandbox = true
    var model = ProgressModel(plan: plan)
    let usage = TokenUsage(input: 100_000, cachedInput: 0, output: 0)
    _ = model.take(.paid(lane: .realtime, usage: usage, dollars: 0), at: at(100))
    _ = model.take(recorded(5, .realtime), at: at(100))
    #expect(model.realtimeLeft(at: at(100)) == .seconds(900))
  }

  @Test func `in a rehearsal a narrow terminal keeps the time so far`() {
    var plan = plan
    plan.isSandbox = true
    let whole = lines(ProgressModel(plan: plan), at: 420, columns: 60)[2]
    #expect(whole.hasPrefix("in all     $0.00 of $11.53, 7 min so far (rehearsed"))
  }

  @Test(arguments: [20, 30, 40, 60, 80, 100, 132, 250])
  func `fits the terminal and keeps what matters most`(columns: Int) {
    for line in busy().lines(at: at(3_599), columns: columns, hasUnicode: true) {
      #expect(line.width < columns)
    }
    let first = lines(busy(), at: 3_599, columns: columns)[0]
    if columns >= 30 { #expect(first.contains("3,000/12,000")) }
    if columns >= 60 { #expect(first.contains("3.0 h left")) }
    if columns >= 80 { #expect(first.contains("420 of 500 requests/min")) }
    if columns >= 80 { #expect(first.contains("##")) }
  }

  @Test func `tells which limit is nearer`() {
    var model = ProgressModel(plan: plan)
    for second in 1...60 {
      _ = model.take(.sent(requests: 1), at: at(Double(second)))
      let usage = TokenUsage(input: 3_000, cachedInput: 0, output: 100)
      _ = model.take(.paid(lane: .realtime, usage: usage, dollars: 0), at: at(Double(second)))
    }
    #expect(model.rate(at: at(60)) == "180.0k of 200.0k tokens/min")
    #expect(model.rate(at: at(120)) == "0 of 500 requests/min")
  }

  @Test func `of a limit that is none only the rate is told`() throws {
    var unlimited = plan
    (unlimited.requestsPerMinute, unlimited.tokensPerMinute) = (500, Limits.none)
    var model = ProgressModel(plan: unlimited)
    let usage = TokenUsage(input: 3_000, cachedInput: 0, output: 100)
    _ = model.take(.sent(requests: 1), at: at(30))
    _ = model.take(.paid(lane: .realtime, usage: usage, dollars: 0), at: at(30))
    #expect(model.rate(at: at(60)) == "1 of 500 requests/min")
    unlimited.requestsPerMinute = Limits.none
    model = ProgressModel(plan: unlimited)
    _ = model.take(.sent(requests: 1), at: at(30))
    _ = model.take(.paid(lane: .realtime, usage: usage, dollars: 0), at: at(30))
    let rate = try #require(model.rate(at: at(60)))
    #expect(rate.hasSuffix(" tokens/min") && !rate.contains(" of "))
  }

  @Test(arguments: [
    (3.0, nil), (10.0, "360 of 500 requests/min"), (5.0, "500 of 500 requests/min"),
    (60.0, "60 of 500 requests/min"),
  ])
  func `the first seconds' rate is not told, the first minute's is reckoned up`(
    seconds: Double, rate: String?
  ) {
    var model = ProgressModel(plan: plan)
    _ = model.take(.sent(requests: 60), at: at(2))
    #expect(model.rate(at: at(seconds)) == rate)
  }

  @Test(
    arguments: [
      // By the forecast at first, then by the pace.
      (nil, 0, 600.0, 6_600.0), (nil, 1_200, 600.0, 5_400.0), (nil, 6_000, 36_000.0, 36_000.0),
      // Past the forecast with next to nothing done, nobody knows better than what 500 a minute allow.
      (nil, 100, 9_000.0, 1_368.0),
      // 12,000 requests at 5,000 a day end on the third day at the earliest.
      (5_000, 5_000, 3_600.0, 2 * 86_400 - 3_600.0),
      // The day that was waited for is no pace.
      (5_000, 5_000, 86_400.0, 86_400.0),
      (nil, 12_000, 3_600.0, nil),
    ] as [(Int?, Int, Double, Double?)])
  func `the time left goes by the forecast, then by the pace, and minds the day's limit`(
    perDay: Int?, done: Int, now: Double, left: Double?
  ) {
    var plan = plan
    plan.requestsPerDay = perDay
    var model = ProgressModel(plan: plan)
    if done > 0 { _ = model.take(recorded(done, .realtime), at: at(now)) }
    #expect(model.realtimeLeft(at: at(now)).map { $0.inSeconds.rounded() } == left)
  }

  @Test func `a wait is told with its end, until that or, but for the day's, something is sent`() {
    var model = ProgressModel(plan: plan, clock: { _ in "14:32" })
    let wait = LaneEvent.waiting(
      lane: .realtime, until: at(4_000), .day)
    let notice = model.take(wait, at: at(100))
    #expect(
      notice?.text == "waiting: the day's requests are used up until 14:32 (65 min)")
    #expect(
      lines(model, at: 100, columns: 90).last
        == "next       the day's requests are used up until 14:32 (65 min)")
    #expect(lines(model, at: 4_001, columns: 90).last?.hasPrefix("in all") == true)
    // What was on its way when the day's last request went.
    _ = model.take(.sent(requests: 1), at: at(200))
    #expect(lines(model, at: 201, columns: 90).last?.hasPrefix("next") == true)
    _ = model.take(.waiting(lane: .realtime, until: at(4_000), .server(nil)), at: at(300))
    #expect(lines(model, at: 301, columns: 90).last?.hasPrefix("next") == true)
    _ = model.take(.sent(requests: 1), at: at(400))
    #expect(lines(model, at: 401, columns: 90).last?.hasPrefix("in all") == true)

    var rehearsal = ProgressModel(plan: plan)
    #expect(
      rehearsal.take(wait, at: at(100))?.text
        == "waiting: the day's requests are used up, for 65 min")
  }

  @Test func `work that one lane takes over from the other is not counted twice`() {
    var model = ProgressModel(plan: plan)
    _ = model.take(recorded(32_000, .batch), at: at(1))
    #expect(model.shares == (10_000, 32_000))
    _ = model.take(recorded(10_000, .realtime), at: at(1))
    #expect(model.shares == (10_000, 32_000))
    var other = ProgressModel(plan: plan)
    _ = other.take(recorded(13_000, .realtime), at: at(1))
    #expect(other.shares == (13_000, 29_000))
  }

  @Test
  func `what moves between the lanes moves between their totals, and the server's limits count`() {
    var model = ProgressModel(plan: plan)
    let moved = LaneEvent.moved(
      questions: 500, from: .realtime, to: .batch, batch: 5, .queueHasRoom)
    #expect(
      model.take(moved, at: at(1))?.text
        == "batch 5: 500 from realtime to batch: the queue has room, and real time would come to it later"
    )
    #expect(model.shares == (11_500, 30_500))
    _ = model.take(
      .limits(
        Limits(
          requestsPerMinute: 60, requestsPerDay: nil, tokensPerMinute: 90_000,
          enqueuedTokens: 2_000_000, contextTokens: 128_000)), at: at(1))
    _ = model.take(.sent(requests: 6), at: at(10))
    #expect(model.rate(at: at(60)) == "6 of 60 requests/min")
  }

  @Test func `a batch's wait for the queue is told until it is over, whatever the others do`() {
    var model = ProgressModel(plan: plan)
    func take(_ number: Int, _ step: BatchStep) {
      _ = model.take(.batch(number: number, step: step, done: 0, total: 100), at: at(1))
    }
    take(3, .waitingForRoom)
    _ = model.take(
      .waiting(lane: .batch, until: at(1), .queueSpace(batch: 3, tokens: 410_000)),
      at: at(1))
    take(1, .server("in_progress"))
    #expect(
      lines(model, at: 2, columns: 90).last
        == "next       batch 3 needs 410.0k more tokens of queue space")
    take(3, .submitted)
    #expect(
      lines(model, at: 2, columns: 90).last
        == "next       batch 1 is in progress, 0 of 100 answered, and 1 more under way")
  }

  @Test func `says a batch's state once, whatever its counts do`() {
    var model = ProgressModel(plan: plan)
    func take(_ step: BatchStep, _ done: Int) -> String? {
      model.take(.batch(number: 2, step: step, done: done, total: 100), at: at(1))?.text
    }
    #expect(take(.submitted, 0) == "batch 2: submitted")
    #expect(take(.server("in_progress"), 0) == "batch 2: in progress")
    #expect(take(.server("in_progress"), 40) == nil)
    #expect(
      lines(model, at: 1, columns: 90).last
        == "next       batch 2 is in progress, 40 of 100 answered")
    #expect(take(.server("completed"), 100) == "batch 2: completed, 100 of 100")
    #expect(take(.collected, 0) == "batch 2: collected")
    #expect(lines(model, at: 1, columns: 90)[1].contains("1 of 4 ended"))
  }

  @Test func `a rehearsal's cost is nothing, and what a real run would pay is told`() {
    var plan = plan
    plan.isSandbox = true
    plan.isEstimate = true
    let model = ProgressModel(plan: plan)
    #expect(model.cost + model.rehearsed == "$0.00 of ≈$11.53 (rehearsed: nothing is paid)")
  }

  @Test func `a lane without work has no line`() {
    let nothing = ProgressPlan(startedAt: at(0))
    #expect(lines(ProgressModel(plan: nothing), at: 1, columns: 80).isEmpty)
    let realtime = ProgressPlan(realtime: .init(movies: 1, requests: 1), startedAt: at(0))
    #expect(lines(ProgressModel(plan: realtime), at: 1, columns: 80).count == 2)
  }

  private func forecast(
    _ dollars: Double, batch: Double = 0, turnaround: Double? = nil, isOpen: Bool = true
  ) -> LaneEvent {
    .forecast(
      RunForecast(
        dollars: dollars, typical: .zero, batchTypical: .seconds(batch),
        turnaround: turnaround.map { .seconds($0) }, outputRatio: 2, isOpen: isOpen))
  }

  @Test func `what the run has learned takes the place of what was planned`() {
    var model = busy()
    _ = model.take(forecast(20.5, batch: 24 * 3_600, turnaround: 1_800), at: at(3_599))
    let lines = lines(model, at: 3_599, columns: 100)
    #expect(lines[2].hasPrefix("in all     $1.20 of ≈$20.50"))
    #expect(lines[1].hasSuffix("23.0 h left"))
    #expect(model.plan.turnaround == .seconds(1_800))
    // What is at its end is no estimate.
    _ = model.take(forecast(1.2, isOpen: false), at: at(3_599))
    #expect(self.lines(model, at: 3_599, columns: 100)[2].hasPrefix("in all     $1.20 of $1.20"))
  }

  @Test func `time left is no less than what the server allows in a minute, and than it waits`() {
    var model = ProgressModel(
      plan: ProgressPlan(
        realtime: .init(
          movies: 1_000, requests: 1_000, inputTokens: 2_000_000, typical: .seconds(300)),
        batch: .init(movies: 10, requests: 10, typical: .seconds(3_600)), batches: 1,
        requestsPerMinute: 500, tokensPerMinute: 1_000_000, startedAt: at(0)))
    #expect(model.realtimeLeft(at: at(10)) == .seconds(290))
    // The server says that it allows a tenth: 2,000,000 tokens take 20 minutes, of which one is free.
    _ = model.take(
      .limits(
        Limits(
          requestsPerMinute: 500, requestsPerDay: nil, tokensPerMinute: 100_000,
          enqueuedTokens: 0, contextTokens: 128_000)), at: at(10))
    #expect(model.realtimeLeft(at: at(10)) == .seconds(19 * 60))
    _ = model.take(
      .waiting(lane: .batch, until: at(20_000), .server(nil)), at: at(11))
    #expect(model.batchLeft(at: at(11)) == .seconds(19_989))
  }
}

extension BatchStep {
  /// Where the server says that it is, in the server's word.
  static func server(_ word: String) -> BatchStep { .remote(RemoteBatchStatus(word)) }
}
