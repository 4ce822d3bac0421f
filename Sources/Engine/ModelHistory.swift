import Formats
import Recipe
import Store
import Tropefile
import TropeModel

/// What a project's records and replies were made with: a tropefile that leaves the model open means that one, so that a newer
/// program with another default makes nothing stale.
struct ModelHistory: Sendable {
  /// The models of the records, the most used first.
  private var uses: [ModelUse] = []
  /// Where there are no records, the model of the ledger's replies; where there are none either, of its batches.
  private var asked: String?
  private var ledger: Ledger?

  /// Of a project for which it makes no difference.
  init() {}

  /// Nothing is known where nothing can be read: who goes on to use the databases hears of it.
  ///
  /// - Parameter batchFile: where the file of a batch is.
  init(database: String, ledger: String, batchFile: (LedgerBatch) -> String) {
    uses = (try? TropesDatabase.openForReading(path: database)?.modelUses()) ?? []
    guard uses.isEmpty else { return }
    self.ledger = try? Ledger.openForReading(path: ledger)
    asked = (try? self.ledger?.mostAskedModel()) ?? waitingModel(batchFile)
  }

  /// The model that the most questions under way ask; a sandbox's count only where there are no others.
  private func waitingModel(_ batchFile: (LedgerBatch) -> String) -> String? {
    let open = (try? ledger?.unfinishedBatches()) ?? []
    let real = open.filter { !$0.isSandbox }
    var questions: [String: Int] = [:]
    for batch in real.isEmpty ? open : real {
      guard let model = batch.requestedModel ?? BatchFiles.model(ofFile: batchFile(batch)) else {
        continue
      }
      questions[model, default: 0] += batch.questions
    }
    return questions.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// The model that a tropefile means which names none, and the effort that it was asked with; `nil` for a new project.
  var model: (name: String, effort: String?)? {
    if let use = uses.first {
      let parameters = try? JSONDocument(Array(use.parameters.utf8)).root
      return (use.model, parameters?["reasoning_effort"]?.string)
    }
    guard let asked else { return nil }
    return (asked, asked == Settings.Recipe.defaultModel ? "none" : nil)
  }

  /// Whether a recipe was used and another was not, or less.
  func prefers(_ recipe: Recipe, to other: Recipe) -> Bool {
    func records(_ recipe: Recipe) -> Int {
      uses.first { $0.hash == recipe.hashes.model }?.records ?? 0
    }
    let (one, two) = (records(recipe), records(other))
    if one != two { return one > two }
    guard one == 0, let ledger else { return false }
    let knows = { (recipe: Recipe) in
      (try? ledger.knows(recipe: recipe.hashes.combined)) ?? false
    }
    return knows(recipe) && !knows(other)
  }
}
