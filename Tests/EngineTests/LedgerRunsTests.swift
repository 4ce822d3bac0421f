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

  @Test func `a run that goes on with batches of before has a forecast of them`() async throws {
    let rig = try await EngineRig(hasCasts: true)
    let project = try rig.project { $0.plan.strategy = .batch }
    try await rig.build(project, .writeBatches)
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    let forecast = try ledger.batches().reduce(0) { $0 + $1.forecastCost }
    try ledger.close()
    #expect(forecast > 0)
    let summary = try #require(try await rig.build(project))
    #expect(summary.built == 4)
    #expect(abs(summary.forecastDollars - forecast) < 1e-9)
    let run = try #require(try runs(rig).first)
    #expect(abs(run.forecastCost - forecast) < 1e-9)
    #expect(abs((run.forecastByLane[.batch] ?? 0) - forecast) < 1e-9)
    await rig.stop()
  }

  @Test func `each reply is one run's, whatever the clock says`() async throws {
    let rig = try await EngineRig(hasCasts: true)
    // Each of these runs begins at the same moment, by its own clock.
    for _ in 0..<3 {
      try await rig.build {
        $0.alwaysMake = true
        $0.fresh = true
      }
    }
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    let all = try ledger.totals().sandbox.costDollars
    let runs = try ledger.runs()
    #expect(runs.count == 3 && all > 0)
    #expect(abs(runs.reduce(0) { $0 + ($1.realByLane[.realtime] ?? 0) } - all) < 1e-9)
    for run in runs {
      #expect(abs((run.realByLane[.realtime] ?? 0) - (run.realCost ?? 0)) < 1e-9)
    }
    await rig.stop()
  }
}
