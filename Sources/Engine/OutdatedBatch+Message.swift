import Display
import TropeModel

extension OutdatedBatch {
  /// Why it is not what would be asked now.
  package var why: String {
    guard let recipe else {
      return "\(Format.grouped(unwanted)) of its \(Format.counted(questions, "question")) "
        + "\(unwanted == 1 ? "is" : "are") not asked any more, since files have changed or answers have come since"
    }
    if let ask = recipe.ask { return "it is of ask \(ask) of the votes" }
    if let model = recipe.model { return "it was written to ask \(model), which is not asked now" }
    let changes = recipe.changes.map(\.rawValue).joined(separator: ", ")
    return "it was written with another recipe" + (changes.isEmpty ? "" : " (\(changes))")
  }

  /// What is said where a run gives it up.
  var givenUp: String { "given up unsent: \(why); what is still wanted of it is planned anew" }

  /// What is said where it was to be submitted.
  var notSubmitted: String {
    let cancel = "'tropebuild cancel \(number)' gives it up"
    guard let recipe else {
      return
        "is left as it is: \(why); \(cancel), and the next 'create-batches' or build plans anew what is still wanted of it"
    }
    guard recipe.ask == nil else {
      return "is left as it is: \(why), with which 'tropebuild' goes on; \(cancel)"
    }
    let option = recipe.model.map { "recipe.model=\($0)" } ?? "KEY=VALUE"
    return
      "is left as it is: \(why); 'tropebuild submit' with what it was written with (--set \(option)) submits it, \(cancel)"
  }
}
