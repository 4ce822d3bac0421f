import Foundation
import OpenAIClient
import Planner
import Recipe
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// Answers that no documentation has, as other people's servers give them.
@Suite struct OddAnswersTests {
  private static let path = "POST /chat/completions"

  // MARK: Limits and servers that are not ready

  @Test(arguments: ["try again in 6ms", "try again in 0s", "slow"])
  func `a limit that lasts a minute fails no movie, however little the server asks for`(
    hint: String
  ) async throws {
    let rig = try Rig(movies: 100)
    let time = rig.time
    let end = time.now + .seconds(60)
    rig.server.chat = { _, _ in
      time.now < end
        ? PlayedServer.refusal(429, "Rate limit reached. \(hint).", code: "rate_limit_exceeded")
        : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 64)
    #expect(try rig.recordedMovies().count == 100)
    #expect(await rig.recorder.tally.failed.isEmpty)
    #expect(rig.server.count(Self.path) < 200)
  }

  @Test(arguments: [
    #"{"error":{"message":"slow down","code":429},"choices":[{}]}"#, #"{"choices":null}"#,
    #"{"error":{"message":"Rate limit","type":"rate_limit_error","code":null}}"#, "{}",
    #"{"choices":[{"error":{"message":"upstream died","code":502}}]}"#, #"{"choices":[]}"#,
    #"{"object":"error","message":"busy","type":"internal_error","code":50001}"#,
  ])
  func `an error inside an answer of status 200 is waited for and is no answer`(body: String)
    async throws
  {
    let rig = try Rig(movies: 20)
    let time = rig.time
    let end = time.now + .seconds(2)
    rig.server.chat = { _, _ in time.now < end ? .json(body) : .json(Reply.good()) }
    try await rig.runRealtime(rig.requests(), concurrency: 4)
    #expect(try rig.recordedMovies().count == 20)
    #expect(try rig.ledger.totals().paid.replies == 20)
    #expect(rig.server.count(Self.path) < 60)
  }

  @Test func `a server that loads its model is waited for, and it is said for what`() async throws {
    let rig = try Rig(movies: 3)
    let time = rig.time
    let end = time.now + .seconds(300)
    rig.server.chat = { _, _ in
      time.now < end
        ? .json(
          #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
          status: 503) : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(
      rig.events.list.contains {
        if case .waiting(_, _, let why) = $0 { return "\(why)".contains("loading its model") }
        return false
      })
  }

  @Test(arguments: ["Internal Server Error", "<html>Bad gateway</html>", ""])
  func `a server that is ill from the start is waited for, whatever body its status has`(
    body: String
  ) async throws {
    let rig = try Rig(movies: 12)
    let time = rig.time
    let end = time.now + .seconds(60)
    rig.server.chat = { _, _ in time.now < end ? .json(body, status: 500) : .json(Reply.good()) }
    try await rig.runRealtime(rig.requests())
    #expect(rig.stop.raised == nil)
    #expect(try rig.recordedMovies().count == 12)
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test func `one that stays ill from the start ends the run after minutes`() async throws {
    let rig = try Rig(movies: 12)
    rig.server.chat = { _, _ in .json("Internal Server Error", status: 500) }
    let began = rig.time.now
    try await rig.runRealtime(rig.requests())
    #expect(rig.stopped.contains("internal error (500)"))
    #expect(rig.time.now - began > .seconds(100) && rig.time.now - began < .seconds(600))
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test(arguments: [
    (402, #"{"error":{"message":"Insufficient Balance","type":"unknown_error","code":null}}"#),
    (402, ""), (429, #"{"error":{"message":"x","code":"organization_spend_limit_exceeded"}}"#),
    (403, #"{"error":{"message":"x","code":"project_spend_limit_exceeded"}}"#),
    (
      400, #"{"error":{"message":"Your credit balance is too low","type":"invalid_request_error"}}"#
    ),
    (200, #"{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}"#),
    (500, #"{"error":{"message":"x","code":"credit_balance_exhausted"}}"#),
  ])
  func `without money the lane stops at once and nothing is marked failed`(
    status: Int, body: String
  ) async throws {
    let rig = try Rig(movies: 20)
    rig.server.chat = { _, number in
      number < 3 ? .json(Reply.good()) : .json(body, status: status)
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.server.count(Self.path) == 4)
    #expect(rig.stopped.contains("spend limit is reached") || rig.stopped.contains("credit"))
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test func `a server that asks to wait for years ends the run with a word`() async throws {
    let rig = try Rig(movies: 3)
    rig.server.chat = { _, _ in
      .json("{}", status: 429, headers: ["Retry-After": "99999999"])
    }
    let began = rig.time.now
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.stopped.contains("asks to wait 1157 days"))
    #expect(rig.time.now - began < .seconds(60))
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  // MARK: Bad replies

  @Test(arguments: [
    Reply.bad, Reply.body("", finish: "stop"), Reply.body("{}", finish: "length"),
    Reply.body(#"{"characters":7}"#), Reply.body("x", finish: "error"),
  ])
  func `a run of like-minded bad replies ends the run early and names the first`(body: String)
    async throws
  {
    let rig = try Rig(movies: 300)
    try rig.takeUp()
    rig.server.chat = { _, _ in .json(body) }
    try await rig.runRealtime(rig.requests(), concurrency: 64)
    #expect(rig.server.count(Self.path) < 20)
    #expect(rig.stopped.contains("10 replies in a row were bad in the same way"))
    #expect(rig.stopped.contains("on movie "))
    #expect(await rig.recorder.tally.failed.isEmpty)
    #expect(try rig.states() == [.queued: 300])
  }

  @Test func `after good ones it takes more of them, and different faults are none`() async throws {
    let rig = try Rig(movies: 300)
    rig.server.chat = { _, number in
      switch number {
      case ..<30: .json(number % 3 == 0 ? Reply.good() : Reply.bad)
      case ..<60: .json(number % 2 == 0 ? Reply.bad : Reply.body("{}"))
      default: .json(Reply.body("```", finish: "stop"))
      }
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.stopped.contains("20 replies in a row"))
    #expect(rig.server.count(Self.path) == 80)
  }

  @Test(arguments: [
    Reply.body(#"{"characters":\#(Reply.characters)}"#, finish: "eos"),
    Reply.body("```json\\n" + #"{"characters":\#(Reply.characters)}"# + "\\n```"),
    Reply.body(#"{"why":[],"characters":\#(Reply.characters)}"#),
    Reply.body("<think>\\nWho?\\n</think>\\n" + #"{"characters":\#(Reply.characters)}"#),
  ])
  func `what harms nothing is taken with one word in a run`(body: String) async throws {
    let rig = try Rig(movies: 30)
    rig.server.chat = { _, _ in .json(body) }
    try await rig.runRealtime(rig.requests())
    #expect(try rig.recordedMovies().count == 30)
    #expect(rig.server.count(Self.path) == 30)
    #expect(rig.remarks.count == 1)
  }

  @Test func `an answer without end is a bad reply, kept in part`() async throws {
    let rig = try Rig(movies: 1, attempts: 1)
    let long = Reply.body("[" + String(repeating: "1,", count: 8 << 20) + "1]")
    rig.server.chat = { _, _ in .json(long) }
    try await rig.runRealtime(rig.requests())
    #expect(
      await rig.recorder.tally.failed.values.first?.contains("longer than any reply") == true)
    let size = try #require(
      try FileManager.default.attributesOfItem(atPath: rig.directory("ledger.db"))[.size] as? Int)
    #expect(size < 1 << 20)
  }

  // MARK: Numbers

  @Test(arguments: [
    "9223372036854775807", "5000000000000000000", "1e300", "2000000", "-1", "1e999", "0",
    #"100,"prompt_tokens_details":{"cached_tokens":101}"#,
    #"100,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":41}"#,
  ])
  func `an impossible usage is not believed, and the forecast is booked`(tokens: String)
    async throws
  {
    let expected = ExpectedUse(input: TokenCount(2_000, isExact: true), output: 100)
    let rig = try Rig(movies: 12, expected: expected)
    let body = Reply.good().replacingOccurrences(
      of: #""prompt_tokens":100"#, with: #""prompt_tokens":\#(tokens)"#)
    rig.server.chat = { _, number in .json(number < 2 ? body : Reply.good()) }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(try rig.recordedMovies().count == 12)
    let paid = try rig.ledger.totals().paid
    #expect(paid.usage.input == 2 * 2_000 + 10 * 100)
    #expect(rig.remarks.count == 1)
  }

  @Test func `an answer that is billed as nothing written is booked as forecast`() async throws {
    let expected = ExpectedUse(input: TokenCount(100, isExact: true), output: 70)
    let rig = try Rig(movies: 1, expected: expected)
    let body = Reply.good().replacingOccurrences(
      of: #""completion_tokens":10"#, with: #""completion_tokens":0"#)
    rig.server.chat = { _, _ in .json(body) }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(try rig.ledger.totals().paid.usage.output == 70)
    #expect(rig.remarks.count == 1)
  }

  @Test func `one wrong reply does not move the calibration, and a wrong history heals`()
    async throws
  {
    let recipe = try Rig(movies: 1).recipe.hashes.combined
    let rig = try Rig(
      movies: 12, counted: CountedOverhead(recipe: recipe, tokens: [1: 900]), tokenCounts: true)
    rig.server.chat = { _, number in
      .json(
        Reply.body(
          #"{"characters":\#(Reply.characters)}"#, input: number == 3 ? 2_000_000 : 1_007))
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(try rig.ledger.calibration(recipe: recipe, groupSize: 1)?.offset == 7)
    for _ in 0..<5 {
      try rig.ledger.keep(
        LedgerGroup(
          calibration: .init(
            recipe: recipe, offsets: [.init(groupSize: 1): [.max, .max, .min, .max]])))
    }
    try rig.ledger.keep(
      LedgerGroup(
        calibration: .init(
          recipe: recipe, offsets: [.init(groupSize: 1): Array(repeating: 9, count: 16)])))
    #expect(try rig.ledger.calibration(recipe: recipe, groupSize: 1)?.offset == 9)
  }

  @Test func `prompts that the server cuts are warned of, and end the run early`() async throws {
    let recipe = try Rig(movies: 1).recipe.hashes.combined
    let rig = try Rig(
      movies: 100, counted: CountedOverhead(recipe: recipe, tokens: [1: 2_100]), tokenCounts: true)
    rig.server.chat = { _, _ in
      .json(Reply.body(#"{"characters":\#(Reply.characters)}"#, input: 1_024))
    }
    try await rig.runRealtime(rig.requests(), concurrency: 64)
    #expect(rig.remarks.first?.contains("1024 input tokens for a request counted at 2200") == true)
    #expect(rig.stopped.contains("more than a quarter fewer"))
    #expect(rig.server.count(Self.path) < 20)
  }

  @Test(
    arguments: [
      ("gpt-4o-2024-08-06", 0.000_35, "booked at its own price"),
      ("gpt-4o-mini-2024-07-18", 0.000_12, nil), ("openai/gpt-4o-mini", 0.000_12, nil),
      ("mystery-7b", 0.000_12, "whose price no table has"),
    ] as [(String, Double, String?)])
  func `another model is booked at its own price, and said once`(
    model: String, dollars: Double, words: String?
  ) async throws {
    let rig = try Rig(movies: 4)
    rig.server.chat = { _, _ in .json(Reply.good(model: model)) }
    let cap = SpendingCap(limit: 100)
    try await rig.runRealtime(rig.requests(), cap: cap)
    #expect(abs(try rig.ledger.totals().paid.costDollars - 4 * dollars) < 1e-9)
    #expect(abs(await cap.committed - 4 * dollars) < 1e-9)
    #expect(rig.remarks.count == (words == nil ? 0 : 1))
    if let words { #expect(rig.remarks.first?.contains(words) == true) }
  }

  // MARK: The budget

  /// The bound that a request carries.
  private static func bound(_ text: String) -> Int? {
    text.firstMatch(of: /"max_completion_tokens":(\d+)\}$/).flatMap { Int($0.1) }
  }

  @Test(arguments: [true, false], [0.003, 0.05, 0.4])
  func `a budget is not passed, whether the server keeps to the bound or not`(
    keeps: Bool, budget: Double
  ) async throws {
    let rig = try Rig(
      movies: 200, bound: OutputBound(thoughts: Thoughts(reasons: true, effort: nil)))
    let characters = Reply.characters
    rig.server.chat = { text, _ in
      let output = keeps ? Self.bound(text) ?? 1_000_000 : 10_000
      return .json(
        Reply.body(#"{"characters":\#(characters)}"#).replacingOccurrences(
          of: #""completion_tokens":10"#, with: #""completion_tokens":\#(output)"#))
    }
    let cap = SpendingCap(limit: budget)
    try await rig.runRealtime(rig.requests(), cap: cap, concurrency: 64)
    let paid = try rig.ledger.totals().paid.costDollars
    // What nobody could know before is the very first reply.
    #expect(paid <= max(budget, keeps ? 0 : 0.020_1) + 1e-9)
    if budget > 0.1 { #expect(paid > budget / 2) }
  }

  @Test func `a reply that our bound cuts off is asked again with more room`() async throws {
    let rig = try Rig(movies: 12, bound: OutputBound(thoughts: .none))
    rig.server.chat = { text, _ in
      (Self.bound(text) ?? 0) < 1_000
        ? .json(Reply.body(#"{"characters":[{"name"#, finish: "length")) : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(try rig.recordedMovies().count == 12)
    #expect(rig.server.count(Self.path) <= 15)
    #expect(rig.remarks.contains { $0.contains("4 times as large") })
  }

  // MARK: The clock

  @Test func `a clock that is set neither stops the lane nor lets it run wild`() async throws {
    var limits = Rig.limits
    limits.requestsPerMinute = 60
    let rig = try Rig(movies: 60)
    let time = rig.time
    let shift = Shift()
    rig.server.chat = { _, number in
      if number == 20 { shift.set(.seconds(-3_600)) }
      if number == 40 { shift.set(.seconds(90_000)) }
      return .json(Reply.good())
    }
    let source = TimeSource(
      now: { time.now + shift.value }, steady: { time.now }, sleep: time.source.sleep)
    let began = time.now
    try await rig.runRealtime(rig.requests(), limits: limits, by: source)
    #expect(try rig.recordedMovies().count == 60)
    #expect(time.now - began < .seconds(90))
    #expect(time.now - began > .seconds(50))
    #expect(try rig.ledger.realtimeRequests(since: began).count == 60)
  }
}

/// By how much a clock was set.
///
/// `@unchecked Sendable`: touched under `lock` only.
private final class Shift: @unchecked Sendable {
  private let lock = NSLock()
  private var shift = Duration.zero
  var value: Duration { lock.withLock { shift } }
  func set(_ value: Duration) { lock.withLock { shift = value } }
}
