/// What a budget has room for: the rule by which a run sends or leaves, and by which `-n` tells that before.
package struct BudgetRule: Hashable, Sendable {
  /// In US dollars.
  let limit: Double

  /// In US dollars: sums of many small prices are not exact to the last bit.
  static let tolerance = 1e-9

  /// - Parameter limit: in US dollars.
  package init(_ limit: Double) { self.limit = limit }

  /// Whether it has room for something at the most that it can cost.
  ///
  /// - Parameter committed: what is paid, or held for what is under way.
  package func holds(_ most: Double, beside committed: Double = 0) -> Bool {
    committed + most <= limit + Self.tolerance
  }

  /// What becomes of a batch that was written and that the server does not have.
  package enum Fate: Hashable, Sendable {
    /// It is sent as it is, as soon as there is room for it.
    case sent
    /// It can cost more than the whole budget, which has room now for parts of it: it is written anew in these.
    case divided
    /// It can cost more than the whole budget, and nothing of it can be sent now.
    case left
  }

  /// - Parameters:
  ///   - most: what the batch can cost, in US dollars.
  ///   - requests: how many it has; each is taken to cost as much as the others.
  ///   - committed: see `holds`.
  package func fate(ofBatch most: Double, requests: Int, beside committed: Double = 0) -> Fate {
    if holds(most) { return .sent }
    return requests > 1 && holds(most / Double(requests), beside: committed) ? .divided : .left
  }
}
