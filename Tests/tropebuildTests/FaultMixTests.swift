import Foundation
import Testing
import TropeModel

/// Everything that can go wrong at a server, all at once.
@Suite(.timeLimit(.minutes(10))) struct FaultMixTests {
  @Test func everyMovieEndsAsARecordOrAsAClearFailure() async throws {
    let sandbox = try await LiveSandbox([
      "--batch-turnaround", "200ms..800ms", "--latency", "0ms..20ms", "--faults",
      "429=5%,500=2%,timeout=1%,cut=1%,html=0.5%,bad-json=1%,refusal=0.5%,length=0.5%,"
        + "wrong-trope=1%,missing-character=1%,batch-expire=10%,batch-fail=5%,"
        + "line-missing=0.1%,output-truncated=1%",
    ])
    let project = try TestProject.forTrials(
      batches: 6, batchTokens: "40k", realtime: ["timeout: 2s"])
    let movies = 200
    try project.addMovies(1..<(movies + 1))
    let outcome = try await Program.run(
      [], in: project.directory, environment: sandbox.environment)
    #expect([0, 1].contains(outcome.status), "\(outcome.errors)\(outcome.output)")
    let recorded = try project.recordedMovies().count
    let failed = try project.count(.failed)
    #expect(recorded + failed == movies, "\(outcome.errors)\(outcome.output)")
    #expect((outcome.status == 0) == (failed == 0))
    #expect(try project.count(.sent) == 0)
    #expect(try project.count(.submitted) == 0)
    let account = try await sandbox.account()
    let batches = try project.createdBatches()
    #expect(account.batches_created == batches)
    print(
      "trial: \(recorded) records, \(failed) failed, \(account.inBatches) answers in "
        + "\(account.batches_created) batches, \(account.realtime) in real time, "
        + "\(try project.keptReplies()) replies kept, \(account.requests) requests")
    let again = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect([0, 1].contains(again.status), "\(again.errors)")
  }
}
