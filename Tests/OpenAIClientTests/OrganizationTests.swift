import OpenAIClient
import Testing
import TestSupport

/// What the organization's administration says.
@Suite struct OrganizationTests {
  private func client(_ transport: FakeTransport) throws -> OpenAIClient {
    OpenAIClient(
      account: try APIAccount.fromEnvironment(
        [
          "OPENAI_ADMIN_KEY": "admin-key-of-test", "OPENAI_API_KEY": "other",
          "OPENAI_PROJECT_ID": "p",
        ],
        isAdmin: true),
      transport: transport)
  }

  @Test func `the admin key alone is sent, and stands above projects`() async throws {
    let transport = FakeTransport([.json(#"{"object":"list","data":[],"has_more":false}"#)])
    _ = try await client(transport).projects()
    let request = try #require(transport.requests.first)
    #expect(request.headers["authorization"] == "Bearer admin-key-of-test")
    #expect(request.headers["openai-project"] == nil)
  }

  @Test func `without an admin key the variable is named`() {
    #expect(throws: AccountFault.noAdminKey) {
      try APIAccount.fromEnvironment(["OPENAI_API_KEY": "k"], isAdmin: true)
    }
    #expect("\(AccountFault.noAdminKey)".contains("OPENAI_ADMIN_KEY"))
  }

  @Test func `costs are read page by page, a bucket a day`() async throws {
    let transport = FakeTransport([
      .json(
        """
        {"object":"page","data":[{"object":"bucket","start_time":86400,"end_time":172800,"results":[
        {"object":"organization.costs.result","amount":{"value":0.06,"currency":"usd"},"line_item":"gpt-6-luna, input_tokens"},
        {"object":"organization.costs.result","amount":{"value":null,"currency":"usd"},"line_item":"x"}]}],
        "has_more":true,"next_page":"page_2"}
        """),
      .json(
        """
        {"object":"page","data":[{"object":"bucket","start_time":172800,"end_time":259200,"results":[
        {"object":"organization.costs.result","amount":{"value":1.5,"currency":"usd"},"line_item":null}]}],
        "has_more":false,"next_page":null}
        """),
    ])
    let costs = try await client(transport).costs(from: 86_400, to: 259_200, project: "proj_1")
    #expect(
      costs == [
        RemoteCost(start: 86_400, lineItem: "gpt-6-luna, input_tokens", dollars: 0.06),
        RemoteCost(start: 172_800, lineItem: nil, dollars: 1.5),
      ])
    let urls = transport.requests.map(\.url)
    #expect(
      urls == [
        "https://api.openai.com/v1/organization/costs?start_time=86400&end_time=259200&bucket_width=1d"
          + "&limit=2&project_ids%5B%5D=proj_1&group_by%5B%5D=line_item",
        "https://api.openai.com/v1/organization/costs?start_time=86400&end_time=259200&bucket_width=1d"
          + "&limit=2&project_ids%5B%5D=proj_1&group_by%5B%5D=line_item&page=page_2",
      ])
  }

  @Test func `usage tells model, batch and tier of service`() async throws {
    let transport = FakeTransport([
      .json(
        """
        {"object":"page","data":[{"object":"bucket","start_time":0,"end_time":86400,"results":[
        {"object":"organization.usage.completions.result","input_tokens":100,"output_tokens":7,"num_model_requests":2,
        "input_cached_tokens":30,"model":"gpt-6-luna","batch":true,"service_tier":"default"}]}],"has_more":false}
        """)
    ])
    let usage = try await client(transport).completionsUsage(from: 0, to: 86_400)
    #expect(
      usage == [
        RemoteUsage(
          start: 0, model: "gpt-6-luna", isBatch: true, serviceTier: "default", requests: 2,
          inputTokens: 100, cachedTokens: 30, outputTokens: 7)
      ])
  }

  @Test func `a server that leads in a circle ends the reading`() async throws {
    let page =
      #"{"data":[{"start_time":0,"results":[{"num_model_requests":1,"input_tokens":1}]}],"has_more":true,"next_page":"p"}"#
    let transport = FakeTransport { _ in .json(page) }
    #expect(try await client(transport).completionsUsage(from: 0, to: 86_400).count == 1)
    #expect(transport.requests.count < 4)
  }

  @Test func `limits, spend limit and tiers of a project are read`() async throws {
    let transport = FakeTransport { request in
      let path = request.url.split(separator: "?")[0]
      if path.hasSuffix("/rate_limits") {
        return .json(
          """
          {"object":"list","data":[{"object":"project.rate_limit","id":"rl-1","model":"gpt-6-luna",
          "max_requests_per_1_minute":500,"max_tokens_per_1_minute":500000,"batch_1_day_max_input_tokens":5000000}],
          "has_more":false}
          """)
      }
      if path.hasSuffix("/projects/p%201/spend_limit") {
        return .json(
          """
          {"object":"project.spend_limit","currency":"USD","interval":"month","threshold_amount":5000,
          "enforcement":{"status":"enforcing"}}
          """)
      }
      if path.hasSuffix("/service_tier_settings") {
        return .json(
          #"{"object":"project.service_tier_settings","default":"fast","enabled_tiers":["flex"]}"#)
      }
      return .json(#"{"error":{"message":"none"}}"#, status: 404)
    }
    let client = try client(transport)
    #expect(
      try await client.rateLimits(ofProject: "p 1") == [
        RemoteRateLimit(
          model: "gpt-6-luna", requestsPerMinute: 500, tokensPerMinute: 500_000,
          batchTokens: 5_000_000)
      ])
    #expect(
      try await client.spendLimit(ofProject: "p 1")
        == RemoteSpendLimit(dollars: 50, isEnforcing: true))
    #expect(try await client.spendLimit(ofProject: nil) == nil)
    #expect(
      try await client.serviceTiers(ofProject: "p 1")
        == RemoteServiceTiers(usual: "fast", enabled: ["flex"]))
  }

  @Test(arguments: [401, 403])
  func `an ordinary key is told apart, and no key is shown`(status: Int) async throws {
    let transport = FakeTransport { _ in
      .json(#"{"error":{"message":"no admin-key-of-test here"}}"#, status: status)
    }
    let client = try client(transport)
    let failure = await #expect(throws: APIFailure.self) {
      try await client.costs(from: 0, to: 86_400)
    }
    let text = failure.map { "\($0)" } ?? ""
    #expect(text.contains("OPENAI_ADMIN_KEY must be an admin key"))
    #expect(!text.contains("admin-key-of-test"))
  }
}
