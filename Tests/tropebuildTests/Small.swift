import Foundation
import Testing
import TestSupport

import Glibc

extension TestProject {
  /// Settings of a project for the sandbox that no limit slows.
  ///
  /// - Parameters:
  ///   - strategy: as `plan.strategy`.
  ///   - sandbox: whether tropebuild starts one itself.
  ///   - lines: further settings, each at the top level.
  static func settings(
    strategy: String = "realtime", sandbox: Bool = true, _ lines: String = ""
  ) -> String {
    """
    input: {directory: data}
    plan: {strategy: \(strategy), num_batches: 1}
    lanes: {batch: {poll_interval: 200ms}}
    api: {sandbox: \(sandbox)}
    limits: {requests_per_minute: 100k, requests_per_day: 1M, tokens_per_minute: 100M}
    \(lines)

    """
  }

  /// A project of some small movies: 1 to 3 have a cast, 4 has none.
  static func small(
    strategy: String = "realtime", sandbox: Bool = true, _ lines: String = ""
  ) throws -> TestProject {
    let project = try TestProject(
      tropefile: settings(strategy: strategy, sandbox: sandbox, lines))
    for id in 1...4 { try project.addSmallMovie(id) }
    return project
  }

  /// Writes a movie whose plot no other has.
  func addSmallMovie(_ id: Int) throws {
    try addMovie(
      id, plot: "Anna, the captain of ship \(id), saves the crew. The cruel Bert betrays them all.",
      cast: id == 4 ? nil : ["Anna", "Bert"])
  }

  /// Builds and expects that all goes well.
  @discardableResult
  func build(
    _ arguments: String..., environment: [String: String] = [:],
    at place: SourceLocation = #_sourceLocation
  ) async throws -> Program.Outcome {
    let outcome = try await Program.run(arguments, in: directory, environment: environment)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)", sourceLocation: place)
    return outcome
  }

  /// Runs a build and expects that it has nothing to do, says so in one line and writes nothing.
  func expectNothingToDo(
    _ upToDate: Int, environment: [String: String] = [:],
    at place: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try picture()
    let outcome = try await Program.run([], in: directory, environment: environment)
    #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: place)
    #expect(
      outcome.output.hasPrefix("nothing to do: \(upToDate) up to date"), sourceLocation: place)
    #expect(outcome.output.split(separator: "\n").count == 1, sourceLocation: place)
    #expect(outcome.errors == "", sourceLocation: place)
    #expect(try picture() == before, sourceLocation: place)
  }

  /// What `-n --json` prints: each stale or failed movie, and the summary.
  func preview(
    _ arguments: String..., at place: SourceLocation = #_sourceLocation
  ) async throws -> (movies: [[String: Any]], summary: [String: Any]) {
    let outcome = try await Program.run(["-n", "--json"] + arguments, in: directory)
    #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: place)
    let objects = try outcome.output.jsonLines()
    let summary = try #require(
      objects.last?["summary"] as? [String: Any], "\(outcome.output)", sourceLocation: place)
    return (Array(objects.dropLast()), summary)
  }

  /// The rows of a query on tropes.db.
  func rows(_ sql: String, database: String = "build/tropes.db") throws -> [String] {
    try Shell(directory.appendingPathComponent(database).path).rows(sql)
  }

  /// Sets a file's time of last change, in seconds and nanoseconds, and nothing else.
  func setModified(_ path: String, _ time: timespec) {
    var times = [time, time]
    utimensat(AT_FDCWD, directory.appendingPathComponent(path).path, &times, 0)
  }

  /// A file's time of last change.
  func modified(_ path: String) -> timespec {
    var status = stat()
    stat(directory.appendingPathComponent(path).path, &status)
    return status.st_mtim
  }
}

extension String {
  /// Each line as a JSON object; throws where one is none.
  func jsonLines() throws -> [[String: Any]] {
    try split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  /// The number behind a word of a summary: `built 3, reused 0`.
  func count(_ word: String) -> Int? {
    guard let place = range(of: "\(word) ") else { return nil }
    return Int(self[place.upperBound...].prefix { $0.isNumber })
  }
}
