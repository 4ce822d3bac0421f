import Basics
import Formats
import Glibc

/// A catalog of labels prepared for comparing texts with it: tf-idf vectors of names and descriptions.
struct CatalogIndex: Sendable {
  /// The labels in catalog order.
  let labels: [String]
  /// For each word of the catalog, the labels it speaks for and how strongly.
  private let postings: [String: [Posting]]
  /// The label for want of any other, by its place.
  private let fallback: Int?
  /// The tokens of each label, once they have been asked for.
  private let cut = Locked<[[[UInt8]]]?>(nil)

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
    let best = place(of: scores(for: bag))
    return labels.indices.contains(best) ? labels[best] : ""
  }

  /// The place of that label, and the chance of each label: the more weight one shares beside the others, the better.
  func chances(for bag: [String: Double]) -> (choice: Int, chances: [Double]) {
    let scores = scores(for: bag)
    let choice = place(of: scores)
    let isNothing = !(scores.indices.contains(choice) && scores[choice] > 0)
    let weights = scores.indices.map { place in
      // Where nothing is shared, the label that says so is no more than likely.
      if place == choice, isNothing { return exp(Self.confidence) }
      return scores[place] > 0 && place != fallback ? exp(Self.confidence * scores[place]) : 0.2
    }
    let sum = weights.reduce(0, +)
    return (choice, weights.map { $0 / max(sum, 1e-300) })
  }

  private static let confidence = 0.7

  private func scores(for bag: [String: Double]) -> [Double] {
    var scores = [Double](repeating: 0, count: labels.count)
    // In a fixed order, for the same reason as above.
    for (word, frequency) in bag.sorted(by: { $0.key < $1.key }) {
      let strength = 1 + log(max(frequency, 1e-9))
      for posting in postings[word] ?? [] { scores[posting.label] += strength * posting.weight }
    }
    return scores
  }

  private func place(of scores: [Double]) -> Int {
    var best = fallback ?? 0
    var bestScore = 0.0
    for (place, score) in scores.enumerated() where score > bestScore && place != fallback {
      best = place
      bestScore = score
    }
    return best
  }
}

extension CatalogIndex {
  /// The tokens of each label as they stand in an answer, up to the quote that closes it.
  func pieces(_ tokens: any TokenCounting) -> [[[UInt8]]] {
    let known = cut.withLock { $0 }
    if let known { return known }
    let pieces = labels.map { label -> [[UInt8]] in
      let bytes = Array(JSON.string(label).bytes.dropFirst())
      var position = 0
      return tokens.pieces(bytes).map { length in
        defer { position += length }
        return Array(bytes[position..<min(bytes.count, position + length)])
      }
    }
    cut.withLock { $0 = pieces }
    return pieces
  }
}
