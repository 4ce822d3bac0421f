import Foundation
import Testing
import TropeModel

/// Proxies from the environment, as users of curl expect them: who is asked, and what a proxy gets to see.
@Suite(.timeLimit(.minutes(10))) struct ProxyTests {
  private static let refusal =
    #"{"error":{"message":"no","type":"invalid_api_key","param":null,"code":"invalid_api_key"}}"#

  /// A variable that names a proxy, and whether the proxy then stands between.
  struct Case: Sendable, CustomTestStringConvertible {
    /// `PROXY` stands for the proxy's address.
    var variables: [String: String]
    var isUsed: Bool
    /// This machine, under an address that is none of its loopback's names.
    var host = "0.0.0.0"

    var testDescription: String {
      variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        + " for \(host)"
    }
  }

  /// Every variable that curl reads, unset.
  private static let unset = Dictionary(
    uniqueKeysWithValues: ["http", "https", "all", "no"].flatMap {
      [("\($0)_proxy", ""), ("\($0)_proxy".uppercased(), "")]
    })

  static let plainCases: [Case] = [
    Case(variables: [:], isUsed: false),
    Case(variables: ["http_proxy": "PROXY"], isUsed: true),
    Case(variables: ["all_proxy": "PROXY"], isUsed: true),
    Case(variables: ["ALL_PROXY": "PROXY"], isUsed: true),
    // A web server would let its clients set this one.
    Case(variables: ["HTTP_PROXY": "PROXY"], isUsed: false),
    Case(variables: ["https_proxy": "PROXY"], isUsed: false),
    Case(variables: ["http_proxy": "PROXY", "no_proxy": "example.org,0.0.0.0"], isUsed: false),
    Case(variables: ["http_proxy": "PROXY", "NO_PROXY": "0.0.0.0"], isUsed: false),
    Case(variables: ["http_proxy": "PROXY", "no_proxy": "*"], isUsed: false),
    Case(variables: ["http_proxy": "PROXY", "no_proxy": "example.org"], isUsed: true),
    // No proxy leads back to this machine.
    Case(variables: ["http_proxy": "PROXY"], isUsed: false, host: "127.0.0.1"),
    Case(variables: ["all_proxy": "PROXY"], isUsed: false, host: "localhost"),
  ]

  /// A project that asks one question.
  private func project() throws -> TestProject {
    let project = try TestProject.forTrials(strategy: "realtime")
    try project.addMovies(1..<2)
    return project
  }

  private func run(
    _ project: TestProject, _ base: String, _ variables: [String: String], proxy: BadServer
  ) async throws -> Program.Outcome {
    var environment = Self.unset
    // Where the tokenizer's vocabulary is not at hand it is asked for elsewhere, over TLS: not from a test.
    if base.hasPrefix("http:") { environment["https_proxy"] = "http://127.0.0.1:\(proxy.port)" }
    environment["OPENAI_API_KEY"] = "a-key-for-tests"
    environment["OPENAI_BASE_URL"] = base
    for (name, value) in variables {
      environment[name] = value.replacing("PROXY", with: "http://127.0.0.1:\(proxy.port)")
    }
    return try await Program.run(["--allow-http"], in: project.directory, environment: environment)
  }

  @Test(arguments: plainCases)
  func plainRequestsGoThroughTheProxyThatTheEnvironmentNames(_ example: Case) async throws {
    let proxy = try BadServer { _ in .answer(401, Self.refusal) }
    let server = try BadServer { _ in .answer(401, Self.refusal) }
    let base = "http://\(example.host):\(server.port)/v1"
    let outcome = try await run(try project(), base, example.variables, proxy: proxy)
    #expect(outcome.status == 2)
    #expect((outcome.output + outcome.errors).contains("does not accept the key"))
    // The first asks whether it is a sandbox.
    let paths = ["/v1", "/v1/chat/completions"]
    let whole = paths.map { "http://\(example.host):\(server.port)\($0)" }
    let asked = proxy.requests.filter { $0.method != "CONNECT" }.map(\.path)
    #expect(asked == (example.isUsed ? whole : []))
    #expect(server.requests.map(\.path) == (example.isUsed ? [] : paths))
  }

  @Test(arguments: ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
  func aProxySeesOfRequestsOverTLSTheHostAloneAndNeverTheKey(_ variable: String) async throws {
    let proxy = try BadServer { _ in .answer(403, "{}") }
    let project = try project()
    let outcome = try await run(
      project, "https://api.example/v1", [variable: "PROXY"], proxy: proxy)
    #expect(outcome.status == 2)
    let said = outcome.output + outcome.errors
    #expect(said.contains("cannot connect to 'api.example'"), "\(said)")
    #expect(!said.contains("a-key-for-tests"))
    #expect(proxy.requests.contains { $0.path == "api.example:443" })
    for request in proxy.requests {
      #expect(request.method == "CONNECT")
      #expect(!request.text.contains("a-key-for-tests"))
      #expect(!request.text.lowercased().contains("authorization"))
    }
    #expect(try project.count(.failed) == 0)
  }
}
