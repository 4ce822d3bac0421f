import Foundation
import Testing

/// The commands of the original, by hand, against the sandbox.
@Suite struct BatchCommandTests {
  /// A project of a few movies whose limits do not pace the test.
  static func project(_ more: String = "") throws -> TestProject {
    let project = try TestProject(
      tropefile: """
        input:
          directory: data
        api:
          sandbox: true
        limits:
          requests_per_minute: 100k
          requests_per_day: 1M
          tokens_per_minute: 100M
        lanes:
          batch:
            poll_interval: 200ms
        \(more)
        """)
    for id in 1...6 {
      try project.addMovie(
        id, plot: "In story \(id) Ann betrays Bob, who forgives her and dies.",
        cast: ["Ann", "Bob"])
    }
    return project
  }

  /// The objects that a command printed, a line each.
  static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  static func summary(_ project: TestProject) async throws -> [String: Any] {
    let outcome = try await project.tropebuild("batches", "--json")
    return try #require(try objects(outcome.output).last)
  }

  @Test func `create-batches needs no key and submits nothing`() async throws {
    let project = try TestProject(tropefile: "input:\n  directory: data\n")
    try project.addMovie(1, plot: "Ann betrays Bob.", cast: ["Ann", "Bob"])
    let outcome = try await project.tropebuild("create-batches", "--num-batches", "1")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(project.exists("build/batches/batch_0001.jsonl"))
    #expect(project.exists("build/tropes.db"))
    let again = try await project.tropebuild("create-batches")
    #expect(again.status == 0)
    #expect(again.output.contains("no batch was written"))
    #expect(!project.exists("build/batches/batch_0002.jsonl"))
  }

  @Test func `a strategy without batches writes none, and how to get some is said`() async throws {
    let project = try TestProject(
      tropefile: "input: {directory: data}\nplan: {strategy: flex}\n")
    try project.addMovie(1, plot: "Ann betrays Bob.", cast: ["Ann", "Bob"])
    let none = try await project.tropebuild("create-batches")
    #expect(none.status == 0)
    #expect(none.output.contains("'plan.strategy: flex' has none"))
    #expect(none.output.contains("create-batches --strategy batch'"))
    let some = try await project.tropebuild("create-batches", "--strategy", "batch")
    #expect(some.status == 0 && project.exists("build/batches/batch_0001.jsonl"))
  }

  @Test func `a build counts the batches that are open as those it was to fill`() async throws {
    let project = try Self.project()
    let one = ["--num-batches", "1", "--batch-token-target", "5k"]
    func run(_ arguments: [String]) async throws -> Program.Outcome {
      try await Program.run(arguments + one, in: project.directory, environment: [:])
    }
    #expect(try await run(["create-batches"]).status == 0)
    let preview = try await run(["-n", "--json"])
    let last = try #require(try Self.objects(preview.output).last)
    let summary = try #require(last["summary"] as? [String: Any])
    let lanes = try #require(summary["lanes"] as? [String: Any])
    let realtime = try #require(lanes["realtime"] as? [String: Any])
    #expect((summary["in_batches"] as? Int ?? 0) > 0)
    #expect(realtime["questions"] as? Int == summary["to_ask"] as? Int)
    // By hand every call makes as many more.
    #expect(try await run(["create-batches"]).status == 0)
    #expect(project.exists("build/batches/batch_0002.jsonl"))
  }

  @Test func `create, submit, retrieve and a last build have every record`() async throws {
    let project = try Self.project()
    var outcome = try await project.tropebuild(
      "create-batches", "--num-batches", "2", "--batch-token-target", "8000")
    #expect(outcome.status == 0, "\(outcome.errors)")
    outcome = try await project.tropebuild("submit", "1")
    #expect(outcome.status == 0, "\(outcome.errors)")
    var states = try Self.objects(try await project.tropebuild("batches", "--json").output)
      .compactMap { $0["state"] as? String }
    #expect(states.first == "submitted")
    #expect(states.dropFirst().allSatisfy { $0 == "written" })

    // The sandbox works on while it is asked; each look is one more chance.
    for _ in 0..<40 {
      outcome = try await project.tropebuild("retrieve", "1")
      if outcome.status != 75 { break }
    }
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    states = try Self.objects(try await project.tropebuild("batches", "--json").output)
      .compactMap { $0["state"] as? String }
    #expect(states.first == "ended")

    outcome = try await project.tropebuild()
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let sum = try await Self.summary(project)
    let parts = ["answered", "failed", "planned_again", "open"].compactMap { sum[$0] as? Int }
    #expect(parts.reduce(0, +) == sum["questions"] as? Int)
    #expect(sum["open"] as? Int == 0)
    #expect(try await project.tropebuild("-q").status == 0)

    let ledger = try Self.objects(try await project.tropebuild("ledger", "--json").output)
    #expect(ledger.last?["sandbox_replies"] as? Int == 6)
    #expect(ledger.last?["paid_dollars"] as? Double == 0)
  }

  @Test func `a plain build joins batches that were only written`() async throws {
    let project = try Self.project()
    _ = try await project.tropebuild("create-batches", "--num-batches", "1")
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let sum = try await Self.summary(project)
    #expect(sum["batches"] as? Int == 1)
    #expect(sum["answered"] as? Int == 6)
  }

  @Test func `process-chat asks only what is in no batch`() async throws {
    let project = try Self.project()
    _ = try await project.tropebuild(
      "create-batches", "--num-batches", "1", "--batch-token-target", "8000")
    let inBatch = try #require(try await Self.summary(project)["questions"] as? Int)
    #expect(inBatch > 0 && inBatch < 6)
    let outcome = try await project.tropebuild("process-chat")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("built \(6 - inBatch),"))
    #expect(try await Self.summary(project)["open"] as? Int == inBatch)
  }

  @Test func `a command for batches says that it has made records of kept replies`() async throws {
    let project = try Self.project("recipe:\n  model: gpt-6-luna\nplan:\n  strategy: realtime")
    func other() async throws {
      let outcome = try await project.tropebuild("--set", "recipe.model=gpt-4o-mini")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try await project.tropebuild().status == 0)
    for command in ["retrieve", "submit", "create-batches"] {
      try await other()
      let outcome = try await project.tropebuild(command)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        outcome.output.contains("reused 6: records made of kept replies"), "\(outcome.output)")
    }
    try await other()
    let outcome = try await project.tropebuild("retrieve", "--json")
    #expect(try Self.objects(outcome.output).last?["reused"] as? Int == 6)
  }

  @Test func `submit that leaves a batch says so in words, in JSON and by its status`() async throws
  {
    // Named: else the batch under way would tell the model.
    let project = try Self.project("recipe:\n  model: gpt-6-luna")
    _ = try await project.tropebuild("create-batches", "--model", "gpt-4o-mini")
    let outcome = try await project.tropebuild("submit")
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect(outcome.output.contains("written"), "\(outcome.output)")
    #expect(outcome.errors.contains("batch 1: is left as it is"), "\(outcome.errors)")
    let stream = try await project.tropebuild("submit", "--json")
    #expect(stream.status == 2)
    let events = try Self.objects(stream.output)
    let remark = events.first { $0["event"] as? String == "remark" }
    #expect(remark?["batch"] as? Int == 1)
    #expect(events.last?["outcome"] as? String == "could_not_work")
    #expect((events.last?["reason"] as? String)?.contains("not submitted") == true)
    let preview = try await project.tropebuild("-n")
    #expect(preview.output.contains("batch 1: would be given up unsent"), "\(preview.output)")
    let said = try await project.tropebuild("submit", "--set", "recipe.model=gpt-4o-mini")
    #expect(said.status == 0, "\(said.errors)")
  }

  @Test(arguments: ["", "no JSON\n"])
  func `a batch file that somebody changed is not sent, and its movies are asked by another`(
    content: String
  ) async throws {
    let project = try Self.project()
    _ = try await project.tropebuild("create-batches", "--num-batches", "1")
    try project.write("build/batches/batch_0001.jsonl", content)
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.errors.contains("its file was changed since it was written"))
    let sum = try await Self.summary(project)
    #expect(sum["planned_again"] as? Int == 6)
    #expect(sum["open"] as? Int == 0)
    #expect(try project.rows("SELECT count(*) FROM records") == ["6"])
  }

  @Test func `cancel gives up what was not submitted, and the next build asks it`() async throws {
    let project = try Self.project()
    _ = try await project.tropebuild("create-batches", "--num-batches", "1")
    var outcome = try await project.tropebuild("cancel")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("given up"))
    #expect(
      try await project.tropebuild("cancel").output
        == "no batch to cancel: 'tropebuild batches' lists them\n")
    var sum = try await Self.summary(project)
    #expect(sum["planned_again"] as? Int == 6)
    outcome = try await project.tropebuild()
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    sum = try await Self.summary(project)
    #expect(sum["open"] as? Int == 0)
  }

  @Test func `cancel ends a batch under way, and retrieve settles it`() async throws {
    let project = try Self.project()
    _ = try await project.tropebuild("create-batches", "--num-batches", "1")
    _ = try await project.tropebuild("submit")
    var outcome = try await project.tropebuild("cancel", "1")
    #expect(outcome.status == 0, "\(outcome.errors)")
    for _ in 0..<40 {
      outcome = try await project.tropebuild("retrieve")
      if outcome.status != 75 { break }
    }
    let sum = try await Self.summary(project)
    #expect(sum["open"] as? Int == 0)
    #expect(try await project.tropebuild().status == 0)
  }

  @Test func `results are taken again from downloaded files, without a network`() async throws {
    let project = try Self.project()
    #expect(try await project.tropebuild("--strategy", "batch").status == 0)
    #expect(project.exists("build/batches/batch_0001.output.jsonl"))
    let outcome = try await project.tropebuild("retrieve", "1", "--offline")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let ledger = try Self.objects(try await project.tropebuild("ledger", "--json").output)
    #expect(ledger.last?["sandbox_replies"] as? Int == 6, "nothing is paid twice")
    let none = try await project.tropebuild("retrieve", "7")
    #expect(none.status == 2)
    #expect(none.errors.contains("there is no batch 7"))
  }

  @Test func `without waiting it exits 75 while a batch is under way`() async throws {
    let project = try Self.project()
    var outcome = try await project.tropebuild("--no-wait", "--strategy", "batch")
    for _ in 0..<40 where outcome.status == 75 {
      outcome = try await project.tropebuild("--no-wait", "--strategy", "batch")
    }
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(try await Self.summary(project)["batches"] as? Int == 1)
  }

  @Test func `commands say what they have where there is nothing yet`() async throws {
    let project = try Self.project()
    #expect(try await project.tropebuild("batches").output == "no batches\n")
    #expect(try await project.tropebuild("ledger").output == "nothing was paid yet\n")
    let submit = try await project.tropebuild("submit")
    #expect(submit.status == 0)
    #expect(submit.output.contains("no batch to work on"))
    #expect(!project.exists("build/sandbox"), "no sandbox is started for nothing")
  }
}
