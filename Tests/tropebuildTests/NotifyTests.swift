import Foundation
import Testing
import TestSupport

@testable import tropebuild

/// `notify`: who is told when a run ends or waits.
@Suite(.timeLimit(.minutes(5))) struct NotifyTests {
  private func project(_ notify: String, rest: String = "") throws -> TestProject {
    let project = try TestProject(
      tropefile: """
        input:
          directory: data
        api:
          sandbox: true
        plan:
          strategy: realtime
        notify:
          \(notify)
        \(rest)
        """)
    try project.addMovies(1..<7)
    return project
  }

  private func told(_ project: TestProject) throws -> [[String: Any]] {
    project.exists("told.jsonl") ? try project.text("told.jsonl").jsonLines() : []
  }

  @Test func `a command is told once of a run's end, and of no run that had nothing to do`()
    async throws
  {
    let project = try project("command: env | grep -c ^OPENAI_ > keys; cat >> told.jsonl; pwd")
    for _ in 1...2 {
      let outcome = try await Program.run(
        ["--json"], in: project.directory, environment: ["OPENAI_API_KEY": "sk-secret"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      // What the command prints is no line of the stream.
      #expect(try outcome.output.jsonLines().last?["event"] as? String == "run_ended")
    }
    let told = try told(project)
    #expect(told.count == 1)
    let end = try #require(told.first)
    #expect(end["event"] as? String == "run_ended")
    #expect(end["outcome"] as? String == "complete")
    #expect(end["built"] as? Int == 6)
    #expect((end["project"] as? String)?.hasSuffix(project.directory.lastPathComponent) == true)
    #expect((end["text"] as? String)?.contains("built 6") == true)
    #expect(try project.text("keys") == "0\n")
  }

  @Test func `a run that cannot work tells why`() async throws {
    let project = try project("command: cat >> told.jsonl")
    let outcome = try await Program.run(
      ["--set", "api.sandbox=false"], in: project.directory)
    #expect(outcome.status == 2)
    let end = try #require(try told(project).first)
    #expect(end["outcome"] as? String == "could_not_work")
    #expect((end["text"] as? String)?.contains("OPENAI_API_KEY") == true)
  }

  @Test(arguments: [
    ("exit 3", "ended with status 3"), ("kill -9 $$", "ended by signal 9"),
    ("/nowhere/at-all", "ended with status 127"),
  ])
  func `a command that fails changes nothing but a warning`(command: String, warning: String)
    async throws
  {
    let project = try project("command: \(command)")
    let outcome = try await Program.run([], in: project.directory)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("warning: notify.command"))
    #expect(outcome.errors.contains(warning), "\(outcome.errors)")
  }

  @Test func `a lane that waits for the next day is told once`() async throws {
    let project = try project(
      "command: cat >> told.jsonl", rest: "limits:\n  requests_per_day: 3")
    let outcome = try await Program.run(["--time-scale", "40000"], in: project.directory)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let told = try told(project)
    #expect(told.map { $0["event"] as? String } == ["waiting", "run_ended"])
    #expect((told.first?["text"] as? String)?.contains("until") == true)
  }

  @Test func `an address is posted to, that of the environment first, and only its host is shown`()
    async throws
  {
    let server = try BadServer { request in
      request.path == "/good" ? .answer(200, "{}") : .answer(500, "{}")
    }
    let address = "http://127.0.0.1:\(server.port)"
    let project = try project("url: \(address)/secret")
    let refused = try await Program.run([], in: project.directory)
    #expect(refused.status == 0)
    #expect(refused.errors.contains("notify.url: '\(address)' answered with status 500"))
    #expect(!refused.errors.contains("secret"))

    try project.addMovies(7..<8)
    let outcome = try await Program.run(
      [], in: project.directory, environment: ["TROPEBUILD_NOTIFY_URL": address + "/good"])
    #expect(outcome.status == 0)
    #expect(!outcome.errors.contains("notify"), "\(outcome.errors)")
    #expect(server.requests.map(\.path) == ["/secret", "/good"])
    let body = try #require(server.requests.last?.text.components(separatedBy: "\r\n\r\n").last)
    #expect(try body.jsonLines().first?["built"] as? Int == 1)
  }

  @Test(arguments: [
    ("url: ftp://example.org", "'url' must be an http or https address"),
    ("command: ''", "'command' has no value"), ("commando: x", "'command'"),
  ])
  func `what cannot be is refused before anything runs`(notify: String, fault: String)
    async throws
  {
    let project = try project(notify)
    let outcome = try await Program.run([], in: project.directory)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(fault), "\(outcome.errors)")
  }

  @Test func `a command that never ends is ended, with all that it has started`() async throws {
    let project = try TestProject()
    let command = NotifyCommand(
      words: "sleep 1000 & echo $! > child; wait", directory: project.directory.path,
      event: "run_ended",
      limit: .milliseconds(500))
    let fault = try #require(await command.run([]))
    #expect(fault.contains("was ended"))
    let child = try #require(pid_t(try project.text("child").dropLast()))
    try await ProcessEnd.wait(for: child)
  }

  @Test func `what does not fit into a pipe is told and not waited for`() async throws {
    let command = NotifyCommand(
      words: "cat", directory: "/", event: "run_ended", limit: .seconds(30))
    #expect(await command.run([UInt8](repeating: 0, count: 1 << 21)) != nil)
  }
}
