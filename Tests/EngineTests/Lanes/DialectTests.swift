import Foundation
import Planner
import Recipe
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// What requests say beside what they ask, and what answers say of it.
@Suite struct DialectTests {
  private static func dialect(
    sendsTier: Bool = true, hasMarks: Bool = true, marksBatches: Bool = false,
    triesBatches: Bool = false, prefix: Int = 1_500
  ) -> Dialect {
    Dialect(
      sendsTier: sendsTier, hasMarks: hasMarks, key: "k", marksBatches: marksBatches,
      triesBatches: triesBatches,
      rule: PromptCacheRule(kind: .marked, stepTokens: 1, appliesInBatch: false),
      prefix: { _ in prefix })
  }

  /// What is said to a server on this machine whose model nobody else serves.
  private static func ofOwnServer() -> Dialect {
    Dialect(
      sendsTier: false, hasMarks: false, key: "", marksBatches: false, triesBatches: false,
      rule: PromptCacheRule(appliesInBatch: false), boundsSchemas: true, prefix: { _ in 0 })
  }

  private func run(_ rig: Rig, _ dialect: Dialect, concurrency: Int = 8) async throws {
    var context = try rig.context(
      pool: WorkPool(realtime: rig.requests(), batchLaneIsOpen: false))
    context.dialect = dialect
    let lane = RealtimeLane(
      context: context, budget: RateBudget(limits: Rig.limits), concurrency: concurrency,
      timeout: .seconds(600))
    await rig.time.drive { await lane.run() }
    await rig.recorder.flush()
  }

  @Test func `real time marks its prompts and names its tier, where the prompt is long enough`() {
    #expect(
      Self.dialect().realtime(movies: 1)
        == RequestExtras(cache: .marked(key: "k"), serviceTier: "default"))
    #expect(Self.dialect().realtime(movies: 1, tier: .flex).serviceTier == "flex")
    #expect(Self.dialect(prefix: 1_023).realtime(movies: 1).cache == .off)
    #expect(Self.dialect(hasMarks: false).realtime(movies: 1).cache == .unsaid)
    #expect(Dialect.plain.realtime(movies: 1) == .none)
  }

  @Test func `a batch marks nothing until its lines are known to read it`() {
    #expect(Self.dialect().batch(movies: 1) == RequestExtras(cache: .off))
    #expect(Self.dialect(marksBatches: true).batch(movies: 1).cache == .marked(key: "k"))
    #expect(Self.dialect(hasMarks: false).batch(movies: 1) == .none)
    #expect(Dialect.plain.batch(movies: 1) == .none)
  }

  @Test func `one large batch tries the cache in a few of its lines`() {
    let dialect = Self.dialect(triesBatches: true)
    #expect(dialect.trialStep(ofBatch: 999) == nil)
    #expect(dialect.trialStep(ofBatch: 1_600) == 100)
    #expect(dialect.trialStep(ofBatch: 1_600) == nil)
    #expect(Self.dialect().trialStep(ofBatch: 1_600) == nil)
    #expect(dialect.batch(movies: 1, isTrial: true).cache == .marked(key: "k"))
  }

  @Test func `a server that refuses the cache's options is asked without, and it is told once`()
    async throws
  {
    let rig = try Rig(movies: 3)
    rig.server.chat = { text, _ in
      text.contains("prompt_cache")
        ? PlayedServer.refusal(
          400, "'prompt_cache_options' is not supported on this model", code: "invalid_parameter")
        : .json(Reply.good())
    }
    try await run(rig, Self.dialect())
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.remarks.filter { $0.contains("prompt cache") }.count == 1)
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test func `lines of a batch that are refused so are planned again`() async throws {
    let rig = try Rig(movies: 2)
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      let refused = ids.map {
        Reply.refused($0).replacingOccurrences(
          of: #""message":"refused""#, with: #""message":"prompt_cache_options is not supported""#)
      }
      server.finish(&batch, output: [], errors: refused)
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).map(\.number) == [1, 2])
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test func `a reply is booked by the tier that served it, which is told once`() async throws {
    let rig = try Rig(movies: 2)
    rig.server.chat = { _, _ in
      .json(
        Reply.good().replacingOccurrences(
          of: #""object""#, with: #""service_tier":"priority","object""#))
    }
    try await run(rig, Self.dialect(), concurrency: 1)
    // Twice $1 and $2 a million for 100 tokens in and 10 out, since no table has the price.
    let totals = try rig.ledger.totals().paid
    #expect(abs(totals.costDollars - 2 * 2 * 0.000_12) < 1e-12)
    #expect(rig.remarks.filter { $0.contains("served as 'priority'") }.count == 1)
  }

  @Test(arguments: ["default", "on_demand", "auto"])
  func `other words for what was asked say nothing`(
    tier: String
  ) async throws {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, _ in
      .json(
        Reply.good().replacingOccurrences(
          of: #""object""#, with: #""service_tier":"\#(tier)","object""#))
    }
    try await run(rig, Self.dialect())
    #expect(abs(try rig.ledger.totals().paid.costDollars - 0.000_12) < 1e-12)
    #expect(rig.remarks.isEmpty)
  }

  @Test func `to one's own server schemas have bounds, and nothing is said of tiers or caches`() {
    let extras = RequestExtras(isBounded: true, boundNames: [.completionTokens, .tokens])
    #expect(Self.ofOwnServer().realtime(movies: 1) == extras)
    #expect(Self.ofOwnServer().batch(movies: 1) == extras)
  }

  @Test func `a gateway that refuses such schemas is asked without, and it is told once`()
    async throws
  {
    let rig = try Rig(movies: 3)
    rig.server.chat = { text, _ in
      text.contains("prefixItems")
        ? PlayedServer.refusal(400, "Invalid schema for response_format", code: "invalid_schema")
        : .json(Reply.good())
    }
    try await run(rig, Self.ofOwnServer())
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.remarks.filter { $0.contains("schema") }.count == 1)
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test func `what is refused without them too fails`() async throws {
    let rig = try Rig(movies: 1)
    rig.server.chat = { _, _ in PlayedServer.refusal(400, "no such parameter", code: "bad") }
    try await run(rig, Self.ofOwnServer())
    #expect(await rig.recorder.tally.failed.count == 1)
    #expect(rig.server.count("POST /chat/completions") == 2)
  }

  /// A server that refuses these fields, as vLLM does what it does not know.
  private static func refusing(
    _ fields: [String]
  ) -> @Sendable (String, Int) -> FakeTransport.Answer {
    { text, _ in
      let refused = fields.first { text.contains("\"\($0)\":") }
      return refused.map {
        PlayedServer.refusal(
          400,
          "[{'type': 'extra_forbidden', 'loc': ('body', '\($0)'), 'msg': 'Extra inputs are not permitted'}]",
          code: "400")
      } ?? .json(Reply.good())
    }
  }

  @Test(arguments: [
    ("max_completion_tokens", "max_tokens"), ("max_tokens", "max_completion_tokens"),
  ])
  func `a name for the bound that one's own server refuses is left out, and the other one stays`(
    refused: String, left: String
  ) async throws {
    let rig = try Rig(movies: 3, bound: OutputBound(thoughts: .none))
    let refuses = Self.refusing([refused])
    rig.server.chat = { text, number in
      text.contains("prefixItems") && text.contains("\"\(left)\":")
        ? refuses(text, number) : PlayedServer.refusal(400, "no bound", code: "bad")
    }
    try await run(rig, Self.ofOwnServer())
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.remarks.count == 1)
    #expect(rig.remarks.first?.contains("refuses '\(refused)'") == true)
    #expect(rig.remarks.first?.contains("bounded by '\(left)'") == true)
  }

  @Test func `a server that is paid and knows the older name alone is told the bound by that`()
    async throws
  {
    let rig = try Rig(movies: 3, bound: OutputBound(thoughts: .none))
    let refuses = Self.refusing(["max_completion_tokens"])
    rig.server.chat = { text, number in
      text.contains("_tokens\":")
        ? refuses(text, number) : PlayedServer.refusal(400, "no bound", code: "bad")
    }
    try await run(rig, .plain)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.remarks.count == 1)
  }

  @Test(arguments: [true, false])
  func `without any name for the bound one's own server is asked alone`(isOwn: Bool) async throws {
    let rig = try Rig(movies: 1, bound: OutputBound(thoughts: .none))
    rig.server.chat = Self.refusing(["max_completion_tokens", "max_tokens"])
    try await run(rig, isOwn ? Self.ofOwnServer() : .plain)
    #expect(try rig.recordedMovies() == (isOwn ? [1] : []))
    #expect(await rig.recorder.tally.failed.count == (isOwn ? 0 : 1))
    if !isOwn {
      let reason = await rig.recorder.tally.failed.values.first
      #expect(reason?.contains("needs a bound on answers") == true)
    }
  }

  @Test(arguments: [
    ("temperature", "write 'recipe.temperature: null'"), ("response_format", "a JSON schema"),
  ])
  func `what only a person can leave out is told, and the schema is not blamed`(
    field: String, advice: String
  ) async throws {
    let rig = try Rig(movies: 1)
    rig.server.chat = Self.refusing([field])
    try await run(rig, Self.ofOwnServer())
    #expect(rig.remarks.isEmpty)
    #expect(rig.server.count("POST /chat/completions") == 1)
    #expect(await rig.recorder.tally.failed.values.first?.contains(advice) == true)
  }

  @Test func `lines of a batch that are refused for the bound's name are planned again`()
    async throws
  {
    let rig = try Rig(movies: 2, bound: OutputBound(thoughts: .none))
    rig.server.poll = { batch, server in
      let refused = server.customIDs(batch.inputFile).map {
        Reply.refused($0).replacingOccurrences(
          of: #""message":"refused""#,
          with: #""message":"Unsupported param: max_completion_tokens""#)
      }
      server.finish(&batch, output: [], errors: refused)
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).map(\.number) == [1, 2])
    #expect(await rig.recorder.tally.failed.isEmpty)
    #expect(rig.remarks.contains { $0.contains("answers are bounded by 'max_tokens'") })
  }
}
