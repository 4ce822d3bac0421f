import Testing
import TropeModel

@testable import Tropefile

/// The list `lanes.realtime.endpoints`.
@Suite struct EndpointTests {
  private func read(_ endpoints: String, more: String = "") throws -> Settings {
    try TropefileReader.read(
      bytes: Array(text(endpoints, more: more).utf8), path: "tropefile")
  }

  private func text(_ endpoints: String, more: String) -> String {
    let lines = endpoints.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "      " + $0 }.joined(separator: "\n")
    return """
      input:
        directory: data
      \(more)
      lanes:
        realtime:
          endpoints:
      \(lines)
      """
  }

  private func faults(_ endpoints: String, more: String = "") -> [String] {
    do {
      _ = try read(endpoints, more: more)
      return []
    } catch let error as Diagnostics {
      return error.all.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `each may have headers of its own, by the rules of those for all`() throws {
    let settings = try read(
      """
      - base_url: http://127.0.0.1:8081/v1
        headers: {X-Team: films, x-trace: "7"}
      - {base_url: "http://127.0.0.1:8082/v1", headers: null}
      """)
    #expect(
      settings.lanes.realtime.endpoints.map(\.headers) == [
        ["X-Team": "films", "x-trace": "7"], [:],
      ])
    let address = "base_url: http://127.0.0.1:8081/v1"
    for (headers, part) in [
      ("{Authorization: abc}", "would put a key into a file others can read (name its variable in"),
      ("{X-Key: sk-secret}", "'X-Key' looks like a key (name its variable in 'key_env'"),
      ("{Host: a}", "is set by tropebuild itself"), ("{a b: c}", "cannot be the name of a header"),
      ("{X-A: [1]}", "'X-A' takes one value, not a list"),
      ("[a]", "'headers' takes names and values, not a list"),
      ("{X-A: \"\\u00e9\"}", "is not printable ASCII"),
    ] {
      let found = faults("- {\(address), headers: \(headers)}")
      #expect(found.count == 1 && found[0].contains(part), "\(headers): \(found)")
      #expect(!found.joined().contains("secret"))
    }
  }

  @Test func `each has an address, a key, limits, prices and a name of its own`() throws {
    let settings = try read(
      """
      - base_url: http://127.0.0.1:8081/v1
      - {base_url: "http://127.0.0.1:8082/v1/", model: SmolLM2-135M, same_model: true, concurrency: 2}
      - base_url: https://api.openai.com/v1
        name: second account
        key_env: OPENAI_API_KEY_2
        limits: {requests_per_minute: 500, tokens_per_minute: 200k, context_tokens: 8k}
        prices:
          input: $0.10
          cached_input: 0.05
          output: 0.40
      """, more: "recipe: {model: smollm2}")
    let endpoints = settings.lanes.realtime.endpoints
    #expect(endpoints.map(\.name) == ["127.0.0.1:8081/v1", "127.0.0.1:8082/v1", "second account"])
    #expect(endpoints[1].model == "SmolLM2-135M" && endpoints[1].isSameModel == true)
    #expect(endpoints[1].concurrency == 2 && endpoints[0].keyVariable == nil)
    #expect(endpoints[2].keyVariable == "OPENAI_API_KEY_2")
    #expect(endpoints[2].limits.requestsPerMinute == 500)
    #expect(endpoints[2].limits.tokensPerMinute == 200_000)
    #expect(endpoints[2].prices.input == 0.1 && endpoints[2].prices.output == 0.4)
    // Batches go elsewhere, and only where that is asked for.
    #expect(settings.plan.strategy == .realtime)
  }

  @Test func `two accounts of one server are told apart by their keys`() throws {
    let endpoints = try read(
      """
      - base_url: https://api.openai.com/v1
      - base_url: https://api.openai.com/v1
        key_env: KEY_2
      """
    ).lanes.realtime.endpoints
    #expect(endpoints.map(\.name) == ["api.openai.com/v1", "api.openai.com/v1 (KEY_2)"])
  }

  @Test func `null and nothing are no endpoints`() throws {
    #expect(try read("null").lanes.realtime.endpoints.isEmpty)
    #expect(try read("null").plan.strategy == .hybrid)
  }

  @Test(arguments: [
    ("[]", "tropefile:7:7: the list of endpoints is empty"),
    ("{a: 1}", "'endpoints' is a list of servers, not a section"),
    ("- http://h/v1", "endpoint 1 is described by a single value"),
    ("- {name: a}", "tropefile:7:9: endpoint 1 has no 'base_url'"),
    ("- {base_url: h}", "'base_url' must be an http or https address"),
    ("- {base_url: http://h/v1, ports: 1}", "unknown key 'ports' of an endpoint"),
    ("- {base_url: http://h/v1, base_ulr: 1}", "did you mean 'base_url'?"),
    ("- {base_url: http://h/v1, model: }", "'model' of an endpoint has no value"),
    ("- {base_url: http://h/v1, limits: 5}", "'limits' is a section, not a single value"),
    ("- {base_url: http://h/v1, limits: {rpm: 5}}", "unknown key 'rpm' in 'limits' of an endpoint"),
    (
      "- {base_url: http://h/v1, limits: {enqueued_tokens: 5}}",
      "'enqueued_tokens' concerns batches, and an endpoint gets none"
    ),
    ("- {base_url: http://h/v1, prices: {batch_input: 5}}", "'batch_input' concerns batches"),
    ("- {base_url: http://h/v1, prices: {input: -1}}", "'input' must be an amount in dollars"),
    ("- {base_url: http://h/v1, concurrency: 0}", "'concurrency' must be a whole number from 1"),
    ("- {base_url: http://h/v1, same_model: true}", "it names none"),
    ("- {base_url: http://h/v1}\n- {base_url: 'http://H/v1/'}", "'H/v1' is endpoint 1 already"),
    (
      "- {base_url: http://h/v1, name: a}\n- {base_url: http://g/v1, name: a}",
      "endpoint 1 is called 'a' already"
    ),
    ("- {base_url: http://h/v1, base_url: http://h/v2}", "'base_url' was already set on line 7"),
  ])
  func `what is wrong is told with its place`(endpoints: String, says: String) {
    let found = faults(endpoints)
    #expect(found.count == 1 && found[0].contains(says), "\(found)")
  }

  @Test func `a key in the place of its variable is not shown`() {
    let found = faults("- {base_url: https://h/v1, key_env: sk-proj-1234567890abcdef}")
    #expect(found.count == 1 && found[0].contains("names the variable"))
    #expect(!found[0].contains("1234567890"))
  }

  @Test(arguments: [
    ("plan: {strategy: flex}", "- {base_url: http://h/v1}", "cannot go with 'plan.strategy: flex'"),
    ("", "- {base_url: http://h/v1, model: m}", "name the recipe's by 'recipe.model'"),
    (
      "recipe: {model: gpt-4o-mini, confidence: logprobs, cascade: {strong: {model: gpt-6-luna}}}",
      "- {base_url: http://h/v1, model: m, same_model: false}", "is about one cheap model"
    ),
  ])
  func `what cannot go with endpoints is refused`(more: String, endpoints: String, says: String) {
    let found = faults(endpoints, more: more)
    #expect(found.count == 1 && found[0].contains(says), "\(found)")
  }

  @Test func `for another model those stay that take any`() throws {
    var settings = try read(
      """
      - {base_url: http://h/v1, prices: {input: 1, output: 1}}
      - {base_url: http://g/v1, model: m, same_model: true}
      """, more: "recipe: {model: gpt-4o-mini}")
    settings.askOtherModelAtEndpoints()
    #expect(settings.lanes.realtime.endpoints.map(\.name) == ["h/v1"])
    #expect(settings.lanes.realtime.endpoints[0].prices == Settings.Prices())
  }
}
