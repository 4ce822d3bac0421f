import Display
import TropeModel

/// The words about what does not fit the budget.
enum BudgetWords {
  /// All that does not; `nil` where all does.
  ///
  /// - Parameters:
  ///   - plan: what is said of the plan as a whole.
  ///   - budget: in US dollars.
  static func notice(_ preview: Preview, _ plan: String?, budget: Double) -> String? {
    let notices = [
      plan, preview.beyondBudget.map { beyond($0, budget: budget) }, beyond(preview.underWay),
    ].compactMap(\.self)
    return notices.isEmpty ? nil : notices.joined(separator: "; ")
  }

  /// That planned requests can cost more than the budget, each by itself.
  private static func beyond(_ requests: RequestsBeyondBudget, budget: Double) -> String {
    let most = Format.dollars(apart: [requests.most, budget])[0]
    let isOne = requests.requests == 1
    let (they, them) = isOne ? ("it is", "it") : ("they are", "them")
    let movies = requests.movies.prefix(5).map(\.description).joined(separator: ", ")
    let more = requests.movies.count - 5
    let named =
      "movie\(requests.movies.count == 1 ? "" : "s") \(movies)"
      + (more > 0 ? " and \(Format.grouped(more)) more" : "")
    return "\(Format.counted(requests.requests, "request")) can cost more than the budget of "
      + "\(Format.budget(budget)) \(isOne ? "by itself" : "each"), up to \(most) (\(named)): \(they) not sent"
      + (requests.endsRealtime ? ", nor is what comes behind in real time" : "")
      + "; a larger --budget has room for \(them)"
      + (requests.hasGroups ? ", or fewer movies a request (recipe.movies_per_request)" : "")
  }

  /// That some batches can cost more than the budget; `nil` where none can.
  private static func beyond(_ underWay: UnderWay) -> String? {
    let parts = underWay.dividable
    let whole = underWay.beyondBudget.filter { !parts.contains($0) }
    let words = [
      parts.isEmpty
        ? nil
        : "\(BatchWords.named(parts)) can cost more than the budget: \(verb(parts)) not sent, and written anew in parts",
      whole.isEmpty
        ? nil : "\(BatchWords.named(whole)) can cost more than the budget: \(verb(whole)) not sent",
    ].compactMap(\.self)
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

  private static func verb(_ numbers: [Int]) -> String { numbers.count == 1 ? "it is" : "they are" }
}
