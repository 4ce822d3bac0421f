import Formats
import Testing

@testable import Sandbox

/// What models take and refuse.
@Suite struct ModelRulesTests {
  private static func refusal(_ body: JSON) -> APIFailure? {
    do {
      _ = try ChatRequest(body)
      return nil
    } catch { return error }
  }

  private static func body(_ model: String, _ more: [(String, JSON)]) -> JSON {
    Sample.body(model: model, more: more)
  }

  @Test(arguments: [
    ("gpt-6-luna", "none"), ("gpt-6-luna", "max"), ("gpt-5.6-sol", "xhigh"),
    ("gpt-5.4-mini", "none"), ("gpt-5-mini", "minimal"), ("gpt-6-astra", "low"),
  ])
  func `a model takes the efforts of its page`(model: String, effort: String) {
    #expect(Self.refusal(Self.body(model, [("reasoning_effort", .string(effort))])) == nil)
  }

  @Test(arguments: [
    ("gpt-6-astra", "none", "unsupported_value"), ("gpt-5.6-luna", "minimal", "unsupported_value"),
    ("gpt-5.4-mini", "max", "unsupported_value"), ("gpt-5-mini", "none", "unsupported_value"),
    ("gpt-4o-mini", "none", "unsupported_parameter"), ("gpt-6-luna", "huge", "invalid_value"),
  ])
  func `a model refuses the efforts that it does not have`(
    model: String, effort: String, code: String
  ) {
    let refusal = Self.refusal(Self.body(model, [("reasoning_effort", .string(effort))]))
    #expect(refusal?.status == 400)
    #expect(refusal?.param == "reasoning_effort")
    #expect(refusal?.code == code)
  }

  @Test(
    arguments: [
      ("temperature", 0.5), ("top_p", 0.5), ("logprobs", true),
    ] as [(String, JSON)])
  func `a model that thinks takes no sampling, save with an effort of none`(
    key: String, value: JSON
  ) {
    #expect(Self.refusal(Self.body("gpt-6-luna", [(key, value)]))?.param == key)
    #expect(
      Self.refusal(Self.body("gpt-6-astra", [(key, value), ("reasoning_effort", "low")]))?.param
        == key)
    #expect(
      Self.refusal(Self.body("gpt-6-luna", [(key, value), ("reasoning_effort", "none")])) == nil)
    #expect(Self.refusal(Self.body("gpt-5.4-mini", [(key, value)])) == nil)
    #expect(Self.refusal(Self.body("gpt-4o-mini", [(key, value)])) == nil)
  }

  @Test(
    arguments: [
      ("max_tokens", 5), ("stop", "x"), ("logit_bias", ["1": 1]), ("frequency_penalty", 1),
      ("presence_penalty", 1),
    ] as [(String, JSON)])
  func `a model that thinks refuses what only older ones have`(key: String, value: JSON) {
    let refusal = Self.refusal(
      Self.body("gpt-6-luna", [(key, value), ("reasoning_effort", "none")]))
    #expect(refusal?.status == 400)
    #expect(refusal?.param == key)
    #expect(Self.refusal(Self.body("gpt-4o-mini", [(key, value)])) == nil)
  }

  @Test(arguments: [
    ("gpt-6-luna", "flex", true), ("gpt-5.4-nano", "flex", true), ("gpt-4o-mini", "flex", false),
    ("gpt-5.4-nano", "fast", false), ("gpt-4o-mini", "priority", true),
  ])
  func `a model takes the tiers that it has a price for`(model: String, tier: String, takes: Bool) {
    let refusal = Self.refusal(Self.body(model, [("service_tier", .string(tier))]))
    #expect((refusal == nil) == takes)
    #expect(refusal.map { $0.param == "service_tier" && $0.status == 400 } ?? true)
  }

  @Test func `tokens that are thought are billed, the same each time, and more with more effort`()
    throws
  {
    let engine = ChatEngine(tokens: WordCount(), randomness: Randomness(seed: 7))
    func thought(_ effort: String) throws -> Int {
      let body = Self.body("gpt-6-luna", [("reasoning_effort", .string(effort))])
      let outcome = try engine.outcome(of: body)
      #expect(outcome.completionTokens == outcome.visibleTokens + outcome.reasoningTokens)
      #expect(outcome.finishReason == "stop")
      return outcome.reasoningTokens
    }
    #expect(try thought("none") == 0)
    #expect(try thought("low") == thought("low"))
    #expect(try thought("low") > 0)
    #expect(try thought("low") < thought("medium"))
    #expect(try thought("medium") < thought("max"))
    let usual = try engine.outcome(of: Self.body("gpt-6-luna", []))
    #expect(try usual.reasoningTokens == thought("medium"))
    #expect(try engine.outcome(of: Self.body("gpt-5.4-mini", [])).reasoningTokens == 0)
  }

  @Test func `names of one's own are answered to where that is said, and no others are`() throws {
    let engine = ChatEngine(
      tokens: WordCount(), randomness: Randomness(seed: 7),
      ownModels: ["Qwen/Qwen3-4B", "openai/gpt-6-luna"])
    #expect(try engine.outcome(of: Self.body("Qwen/Qwen3-4B", [])).model.name == "sandbox-lexical")
    #expect(try engine.outcome(of: Self.body("openai/gpt-6-luna", [])).model.name == "gpt-6-luna")
    #expect(throws: APIFailure.self) { try engine.outcome(of: Self.body("Qwen/Qwen3-8B", [])) }
    #expect(engine.model(named: "openai/gpt-4o") == nil)
  }

  @Test func `a model of one's own takes a list in which each place has its own schema`() throws {
    let engine = ChatEngine(
      tokens: WordCount(), randomness: Randomness(seed: 7), ownModels: ["Qwen/Qwen3-4B"])
    func place(_ name: String) -> JSON {
      [
        "type": "object",
        "properties": [
          "name": ["type": "string", "enum": [.string(name)]],
          "trope": ["type": "string", "enum": .array(Sample.catalog.map { .string($0) })],
        ],
        "required": ["name", "trope"], "additionalProperties": false,
      ]
    }
    let schema: JSON = [
      "type": "object",
      "properties": [
        "characters": [
          "type": "array", "prefixItems": [place("Victor"), place("James")], "minItems": 2,
          "maxItems": 2,
        ]
      ],
      "required": ["characters"], "additionalProperties": false,
    ]
    let format: JSON = [
      "type": "json_schema",
      "json_schema": ["name": "tropes", "strict": true, "schema": schema],
    ]
    func content(_ model: String, _ more: [(String, JSON)]) throws -> String {
      try engine.outcome(of: Self.body(model, more)).content ?? ""
    }
    let plain = try content("Qwen/Qwen3-4B", [])
    #expect(plain.contains("Victor") && plain.contains("Mad Scientist"))
    let bounded = try content(
      "Qwen/Qwen3-4B", [("response_format", format), ("max_tokens", 500)])
    #expect(bounded == plain)
    // OpenAI's do not, whoever asked the same before.
    let refusal = #expect(throws: APIFailure.self) {
      try content("gpt-4o-mini", [("response_format", format)])
    }
    #expect(refusal?.status == 400 && refusal?.message.contains("'prefixItems'") == true)
  }

  @Test func `an answer whose tokens end while it thinks is empty and says so`() throws {
    let engine = ChatEngine(tokens: WordCount(), randomness: Randomness(seed: 7))
    let whole = try engine.outcome(of: Self.body("gpt-6-luna", []))
    func outcome(_ most: Int) throws -> ChatOutcome {
      try engine.outcome(of: Self.body("gpt-6-luna", [("max_completion_tokens", .integer(most))]))
    }
    let none = try outcome(40)
    #expect(none.content == "")
    #expect(none.reasoningTokens == 40 && none.completionTokens == 40)
    #expect(none.finishReason == "length")
    let part = try outcome(whole.reasoningTokens + 1)
    #expect(part.reasoningTokens == whole.reasoningTokens)
    #expect(part.completionTokens <= whole.reasoningTokens + 1)
    #expect(part.finishReason == "length")
    #expect(try outcome(whole.completionTokens).finishReason == "stop")
  }

  @Test func `a long prompt costs twice for input and half as much again for output`() throws {
    let prices = try #require(ModelTable.find("gpt-6-luna")).prices
    let short = prices.cost(Usage(input: 272_000, cached: 1_000, output: 100), .standard)
    let long = prices.cost(Usage(input: 272_001, cached: 1_000, output: 100), .standard)
    #expect(abs(long.cached / short.cached - 2) < 1e-9)
    #expect(abs(long.output / short.output - 1.5) < 1e-9)
    #expect(abs(long.input - 271_001 * 0.20e-6) < 1e-12)
  }

  @Test func `each way has the prices of the page`() throws {
    let luna = try #require(ModelTable.find("gpt-6-luna")).prices
    let usage = Usage(
      input: 4_000_000, cached: 1_000_000, written: 1_000_000, output: 1_000_000)
    var prices = luna
    prices.longContext = nil
    func cost(_ way: Way) -> [Double] {
      let cost = prices.cost(usage, way)
      return [cost.input / 2, cost.cached, cost.written, cost.output].map {
        ($0 * 1e6).rounded() / 1e6
      }
    }
    #expect(cost(.standard) == [0.10, 0.01, 0.125, 0.50])
    #expect(cost(.batch) == [0.05, 0.005, 0.0625, 0.25])
    #expect(cost(.flex) == cost(.batch))
    #expect(cost(.fast) == [0.20, 0.02, 0.25, 1])
    #expect(cost(.decisions) == [0.10, 0.01, 0.125, 0])
    let mini = try #require(ModelTable.find("gpt-4o-mini")).prices
    #expect(mini.batch.cached == mini.batch.input)
    #expect(mini.fast?.output == 1)
  }
}

/// Counts words: the tests of what is billed need no vocabulary.
struct WordCount: TokenCounting {
  let isExact = false

  func count(_ bytes: [UInt8]) -> Int { bytes.split { $0 == 0x20 || $0 == 0x0A }.count }

  func lengths(_ bytes: [UInt8]) -> [Int]? { nil }
}
