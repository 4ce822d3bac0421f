import OpenAIClient
import Planner
import Store
import Synchronization
import TestSupport
import Testing
import TropeModel

@testable import Engine

/// Several servers in the real-time lane, on a clock that the test moves.
@Suite struct EndpointLaneTests {
  /// A server with its price and its limit.
  private final class Place: Sendable {
    let name: String
    let server = PlayedServer()
    let price: Double
    let perMinute: Int
    /// When it was asked.
    let asked = Mutex<[Timestamp]>([])
    /// What it answers to a text, given how many came before; `nil` for a good reply.
    let answer = Mutex<(@Sendable (String, Int) -> FakeTransport.Answer?)>({ _, _ in nil })

    init(_ name: String, price: Double, perMinute: Int = 60_000) {
      (self.name, self.price, self.perMinute) = (name, price, perMinute)
    }

    var prices: Prices {
      Prices(
        input: price, cachedInput: price, output: price, batchInput: price, batchOutput: price)
    }

    var count: Int { asked.withLock(\.count) }

    func answers(_ answer: @escaping @Sendable (Int) -> FakeTransport.Answer?) {
      answers { _, number in answer(number) }
    }

    func answers(_ answer: @escaping @Sendable (String, Int) -> FakeTransport.Answer?) {
      self.answer.withLock { $0 = answer }
    }
  }

  private func run(
    _ rig: Rig, _ places: [Place], budget: Double? = nil, concurrency: Int = 8,
    requests: [PendingRequest]? = nil, attempts: Int = 5
  ) async throws {
    let pool = WorkPool(realtime: requests ?? rig.requests(), batchLaneIsOpen: false)
    let cap = SpendingCap(limit: budget)
    let context = try rig.context(pool: pool, cap: cap)
    let time = rig.time
    let ways = places.map { place in
      place.server.chat = { text, number in
        place.asked.withLock { $0.append(time.now) }
        return place.answer.withLock { $0 }(text, number) ?? .json(Reply.good())
      }
      var own = context
      own.client = place.server.client
      own.health = ServerHealth()
      own.dialect = .plain
      let prices = place.prices
      own.realtimeCost = { prices.mostCost(input: $0.inputTokens.tokens, output: 10) }
      own.mostCost = { prices.mostCost(input: $0.inputTokens.tokens, output: $1) }
      var limits = Rig.limits
      limits.requestsPerMinute = place.perMinute
      return LaneWay(
        context: own, budget: RateBudget(limits: limits), concurrency: concurrency,
        booking: EndpointBooking(name: place.name, model: "gpt-4o-mini", prices: prices))
    }
    let lane = RealtimeLane(
      context: context, endpoints: ways, timeout: .seconds(600),
      policy: RetryPolicy(attempts: attempts))
    await rig.time.drive { await lane.run() }
    await rig.recorder.flush()
  }

  private static let refused = FakeTransport.Answer.failure(
    TransportFailure(kind: .cannotConnect, message: "refused", requestMayHaveRun: false))

  private static func error(_ status: Int, _ code: String, _ words: String) -> FakeTransport.Answer
  {
    .json(
      #"{"error":{"message":"\#(words)","type":"\#(code)","param":null,"code":"\#(code)"}}"#,
      status: status)
  }

  @Test func `what is tried again, and what is told of a server, names it`() async throws {
    let rig = try Rig(movies: 6, bound: OutputBound(thoughts: .none))
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    cheap.answers { $0 == 2 ? Self.error(500, "server_error", "oops") : nil }
    dear.answers { text, _ in
      text.contains("max_completion_tokens")
        ? Self.error(400, "bad", "Unsupported param: max_completion_tokens") : nil
    }
    try await run(rig, [cheap, dear], concurrency: 2)
    #expect(try rig.recordedMovies().count == 6)
    #expect(
      rig.events.list.contains {
        if case .retry(.endpoint("cheap"), _, _) = $0 { true } else { false }
      })
    #expect(
      rig.remarks == [
        "endpoint 'dear': the server refuses 'max_completion_tokens', so that is left out in this run; answers are bounded by "
          + "'max_tokens'"
      ])
  }

  @Test func `the cheapest gets all as long as it has room`() async throws {
    let rig = try Rig(movies: 20)
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    try await run(rig, [cheap, dear], concurrency: 100)
    #expect(try rig.recordedMovies().count == 20)
    // Before the first good reply no server gets more than eight at once.
    #expect(cheap.count >= 12 && cheap.count + dear.count == 20)
  }

  @Test
  func `two with the same limit answer nearly twice as much in a minute, none beyond its own`()
    async throws
  {
    let rig = try Rig(movies: 120)
    let places = [
      Place("one", price: 1, perMinute: 60), Place("other", price: 2, perMinute: 60),
    ]
    let began = rig.time.now
    try await run(rig, places)
    #expect(try rig.recordedMovies().count == 120)
    for place in places {
      let moments = place.asked.withLock { $0 }
      let inFirst = moments.count { $0 - began < .seconds(60) }
      #expect(inFirst >= 54 && inFirst <= 60)
      for (index, moment) in moments.enumerated() where index >= 60 {
        #expect(moment - moments[index - 60] >= .seconds(60))
      }
    }
    // One alone takes two minutes.
    #expect(rig.time.now - began < .seconds(67))
  }

  @Test func `one that dies in the middle is left out, told once, and every movie is recorded`()
    async throws
  {
    let rig = try Rig(movies: 40)
    let (cheap, dear) = (
      Place("cheap", price: 1, perMinute: 600), Place("dear", price: 2, perMinute: 600)
    )
    cheap.answers { $0 >= 10 ? Self.refused : nil }
    try await run(rig, [cheap, dear], concurrency: 2)
    #expect(try rig.recordedMovies().count == 40)
    #expect(await rig.recorder.tally.failed.isEmpty && rig.stop.raised == nil)
    let told = rig.remarks.filter { $0.contains("'cheap'") }
    #expect(told.count == 1 && told[0].contains("refused"))
    // Nobody pays for what never reached a server.
    let lines = try rig.ledger.endpointSpending()
    #expect(lines.map(\.endpoint) == ["cheap", "dear"])
    #expect(lines.map(\.spending.replies) == [10, 30])
  }

  @Test func `one that comes back is asked again`() async throws {
    let rig = try Rig(movies: 60)
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2, perMinute: 30))
    let time = rig.time
    let end = time.now + .seconds(40)
    cheap.answers { _ in time.now < end ? Self.refused : nil }
    try await run(rig, [cheap, dear], concurrency: 4)
    #expect(try rig.recordedMovies().count == 60)
    #expect(dear.count >= 10 && cheap.count > 20)
    #expect(rig.remarks.filter { $0.contains("answers again") }.count == 1)
    let attempts = cheap.asked.withLock { $0 }.filter { $0 < end }
    #expect(attempts.count < 20)
  }

  @Test(arguments: [
    (401, "invalid_api_key", "Incorrect API key"),
    (429, "insufficient_quota", "You exceeded your current quota"),
    (404, "model_not_found", "The model does not exist"),
  ])
  func `what a person must mend at one server stops no other, and the run where it is all of them`(
    status: Int, code: String, words: String
  ) async throws {
    let rig = try Rig(movies: 20)
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    cheap.answers { _ in Self.error(status, code, words) }
    try await run(rig, [cheap, dear])
    #expect(try rig.recordedMovies().count == 20)
    #expect(cheap.count <= 8 && rig.stop.raised == nil)
    #expect(rig.remarks.filter { $0.contains("'cheap' is left out") }.count == 1)

    let none = try Rig(movies: 20)
    let both = [Place("cheap", price: 1), Place("dear", price: 2)]
    for place in both { place.answers { _ in Self.error(status, code, words) } }
    try none.takeUp()
    try await run(none, both)
    #expect(try none.recordedMovies().isEmpty && !none.stopped.isEmpty)
    #expect(try none.states() == [.queued: 20])
  }

  @Test func `servers that are all gone stop the run, and no movie has failed`() async throws {
    let rig = try Rig(movies: 20)
    let both = [Place("cheap", price: 1), Place("dear", price: 2)]
    for place in both { place.answers { _ in Self.refused } }
    try rig.takeUp()
    try await run(rig, both)
    #expect(!rig.stopped.isEmpty && both.allSatisfy { $0.count < 30 })
    #expect(try rig.states() == [.queued: 20])
  }

  @Test func `a request that one server refuses for what it is goes to another`() async throws {
    let rig = try Rig(movies: 12)
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    cheap.answers { _ in Self.error(400, "invalid_request_error", "no such parameter") }
    try await run(rig, [cheap, dear], concurrency: 2)
    #expect(try rig.recordedMovies().count == 12)
    // It refuses whatever it is asked, and is left out for that.
    #expect(cheap.count < 12 && rig.remarks.contains { $0.contains("'cheap' is left out") })
  }

  @Test(arguments: [(400, "content_filter", true), (413, "request_too_large", false)])
  func `a filter that refuses everything is left out, one that takes what is short is not`(
    status: Int, code: String, isLeftOut: Bool
  ) async throws {
    let rig = try Rig(movies: 20)
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    cheap.answers { _ in Self.error(status, code, "refused") }
    try await run(rig, [cheap, dear], concurrency: 2)
    #expect(try rig.recordedMovies().count == 20)
    #expect(rig.remarks.contains { $0.contains("'cheap' is left out") } == isLeftOut)
  }

  /// The dear one's first answers are refusals by the cheap one's filter; the dear one is away until `end`.
  private func refusedWhileOtherIsOut(_ rig: Rig, until end: Timestamp) async throws -> Int {
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    cheap.answers { $0 % 5 == 3 ? Self.error(413, "request_too_large", "too large") : nil }
    let time = rig.time
    dear.answers { _ in time.now < end ? Self.refused : nil }
    try rig.takeUp()
    // With two places at the cheap one, the dear one is asked from the beginning.
    try await run(rig, [cheap, dear], concurrency: 2)
    return dear.count
  }

  @Test func `what one refuses waits for another that is out for a while`() async throws {
    let rig = try Rig(movies: 40)
    _ = try await refusedWhileOtherIsOut(rig, until: rig.time.now + .seconds(90))
    #expect(try rig.recordedMovies().count == 40)
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test func `what one refuses is left to the next run where another does not come back`()
    async throws
  {
    let rig = try Rig(movies: 40)
    let began = rig.time.now
    let tries = try await refusedWhileOtherIsOut(rig, until: began + .seconds(86_400))
    let recorded = try rig.recordedMovies().count
    #expect(recorded > 20 && recorded < 40)
    #expect(await rig.recorder.tally.failed.isEmpty)
    let states = try rig.states()
    #expect(states == [.queued: 40 - recorded, .done: recorded])
    // It was tried again, and not for ever.
    #expect(tries > 4 && rig.time.now - began < .seconds(1_200))
    #expect(
      rig.remarks.count {
        $0
          == "what 'cheap' refuses is left to the next run, since 'dear', which may take it, cannot be asked"
      } == 1)
  }

  /// The cheap one refuses the plot of movie 2, the dear one is overloaded until `end`.
  private func refusedWhileOtherIsOverloaded(_ rig: Rig, until end: Timestamp) -> [Place] {
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    cheap.answers { text, _ in
      text.contains("Plot 2.") ? Self.error(400, "invalid_request_error", "not allowed") : nil
    }
    let time = rig.time
    dear.answers { _ in
      time.now < end ? Self.error(503, "server_is_overloaded", "overloaded") : nil
    }
    return [cheap, dear]
  }

  @Test func `what one refuses waits for another that is overloaded for seconds`() async throws {
    let rig = try Rig(movies: 2)
    let places = refusedWhileOtherIsOverloaded(rig, until: rig.time.now + .seconds(40))
    try await run(rig, places, requests: rig.requests(1..<2))
    #expect(try rig.recordedMovies() == [2])
    #expect(await rig.recorder.tally.failed.isEmpty && rig.stop.raised == nil)
    #expect(places[0].count == 1)
  }

  @Test func `of a group that one refuses the others are answered there while another is ill`()
    async throws
  {
    let rig = try Rig(movies: 4)
    let end = rig.time.now + .seconds(40)
    let places = refusedWhileOtherIsOverloaded(rig, until: end)
    let group = PendingRequest(
      questions: rig.questions, inputTokens: TokenCount(400, isExact: true), expectedOutput: 40)
    try await run(rig, places, requests: [group])
    #expect(try rig.recordedMovies() == [1, 2, 3, 4])
    #expect(await rig.recorder.tally.failed.isEmpty && rig.stop.raised == nil)
    // All of them together, and then each alone.
    #expect(places[0].count == 5)
    #expect(places[1].asked.withLock { $0.count { $0 >= end } } == 1)
  }

  @Test(arguments: [1, 2])
  func `what one refuses is left to the next run where another stays overloaded`(movies: Int)
    async throws
  {
    let rig = try Rig(movies: movies + 1)
    let began = rig.time.now
    let places = refusedWhileOtherIsOverloaded(rig, until: began + .seconds(86_400))
    try rig.takeUp()
    try await run(rig, places, requests: rig.requests(1..<(movies + 1)))
    #expect(try rig.recordedMovies().count == movies - 1)
    #expect(await rig.recorder.tally.failed.isEmpty && rig.stop.raised == nil)
    #expect(places[1].count > 8 && places[1].count < 30)
    #expect(rig.time.now - began > .seconds(300) && rig.time.now - began < .seconds(900))
    #expect(rig.remarks.count { $0.contains("is left to the next run, since 'dear'") } == 1)
  }

  @Test func `what one refuses fails where another answers others and fails it again and again`()
    async throws
  {
    let rig = try Rig(movies: 40)
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2, perMinute: 60))
    for place in [cheap, dear] {
      let (status, code) =
        place === cheap ? (400, "invalid_request_error") : (500, "server_error")
      place.answers { text, _ in
        text.contains("Plot 2.") ? Self.error(status, code, "no") : nil
      }
    }
    cheap.answers { text, number in
      text.contains("Plot 2.")
        ? Self.error(400, "invalid_request_error", "no")
        : number % 2 == 0 ? Self.error(413, "request_too_large", "too large") : nil
    }
    try await run(rig, [cheap, dear])
    #expect(try rig.recordedMovies().count == 39)
    #expect(await rig.recorder.tally.failed.count == 1)
  }

  @Test func `one whose answers are no good is left out for the rest of the run`() async throws {
    let rig = try Rig(movies: 30, attempts: 20)
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    cheap.answers { _ in .json(Reply.bad) }
    try await run(rig, [cheap, dear], concurrency: 2)
    #expect(try rig.recordedMovies().count == 30)
    #expect(rig.stop.raised == nil && cheap.count < 16)
    #expect(rig.remarks.contains { $0.contains("'cheap' is left out: 10 replies in a row") })
  }

  @Test func `a limit at one server sends its requests to the other at once`() async throws {
    let rig = try Rig(movies: 20)
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    cheap.answers { _ in
      Self.error(429, "rate_limit_exceeded", "Rate limit reached for requests per min")
    }
    let began = rig.time.now
    try await run(rig, [cheap, dear])
    #expect(try rig.recordedMovies().count == 20)
    #expect(await rig.recorder.tally.failed.isEmpty && cheap.count < 20)
    #expect(rig.time.now - began < .seconds(30))
  }

  @Test func `the budget counts each request at its server's price`() async throws {
    // A request costs 110 tokens at its price: at most 1.1 at the cheap one, 11 at the dear one.
    let rig = try Rig(movies: 40, bound: OutputBound(fixed: 10, thoughts: .none))
    let (cheap, dear) = (
      Place("cheap", price: 10_000, perMinute: 60), Place("dear", price: 100_000)
    )
    try await run(rig, [cheap, dear], budget: 30)
    let spent = try rig.ledger.endpointSpending().reduce(0) { $0 + $1.spending.costDollars }
    #expect(spent <= 30 + 1e-6 && spent > 28)
    #expect(dear.count <= 2 && cheap.count >= 7)
    #expect(try rig.recordedMovies().count == cheap.count + dear.count)
  }

  @Test func `where the dear one is beyond the budget the cheap one is waited for`() async throws {
    let rig = try Rig(movies: 40, bound: OutputBound(fixed: 10, thoughts: .none))
    let (cheap, dear) = (
      Place("cheap", price: 10_000, perMinute: 60), Place("dear", price: 1_000_000)
    )
    try await run(rig, [cheap, dear], budget: 50)
    #expect(try rig.recordedMovies().count == 40)
    #expect(dear.count == 0 && cheap.count == 40)
  }

  @Test func `replies and requests are booked by server, at its price`() async throws {
    let rig = try Rig(movies: 30)
    let places = [
      Place("one", price: 1_000, perMinute: 60), Place("other", price: 3_000, perMinute: 60),
    ]
    try await run(rig, places)
    let lines = try rig.ledger.endpointSpending()
    for (place, line) in zip(places, lines) {
      #expect(line.endpoint == place.name && line.spending.replies == place.count)
      #expect(abs(line.spending.costDollars - Double(place.count) * place.price * 110e-6) < 1e-6)
      #expect(
        try rig.ledger.lastDay(before: rig.time.now, isSandbox: false, endpoint: place.name).count
          == place.count)
    }
    #expect(lines.count == 2)
  }

  @Test func `a server whose context is too short is not asked`() async throws {
    let rig = try Rig(movies: 6)
    let (cheap, dear) = (Place("cheap", price: 1), Place("dear", price: 2))
    let long = rig.questions.map {
      PendingRequest(
        questions: [$0], inputTokens: TokenCount(200_000, isExact: true), expectedOutput: 10)
    }
    // None holds them: the longest are asked all the same.
    try await run(rig, [cheap, dear], requests: long)
    #expect(try rig.recordedMovies().count == 6)
  }
}

/// When a server that was left out is tried again.
@Suite struct OutageTests {
  private let refused = Obstacle.call(
    APIFailure(
      operation: .chat,
      kind: .transport(
        TransportFailure(
          kind: .cannotConnect, message: "refused", requestMayHaveRun: false))))
  private let start = Timestamp(milliseconds: 1_795_369_291_029)

  @Test func `waits double up to half an hour, one request at a time`() {
    var outage = Outage()
    #expect(outage.heldUntil(now: start) == nil && outage.obstacle == nil)
    var now = start
    var waits: [Duration] = []
    let isNews = outage.begin(refused, isProbe: false, now: now, random: 1)
    #expect(isNews)
    for _ in 0..<8 {
      guard let until = outage.heldUntil(now: now) else { break }
      waits.append(until - now)
      now = until
      #expect(outage.heldUntil(now: now) == nil)
      let isProbe = outage.goes()
      // Others wait for what it tells.
      #expect(isProbe && outage.heldUntil(now: now) != nil)
      let isNewsAgain = outage.begin(refused, isProbe: true, now: now, random: 1)
      #expect(!isNewsAgain)
    }
    #expect(waits == [30, 60, 120, 240, 480, 960, 1_800, 1_800].map { .seconds($0) })
    let ends = [outage.end(), outage.end()]
    #expect(ends == [true, false])
    let isProbe = outage.goes()
    #expect(outage.obstacle == nil && !isProbe)
  }

  @Test func `what was on the wire when it began tells nothing new`() {
    var outage = Outage()
    let news = [Duration.zero, .seconds(10)].map {
      outage.begin(refused, isProbe: false, now: start + $0, random: 1)
    }
    #expect(news == [true, false])
    #expect(outage.heldUntil(now: start) == start + .seconds(30))
  }

  @Test func `one whose answers are no good is not tried again`() {
    var outage = Outage()
    _ = outage.begin(.cutPrompts(counted: 9, billed: 1), isProbe: false, now: start, random: 0)
    // What was on the wire with them is answered.
    let ends = outage.end()
    #expect(!ends && outage.obstacle != nil)
    #expect(outage.heldUntil(now: start + .seconds(30 * 86_400)) != nil)
  }
}
