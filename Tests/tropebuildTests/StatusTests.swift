import Basics
import Foundation
import ProjectFiles
import Store
import TestSupport
import Testing
import TropeModel

/// `status` of a run that another process is at work on.
@Suite struct StatusTests {
  /// Later than any clock of this machine: what was noted last tells the time of a rehearsal.
  private static let noon = Timestamp(iso8601: "2198-01-01T12:00:00.000Z")

  @Test func `a run takes at least as long as it waits, and a minute is one of its own clock`()
    async throws
  {
    let noon = try #require(Self.noon)
    let project = try TestProject.small()
    let build = project.directory.appendingPathComponent("build").path
    try Directories.make(build)
    let ledger = try Ledger.open(path: project.directory.appendingPathComponent("ledger.db").path)
    _ = try ledger.beginRun(
      startedAt: noon, strategy: .realtime, forecastCost: 0.01, forecastSeconds: 4)
    let ages = [0, 10, 100, 110, 160]
    try ledger.keep(
      LedgerGroup(
        requests: ages.map { RealtimeRequest(sentAt: noon + .seconds($0), tokens: 1_000) },
        isSandbox: true,
        forecast: ExpectedRun(notedAt: noon + .seconds(160), dollars: 0.02, seconds: 5)))
    try ledger.close()
    try StatusDirectory(build + "/status").tell([
      StatusWait(
        lane: .realtime, until: noon + .seconds(86_460), reason: "the day's requests are used up")
    ])
    let lock = try BuildLock.acquire(build + "/lock", command: "a test", now: noon)
    defer { lock.release() }

    let status = try await project.build("status", "--json")
    let run = try #require(try status.output.jsonLines().first?["run"] as? [String: Any])
    #expect(run["left_seconds"] as? Double == 86_300)
    #expect(run["expected_seconds"] as? Double == 86_460)
    #expect(run["requests_last_minute"] as? Int == 3)
    #expect(run["tokens_last_minute"] as? Int == 3_000)
    let words = try await project.build("status").output
    #expect(words.contains("typically 24.0 h left"), "\(words)")
  }
}
