import Display
import Planner
import Testing
import TropeModel
import TestSupport

@Suite struct PlanTests {
  private func plan(
    _ items: [PlanItem], _ strategy: Strategy, batches: Int = 4, target: Int = 1_900_000,
    limits: Limits = tier1, movies: Int = 1
  ) -> Plan {
    Plan(
      items: items, strategy: strategy, numBatches: batches, batchTokenTarget: target,
      limits: limits, grouping: Grouping(moviesPerRequest: movies))
  }

  private func numbers(_ requests: [PlanRequest]) -> [Int64] {
    requests.flatMap(\.items).map(\.movie.number)
  }

  @Test func `Batches are filled shortest first and the rest goes longest first`() {
    let items = [
      item(1, tokens: 50), item(2, tokens: 10), item(3, tokens: 40), item(4, tokens: 20),
    ]
    let plan = plan(items, .hybrid, batches: 1, target: 35)
    #expect(plan.batches.map(numbers) == [[2, 4]])
    #expect(numbers(plan.realtime) == [1, 3])
  }

  @Test func `Movies of one length go by their id, however they come`() {
    let plan = plan([item(7, tokens: 5), item(3, tokens: 5), item(5, tokens: 5)], .batch)
    #expect(plan.batches.map(numbers) == [[3, 5, 7]])
  }

  @Test func `A batch may be just full`() {
    let plan = plan([item(1, tokens: 10), item(2, tokens: 10)], .batch, target: 20)
    #expect(plan.batches.count == 1)
  }

  @Test(arguments: Strategy.allCases)
  func `Nothing to do makes no batch`(strategy: Strategy) {
    let plan = plan([], strategy)
    #expect(plan == Plan(strategy: strategy, batches: [], realtime: []))
  }

  @Test func `Real time has no batch`() {
    let plan = plan(plots(50), .realtime)
    #expect(plan.batches.isEmpty)
    #expect(plan.realtime.count == 50)
  }

  @Test(arguments: [0, -3])
  func `Hybrid with no batches is real time`(batches: Int) {
    let plan = plan(plots(50), .hybrid, batches: batches)
    #expect(plan.batches.isEmpty)
    #expect(plan.realtime.count == 50)
  }

  @Test func `An oversize movie never makes an empty or overfull batch`() {
    let plan = plan(
      [item(1, tokens: 3_000), item(2, tokens: 10), item(3, tokens: 2_500)], .hybrid, target: 2_000)
    #expect(plan.batches.map(numbers) == [[2]])
    #expect(numbers(plan.realtime) == [1, 3])
  }

  @Test func `All oversize: hybrid asks them in real time, batch in batches of their own`() {
    let items = [item(1, tokens: 3_000), item(2, tokens: 4_000)]
    let hybrid = plan(items, .hybrid, target: 2_000)
    #expect(hybrid.batches.isEmpty)
    #expect(hybrid.realtime.count == 2)
    let batch = plan(items, .batch, target: 2_000)
    #expect(batch.batches.map(numbers) == [[1], [2]])
    #expect(batch.realtime.isEmpty)
  }

  @Test func `What the queue cannot hold goes to real time even when only batches were wanted`() {
    var limits = tier1
    limits.enqueuedTokens = 2_000
    let plan = plan([item(1, tokens: 3_000), item(2, tokens: 10)], .batch, limits: limits)
    #expect(plan.batches.map(numbers) == [[2]])
    #expect(numbers(plan.realtime) == [1])
  }

  @Test func `More than a minute's tokens go to a batch of their own, or nowhere in real time`() {
    var limits = tier1
    limits.tokensPerMinute = 1_000
    let items = [item(1, tokens: 1_001), item(2, tokens: 1_000)]
    #expect(plan(items, .hybrid, batches: 0, limits: limits).batches.map(numbers) == [[1]])
    let realtime = plan(items, .realtime, limits: limits)
    #expect(numbers(realtime.realtime) == [2])
    #expect(
      realtime.tooLong
        == [TooLong(item: items[0], tokens: 1_001, allowed: 1_000, limit: .tokensPerMinute)])
  }

  @Test(arguments: Strategy.allCases)
  func `A movie longer than the context is planned nowhere, with its reply counted`(
    strategy: Strategy
  ) {
    let fits = item(1, tokens: 127_927)
    let tooLong = item(2, tokens: 127_928)
    let plan = plan([tooLong, fits], strategy)
    #expect(plan.questionCount == 1)
    #expect(
      plan.tooLong
        == [TooLong(item: tooLong, tokens: 128_001, allowed: 128_000, limit: .context)])
  }

  @Test func `What cannot be asked says why`() {
    let movie = item(1, tokens: 1)
    #expect(
      TooLong(item: movie, tokens: 128_001, allowed: 128_000, limit: .context).words
        == "needs 128,001 tokens with its reply, and the model's context holds 128,000")
    #expect(
      TooLong(item: movie, tokens: 31_000, allowed: 30_000, limit: .tokensPerMinute).words
        == "needs 31,000 tokens, and a minute allows 30,000 in real time")
  }

  @Test func `A target above the queue is lowered to it`() {
    var limits = tier1
    limits.enqueuedTokens = 25
    let plan = plan((1...4).map { item($0, tokens: 10) }, .batch, target: .max, limits: limits)
    #expect(plan.batches.map(\.count) == [2, 2])
  }

  @Test func `A batch file keeps its number of requests and its bytes`() {
    var limits = tier1
    limits.requestsPerBatch = 3
    #expect(plan(plots(10), .batch, limits: limits).batches.map(\.count) == [3, 3, 3, 1])
    limits.requestsPerBatch = 50_000
    limits.bytesPerBatch = 250
    // A line of 99 bytes takes 100 with its newline.
    let items = (1...5).map { item($0, tokens: 1, bytes: 99) }
    #expect(plan(items, .batch, limits: limits).batches.map(\.count) == [2, 2, 1])
    limits.bytesPerBatch = 99
    #expect(plan(items, .batch, limits: limits).realtime.count == 5)
  }

  @Test func `Limits of 1 leave nothing to plan but lose no movie`() {
    let limits = Limits(
      requestsPerMinute: 1, requestsPerDay: 1, tokensPerMinute: 1, enqueuedTokens: 1,
      requestsPerBatch: 1, bytesPerBatch: 1, contextTokens: 1)
    for strategy in Strategy.allCases {
      let plan = plan(plots(20), strategy, limits: limits)
      #expect(plan.questionCount == 0)
      #expect(plan.tooLong.count == 20)
    }
  }

  @Test(arguments: 0..<60)
  func `Every movie is planned once and no batch passes a limit`(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let items = (1...Int.random(in: 1...400, using: &random)).map {
      item(
        $0, tokens: Int.random(in: 1...5_000, using: &random),
        bytes: Int.random(in: 1...20_000, using: &random),
        output: Int.random(in: 0...300, using: &random))
    }
    let limits = Limits(
      requestsPerMinute: 500, requestsPerDay: nil,
      tokensPerMinute: Int.random(in: 1...100_000, using: &random),
      enqueuedTokens: Int.random(in: 1...100_000, using: &random),
      requestsPerBatch: Int.random(in: 1...50, using: &random),
      bytesPerBatch: Int.random(in: 1...300_000, using: &random),
      contextTokens: Int.random(in: 1...20_000, using: &random), outputTokens: 4_000)
    for strategy in Strategy.allCases {
      let plan = plan(
        items.shuffled(using: &random), strategy,
        batches: Int.random(in: 0...6, using: &random),
        target: Int.random(in: 1...50_000, using: &random), limits: limits,
        movies: Int.random(in: 1...16, using: &random))
      expectWhole(plan, items)
      expectWithin(plan, limits)
    }
  }

  private func expectWhole(_ plan: Plan, _ items: [PlanItem]) {
    let planned =
      plan.batches.flatMap { $0.flatMap(\.items) } + plan.realtime.flatMap(\.items)
      + plan.tooLong.map(\.item)
    #expect(planned.count == items.count)
    #expect(Set(planned.map(\.movie)) == Set(items.map(\.movie)))
  }

  private func expectWithin(_ plan: Plan, _ limits: Limits) {
    for batch in plan.batches {
      #expect(!batch.isEmpty)
      #expect(batch.inputTokens <= limits.enqueuedTokens)
      #expect(batch.count <= limits.requestsPerBatch)
      #expect(batch.reduce(0) { $0 + $1.bodyBytes + 1 } <= limits.bytesPerBatch)
    }
    for request in plan.realtime {
      #expect(request.input.tokens <= limits.tokensPerMinute)
      #expect(request.input.tokens + request.expectedOutput <= limits.contextTokens)
    }
  }
}
