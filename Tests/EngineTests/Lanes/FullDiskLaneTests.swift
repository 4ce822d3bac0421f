import OpenAIClient
import Store
import Testing
import TestSupport

@testable import Engine

/// Results for which the disk has no room.
@Suite struct FullDiskLaneTests {
  @Test func `results that cannot be written stop the run, and the next one takes them, once`()
    async throws
  {
    let full = try Rig()
    full.server.before = { call, _ in
      call == "GET /files/out-batch_1/content"
        ? .failure(
          TransportFailure(
            kind: .file, message: "cannot write 'x': the disk is full; make room and run again",
            requestMayHaveRun: true)) : nil
    }
    #expect(try await full.runBatches(planned: [full.requests()]).isEmpty)
    #expect(
      full.stopped
        == "batch 1: downloading a file failed: cannot write 'x': the disk is full; make room and run again"
    )
    #expect(try full.ledger.batch(1)?.state == .submitted)
    #expect(try full.sum().open == 3)
    #expect(await full.recorder.tally.failed.isEmpty)
    try full.ledger.close()
    try full.database.close()

    let rig = try Rig(in: full.directory, server: full.server)
    rig.server.before = nil
    #expect(try await rig.runBatches(open: [try some(rig.ledger.batch(1))]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.totals().paid.replies == 3)
    #expect(rig.server.batches.count == 1)
  }
}
