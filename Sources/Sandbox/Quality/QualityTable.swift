/// How good the models are that a sandbox plays.
package struct QualityTable: Sendable, Hashable {
  /// The share of labels that are right, by model: one movie a request, nothing thought.
  package private(set) var accuracies: [String: Double]
  /// The share of characters that an answer leaves out.
  package var leftOut = 0.002
  /// The share of requests with several movies that mix two of them up.
  package var mixedUp = 0.02

  /// What a model gets that is not named: about what models of its price got on labelled characters.
  private static let usual: [String: Double] = [
    "gpt-6-luna": 0.78, "gpt-6.1-terra": 0.90, "gpt-6.1-sol": 0.92, "gpt-6-sol": 0.91,
    "gpt-6-astra": 0.94, "gpt-5.6-luna": 0.74, "gpt-5.6-terra": 0.88, "gpt-5.6-sol": 0.90,
    "gpt-5.4-mini": 0.80, "gpt-5.4-nano": 0.68, "gpt-5.1": 0.84, "gpt-5": 0.83,
    "gpt-5-mini": 0.76, "gpt-5-nano": 0.64, "gpt-4o-mini": 0.70, "gpt-4o": 0.80,
    "gpt-4.1-mini": 0.74, ModelTable.sandboxName: 0.50,
  ]

  /// Every model as good as it usually is.
  package init() { accuracies = Self.usual }

  /// Reads `gpt-6-luna=78%,gpt-6.1-terra=92%`; `left-out` and `mixed-up` are rates, and `usual` alone changes nothing.
  package init(parsing text: String) throws(QualityError) {
    self.init()
    let items = text.split(separator: ",").map { $0.filter { $0 != " " } }
    guard !items.isEmpty else { throw .empty }
    for item in items where item != "usual" {
      let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw .notAnAssignment(item) }
      guard let share = Double(share: parts[1]) else { throw .badShare(item) }
      switch parts[0] {
      case "left-out": leftOut = share
      case "mixed-up": mixedUp = share
      default:
        guard let model = ModelTable.find(parts[0]) else { throw .unknownModel(parts[0]) }
        accuracies[model.name] = share
      }
    }
  }
}

/// What is wrong with a table of accuracies.
package enum QualityError: Error, Sendable, Hashable {
  /// Nothing in it.
  case empty
  /// An item that is not `model=share`.
  case notAnAssignment(String)
  /// A name that no model has.
  case unknownModel(String)
  /// A share that is none.
  case badShare(String)
}

/// What is wrong with a file of truths.
package enum TruthError: Error, Sendable, Hashable {
  /// It could not be read.
  case unreadable(String)
  /// It is not UTF-8.
  case notUTF8(path: String)
  /// Its first line names no columns `wikipedia_id`, `character` and `trope`.
  case noHeader(path: String)
  /// A line with too few fields, or an empty one.
  case badLine(path: String, line: Int)
  /// A character that has a second trope on this line.
  case doubled(path: String, line: Int)
  /// None of its movies has a plot in the directory.
  case noPlots(path: String, directory: String)
  /// Movies are told by their plots, and there is no directory of them.
  case needsPlots
  /// There is nothing that it could be the truth for.
  case needsQuality
}
