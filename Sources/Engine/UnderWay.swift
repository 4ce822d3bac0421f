import Planner
import Store
import TropeModel

/// Batches of earlier runs that this one collects.
package struct UnderWay: Sendable, Equatable {
  /// What they are expected to cost, in US dollars.
  package var dollars = 0.0
  /// The most that they can cost, as a run holds it against its budget; `nil` where there is none.
  package var most: Double?
  /// Until the last of them has typically ended.
  package var typical = Duration.zero
  package var worst = Duration.zero
  /// Batches that were written and not sent, by number, of which each costs more than the budget at its most.
  package private(set) var beyondBudget: [Int] = []
  /// Those among them that a build writes anew in parts; of the others it has no room for a single request.
  package private(set) var dividable: [Int] = []

  package init() {}

  /// - Parameter now: by the clock of their submission.
  init(_ batches: [LedgerBatch], _ turnaround: BatchTurnaround, now: Timestamp) {
    for batch in batches {
      dollars += batch.forecastCost
      let passed = batch.submittedAt.map { max(.zero, now - $0) } ?? .zero
      typical = max(typical, turnaround.typical - passed)
      worst = max(worst, turnaround.worst - passed)
    }
  }

  /// Holds batches against a budget, by the rule of a run.
  ///
  /// - Parameter most: what a batch can cost, in US dollars.
  mutating func hold(
    _ batches: [LedgerBatch], against budget: BudgetRule, _ most: (LedgerBatch) -> Double
  ) {
    let dollars = batches.map(most)
    self.most = dollars.reduce(0, +)
    // What the server has counts before anything else is sent.
    let held = zip(batches, dollars).reduce(0) { $0 + ($1.0.isUnsent ? 0 : $1.1) }
    for (batch, dollars) in zip(batches, dollars) where batch.isUnsent {
      let fate = budget.fate(ofBatch: dollars, requests: batch.requests, beside: held)
      if fate != .sent { beyondBudget.append(batch.number) }
      if fate == .divided { dividable.append(batch.number) }
    }
  }
}
