import Foundation
import OpenAIClient
import Recipe
import Store
import Synchronization
import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct RealtimeLaneTests {
  /// The plot's number in a request's text.
  static func asks(_ plot: Int, _ text: String) -> Bool { text.contains("Plot \(plot).") }

  @Test func `records what it asks`() async throws {
    let rig = try Rig()
    try await rig.runRealtime(rig.requests())
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.count("POST /chat/completions") == 3)
    #expect(try rig.ledger.totals().paid.replies == 3)
    #expect(try rig.ledger.realtimeRequests(since: Timestamp(milliseconds: 0)).count == 3)
  }

  @Test(arguments: [500, 502, 503, 429, 408]) func `asks again where that may help`(
    status: Int
  ) async throws {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, number in
      number == 0 ? PlayedServer.refusal(status, "try later") : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests())
    #expect(try rig.recordedMovies() == [1])
    #expect(rig.server.count("POST /chat/completions") == 2)
  }

  @Test func `takes a page of something on the way for no answer`() async throws {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, number in
      number == 0 ? .json("<html>bad gateway</html>") : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests())
    #expect(try rig.recordedMovies() == [1])
  }

  @Test func `a request that counts against the day is in the ledger before it goes`() async throws
  {
    let rig = try Rig(movies: 6)
    let path = rig.directory("ledger.db")
    let forgotten = Atomic<Int>(0)
    rig.server.chat = { _, earlier in
      let noted = try? Shell(path).rows("SELECT count(*) FROM realtime_requests").first
      if Int(noted ?? "") ?? 0 <= earlier { forgotten.add(1, ordering: .relaxed) }
      return .json(Reply.good())
    }
    var limits = Rig.limits
    limits.requestsPerDay = 1_000
    try await rig.runRealtime(rig.requests(), limits: limits)
    #expect(rig.server.count("POST /chat/completions") == 6)
    #expect(forgotten.load(ordering: .relaxed) == 0)
  }

  @Test func `sleeps when the day is used up, and then goes on`() async throws {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, number in
      number == 0
        ? PlayedServer.refusal(
          429,
          "Rate limit reached for gpt-4o-mini on requests per day (RPD): Limit 10000, Used 10000, Requested 1. Please try again in 2h3m0s.",
          code: "rate_limit_exceeded") : .json(Reply.good())
    }
    let began = rig.time.now
    try await rig.runRealtime(rig.requests())
    #expect(try rig.recordedMovies() == [1])
    #expect(rig.time.now - began >= .seconds(7_380))
    #expect(
      rig.events.list.contains {
        if case .waiting(_, _, let why) = $0 { return "\(why)".contains("day") }
        return false
      })
  }

  @Test func `without waiting, a used-up day ends the lane and fails nothing`() async throws {
    let rig = try Rig(movies: 2)
    try rig.takeUp()
    rig.server.chat = { _, _ in
      PlayedServer.refusal(
        429, "on requests per day (RPD): Limit 1, Used 1, Requested 1. Please try again in 9h0m0s.",
        code: "rate_limit_exceeded")
    }
    try await rig.runRealtime(rig.requests(), noWait: true)
    #expect(await rig.recorder.tally.failed.isEmpty)
    #expect(rig.stop.raised == nil)
    #expect(try rig.states() == [.queued: 2])
  }

  @Test func `stops at once when the money is gone`() async throws {
    let rig = try Rig(movies: 3)
    rig.server.chat = { _, _ in
      PlayedServer.refusal(429, "You exceeded your current quota", code: "insufficient_quota")
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.server.count("POST /chat/completions") == 1)
    #expect(await rig.recorder.tally.failed.isEmpty)
    guard case .cannotGoOn = rig.stop.raised else {
      Issue.record("it went on")
      return
    }
  }

  @Test func `asks a bad reply again, and gives up after the third`() async throws {
    let rig = try Rig(movies: 2)
    rig.server.chat = { text, _ in
      Self.asks(1, text) ? .json(Reply.bad) : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests())
    #expect(try rig.recordedMovies() == [2])
    #expect(rig.server.count("POST /chat/completions") == 4)
    #expect(await rig.recorder.tally.failed.keys.map(\.number) == [1])
    #expect(try rig.ledger.totals().badAnswers == 3)
    #expect(try rig.database.failures().map(\.attempts) == [3])
  }

  @Test func `asks the one bad movie of a group again, alone`() async throws {
    let rig = try Rig(movies: 3)
    rig.server.chat = { text, _ in
      text.contains("<movie key") || text.contains("m2")
        ? .json(Reply.body(#"{"m1":\#(Reply.characters),"m2":[],"m3":\#(Reply.characters)}"#))
        : .json(Reply.good())
    }
    let group = PendingRequest(
      questions: rig.questions, inputTokens: TokenCount(300, isExact: true), expectedOutput: 30)
    try await rig.runRealtime([group])
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.count("POST /chat/completions") == 2)
    // The reply's tokens are divided among its movies.
    #expect(try rig.ledger.totals().paid.usage.input == 200)
  }

  @Test func `divides a group that the server refuses`() async throws {
    let rig = try Rig(movies: 3)
    rig.server.chat = { text, _ in
      if text.contains("m2") { return PlayedServer.refusal(400, "one of these is no good") }
      return Self.asks(2, text)
        ? PlayedServer.refusal(400, "this one is no good") : .json(Reply.good())
    }
    let group = PendingRequest(
      questions: rig.questions, inputTokens: TokenCount(300, isExact: true), expectedOutput: 30)
    try await rig.runRealtime([group])
    #expect(try rig.recordedMovies() == [1, 3])
    #expect(await rig.recorder.tally.failed.keys.map(\.number) == [2])
  }

  @Test func `a server that was never there ends the run soon`() async throws {
    let rig = try Rig(movies: 3)
    let gone = TransportFailure(
      kind: .cannotConnect, message: "connection refused", requestMayHaveRun: false)
    rig.server.chat = { _, _ in .failure(gone) }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.server.count("POST /chat/completions") <= 5)
    #expect(rig.stop.raised != nil)
    #expect(await rig.recorder.tally.failed.isEmpty, "no movie is to blame")
  }

  @Test(arguments: ["Internal Server Error", #"{"error":{"message":"no","code":500}}"#])
  func `a server that is ill in its first minute is waited for, in whatever form it says so`(
    body: String
  ) async throws {
    let rig = try Rig(movies: 12)
    let time = rig.time
    let began = time.now
    rig.server.chat = { _, _ in
      time.now - began < .seconds(60) ? .json(body, status: 500) : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 8)
    #expect(try rig.recordedMovies().count == 12)
    #expect(rig.stop.raised == nil)
  }

  @Test func `a server that is ill for half an hour fails no movie`() async throws {
    let rig = try Rig(movies: 40)
    let time = rig.time
    let began = time.now
    rig.server.chat = { _, number in
      let passed = time.now - began
      if number > 3, passed < .seconds(1_800) { return PlayedServer.refusal(503, "overloaded") }
      return .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 16)
    #expect(try rig.recordedMovies().count == 40)
    #expect(await rig.recorder.tally.failed.isEmpty)
    #expect(rig.server.count("POST /chat/completions") < 200, "no storm of retries")
  }

  @Test func `keeps to the requests of a minute`() async throws {
    let rig = try Rig(movies: 30)
    var limits = Rig.limits
    limits.requestsPerMinute = 10
    let began = rig.time.now
    try await rig.runRealtime(rig.requests(), limits: limits)
    #expect(rig.time.now - began >= .seconds(120))
    #expect(try rig.recordedMovies().count == 30)
  }

  @Test func `sends nothing that could pass the budget`() async throws {
    let rig = try Rig(movies: 10)
    // A reply costs 100 + 2 × 10 dollars a million.
    let cap = SpendingCap(limit: 0.000_5)
    try await rig.runRealtime(rig.requests(), cap: cap, cost: 0.000_15)
    #expect(await cap.hasDenied)
    let paid = await rig.recorder.tally.dollars
    #expect(paid <= 0.000_5)
    #expect(try rig.recordedMovies().count == 3)
    #expect(await cap.committed <= 0.000_5)
  }

  @Test func `what may have run counts against the budget`() async throws {
    let rig = try Rig(movies: 1)
    let cut = TransportFailure(kind: .connectionCut, message: "cut", requestMayHaveRun: true)
    rig.server.chat = { _, number in number == 0 ? .failure(cut) : .json(Reply.good()) }
    let cap = SpendingCap(limit: 0.000_2)
    try await rig.runRealtime(rig.requests(), cap: cap, cost: 0.000_15)
    #expect(rig.server.count("POST /chat/completions") == 1)
    #expect(await cap.hasDenied)
  }

  @Test func `an interrupt lets what is under way end, and sends no more`() async throws {
    let rig = try Rig(movies: 5)
    let stop = rig.stop
    rig.server.chat = { _, _ in
      stop.raise(.interrupted)
      return .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(try rig.recordedMovies().count == 1)
    #expect(rig.server.count("POST /chat/completions") == 1)
  }

  @Test func `with fail-fast the first failed movie ends the run`() async throws {
    let rig = try Rig(movies: 3, attempts: 1)
    rig.server.chat = { _, _ in .json(Reply.bad) }
    try await rig.runRealtime(rig.requests(), concurrency: 1, failFast: true)
    #expect(rig.stop.raised == .failedFast)
    #expect(rig.server.count("POST /chat/completions") == 1)
  }

  @Test func `learns what the API counts beyond our count, and nothing from the sandbox`()
    async throws
  {
    let recipe = try Rig(movies: 1).recipe.hashes.combined
    for (model, expected) in [("gpt-4o-mini", 7), ("sandbox-lexical", nil)] as [(String, Int?)] {
      let rig = try Rig(
        movies: 2, counted: CountedOverhead(recipe: recipe, tokens: [1: 50]), tokenCounts: true)
      rig.server.chat = { _, _ in
        .json(
          Reply.body(
            #"{"characters":\#(Reply.characters)}"#, model: model, input: 157))
      }
      try await rig.runRealtime(rig.requests())
      let learned = try rig.ledger.calibration(recipe: recipe, groupSize: 1)
      #expect(learned?.offset == expected)
      #expect(learned?.samples == expected.map { _ in 2 })
    }
  }

  @Test func `one failure after a long silence is no reason to give up`() async throws {
    let rig = try Rig(movies: 2)
    let day =
      "on requests per day (RPD): Limit 1, Used 1, Requested 1. Please try again in 9h0m0s."
    let cut = TransportFailure(kind: .connectionCut, message: "cut", requestMayHaveRun: true)
    rig.server.chat = { _, number in
      switch number {
      case 0: PlayedServer.refusal(429, day, code: "rate_limit_exceeded")
      // The connection did not outlive the night.
      case 1, 2: .failure(cut)
      default: .json(Reply.good())
      }
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.stop.raised == nil)
    #expect(try rig.recordedMovies() == [1, 2])
  }

  @Test func `a server that has been gone for more than an hour ends the run`() async throws {
    let rig = try Rig(movies: 40)
    let gone = TransportFailure(
      kind: .cannotConnect, message: "connection refused", requestMayHaveRun: false)
    rig.server.chat = { _, number in number == 0 ? .json(Reply.good()) : .failure(gone) }
    let began = rig.time.now
    try await rig.runRealtime(rig.requests(), concurrency: 16)
    #expect(rig.stop.raised != nil)
    #expect(rig.time.now - began >= .seconds(3_600))
    #expect(rig.time.now - began < .seconds(4_000))
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test func `a reply without usage counts as it was forecast`() async throws {
    let rig = try Rig(movies: 3)
    rig.server.chat = { _, _ in
      .json(Reply.good().replacingOccurrences(of: "usage", with: "unused"))
    }
    let cap = SpendingCap(limit: 0.000_35)
    try await rig.runRealtime(rig.requests(), cap: cap, cost: 0.000_15, concurrency: 1)
    #expect(await cap.hasDenied)
    #expect(rig.server.count("POST /chat/completions") == 2)
  }

  @Test func `a question that the server takes for a full queue does not wait for ever`()
    async throws
  {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, _ in
      PlayedServer.refusal(429, "Enqueued token limit reached", code: "token_limit_exceeded")
    }
    try await rig.runRealtime(rig.requests())
    #expect(await rig.recorder.tally.failed.count == 1)
  }

  @Test(arguments: [429, 503]) func `without waiting, a server that asks for an hour ends the lane`(
    status: Int
  ) async throws {
    let rig = try Rig(movies: 2)
    try rig.takeUp()
    rig.server.chat = { _, _ in PlayedServer.refusal(status, "Please try again in 1h0m0s.") }
    let began = rig.time.now
    try await rig.runRealtime(rig.requests(), noWait: true)
    #expect(rig.time.now - began < .seconds(60))
    #expect(await rig.recorder.tally.failed.isEmpty)
    #expect(rig.stop.raised == nil)
    #expect(try rig.states() == [.queued: 2])
  }

  @Test func `a server that comes to refuse everything does not fail every movie`() async throws {
    let rig = try Rig(movies: 120)
    rig.server.chat = { _, number in
      number < 10 ? .json(Reply.good()) : PlayedServer.refusal(404, "no such route")
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.stop.raised != nil)
    #expect(rig.server.count("POST /chat/completions") == 60)
    #expect(await rig.recorder.tally.failed.isEmpty)
  }
}
