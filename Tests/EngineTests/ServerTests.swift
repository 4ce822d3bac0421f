import Engine
import OpenAIClient
import Testing
import TestSupport
import Tropefile

/// Where a key may go, and what a server says it is.
@Suite struct ServerTests {
  private func server(
    address: String? = nil, given: Bool = false, environment: [String: String] = [:],
    dotEnv: [String: String] = [:]
  ) -> Server {
    var settings = Settings(inputDirectory: "data").api
    settings.baseURL = address
    return Server(settings, environment: environment, dotEnv: dotEnv, isAddressGiven: given)
  }

  private func objects(
    _ server: Server, allowsHTTP: Bool = false, trusted: Set<String> = []
  ) -> Bool {
    server.objection(allowsHTTP: allowsHTTP, trusted: trusted) != nil
  }

  private let key = ["OPENAI_API_KEY": "k"]
  private let other = "https://other.example/v1"

  @Test func `the user's key goes where the user names`() {
    #expect(!objects(server(environment: key)))
    #expect(!objects(server(environment: key.merging(["OPENAI_BASE_URL": other]) { $1 })))
    #expect(!objects(server(address: other, given: true, environment: key)))
    #expect(!objects(server(address: "https://api.openai.com/v1", environment: key)))
  }

  @Test func `where only a project's file names it, the user is asked once`() {
    for server in [
      server(address: other, environment: key),
      server(environment: key, dotEnv: ["OPENAI_BASE_URL": other]),
    ] {
      #expect(objects(server))
      #expect(!objects(server, trusted: ["https://other.example"]))
      #expect(objects(server, trusted: ["https://other.example.org"]))
    }
  }

  @Test func `a project's key goes where the project names`() {
    #expect(!objects(server(dotEnv: ["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": other])))
    #expect(!objects(server(address: other, dotEnv: key)))
  }

  @Test(arguments: [
    ("http://other.example/v1", true), ("http://127.0.0.1.example/v1", true),
    ("http://127.0.0.1:8080/v1", false), ("http://localhost/v1", false),
    ("http://[::1]:1/v1", false), ("http://0.0.0.0:1/v1", false),
  ])
  func `no key goes in the clear to another machine`(address: String, isRefused: Bool) {
    let server = server(address: address, given: true, environment: key)
    #expect(objects(server) == isRefused)
    #expect(!objects(server, allowsHTTP: true))
  }

  @Test(arguments: ["http_proxy", "all_proxy", "ALL_PROXY"])
  func `an address that a proxy takes for its own machine is not this one`(variable: String) {
    let proxied = key.merging([variable: "http://proxy.example"]) { $1 }
    #expect(objects(server(address: "http://0.0.0.0:1/v1", given: true, environment: proxied)))
    #expect(objects(server(address: "http://[::]:1/v1", given: true, environment: proxied)))
    #expect(!objects(server(address: "http://127.0.0.1:1/v1", given: true, environment: proxied)))
  }

  @Test func `only another server than OpenAI's is named, and without what is secret`() {
    #expect(server().shown == nil)
    #expect(server(address: "https://me:pass@x.example/v1?key=1").shown == "https://x.example/v1")
  }

  @Test func `a server says itself that it is a sandbox, and is not sent a key for that`()
    async throws
  {
    let sandbox = FakeTransport { _ in
      .json("{}", status: 404, headers: ["X-Tropebuild-Sandbox": "1"])
    }
    let local = server(address: "http://127.0.0.1:8080/v1", environment: key)
    #expect(await local.saysItIsASandbox(by: sandbox))
    #expect(sandbox.requests.allSatisfy { $0.headers["authorization"] == nil })
    #expect(await !local.saysItIsASandbox(by: FakeTransport { _ in .json("{}") }))
    #expect(await !local.saysItIsASandbox(by: FakeTransport([])))
    let silent = FakeTransport([])
    #expect(await !server(environment: key).saysItIsASandbox(by: silent))
    #expect(silent.requests.isEmpty)
  }

  @Test func `a trusted server is remembered outside the project, for the user alone`() throws {
    let place = try TemporaryDirectory()
    let trusted = TrustedServers(environment: ["HOME": place.path])
    #expect(trusted.origins.isEmpty)
    try trusted.add("https://other.example")
    try trusted.add("https://other.example")
    try trusted.add("https://third.example")
    #expect(trusted.origins == ["https://other.example", "https://third.example"])
    #expect(
      place.text(of: ".config/tropebuild/servers")
        == "https://other.example\nhttps://third.example\n")
    #expect(TrustedServers(environment: [:]).path == nil)
  }
}
