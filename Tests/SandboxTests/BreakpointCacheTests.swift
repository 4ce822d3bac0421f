import Formats
import Testing

@testable import Sandbox

@Suite struct BreakpointCacheTests {
  private static func mark(_ key: UInt8, _ tokens: Int, hours: Double = 0.5) -> BreakpointCache.Mark
  {
    BreakpointCache.Mark(key: [key], tokens: tokens, life: hours * 3_600)
  }

  @Test func `what is written once is read exactly, not in steps of 128`() {
    var cache = BreakpointCache()
    #expect(cache.use([Self.mark(1, 1_850)], now: 0) == BreakpointCache.Use(written: 1_850))
    #expect(cache.use([Self.mark(1, 1_850)], now: 1) == BreakpointCache.Use(cached: 1_850))
    #expect(cache.use([Self.mark(2, 1_850)], now: 1).cached == 0)
  }

  @Test func `a prefix of less than 1,024 tokens is neither written nor read`() {
    var cache = BreakpointCache()
    for _ in 0..<2 {
      #expect(cache.use([Self.mark(1, 1_023)], now: 0) == BreakpointCache.Use())
    }
  }

  @Test func `a prefix is kept for its time after the last read`() {
    var cache = BreakpointCache()
    _ = cache.use([Self.mark(1, 2_000)], now: 0)
    #expect(cache.use([Self.mark(1, 2_000)], now: 1_800).cached == 2_000)
    #expect(cache.use([Self.mark(1, 2_000)], now: 3_600).cached == 2_000)
    #expect(cache.use([Self.mark(1, 2_000)], now: 5_401).written == 2_000)
    _ = cache.use([Self.mark(2, 2_000, hours: 12)], now: 0)
    #expect(cache.use([Self.mark(2, 2_000)], now: 43_200).cached == 2_000)
  }

  @Test func `the longest prefix is read and what follows it is written`() {
    var cache = BreakpointCache()
    _ = cache.use([Self.mark(1, 2_000), Self.mark(2, 3_000)], now: 0)
    #expect(
      cache.use([Self.mark(1, 2_000), Self.mark(3, 2_500)], now: 1)
        == BreakpointCache.Use(cached: 2_000, written: 500))
    #expect(
      cache.use([Self.mark(4, 2_000, hours: 12), Self.mark(5, 2_500)], now: 1)
        == BreakpointCache.Use(written: 2_500, writtenLong: 2_000))
  }

  @Test func `a request writes its latest four prefixes`() {
    var cache = BreakpointCache()
    let marks = (1...5).map { Self.mark(UInt8($0), 2_000 + $0) }
    #expect(cache.use(marks, now: 0).written == 2_005)
    #expect(cache.use([marks[0]], now: 1).cached == 0)
    #expect(cache.use([marks[1]], now: 1).cached == 2_002)
  }

  // MARK: In requests

  private static let catalog = """
    \(Sample.systemMessage)
    \(String(repeating: "More words to read. ", count: 300))
    """

  /// A body whose system message may carry a breakpoint.
  private static func body(
    _ plot: String, model: String = "gpt-6-luna", explicit: Bool = true, marked: Bool = true,
    more: [(String, JSON)] = []
  ) -> JSON {
    var part: JSONObject = ["type": "text", "text": .string(catalog)]
    if marked { part.add("prompt_cache_breakpoint", ["mode": "explicit"]) }
    var fields: [(String, JSON)] = [
      ("reasoning_effort", "none"),
      (
        "messages",
        [
          ["role": "system", "content": [.object(part)]],
          ["role": "user", "content": .string("<summary>\(plot)</summary>")],
        ]
      ),
    ]
    if explicit { fields.append(("prompt_cache_options", ["mode": "explicit", "ttl": "30m"])) }
    return Sample.body(model: model, more: fields + more)
  }

  private static func details(_ answer: SandboxHarness.Answer) -> [Int?] {
    let details = answer.json["usage"]?["prompt_tokens_details"]
    return [details?["cached_tokens"]?.intValue, details?["cache_write_tokens"]?.intValue]
  }

  @Test func `a marked system message is written once and read by later questions`() async throws {
    try await SandboxHarness.run { sandbox in
      let first = try await sandbox.call("POST", "/chat/completions", json: Self.body("One."))
      let second = try await sandbox.call("POST", "/chat/completions", json: Self.body("Two."))
      let written = try #require(Self.details(first)[1])
      #expect(Self.details(first) == [0, written] && written > 1_024)
      #expect(Self.details(second) == [written, 0])
      let prompt = try #require(second.json["usage"]?["prompt_tokens"]?.intValue)
      #expect(prompt > written)
      let entries = try await sandbox.server.ledger().questions
      #expect(entries.map(\.writtenTokens) == [written, 0])
      #expect(entries.map(\.cachedTokens) == [0, written])
      // Billed at a quarter more than the input, and at a tenth of it.
      #expect(entries[0].cost > Double(written) * 0.125e-6)
      #expect(entries[1].cost < Double(written) * 0.1e-6)
      // What else has to be equal: here the effort.
      let other = Self.body("Three.", more: [("reasoning_effort", "low")])
      let third = try await sandbox.call("POST", "/chat/completions", json: other)
      #expect(Self.details(third) == [0, written])
      sandbox.clock.advance(by: 1_801)
      let late = try await sandbox.call("POST", "/chat/completions", json: Self.body("Four."))
      #expect(Self.details(late) == [0, written])
    }
  }

  @Test func `without options the whole prompt is written and nothing read`() async throws {
    try await SandboxHarness.run { sandbox in
      for plot in ["One.", "Two."] {
        let body = Self.body(plot, explicit: false, marked: false)
        let answer = try await sandbox.call("POST", "/chat/completions", json: body)
        let prompt = try #require(answer.json["usage"]?["prompt_tokens"]?.intValue)
        #expect(Self.details(answer) == [0, prompt - 3])
      }
    }
  }

  @Test func `explicit without a breakpoint is no cache`() async throws {
    try await SandboxHarness.run { sandbox in
      for _ in 0..<2 {
        let body = Self.body("One.", marked: false)
        let answer = try await sandbox.call("POST", "/chat/completions", json: body)
        #expect(Self.details(answer) == [0, 0])
      }
    }
  }

  @Test(arguments: ["gpt-5.4-mini", "gpt-4o-mini"])
  func `older models refuse options and breakpoints`(model: String) async throws {
    try await SandboxHarness.run { sandbox in
      let effort: [(String, JSON)] = model == "gpt-4o-mini" ? [("reasoning_effort", .null)] : []
      for body in [
        Self.body("One.", model: model, marked: false, more: effort),
        Self.body("One.", model: model, explicit: false, more: effort),
      ] {
        let answer = try await sandbox.call("POST", "/chat/completions", json: body)
        #expect(answer.status == 400)
        #expect(answer.errorCode == "invalid_parameter")
        #expect(answer.errorMessage.hasSuffix("is not supported on this model."))
      }
    }
  }

  private static let wrong: [(String, JSON)] = [
    ("prompt_cache_options", ["mode": "sometimes"]), ("prompt_cache_options", ["ttl": "12h"]),
    ("prompt_cache_options", ["life": "30m"]), ("prompt_cache_breakpoint", ["mode": "explicit"]),
    (
      "messages",
      [["role": "user", "content": "x", "prompt_cache_breakpoint": ["mode": "explicit"]]]
    ),
    ("messages", messages(["mode": "implicit"])), ("messages", messages(["ttl": "30m"])),
    ("messages", messages(["mode": "explicit", "ttl": "1h"])), ("messages", messages(nil)),
  ]

  private static func messages(_ mark: JSON) -> JSON {
    [
      [
        "role": "user",
        "content": [["type": "text", "text": "x", "prompt_cache_breakpoint": mark]],
      ]
    ]
  }

  @Test(arguments: wrong)
  func `options and breakpoints in a wrong form or place are refused`(key: String, value: JSON) {
    let error = #expect(throws: APIFailure.self) {
      try ChatRequest(Sample.body(model: "gpt-6-luna", more: [(key, value)]))
    }
    #expect(error?.status == 400)
    #expect(error?.type == "invalid_request_error")
  }

  @Test(arguments: [false, true])
  func `lines of a batch write, and read only where that was ordered`(shares: Bool) async throws {
    try await SandboxHarness.run({ $0.batchLinesShareCache = shares }) { sandbox in
      let lines = ["One.", "Two.", "Three."].map { Sample.line($0, Self.body($0)) }
      let batch = try await sandbox.createBatch(lines)
      sandbox.clock.advance(by: 101)
      let ended = try await sandbox.batch(try #require(batch["id"]?.stringValue))
      let entries = try await sandbox.server.ledger().questions
      let written = entries.map(\.writtenTokens).reduce(0, +)
      let cached = entries.map(\.cachedTokens).reduce(0, +)
      #expect(entries.allSatisfy { $0.batch == 1 })
      #expect(cached == (shares ? 2 * written : 0))
      #expect(ended["usage"]?["input_tokens_details"]?["cached_tokens"] == .integer(cached))
      #expect(ended["usage"]?["input_tokens_details"]?["cache_write_tokens"] == nil)
    }
  }
}
