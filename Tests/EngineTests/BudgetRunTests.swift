import Engine
import Planner
import Store
import TestSupport
import Testing
import Tropefile
import TropeModel

/// Builds in batches under a budget.
@Suite struct BudgetRunTests {
  private func project(_ rig: EngineRig, budget: Double? = nil) throws -> Project {
    try rig.project {
      $0.plan.strategy = .batch
      $0.plan.numBatches = 1
      $0.plan.budget = budget
    }
  }

  @Test func `what create-batches has written beyond the budget is told and written anew in parts`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...50, hasCasts: true, turnaround: 0.01)
    try await rig.build(project(rig), .writeBatches)
    try await rig.letFilesGrowOld()
    let ledger = try Ledger.openForReading(path: rig.place("ledger.db"))
    let forecast = try #require(try ledger?.batch(1)?.forecastCost)
    // More than the batch will cost, and less than it can.
    let project = try project(rig, budget: forecast * 1.25)
    let preview = try await rig.run(project).look().preview
    // Progress tells the cost of what a run goes on with, too.
    #expect(preview.forecast.total.cost == 0 && abs(preview.dollarsOfFirst - forecast) < 1e-9)
    let underWay = preview.underWay
    #expect(underWay.beyondBudget == [1])
    let most = try #require(underWay.most)
    #expect(most > forecast * 1.25)

    let summary = try await rig.build(project)
    #expect(summary?.built == 50 && summary?.stop == nil)
    #expect(try await rig.isAskedOnce())
    await rig.stop()
  }
}
