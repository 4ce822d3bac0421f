import Foundation
import Testing
import TestSupport
import TropeModel

/// Servers that refuse, break off, lie or keep silent: every run ends, nothing is marked failed for what a
/// person must mend, and the next run with a good server builds everything.
@Suite(.timeLimit(.minutes(10))) struct ServerTests {
  /// A way in which a server is bad and what the program says of it.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var reaction: @Sendable (BadServer.Request) -> BadServer.Reaction
    var says: String
    var testDescription: String { name }
  }

  private static func refusal(_ status: Int, _ code: String, _ message: String) -> String {
    #"{"error":{"message":"\#(message)","type":"\#(code)","param":null,"code":"\#(code)"}}"#
  }

  static let accountProblems: [Case] = [
    Case(
      name: "the key is refused",
      reaction: { _ in .answer(401, refusal(401, "invalid_api_key", "Incorrect API key provided"))
      },
      says: "the server does not accept the key"),
    Case(
      name: "the key may not",
      reaction: { _ in .answer(403, refusal(403, "unsupported_country", "Country not supported")) },
      says: "the key may not do this"),
    Case(
      name: "no credit",
      reaction: { _ in
        .answer(429, refusal(429, "insufficient_quota", "You exceeded your current quota"))
      }, says: "the account's credit or spending limit is used up"),
    Case(
      name: "no such model",
      reaction: { _ in
        .answer(404, refusal(404, "model_not_found", "The model does not exist"))
      }, says: "the server has no such model"),
  ]

  static let brokenServers: [Case] = [
    Case(
      name: "a page of HTML with status 200",
      reaction: { _ in
        .raw(
          "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 23\r\n\r\n"
            + "<html>Welcome!</html>\r\n")
      }, says: "the answer is not what the API would send"),
    Case(
      name: "a page of HTML with status 502",
      reaction: { _ in
        .raw(
          "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>")
      }, says: "the server has an internal error (502)"),
    Case(
      name: "connections cut without a word", reaction: { _ in .cut },
      says: "the connection"),
    Case(
      name: "connections cut in the middle of an answer",
      reaction: { _ in .raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"id\":") },
      says: "the connection"),
  ]

  @Test(arguments: accountProblems, ["hybrid", "realtime", "batch"])
  func whatAPersonMustMendStopsTheRunAndFailsNothing(
    problem: Case, strategy: String
  ) async throws {
    let server = try BadServer(problem.reaction)
    let project = try TestProject.forTrials(
      strategy: strategy, batches: 1, concurrency: 4, realtime: ["timeout: 5s"])
    try project.addMovies(1..<30)
    let outcome = try await Program.run(
      [], in: project.directory, environment: server.environment)
    #expect(outcome.status == 2, "\(outcome.errors)\(outcome.output)")
    #expect((outcome.output + outcome.errors).contains(problem.says))
    #expect(outcome.output.contains("nothing was answered, cost $0.00"))
    #expect(try project.count(.failed) == 0)
    #expect(server.requests.count <= 12, "it went on asking")
    try await completes(project, movies: 29)
  }

  @Test(arguments: brokenServers, ["hybrid", "batch"])
  func aBrokenServerEndsTheRunAndLosesNothing(problem: Case, strategy: String) async throws {
    let server = try BadServer(problem.reaction)
    let project = try TestProject.forTrials(
      strategy: strategy, batches: 1, concurrency: 4, realtime: ["timeout: 5s"])
    try project.addMovies(1..<30)
    let outcome = try await Program.run(
      [], in: project.directory, environment: server.environment)
    #expect(outcome.status == 2, "\(outcome.errors)\(outcome.output)")
    #expect((outcome.output + outcome.errors).contains(problem.says), "\(outcome.errors)")
    #expect(try project.count(.failed) == 0)
    try await completes(project, movies: 29)
  }

  @Test(arguments: ["hybrid", "batch"])
  func aServerThatIsNotThereEndsTheRun(strategy: String) async throws {
    let closed = try Loopback.RefusingPort()
    let environment = [
      "OPENAI_BASE_URL": "http://127.0.0.1:\(closed.port)/v1", "OPENAI_API_KEY": "a-key-for-tests",
    ]
    let project = try TestProject.forTrials(strategy: strategy, batches: 1)
    try project.addMovies(1..<30)
    let outcome = try await Program.run([], in: project.directory, environment: environment)
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect((outcome.output + outcome.errors).contains("connect"), "\(outcome.errors)")
    #expect(try project.count(.failed) == 0)
    withExtendedLifetime(closed) {}
    try await completes(project, movies: 29)
  }

  @Test(arguments: ["hybrid", "realtime"])
  func aServerThatNeverAnswersEndsTheRun(strategy: String) async throws {
    let server = try BadServer { _ in .silence }
    let project = try TestProject.forTrials(
      strategy: strategy, batches: 1, concurrency: 4)
    try project.addMovies(1..<30)
    // For this run alone: on a busy machine a good server's answer takes as long.
    let outcome = try await Program.run(
      ["--set", "lanes.realtime.timeout=1s"], in: project.directory, environment: server.environment
    )
    #expect(outcome.status == 2, "\(outcome.output)")
    #expect((outcome.output + outcome.errors).contains("time"), "\(outcome.errors)")
    #expect(try project.count(.failed) == 0)
    try await completes(project, movies: 29)
  }

  @Test func aDaysLimitIsNotWaitedForWithNoWait() async throws {
    let server = try BadServer { _ in
      .answer(
        429,
        Self.refusal(
          429, "rate_limit_exceeded",
          "Rate limit reached on requests per day (RPD): Limit 10000, Used 10000, Requested 1. "
            + "Please try again in 8h20m0s."))
    }
    let project = try TestProject.forTrials(strategy: "realtime", concurrency: 4)
    try project.addMovies(1..<10)
    let outcome = try await Program.run(
      ["--no-wait"], in: project.directory, environment: server.environment)
    #expect(outcome.status == 75, "\(outcome.errors)\(outcome.output)")
    #expect(try project.count(.failed) == 0)
    try await completes(project, movies: 9)
  }

  @Test func aFlakyServerCostsTimeAndNothingElse() async throws {
    let sandbox = try await LiveSandbox([
      "--faults", "429=10%,500=10%,html=2%,poll-500=20%,upload-lost=20%,batch-create-lost=30%",
      "--batch-turnaround", "200ms..600ms",
    ])
    let project = try TestProject.forTrials(batches: 4, batchTokens: "12k")
    try project.addMovies(1..<80)
    let outcome = try await Program.run(
      [], in: project.directory, environment: sandbox.environment)
    #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
    #expect(try project.recordedMovies().count == 79)
    let account = try await sandbox.account()
    #expect(account.twice == 0)
    #expect(account.batches_created == (try project.createdBatches()))
  }

  private func completes(_ project: TestProject, movies: Int) async throws {
    let sandbox = try await LiveSandbox(["--batch-turnaround", "100ms..200ms"])
    let outcome = try await Program.run(
      [], in: project.directory, environment: sandbox.environment)
    #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
    #expect(try project.recordedMovies().count == movies)
    #expect(try await sandbox.account().twice == 0)
  }
}
