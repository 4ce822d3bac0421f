import Planner

extension Previewer {
  /// What is made of each look, but once for all that are planned alike: those of several asks mostly are, for they differ in
  /// the order of lists alone.
  static func once<Result>(_ looks: [Look], _ make: (Look) -> Result) -> [Result] {
    var made: [(look: Look, result: Result)] = []
    return looks.map { look in
      if let same = made.first(where: { $0.look.isPlanned(like: look) }) { return same.result }
      let result = make(look)
      made.append((look, result))
      return result
    }
  }
}

extension Previewer.Look {
  /// Whether all that plans and forecasts go by is the same.
  fileprivate func isPlanned(like other: Self) -> Bool {
    guard let own = workload, let others = other.workload else { return false }
    return moment == other.moment && terms.limits == other.terms.limits
      && terms.prices == other.terms.prices && own.settings == others.settings
      && own.overhead == others.overhead && own.assumptions == others.assumptions
      && own.items.count == others.items.count
      && zip(own.items, others.items).allSatisfy { $0.isPlanned(like: $1) }
  }
}
