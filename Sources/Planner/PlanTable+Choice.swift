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
  /// The row for a deadline, a budget, or both: with a budget alone the fastest that keeps it, else the cheapest that
  /// keeps all. A deadline is held against `likely`, the time in which nine of ten batches come back.
  ///
  /// Rows that leave more movies out than others (too long for their lane) are not chosen. Where none fits, the
  /// row that comes nearest is: the fastest for a deadline, the cheapest for a budget; for both the fastest of
  /// those within the budget, or the cheapest where there are none.
  ///
  /// - Parameters:
  ///   - strategy: the one that was named, which stands; `nil` where any will do.
  ///   - moviesPerRequest: the same of movies a request.
  package func choose(
    deadline: Duration?, budget: Double?, strategy: Strategy? = nil, moviesPerRequest: Int? = nil
  ) -> PlanChoice {
    let rows = rows.filter { row in
      (strategy == nil || row.strategy == strategy)
        && (moviesPerRequest == nil || row.moviesPerRequest == moviesPerRequest)
    }
    guard let fewest = rows.map(\.tooLong).min() else { return .nothing }
    let whole = rows.filter { $0.tooLong == fewest }
    let affordable = whole.filter { row in budget.map { row.cost <= $0 } ?? true }
    let fitting = affordable.filter { row in deadline.map { row.likely <= $0 } ?? true }
    let best =
      deadline == nil && budget != nil ? Self.fastest(fitting) : Self.cheapest(fitting)
    if let best { return .fits(best) }
    guard let nearest = Self.fastest(affordable) ?? Self.cheapest(whole) else { return .nothing }
    return .none(
      nearest: nearest, late: max(.zero, nearest.likely - (deadline ?? nearest.likely)),
      over: max(0, nearest.cost - (budget ?? nearest.cost)))
  }

  /// The row that the tropefile asks for by strategy and movies a request.
  package var configured: PlanRow? { rows.first(where: \.isConfigured) }

  /// The cheapest of the rows that leave no more movies out than others; `nil` without rows.
  package var cheapest: PlanRow? { Self.cheapest(whole) }

  /// The fastest of them.
  package var fastest: PlanRow? { Self.fastest(whole) }

  private var whole: [PlanRow] {
    let fewest = rows.map(\.tooLong).min() ?? 0
    return rows.filter { $0.tooLong == fewest }
  }

  /// The cheapest row that is both cheaper and faster than another, and asks as many movies at least.
  ///
  /// - Parameter differs: whether people see a difference of cost and of time.
  package func better(
    than row: PlanRow, where differs: (PlanRow, PlanRow) -> Bool
  ) -> PlanRow? {
    Self.cheapest(
      whole.filter {
        $0.isCheaper(than: row) && $0.typical < row.typical && differs($0, row)
      })
  }

  private static func cheapest(_ rows: [PlanRow]) -> PlanRow? {
    rows.min { ($0.cost, $0.typical) < ($1.cost, $1.typical) }
  }

  private static func fastest(_ rows: [PlanRow]) -> PlanRow? {
    rows.min { ($0.typical, $0.cost) < ($1.typical, $1.cost) }
  }
}

extension PlanRow {
  /// Whether it asks as many movies at least, for less.
  func isCheaper(than other: PlanRow) -> Bool { tooLong <= other.tooLong && cost < other.cost }

  /// Dollars of both lanes.
  package var cost: Double { forecast.total.cost }
  /// Time of the slower lane in the typical case.
  package var typical: Duration { forecast.total.typical }
  /// Time of the slower lane where each batch takes what nine in ten take.
  package var likely: Duration { forecast.total.likely }
  /// Time of the slower lane in the worst case.
  package var worst: Duration { forecast.total.worst }
}
