package import TropeModel

/// The way that a deadline or a budget asks for.
package enum PlanChoice: Hashable, Sendable {
  /// This one keeps them.
  case fits(PlanRow)
  /// None does; the nearest one is late by `late` (zero where only the budget is passed) and costs `over`
  /// dollars too much (zero where only the deadline is passed).
  case none(nearest: PlanRow, late: Duration, over: Double)
  /// There is no row to choose from.
  case nothing
}

extension PlanTable {
  /// The row for a deadline, a budget, or both: with a deadline the cheapest that keeps all, else the fastest. A
  /// deadline is held against `likely`, the time in which nine of ten batches come back.
  ///
  /// Rows that leave more movies out than others (too long for their lane) are not chosen. Where none fits, the
  /// row that comes nearest is: the fastest for a deadline, the cheapest for a budget; for both the fastest of
  /// those within the budget, or the cheapest where there are none.
  ///
  /// - Parameter strategy: the one that was named, which stands; `nil` where any will do.
  package func choose(
    deadline: Duration?, budget: Double?, strategy: Strategy? = nil
  ) -> PlanChoice {
    let rows = rows.filter { strategy == nil || $0.strategy == strategy }
    guard let fewest = rows.map(\.tooLong).min() else { return .nothing }
    let whole = rows.filter { $0.tooLong == fewest }
    let affordable = whole.filter { row in budget.map { row.cost <= $0 } ?? true }
    let fitting = affordable.filter { row in deadline.map { row.likely <= $0 } ?? true }
    let best = deadline == nil ? Self.fastest(fitting) : Self.cheapest(fitting)
    if let best { return .fits(best) }
    guard let nearest = Self.fastest(affordable) ?? Self.cheapest(whole) else { return .nothing }
    return .none(
      nearest: nearest, late: max(.zero, nearest.likely - (deadline ?? nearest.likely)),
      over: max(0, nearest.cost - (budget ?? nearest.cost)))
  }

  private static func cheapest(_ rows: [PlanRow]) -> PlanRow? {
    rows.min { ($0.cost, $0.typical) < ($1.cost, $1.typical) }
  }

  private static func fastest(_ rows: [PlanRow]) -> PlanRow? {
    rows.min { ($0.typical, $0.cost) < ($1.typical, $1.cost) }
  }
}

extension PlanRow {
  /// Dollars of both lanes.
  package var cost: Double { forecast.total.cost }
  /// Time of the slower lane in the typical case.
  package var typical: Duration { forecast.total.typical }
  /// Time of the slower lane where each batch takes what nine in ten take.
  package var likely: Duration { forecast.total.likely }
  /// Time of the slower lane in the worst case.
  package var worst: Duration { forecast.total.worst }
}
