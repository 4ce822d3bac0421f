import Foundation
import Testing
import TestSupport

/// What `--json` writes while a run goes on.
@Suite(.timeLimit(.minutes(5))) struct EventStreamTests {
  /// Every field that docs/events.md names, by event.
  private static let documented: [String: Set<String>] = {
    let path = Checkout.directory.appending(path: "docs/events.md").path
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
    var fields: [String: Set<String>] = [:]
    for section in text.components(separatedBy: "\n## ").dropFirst() {
      let lines = section.split(separator: "\n")
      guard let name = lines.first else { continue }
      let rows = lines.filter { $0.hasPrefix("| `") }
      let names = rows.flatMap { row -> [Substring] in
        let cell = row.dropFirst(2).prefix { $0 != "|" }
        return cell.split(separator: "`").filter { $0.allSatisfy { $0.isLetter || $0 == "_" } }
      }
      fields[String(name)] = Set(names.map(String.init)).union(["event", "time"])
    }
    return fields
  }()

  private func events(_ outcome: Program.Outcome) throws -> [[String: Any]] {
    let events = try outcome.output.jsonLines()
    for event in events {
      let name = try #require(event["event"] as? String)
      let known = try #require(Self.documented[name], "docs/events.md does not know \(name)")
      #expect(Set(event.keys).subtracting(known).isEmpty, "\(name): \(event.keys.sorted())")
    }
    #expect(events.first?["event"] as? String == "run_began")
    #expect(events.last?["event"] as? String == "run_ended")
    return events
  }

  @Test func `a run through both lanes tells of every step, and nothing else stands between`()
    async throws
  {
    let project = try TestProject.forTrials(batches: 2, batchTokens: "8k")
    try project.addMovies(1..<13)
    let sandbox = try await LiveSandbox(["--batch-turnaround", "300ms..400ms"])
    let outcome = try await Program.run(
      ["--json"], in: project.directory, environment: sandbox.environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let events = try events(outcome)

    let targets = events.filter { $0["event"] as? String == "target" }
    for movie in 1..<13 {
      let states = targets.filter { $0["movie"] as? Int == movie }.compactMap {
        $0["state"] as? String
      }
      #expect(states.first == "queued" && states.last == "done" && states.count == 3, "\(states)")
    }
    let states = events.filter { $0["event"] as? String == "batch" && $0["batch"] as? Int == 1 }
      .compactMap { $0["state"] as? String }
    #expect(states.first == "written" && states.last == "collected", "\(states)")
    #expect(states.contains("submitted"))
    // What has ended keeps the counts that the server gave.
    let collected = events.first {
      $0["event"] as? String == "batch" && $0["state"] as? String == "collected"
    }
    #expect(collected?["done"] as? Int == collected?["total"] as? Int)
    #expect(collected?["done"] as? Int != 0)
    #expect(events.count { $0["event"] as? String == "paid" } == 12)
    let end = try #require(events.last)
    #expect(end["outcome"] as? String == "complete")
    #expect(end["built"] as? Int == 12)
    #expect(end["status"] as? Int == 0)
    let plan = try #require(events.first { $0["event"] as? String == "plan" })
    #expect(plan["to_ask"] as? Int == 12)

    let again = try await Program.run(
      ["--json"], in: project.directory, environment: sandbox.environment)
    let nothing = try self.events(again)
    #expect(nothing.count == 3)
    #expect(nothing.last?["up_to_date"] as? Int == 12)
  }

  @Test func `the commands for batches stream too`() async throws {
    let project = try TestProject.forTrials(batches: 1, batchTokens: "100k")
    try project.addMovies(1..<4)
    let sandbox = try await LiveSandbox(["--batch-turnaround", "1ms..2ms"])
    for command in ["create-batches", "submit", "retrieve", "process-chat"] {
      let outcome = try await Program.run(
        [command, "--json"], in: project.directory, environment: sandbox.environment)
      let events = try events(outcome)
      #expect(events.first?["command"] as? String == command)
      #expect(events.last?["status"] as? Int == Int(outcome.status))
    }
  }

  @Test func `a run that cannot work ends its stream with the reason`() async throws {
    let project = try TestProject.small(sandbox: false)
    let outcome = try await project.tropebuild("--json")
    #expect(outcome.status == 2)
    let events = try events(outcome)
    #expect(events.last?["outcome"] as? String == "could_not_work")
    #expect((events.last?["reason"] as? String)?.contains("OPENAI_API_KEY") == true)
  }

  @Test(arguments: ["build", "create-batches", "submit", "retrieve", "process-chat"])
  func `a tropefile that cannot be read is told in the stream`(command: String) async throws {
    let project = try TestProject.small("nonsense: 1")
    let outcome = try await project.tropebuild(command, "--json")
    #expect(outcome.status == 2)
    let events = try outcome.output.jsonLines()
    #expect(events.map { $0["event"] as? String } == ["run_ended"])
    #expect((events.last?["reason"] as? String)?.contains("'nonsense'") == true)
    #expect(events.last?["status"] as? Int == 2)
  }

  @Test func `the stream's status is that of the program where the sandbox refuses an option`()
    async throws
  {
    let project = try TestProject.small()
    let outcome = try await project.tropebuild("--json", "--latency", "soon")
    #expect(outcome.status == 64)
    // It is asked before the run begins.
    let events = try outcome.output.jsonLines()
    #expect(events.map { $0["event"] as? String } == ["run_ended"])
    #expect(events.last?["status"] as? Int == 64)
  }

  @Test func `failures carry reason and what to do`() async throws {
    let project = try TestProject.small()
    try project.write("data/plot_summaries_9.txt", " \n")
    let outcome = try await project.tropebuild("--json")
    #expect(outcome.status == 1)
    let failed = try events(outcome).first { $0["state"] as? String == "failed" }
    #expect(failed?["movie"] as? Int == 9)
    #expect(failed?["do"] is String)
  }

  @Test func `logs go to standard error from the level on, with metadata and without the key`()
    async throws
  {
    let project = try TestProject.forTrials(batches: 1, batchTokens: "8k")
    try project.addMovies(1..<7)
    let sandbox = try await LiveSandbox(["--batch-turnaround", "100ms..200ms"])
    let outcome = try await Program.run(
      ["--log-level", "trace", "-s"], in: project.directory, environment: sandbox.environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.contains { $0.contains(" info batch batch=1 ") && $0.contains(" state=") })
    #expect(lines.contains { $0.contains(" debug answer ") && $0.contains("path=/v1/batches") })
    #expect(lines.contains { $0.contains(" trace paid ") })
    #expect(lines.last?.contains("run ended") == true)
    #expect(!outcome.errors.contains("a-key-for-tests"))

    let second = try await project.tropebuild(
      "--log-level", "loud", environment: sandbox.environment)
    #expect(second.status == 64)
    try project.addMovies(7..<9)
    let quiet = try await Program.run(
      ["--log-level", "warning", "-s"], in: project.directory, environment: sandbox.environment)
    #expect(quiet.errors == "")
  }
}
