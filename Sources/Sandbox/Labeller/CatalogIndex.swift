import Glibc

/// A catalog of labels prepared for comparing texts with it: tf-idf vectors of names and descriptions.
struct CatalogIndex: Sendable {
  /// The labels in catalog order.
  let labels: [String]
  /// For each word of the catalog, the labels it speaks for and how strongly.
  private let postings: [String: [Posting]]
  /// The label for want of any other, by its place.
  private let fallback: Int?

  private struct Posting: Sendable {
    var label: Int
    var weight: Double
  }

  private static let nameWeight = 2.0

  /// An index of labels and of what is said about them, in catalog order.
  init(labels: [String], descriptions: [String: String]) {
    self.labels = labels
    var bags: [[String: Double]] = []
    var documents: [String: Int] = [:]
    for label in labels {
      var bag: [String: Double] = [:]
      for word in Words.content(of: label) { bag[word, default: 0] += Self.nameWeight }
      for word in Words.content(of: descriptions[label] ?? "") { bag[word, default: 0] += 1 }
      for word in bag.keys { documents[word, default: 0] += 1 }
      bags.append(bag)
    }
    let count = Double(labels.count)
    var postings: [String: [Posting]] = [:]
    for (place, bag) in bags.enumerated() {
      let weights = bag.map { word, frequency in
        (word, (1 + log(frequency)) * log(1 + count / Double(documents[word] ?? 1)))
      }
      // Summed in a fixed order, because the order of a dictionary changes from run to run and with it the last bit.
      let length = weights.map { $0.1 * $0.1 }.sorted().reduce(0, +).squareRoot()
      for (word, weight) in weights {
        let inverse = log(1 + count / Double(documents[word] ?? 1))
        postings[word, default: []].append(
          Posting(label: place, weight: inverse * weight / max(length, 1e-9)))
      }
    }
    self.postings = postings
    fallback =
      labels.firstIndex { label in
        let words = Words.all(of: label)
        return ["no", "none", "unknown", "other"].contains(words.first ?? "")
      }
  }

  /// Whether the catalog uses a word.
  func knows(_ word: String) -> Bool { postings[word] != nil }

  /// The label that shares most weight with a bag of words; ties go to the first in catalog order, and a bag that
  /// shares nothing to the label that says so, where there is one.
  func label(for bag: [String: Double]) -> String {
    var scores = [Double](repeating: 0, count: labels.count)
    // In a fixed order, for the same reason as above.
    for (word, frequency) in bag.sorted(by: { $0.key < $1.key }) {
      let strength = 1 + log(max(frequency, 1e-9))
      for posting in postings[word] ?? [] { scores[posting.label] += strength * posting.weight }
    }
    var best = fallback ?? 0
    var bestScore = 0.0
    for (place, score) in scores.enumerated() where score > bestScore && place != fallback {
      best = place
      bestScore = score
    }
    return labels.indices.contains(best) ? labels[best] : ""
  }
}
