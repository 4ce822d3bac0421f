import Foundation
import Testing

/// Several servers that share the real-time lane, from the command line.
@Suite(.timeLimit(.minutes(5))) struct EndpointCommandTests {
  private static let keys = ["key-number-one", "key-number-two"]

  private func project(_ addresses: [String], more: String = "") throws -> TestProject {
    let endpoints = zip(addresses, ["ONE", "TWO"]).map { address, name in
      """
            - base_url: \(address)
              name: \(name.lowercased())
              key_env: KEY_\(name)
              concurrency: 1
      """
    }.joined(separator: "\n")
    let project = try TestProject(
      tropefile: """
        input: {directory: data}
        recipe: {model: gpt-4o-mini}
        \(more)
        lanes:
          realtime:
            endpoints:
        \(endpoints)
        """)
    for id in 1...16 { try project.addMovie(id, plot: "Ann saves Bob, part \(id).", cast: ["Ann"]) }
    return project
  }

  @Test func `a rehearsal answers in place of servers with a model of one's own`() async throws {
    let project = try TestProject(
      tropefile: """
        input: {directory: data}
        recipe: {model: SmolLM2-135M-Instruct}
        lanes:
          realtime:
            endpoints:
              - base_url: http://127.0.0.1:9/v1
              - base_url: http://localhost:9/v1
                model: smollm2-q8
                same_model: true
        """)
    try project.addSmallMovie(1)
    for words in [["-n", "--sandbox"], ["--sandbox"]] {
      let outcome = try await Program.run(words, in: project.directory)
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
      #expect((outcome.output + outcome.errors).contains("no table knows the model 'SmolLM2"))
    }
  }

  @Test func `plans, ledger and status tell each server's part, and each gets its own key`()
    async throws
  {
    let servers = [
      try await LiveSandbox(["--key", Self.keys[0], "--latency", "10ms"]),
      try await LiveSandbox(["--key", Self.keys[1], "--latency", "10ms"]),
    ]
    let project = try project(servers.map(\.baseURL))
    let environment = ["KEY_ONE": Self.keys[0], "KEY_TWO": Self.keys[1]]

    let look = try await project.tropebuild("-n", environment: environment)
    #expect(look.status == 0 && look.output.contains("at 2 endpoints"), "\(look)")
    #expect(look.output.contains("  one") && look.output.contains("sandbox"))
    let plan = try await project.tropebuild("plan", environment: environment)
    #expect(plan.output.contains("2 endpoints together") && plan.output.contains("at two:"))

    let missing = try await project.tropebuild(environment: ["KEY_ONE": Self.keys[0]])
    #expect(missing.status == 2 && missing.errors.contains("endpoint 'two': no key: set KEY_TWO"))
    #expect(!project.exists("ledger.db"))

    let built = try await project.tropebuild(environment: environment)
    #expect(built.status == 0 && built.output.contains("built 16"), "\(built)")
    let named = servers.map { "'\($0.baseURL)'" }.joined(separator: ", ")
    #expect(
      built.errors.contains("asking \(named)") && built.output.contains("at \(named)"), "\(built)")
    var billed = 0
    for server in servers {
      let account = try await server.account()
      #expect(account.realtime > 0 && account.twice == 0)
      billed += account.realtime
    }
    #expect(billed == 16)

    let ledger = try await project.tropebuild("ledger", environment: environment)
    #expect(ledger.output.contains("of real time, by endpoint:"))
    let lines = try await project.tropebuild("ledger", "--json", environment: environment)
      .output.split(separator: "\n").filter { $0.contains(#""endpoint":"#) }
    #expect(lines.count == 2)
    let status = try await project.tropebuild("status", "--json", environment: environment)
    #expect(status.output.contains(#""endpoints":[{"endpoint":"one""#))
    var admin = environment
    admin["OPENAI_ADMIN_KEY"] = "sk-admin-of-a-test"
    let bill = try await project.tropebuild(
      "ledger", "--reconcile", "--base-url", servers[0].baseURL, environment: admin)
    #expect(bill.status == 0 && bill.output.contains("they agree: "), "\(bill)")
    #expect(bill.output.contains("two: ") && bill.output.contains("left out"), "\(bill)")
    let documented = try JSONDocumentTests.documented()
    for (command, words) in [
      ("-n --json", ["-n", "--json", "-B", "--fresh"]),
      ("plan --json", ["plan", "--json", "-B", "--fresh"]),
      ("ledger --json", ["ledger", "--json"]), ("status --json", ["status", "--json"]),
    ] {
      let outcome = try await Program.run(words, in: project.directory, environment: environment)
      let found = try outcome.output.jsonLines().reduce(into: Set<String>()) {
        $0.formUnion(JSONDocumentTests.paths($1))
      }
      let known = documented[command] ?? []
      #expect(JSONDocumentTests.undocumented(found, known) == [], "\(command)")
      for path in known where JSONDocumentTests.isOfEndpoints(path, command) {
        #expect(JSONDocumentTests.has(found, path), "\(command) never has '\(path)'")
      }
    }
  }

  @Test func `an endpoint's key may stand in the project's .env by the name that it has there`()
    async throws
  {
    let server = try await LiveSandbox(["--key", Self.keys[0]])
    let project = try project([server.baseURL])
    try project.write(".env", "KEY_ONE=\(Self.keys[0])\n")
    let built = try await project.tropebuild()
    #expect(built.status == 0 && built.output.contains("built 16"), "\(built)")
  }

  @Test func `what the tropefile says of endpoints is checked before anything is asked`()
    async throws
  {
    let server = try await LiveSandbox([])
    // One that is away may be a sandbox too.
    let mixed = try project([server.baseURL, "http://127.0.0.1:9/v1"])
    let environment = ["KEY_ONE": "a", "KEY_TWO": "b"]
    #expect(try await mixed.tropebuild("-n", environment: environment).status == 0)
    let flex = try project([server.baseURL], more: "plan: {strategy: flex}")
    let refused = try await flex.tropebuild("-n", environment: environment)
    #expect(refused.status == 2 && refused.errors.contains("cannot go with 'plan.strategy: flex'"))
    let elsewhere = try project(["https://nowhere.invalid/v1"])
    let untrusted = try await elsewhere.tropebuild(environment: environment)
    #expect(untrusted.status == 2 && untrusted.errors.contains("--trust-server"))
  }
}
