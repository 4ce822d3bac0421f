import Basics
import Engine
import OpenAIClient
import Planner
import TestSupport
import Testing
import Tropefile
import TropeModel

/// What a server on this machine tells of itself, and what follows for a project.
@Suite struct LocalServerTests {
  private func ask(
    models: String?, props: String?, at address: String = "http://127.0.0.1:8080/v1"
  ) async -> LocalServer {
    var settings = Settings(inputDirectory: "data").api
    settings.baseURL = address
    let server = Server(settings, environment: [:], dotEnv: [:], isAddressGiven: true)
    let transport = FakeTransport { request in
      let text = request.path.hasSuffix("/models") ? models : props
      return text.map { .json($0) } ?? .json("{}", status: 404)
    }
    let found = await LocalServer.ask(server, model: "smol", by: transport)
    #expect(transport.requests.allSatisfy { $0.headers["authorization"] == nil })
    return found
  }

  @Test func `llama.cpp tells its slots, and the context of each`() async {
    let found = await ask(
      models: #"{"data":[{"id":"smol","owned_by":"llamacpp","meta":{"n_ctx_train":8192}}]}"#,
      props: #"{"total_slots":2,"default_generation_settings":{"n_ctx":4096}}"#)
    #expect(found == LocalServer(slots: 2, contextTokens: 4_096))
  }

  @Test(arguments: [
    (#"[{"id":"other.gguf","owned_by":"llamacpp"}]"#, "other.gguf"),
    (#"[{"id":"smol","owned_by":"llamacpp"}]"#, nil),
    // It chooses among several, and others refuse what they do not have.
    (#"[{"id":"a","owned_by":"llamacpp"},{"id":"b","owned_by":"llamacpp"}]"#, nil),
    (#"[{"id":"other","owned_by":"vllm"}]"#, nil), (#"[{"id":"other","owned_by":"library"}]"#, nil),
  ])
  func `a server that answers by the one model it has tells which`(
    models: String, only: String?
  ) async {
    let found = await ask(models: #"{"data":\#(models)}"#, props: nil)
    #expect(found.onlyModel == only)
  }

  @Test(arguments: [("other.gguf", 1), ("SMOL.Q4_K_M.gguf", 0)])
  func `that is said once before anything is asked, where it is another one`(
    model: String, count: Int
  ) async throws {
    let rig = try await EngineRig(movies: 1...2)
    let project = try rig.project {
      $0.recipe.model = "smol"
    }.served(by: LocalServer(slots: 1, onlyModel: model))
    let said = Locked<[String]>([])
    let run = try rig.run(project, isSandbox: false) { event in
      if case .lane(.remark(_, let words)) = event { said.withLock { $0.append(words) } }
    }
    guard case .done = try await run.run() else {
      Issue.record("it did nothing")
      return
    }
    #expect(said.withLock { $0 }.filter { $0.contains("'\(model)' answers") }.count == count)
    await rig.stop()
  }

  @Test(arguments: ["vllm", "sglang"])
  func `engines that gather requests take many, and tell the model's context`(
    owner: String
  ) async {
    let found = await ask(
      models: """
        {"data":[{"id":"other","owned_by":"\(owner)","max_model_len":1},
        {"id":"smol","owned_by":"\(owner)","max_model_len":32768}]}
        """, props: nil)
    #expect(
      found
        == LocalServer(
          slots: 64, contextTokens: 32_768, mostChoices: owner == "vllm" ? 26 : nil))
  }

  @Test func `decisions among more values than the server takes are refused before any is asked`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...2, hasCasts: true)
    try rig.place.write(
      "id,name,description\n" + (1...26).map { "T\($0),Trope \($0),\n" }.joined(),
      to: "short.csv")
    func look(_ lines: String) async throws -> Int {
      let project = try rig.loaded(
        "recipe:\n  endpoint: decisions\n  model: smol\n\(lines)plan:\n  strategy: realtime\n"
      ).served(by: LocalServer(slots: 1, mostChoices: 26))
      return try await rig.run(project, isSandbox: false).look().preview.survey.toAsk.count
    }
    let error = await #expect(throws: BuildError.self) { try await look("") }
    let words = error.map { "\($0)" } ?? ""
    #expect(words.contains("decides among 26 values at most, and 'trope' has 99"), "\(words)")
    #expect(words.contains("'recipe.catalog'") && words.contains("'endpoint: chat'"))
    #expect(try await look("  catalog: short.csv\n") == 2)
    await rig.stop()
  }

  @Test(arguments: [
    nil, "", "[]", "{}", #"{"data":{}}"#, #"{"data":[7]}"#,
    #"{"data":[{"max_model_len":-1}]}"#, #"{"total_slots":0}"#, #"{"total_slots":1e99}"#,
    #"{"total_slots":"2","default_generation_settings":7}"#,
  ])
  func `whatever else it says tells nothing`(text: String?) async {
    #expect(await ask(models: text, props: text) == LocalServer())
  }

  @Test func `a model of one's own has no prices and no limits but those that are given`() throws {
    var limits = LimitOverrides()
    limits.contextTokens = 4_096
    let terms = try ModelTerms(model: "smol", limits: limits, isOwn: true)
    #expect(terms.isFree)
    #expect(terms.limits.contextTokens == 4_096)
    #expect(Limits.orNone(terms.limits.requestsPerMinute) == nil)
    #expect(Limits.orNone(terms.limits.tokensPerMinute) == nil)
    #expect(Limits.orNone(terms.limits.enqueuedTokens) == nil)
    #expect(terms.prices.mostCost(input: 1_000_000, output: 1_000_000) == 0)
    let dear = try ModelTerms(
      model: "smol", prices: PriceOverrides(output: 3), isOwn: true)
    #expect(!dear.isFree)
    // A gateway on this machine may lead to OpenAI.
    #expect(try !ModelTerms(model: "gpt-4o-mini", isOwn: true).isFree)
    #expect(try !ModelTerms(model: "openai/gpt-6-luna", isOwn: true).isFree)
    #expect(throws: PlanError.self) { try ModelTerms(model: "smol") }
  }
}
