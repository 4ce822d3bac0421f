/// The words about batches that were written and do not fit the budget.
enum BudgetWords {
  /// That some of them can cost more than the budget; `nil` where none can.
  static func beyond(_ underWay: UnderWay) -> String? {
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
