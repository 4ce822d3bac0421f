import Engine
import Store
import Testing
import TestSupport
import Tropefile
import TropeModel

/// What the ledger says of runs.
@Suite struct LedgerRunsTests {
  private func runs(_ rig: EngineRig) throws -> [RunEntry] {
    try #require(try Ledger.openForReading(path: rig.place("ledger.db"))).runs()
  }

  @Test func `a run that left batches under way ended as it said`() async throws {
    let rig = try await EngineRig(turnaround: 3_600)
    let project = try rig.project { $0.plan.strategy = .batch }
    let summary = try await rig.build(project) { $0.noWait = true }
    let stop = try #require(summary?.stop)
    #expect(stop == .wouldWait)
    #expect(try runs(rig).map(\.outcome) == [stop.word])
    await rig.stop()
  }
}
