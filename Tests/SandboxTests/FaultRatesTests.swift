import Formats
import Testing

@testable import Sandbox

@Suite struct FaultRatesTests {
  @Test func `rates read as percent and as fractions`() throws {
    let rates = try FaultRates(parsing: "429=5%, cut=0.01,batch-expire=100%")
    #expect(rates[.rateLimit] == 0.05)
    #expect(rates[.cut] == 0.01)
    #expect(rates[.batchExpire] == 1)
    #expect(rates[.timeout] == 0)
  }

  @Test(arguments: [
    ("429", FaultRatesError.notAnAssignment("429")), ("430=1%", .unknownFault("430")),
    ("429=x", .badRate("429=x")), ("429=101%", .badRate("429=101%")),
  ])
  func `a bad list is refused`(text: String, error: FaultRatesError) {
    #expect(throws: error) { try FaultRates(parsing: text) }
  }

  /// The statuses and contents of 60 requests, each of another movie.
  private static func outcomes(_ faults: String, seed: UInt64) async throws -> [String] {
    var outcomes: [String] = []
    let rates = try FaultRates(parsing: faults)
    try await SandboxHarness.run({
      $0.faults = rates
      $0.seed = seed
    }) { sandbox in
      for number in 0..<60 {
        let body = Sample.body(
          plot: "Victor experiments \(number) times.", names: ["Victor", "Jo"])
        do {
          let answer = try await sandbox.call("POST", "/chat/completions", json: body)
          let choice = answer.json["choices"]?[0]
          outcomes.append(
            "\(answer.status) \(choice?["finish_reason"]?.text ?? "") "
              + (choice?["message"]?["content"]?.text ?? ""))
        } catch {
          outcomes.append("cut")
        }
      }
    }
    return outcomes
  }

  @Test func `the same seed strikes the same requests, another seed others`() async throws {
    let faults = "429=20%,500=20%,html=10%,cut=10%,bad-json=10%"
    let first = try await Self.outcomes(faults, seed: 7)
    #expect(try await Self.outcomes(faults, seed: 7) == first)
    #expect(try await Self.outcomes(faults, seed: 8) != first)
    #expect(Set(first.map { $0.prefix(3) }) == ["200", "429", "500", "502", "cut"])
  }

  @Test(arguments: [
    ("refusal=100%", #""refusal":"I'm sorry"#), ("length=100%", #""finish_reason":"length""#),
    ("wrong-trope=100%", "Trope of No Catalog"), ("bad-json=100%", "Here is the answer: "),
  ])
  func `an answer is spoiled as ordered`(faults: String, trace: String) async throws {
    let rates = try FaultRates(parsing: faults)
    try await SandboxHarness.run({ $0.faults = rates }) { sandbox in
      let answer = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      #expect(answer.status == 200)
      #expect(answer.json.text.contains(trace))
      #expect(try await sandbox.server.ledger().cost > 0)
    }
  }

  @Test func `a character is left out on order`() async throws {
    try await SandboxHarness.run({ $0.faults = FaultRates([.missingCharacter: 1]) }) { sandbox in
      let answer = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      let content = answer.json["choices"]?[0]?["message"]?["content"]?.stringValue ?? ""
      #expect(content.contains("Victor") && !content.contains("James"))
    }
  }

  @Test func `a batch expires or fails by chance, a line is lost`() async throws {
    try await SandboxHarness.run({ $0.faults = FaultRates([.batchFail: 1]) }) { sandbox in
      let made = try await sandbox.createBatch([Sample.line("a")])
      sandbox.clock.advance(by: 10)
      #expect(try await sandbox.batch(made["id"]?.stringValue ?? "")["status"] == "failed")
    }
    try await SandboxHarness.run({
      $0.faults = FaultRates([.batchExpire: 1, .lineMissing: 1])
    }) { sandbox in
      let made = try await sandbox.createBatch((0..<10).map { Sample.line("c\($0)") })
      sandbox.clock.advance(by: 90_000)
      let batch = try await sandbox.batch(made["id"]?.stringValue ?? "")
      #expect(batch["status"] == "expired")
      #expect(batch["output_file_id"] == .null)
      #expect(try await sandbox.server.ledger().questions.first?.batch ?? 0 >= 3)
    }
  }
}
