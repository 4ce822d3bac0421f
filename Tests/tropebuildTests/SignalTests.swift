import Foundation
import Testing
import TropeModel

/// Ctrl-C and its like.
@Suite(.timeLimit(.minutes(5))) struct SignalTests {
  @Test(arguments: [SIGINT, SIGTERM])
  func onceStartsNothingNewAndKeepsWhatIsUnderWay(signal: Int32) async throws {
    let sandbox = try await LiveSandbox([
      "--latency", "400ms..600ms", "--batch-turnaround", "5s..6s",
    ])
    let project = try TestProject.forTrials(batches: 1, concurrency: 4)
    try project.addMovies(1..<60)

    let errors = project.directory.appendingPathComponent("errors.txt")
    let process = try Program.start(
      [], in: project.directory, environment: sandbox.environment, errors: errors)
    // Until some requests have surely been answered or are on the wire.
    try #require(try await sandbox.hears(12, from: process))
    kill(process.processIdentifier, signal)
    await process.finish()

    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    let said = try project.text("errors.txt")
    #expect(said.contains("stopping: waiting for what is under way"))
    let account = try await sandbox.account()
    let recorded = try project.recordedMovies().count
    #expect(recorded < 59, "it did not stop")
    #expect(account.realtime > 0)
    // On a slow machine the batch may have ended, too.
    let inRealtime = "WHERE lane = 'realtime'"
    #expect(
      try project.rows("SELECT count(*) FROM replies \(inRealtime)", database: "ledger.db")
        == ["\(account.realtime)"], "what was on the wire was not awaited or kept")
    #expect(
      try project.rows("SELECT count(*) FROM records \(inRealtime)") == ["\(account.realtime)"])
    #expect(try project.count(.sent) == 0)

    let rest = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try project.recordedMovies().count == 59)
    let end = try await sandbox.account()
    #expect(end.twice == 0)
    #expect(end.batches_created == (try project.createdBatches()))
  }

  @Test func twiceEndsAtOnceAndTheNextRunGoesOn() async throws {
    // No chat request is ever answered, so only the second signal can end the program.
    let silent = try BadServer { request in
      request.path.hasSuffix("/chat/completions") ? .silence : .answer(404, "{}")
    }
    let project = try TestProject.forTrials(strategy: "realtime", concurrency: 4)
    try project.addMovies(1..<10)
    let errors = project.directory.appendingPathComponent("errors.txt")
    let process = try Program.start(
      [], in: project.directory, environment: silent.environment, errors: errors)
    try await silent.hears(4)
    kill(process.processIdentifier, SIGINT)
    try await process.wait { try project.text("errors.txt").contains("stopping") }
    #expect(process.isRunning)
    kill(process.processIdentifier, SIGINT)
    await process.finish()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)

    let sandbox = try await LiveSandbox([])
    let rest = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try project.recordedMovies().count == 9)
  }

  @Test func `a signal ends a run in its later parts, too`() async throws {
    let sandbox = try await LiveSandbox(["--latency", "400ms..600ms"])
    let project = try TestProject.forTrials(strategy: "realtime", concurrency: 4)
    try project.addMovies(1..<9)
    let votes = ["--set", "recipe.confidence=votes", "--set", "recipe.votes=5"]
    let errors = project.directory.appendingPathComponent("errors.txt")
    let process = try Program.start(
      votes, in: project.directory, environment: sandbox.environment, errors: errors)
    // All movies have answered once, so that the second part has begun.
    try #require(try await sandbox.hears(12, from: process))
    kill(process.processIdentifier, SIGINT)
    await process.finish()

    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    #expect(try project.text("errors.txt").contains("stopping: waiting for what is under way"))
    let account = try await sandbox.account()
    #expect(account.realtime < 40, "it did not stop")
    #expect(try project.keptReplies() == account.realtime)

    let rest = try await Program.run(
      votes, in: project.directory, environment: sandbox.environment)
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try await sandbox.account().realtime == 40)
  }

  @Test(arguments: [("HUP", SIGHUP), ("INT", SIGINT)])
  func `a signal that was ignored at the start stays ignored, as nohup and & mean it`(
    name: String, number: Int32
  ) async throws {
    let project = try TestProject.forTrials(strategy: "realtime", concurrency: 4)
    try project.addMovies(1..<40)
    let process = try ChildProcess(
      "/bin/sh",
      [
        "-c",
        "trap '' \(name); exec '\(Program.directory.path)/tropebuild' --sandbox --latency 100ms",
      ],
      in: project.directory.path, environment: ProcessInfo.processInfo.environment)
    try await process.wait { try !project.recordedMovies().isEmpty }
    kill(process.processIdentifier, number)
    await process.finish()
    #expect(process.terminationStatus == 0)
    #expect(try project.recordedMovies().count == 39)
  }

  @Test func ctrlCInTheTerminalLeavesTheOwnSandboxAliveUntilTheEnd() async throws {
    let project = try TestProject.forTrials(strategy: "realtime", concurrency: 2)
    try project.addMovies(1..<200)
    let errors = project.directory.appendingPathComponent("errors.txt")
    // A group of its own for program and children, as a shell makes it for a job. Answers take their time, so that most
    // are still to come when the first is seen.
    let process = try Program.start(
      ["--sandbox", "--latency", "200ms"], in: project.directory, errors: errors)
    try await process.wait { try !project.recordedMovies().isEmpty }
    let group = getpgid(process.processIdentifier)
    try #require(group == process.processIdentifier, "the program has no group of its own")
    kill(-group, SIGINT)
    await process.finish()
    #expect(process.terminationStatus == 130)
    let said = try project.text("errors.txt")
    #expect(said.contains("stopping"))
    #expect(!said.contains("failed"), "\(said)")
    #expect(try project.count(.failed) == 0)

    let rest = try await project.tropebuild("--sandbox")
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try project.recordedMovies().count == 199)
    #expect(try project.keptReplies() == 199)
  }
}
