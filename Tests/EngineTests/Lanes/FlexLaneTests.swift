import Planner
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// The lane of chat completions at the tier flex.
@Suite struct FlexLaneTests {
  private static let noRoom = PlayedServer.refusal(
    429, "Resource Unavailable", code: "resource_unavailable")

  private func run(
    _ rig: Rig, deadline: Duration? = nil, noWait: Bool = false, cap: SpendingCap = SpendingCap(),
    standardCost: Double = 0.02, limits: Limits = Rig.limits
  ) async throws {
    var context = try rig.context(
      pool: WorkPool(realtime: rig.requests(), batchLaneIsOpen: false), noWait: noWait, cap: cap,
      realtimeCost: 0.01)
    context.realtimeLane = .flex
    context.dialect = Dialect(
      sendsTier: true, hasMarks: false, key: "", marksBatches: false, triesBatches: false,
      rule: PromptCacheRule(appliesInBatch: false), prefix: { _ in 0 })
    context.mostCost = nil
    let lane = RealtimeLane(
      context: context, budget: RateBudget(limits: limits), concurrency: 8, timeout: .seconds(600),
      flex: FlexRule(
        deadline: deadline.map { rig.time.now + $0 }, limits: limits,
        standardCost: { _, _ in standardCost }))
    await rig.time.drive { await lane.run() }
    await rig.recorder.flush()
  }

  /// How long each wait for room was to be.
  private func waits(_ rig: Rig) -> [Duration] {
    rig.events.list.compactMap {
      if case .retry(.request(.flex), _, let after) = $0 { after } else { nil }
    }
  }

  @Test func `what is answered is booked in its own lane`() async throws {
    let rig = try Rig()
    try await run(rig)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.totals().byLane[.flex]?.replies == 3)
    #expect(
      rig.events.list.contains { if case .recorded(_, .flex, _) = $0 { true } else { false } })
  }

  @Test func `room is waited for, longer each time, and no try is used up`() async throws {
    let rig = try Rig(movies: 1, attempts: 1)
    rig.server.chat = { _, number in number < 12 ? Self.noRoom : .json(Reply.good()) }
    try await run(rig)
    #expect(try rig.recordedMovies() == [1])
    #expect(rig.server.count("POST /chat/completions") == 13)
    let waits = waits(rig)
    #expect(waits.count == 12)
    #expect(waits.first == .seconds(2) * 0.75)
    #expect(waits.last == .seconds(300) * 0.75)
    #expect(waits == waits.sorted())
    #expect(try rig.ledger.totals().paid.replies == 1)
  }

  @Test func `a refusal neither lowers the pace nor takes the server for ill`() async throws {
    let rig = try Rig(movies: 40)
    rig.server.chat = { _, number in number % 2 == 0 ? Self.noRoom : .json(Reply.good()) }
    let began = rig.time.now
    try await run(rig)
    #expect(try rig.recordedMovies().count == 40)
    #expect(rig.stopped.isEmpty)
    #expect(
      !rig.events.list.contains { if case .waiting = $0 { true } else { false } },
      "no limit and no breaker holds the lane")
    #expect(rig.time.now - began < .seconds(600))
  }

  @Test func `Groq's own status for it is the same`() async throws {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, number in
      number == 0
        ? PlayedServer.refusal(498, "Flex capacity exceeded", code: "capacity_exceeded")
        : .json(Reply.good())
    }
    try await run(rig)
    #expect(try rig.recordedMovies() == [1])
    #expect(waits(rig).count == 1)
  }

  @Test func `with time left it is waited, and near the deadline it goes at the standard price`()
    async throws
  {
    let rig = try Rig(movies: 2)
    let tier = Tiers()
    rig.server.chat = { body, _ in tier.answer(body) }
    try await run(rig, deadline: .seconds(3_600))
    #expect(try rig.recordedMovies() == [1, 2])
    let lanes = try rig.ledger.totals().byLane
    #expect(lanes[.realtime]?.replies == 2)
    #expect(lanes[.flex] == nil)
    #expect(rig.remarks == [RealtimeLane.standardPriceWords])
    #expect(!waits(rig).isEmpty)
  }

  @Test func `without a deadline nothing goes at the standard price`() async throws {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, number in number < 100 ? Self.noRoom : .json(Reply.good()) }
    try await run(rig)
    #expect(try rig.ledger.totals().byLane[.flex]?.replies == 1)
  }

  @Test func `a budget that does not bear the standard price lets it wait past the deadline`()
    async throws
  {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, number in number < 100 ? Self.noRoom : .json(Reply.good()) }
    try await run(rig, deadline: .seconds(600), cap: SpendingCap(limit: 0.015))
    #expect(try rig.ledger.totals().byLane[.flex]?.replies == 1)
    #expect(rig.remarks.isEmpty)
    #expect(rig.stop.raised == nil)
  }

  @Test func `a run that does not wait leaves it to the next one`() async throws {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, _ in Self.noRoom }
    try await run(rig, noWait: true)
    #expect(try rig.recordedMovies().isEmpty)
    #expect(rig.stopped.isEmpty)
    #expect(rig.server.count("POST /chat/completions") < 12)
  }

  @Test(arguments: [
    // Of an hour, less 120 seconds: 75 for the requests, 750 for the tokens.
    (requests: 500, tokens: 0, slack: 3_405.0),
    (requests: 1, tokens: 2_000_000, slack: 2_730.0),
  ])
  func `the time that a request can still wait is what the limits leave`(
    requests: Int, tokens: Int, slack: Double
  ) {
    var limits = Rig.limits
    limits.requestsPerMinute = 500
    limits.tokensPerMinute = 200_000
    let now = Timestamp(milliseconds: 0)
    let rule = FlexRule(
      deadline: now + .seconds(3_600), limits: limits, standardCost: { _, _ in 0 })
    let found = rule.slack(requests: requests, tokens: tokens, now: now)?.inSeconds ?? 0
    #expect(abs(found - slack) < 0.001)
    let none = FlexRule(deadline: nil, limits: limits, standardCost: { _, _ in 0 })
    #expect(none.slack(requests: 1, tokens: 1, now: now) == nil)
  }
}

/// Answers at the standard tier alone.
private struct Tiers: Sendable {
  func answer(_ body: String) -> FakeTransport.Answer {
    body.contains("\"service_tier\":\"flex\"")
      ? PlayedServer.refusal(429, "Resource Unavailable", code: "resource_unavailable")
      : .json(Reply.good())
  }
}
