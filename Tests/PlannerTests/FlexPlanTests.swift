import Planner
import Testing
import TropeModel

/// Strategies that ask at the tier flex.
@Suite struct FlexPlanTests {
  private let overhead = RequestOverhead(
    [.init(tokens: 1_963, bytes: 9_000, sharedPrefix: 1_952)], isExact: true)
  private let luna = ModelFacts.gpt6Luna.prices

  private func table(offersFlex: Bool) -> PlanTable {
    PlanTable(
      comparing: Array(plots().prefix(500)), overhead: overhead,
      settings: PlanSettings(
        strategy: .hybridFlex, numBatches: 1, batchTokenTarget: 100_000, sizes: [1],
        offersFlex: offersFlex), limits: tier1, prices: luna, start: noon)
  }

  @Test func `they stand beside the others only where flex is offered`() {
    #expect(
      table(offersFlex: true).rows.map(\.strategy)
        == [.batch, .realtime, .flex, .hybrid, .hybridFlex])
    #expect(table(offersFlex: false).rows.map(\.strategy) == [.batch, .realtime, .hybrid])
  }

  @Test func `flex divides as real time does, at half the price and in its own lane`() throws {
    let rows = table(offersFlex: true).rows
    let flex = try #require(rows.first { $0.strategy == .flex }?.forecast)
    let realtime = try #require(rows.first { $0.strategy == .realtime }?.forecast)
    #expect(flex.realtime.requests == realtime.realtime.requests)
    #expect(abs(flex.total.cost * 2 - realtime.total.cost) < 1e-9)
    #expect(flex.realtimeLane == .flex)
    #expect(realtime.realtimeLane == .realtime)
    #expect(flex.batch.requests == 0)
    #expect(flex.total.worst > realtime.total.worst)
  }

  @Test func `hybrid-flex fills the same batches as hybrid`() throws {
    let rows = table(offersFlex: true).rows
    let mixed = try #require(rows.first { $0.strategy == .hybridFlex })
    let hybrid = try #require(rows.first { $0.strategy == .hybrid })
    #expect(mixed.isConfigured)
    #expect(mixed.forecast.batch.requests == hybrid.forecast.batch.requests)
    #expect(mixed.forecast.batch.batches == 1)
    #expect(mixed.cost < hybrid.cost)
  }
}
