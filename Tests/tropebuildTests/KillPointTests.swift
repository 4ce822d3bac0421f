import Foundation
import TestSupport
import Testing
import TropeModel

/// The program is killed exactly between two steps: when the server has done something and the program cannot
/// know it yet.
@Suite(.timeLimit(.minutes(10))) struct KillPointTests {
  /// A call whose answer never comes, or comes in part.
  struct Point: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var method: String
    var path: String
    /// How much of the answer still comes.
    var after = 0

    func isMet(by request: BadServer.Request) -> Bool {
      request.method == method && request.path.hasPrefix("/v1" + path)
        && (path != "/files" || method == "POST" || request.path.hasSuffix("/content"))
    }
  }

  static let points = [
    Point(testDescription: "a file is uploaded", method: "POST", path: "/files"),
    Point(testDescription: "a batch is created", method: "POST", path: "/batches"),
    Point(
      testDescription: "half of the news of a batch has come", method: "POST", path: "/batches",
      after: 300),
    Point(testDescription: "a batch is looked at", method: "GET", path: "/batches/"),
    Point(testDescription: "results are asked for", method: "GET", path: "/files"),
    Point(
      testDescription: "half of the results have come", method: "GET", path: "/files", after: 3_000),
    Point(testDescription: "a question is answered", method: "POST", path: "/chat/completions"),
    Point(
      testDescription: "half of an answer has come", method: "POST", path: "/chat/completions",
      after: 400),
  ]

  @Test(arguments: points)
  func killedWhenTheServerHasDoneItAndTheProgramDoesNotKnow(point: Point) async throws {
    let sandbox = try await LiveSandbox(["--batch-turnaround", "100ms..300ms"])
    let target = sandbox.baseURL
    let between = try BadServer { request in
      point.isMet(by: request)
        ? .withhold(from: target, after: point.after) : .forward(to: target)
    }
    let project = try TestProject.forTrials(batches: 2, batchTokens: "15k", concurrency: 2)
    try project.addMovies(1..<30)
    let process = try Program.start([], in: project.directory, environment: between.environment)
    try await between.withholds(1)
    kill(process.processIdentifier, SIGKILL)
    await process.finish()
    let sent = try project.count(.sent)
    let told = try await Program.run(["status", "--json"], in: project.directory)
    let targets = try #require(try told.output.jsonLines().first?["targets"] as? [String: Int])
    #expect(targets.values.reduce(0, +) == 29, "\(targets)")
    #expect(try targets["done"] ?? 0 <= project.recordedMovies().count, "\(targets)")

    let rest = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(rest.status == 0, "\(rest.errors)\(rest.output)")
    #expect(try project.recordedMovies().count == 29)
    let account = try await sandbox.account()
    #expect(account.billedTwiceInBatches == [])
    #expect(account.twice <= sent, "\(account) \(between.requests.map(\.path))")
    // What was not sent when the program was killed is planned anew, so there may be more than two.
    let batches = try project.createdBatches()
    #expect(batches >= 2)
    #expect(account.batches_created == batches, "a batch was made twice")
    #expect(try await sandbox.uploadedFiles() == batches, "a file was uploaded twice")
    #expect(try project.keptReplies() == 29)
  }

  @Test func `a batch under way is cancelled after a kill, here and at the server`() async throws {
    let sandbox = try await LiveSandbox(["--batch-turnaround", "1h..2h"])
    let target = sandbox.baseURL
    let looks = try #require(Self.points.first { $0.testDescription == "a batch is looked at" })
    let between = try BadServer { request in
      looks.isMet(by: request) ? .withhold(from: target, after: 0) : .forward(to: target)
    }
    let project = try TestProject.forTrials(strategy: "batch", batches: 1, batchTokens: "1M")
    try project.addMovies(1..<5)
    let process = try Program.start([], in: project.directory, environment: between.environment)
    try await between.withholds(1)
    kill(process.processIdentifier, SIGKILL)
    await process.finish()

    let cancelled = try await Program.run(
      ["cancel"], in: project.directory, environment: sandbox.environment)
    #expect(cancelled.status == 0, "\(cancelled.errors)\(cancelled.output)")
    let batches = try await Program.run(["batches", "--json"], in: project.directory)
    let first = try #require(try batches.output.jsonLines().first)
    #expect((first["remote_status"] as? String)?.hasPrefix("cancel") == true, "\(first)")
  }

  @Test func aBatchThatIsStillBeingMadeWhenTheNextRunLooksIsNotMadeTwice() async throws {
    // The server takes its time over creating: the program is killed meanwhile, the next one is faster.
    let sandbox = try await LiveSandbox(["--batch-turnaround", "100ms..300ms"])
    let target = sandbox.baseURL
    let slow = try BadServer { request in
      guard request.method == "POST", request.path.hasSuffix("/batches") else {
        return .forward(to: target)
      }
      usleep(2_000_000)
      return .withhold(from: target, after: 0)
    }
    let project = try TestProject.forTrials(strategy: "batch", batches: 1, batchTokens: "1M")
    try project.addMovies(1..<10)
    let process = try Program.start([], in: project.directory, environment: slow.environment)
    try await Happening.wait(for: "the creation of a batch") {
      slow.requests.contains { $0.method == "POST" && $0.path == "/v1/batches" }
    }
    kill(process.processIdentifier, SIGKILL)
    await process.finish()
    let rest = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(rest.status == 0, "\(rest.errors)\(rest.output)")
    try await slow.withholds(1)
    let account = try await sandbox.account()
    #expect(account.batches_created == 1)
    #expect(account.billedTwiceInBatches == [])
    #expect(try project.recordedMovies().count == 9)
  }
}
