import OpenAIClient
import Planner
import Recipe
import TestSupport
import Testing
import TropeModel
import Tropefile

@testable import Engine

/// What holds at each of several servers, and which key goes there.
@Suite struct EndpointTermsTests {
  private func project(
    _ endpoints: [RealtimeEndpoint], model: String = "gpt-4o-mini",
    _ change: (inout Settings) -> Void = { _ in }
  ) -> Project {
    var settings = Settings(inputDirectory: "data")
    settings.recipe.model = model
    settings.plan.usualStrategy = .realtime
    settings.lanes.realtime.endpoints = endpoints
    change(&settings)
    return Project(
      directory: "/nowhere", settings: settings,
      recipe: Recipe(
        catalog: .builtIn, prompt: .builtIn, parameters: ModelParameters(model: model)))
  }

  private func endpoint(
    _ address: String, _ change: (inout RealtimeEndpoint) -> Void = { _ in }
  ) -> RealtimeEndpoint {
    var endpoint = RealtimeEndpoint(baseURL: address)
    change(&endpoint)
    return endpoint
  }

  private let local = "http://127.0.0.1:8081/v1"

  @Test func `the cheapest comes first, and each has its own limits and prices`() throws {
    let dear = endpoint("https://a.example/v1") {
      $0.prices.input = 5
      $0.limits.requestsPerMinute = 7
    }
    let cheap = endpoint("https://b.example/v1") { $0.prices.input = 0.01 }
    let terms = try project([dear, cheap]) { $0.limits.tokensPerMinute = 99 }
      .endpointTerms(isSandbox: false)
    #expect(terms.map(\.name) == ["b.example/v1", "a.example/v1"])
    #expect(terms[1].terms.limits.requestsPerMinute == 7)
    #expect(terms.allSatisfy { $0.terms.limits.tokensPerMinute == 99 && $0.concurrency == 64 })
    #expect(terms[0].terms.prices.standard.input == 0.01)
  }

  @Test func `servers on this machine with a model of one's own cost nothing`() throws {
    let project = project(
      [endpoint(local), endpoint("http://127.0.0.1:8082/v1") { $0.concurrency = 2 }],
      model: "smollm2")
    let terms = try project.served(byEndpoints: ["127.0.0.1:8081/v1": LocalServer(slots: 3)])
      .endpointTerms(isSandbox: false)
    #expect(terms.map(\.concurrency) == [3, 2])
    #expect(terms.allSatisfy { $0.terms.isFree && $0.isOwn && !$0.isOtherModel })
  }

  @Test func `a local model beside a paid one is told apart, and free`() throws {
    let own = endpoint(local) {
      $0.model = "smollm2"
      $0.isSameModel = false
    }
    let terms = try project([endpoint("https://api.openai.com/v1"), own]) {
      $0.prices.input = 3
    }.endpointTerms(isSandbox: false)
    #expect(terms.map(\.isOtherModel) == [true, false])
    #expect(terms[0].notice?.contains("another model, 'smollm2'") == true)
    #expect(terms[1].notice == nil)
    #expect(terms[0].terms.isFree && terms[0].bookedModel == "smollm2" && !terms[0].isOpenAI)
    #expect(terms[1].isOpenAI && terms[1].terms.prices.standard.input == 3)
  }

  @Test(arguments: [
    ("smollm2", Bool?.none, "say 'same_model: true'"),
    ("gpt-4.1-mini", nil, "say 'same_model: true'"),
    ("gpt-4.1-mini", true, "they are two models"),
    ("smollm2", true, ""), ("gpt-4.1-mini", false, ""), ("openai/gpt-4o-mini", nil, ""),
    ("gpt-4o-mini-2024-07-18", nil, ""),
  ])
  func `what an endpoint's model is has to be plain`(
    model: String, isSame: Bool?, says: String
  ) throws {
    let one = endpoint("https://a.example/v1") {
      $0.model = model
      $0.isSameModel = isSame
    }
    do {
      let terms = try project([one]) { $0.limits.requestsPerMinute = 5 }
        .endpointTerms(isSandbox: false)
      #expect(says.isEmpty && terms[0].model == model)
      // One model under another name has the recipe's prices.
      if isSame == true { #expect(terms[0].bookedModel == "gpt-4o-mini" && !terms[0].terms.isFree) }
    } catch {
      #expect(!says.isEmpty && "\(error)".contains(says) && "\(error)".contains("'a.example/v1'"))
    }
  }

  @Test func `what is missing of a model that no table knows is named with the endpoint`() {
    let one = endpoint("https://a.example/v1")
    #expect {
      try project([one], model: "unheard-of").endpointTerms(isSandbox: false)
    } throws: {
      "\($0)".contains("endpoint 'a.example/v1': unknown model 'unheard-of'")
        && !"\($0)".contains("batch") && !"\($0)".contains("enqueued")
    }
  }

  @Test func `in a rehearsal the one sandbox answers for all`() throws {
    #expect(
      try project([endpoint(local)]) { $0.api.sandbox = true }
        .endpointTerms(isSandbox: true).isEmpty)
  }

  @Test func `an endpoint's own name for the model reaches its requests and no question`() throws {
    let project = project([endpoint(local)])
    let question = project.recipe.question(
      movie: try #require(.init(number: 1)), plot: "A plot.", cast: ["Ann"])
    let asked = project.recipe.asked(ofModel: "deployment-7")
    #expect(
      String(decoding: asked.requestBody(for: [question]), as: UTF8.self)
        .contains(#""model":"deployment-7""#))
    // Whoever asks by that name asks the recipe's own question.
    #expect(asked.hashes != project.recipe.hashes)
  }

  // MARK: Keys

  private func access(
    _ endpoint: RealtimeEndpoint, _ environment: [String: String], dotEnv: [String: String] = [:],
    main: String? = nil
  ) -> EndpointAccess {
    var api = Settings(inputDirectory: "data").api
    api.baseURL = main
    api.headers = ["X-Team": "films"]
    return EndpointAccess(
      endpoint,
      main: Server(api, environment: environment, dotEnv: dotEnv, isAddressGiven: false), api,
      environment: environment, dotEnv: dotEnv, isGiven: false)
  }

  private func key(_ access: EndpointAccess) -> String? {
    (try? access.account.get()).flatMap { account in
      ["main", "second", "none"].first { APIKey($0) == account.key }
    }
  }

  private let keys = ["OPENAI_API_KEY": "main", "KEY_2": "second", "OPENAI_ORG_ID": "org-1"]

  @Test func `each server gets its own key and no other's`() throws {
    let second = endpoint("https://a.example/v1") { $0.keyVariable = "KEY_2" }
    #expect(key(access(second, keys)) == "second")
    // Organization and headers belong to the other account.
    let account = try access(second, keys).account.get()
    #expect(account.organization == nil && account.extraHeaders.isEmpty)
    // The server of 'api.base_url' again.
    let same = endpoint("https://api.openai.com/v1")
    #expect(key(access(same, keys)) == "main")
    #expect(try access(same, keys).account.get().organization == "org-1")
    // One on this machine gets none, whatever the environment has.
    #expect(key(access(endpoint(local), keys)) == "none")
    #expect(key(access(endpoint(local), keys, main: "http://127.0.0.1:9/v1")) == "none")
    #expect(key(access(endpoint(local), keys, main: local)) == "main")
    #expect(key(access(second, [:], dotEnv: ["KEY_2": "second"])) == "second")
  }

  @Test func `each server gets its own headers, and no other's`() throws {
    func headers(_ url: String, _ own: [String: String], _ variable: String? = nil) throws
      -> [String: String]
    {
      let one = endpoint(url) {
        $0.headers = own
        $0.keyVariable = variable
      }
      return try access(one, keys).account.get().extraHeaders
    }
    #expect(try headers("https://a.example/v1", ["X-A": "1"], "KEY_2") == ["X-A": "1"])
    #expect(try headers("https://api.openai.com/v1", [:]) == ["X-Team": "films"])
    let both = ["X-Team": "films", "X-A": "1"]
    #expect(try headers("https://api.openai.com/v1", ["X-A": "1"]) == both)
    #expect(try headers("https://api.openai.com/v1", ["x-team": "b"]) == ["x-team": "b"])
    // Another account of that server.
    #expect(try headers("https://api.openai.com/v1", ["X-A": "1"], "KEY_2") == ["X-A": "1"])
  }

  @Test func `a key that is missing is asked for by name`() {
    let second = endpoint("https://a.example/v1") { $0.keyVariable = "KEY_2" }
    #expect { try access(second, ["OPENAI_API_KEY": "main"]).account.get() } throws: {
      "\($0)".contains("set KEY_2")
    }
    #expect { try access(endpoint("https://a.example/v1"), keys).account.get() } throws: {
      "\($0)".contains("'key_env'")
    }
  }

  @Test func `a key of the environment goes where only the tropefile says so once that is agreed`()
  {
    let second = endpoint("https://a.example/v1") { $0.keyVariable = "KEY_2" }
    func objection(_ access: EndpointAccess, trusted: Set<String> = []) -> String {
      access.server.objection(allowsHTTP: false, trusted: trusted).map { "\($0)" } ?? ""
    }
    #expect(objection(access(second, keys)).contains("KEY_2"))
    #expect(objection(access(second, keys), trusted: ["https://a.example"]).isEmpty)
    #expect(objection(access(second, [:], dotEnv: keys)).isEmpty)
    let plain = endpoint("http://a.example/v1") { $0.keyVariable = "KEY_2" }
    #expect(objection(access(plain, [:], dotEnv: keys)).contains("in the clear"))
    #expect(objection(access(endpoint(local), keys)).isEmpty)
  }
}
