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

  @Test(arguments: [Strategy.realtime, .batch])
  func `a request that the budget can never bear is told before, at what the run holds it at`(
    strategy: Strategy
  ) async throws {
    let long = try #require(MovieID(number: 4))
    func rig() async throws -> EngineRig {
      let rig = try await EngineRig(movies: 1...3, hasCasts: true, turnaround: 0.01)
      try rig.add(4, plot: String(repeating: "Anna leaves Bert in the rain. ", count: 4_000))
      return rig
    }
    func project(_ rig: EngineRig, _ budget: Double?) throws -> Project {
      try rig.project {
        $0.plan.strategy = strategy
        $0.plan.budget = budget
      }
    }
    func look(_ rig: EngineRig, _ budget: Double?) async throws -> Preview {
      try await rig.run(try project(rig, budget)).look().preview
    }
    let below = try await rig()
    #expect(try await look(below, nil).beyondBudget == nil)
    let preview = try await look(below, 0.002)
    let found = try #require(preview.beyondBudget)
    #expect(found.requests == 1 && found.movies == [long] && found.most > 0.002)
    #expect(found.endsRealtime == (strategy == .realtime) && !found.hasGroups)
    let notice = try #require(preview.budgetNotice)
    #expect(notice.contains("1 request can cost more than the budget of $0.002 by itself, up to $"))
    #expect(notice.contains("(movie 4): it is not sent"))

    // The run draws the line where the look does.
    let refused = try await below.build(try project(below, found.most - 1e-6)) {
      $0.movies = [long]
    }
    #expect(refused?.stop == .budgetReached(.reached(found.most - 1e-6)))
    #expect(try await below.billed() == 0)
    let exact = try await rig()
    #expect(try await look(exact, found.most).beyondBudget == nil)
    let built = try await exact.build(try project(exact, found.most)) { $0.movies = [long] }
    #expect(built?.built == 1 && built?.stop == nil)
    await below.stop()
    await exact.stop()
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
