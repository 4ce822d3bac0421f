import Basics
import Formats
import Quality
package import TropeModel

/// Characters on which the two leading variants differ: labels of these tell most.
package struct TrialToLabel: Sendable {
  /// One of them.
  package struct Character: Hashable, Sendable {
    package var movie: MovieID
    package var name: String
  }

  /// The places of the two variants.
  package let leaders: (Int, Int)
  /// All characters on which they differ, in an order that follows from nothing they said.
  package let differing: [Character]
  /// Characters of the draw that both named.
  package let compared: Int

  /// Finds them; `nil` where fewer than two variants could be ranked.
  init?(_ outcome: TrialOutcome, _ answers: [TrialAnswers]) {
    let ranked = outcome.rows.indices.filter { outcome.rows[$0].ranking != nil }.sorted {
      let (one, two) = (outcome.rows[$0], outcome.rows[$1])
      let (left, right) = (one.ranking?.share.value ?? 0, two.ranking?.share.value ?? 0)
      return left == right
        ? one.dollarsPerThousand.value < two.dollarsPerThousand.value : left > right
    }
    guard ranked.count > 1 else { return nil }
    leaders = (ranked[0], ranked[1])
    let (first, second) = (answers[ranked[0]], answers[ranked[1]])
    var differing: [(key: [UInt8], character: Character)] = []
    var compared = 0
    for movie in outcome.sample.compared {
      guard let one = first.movies[movie], let two = second.movies[movie] else { continue }
      let others = Dictionary(
        two.characters.map { ($0.name, second.label($0)) }, uniquingKeysWith: { first, _ in first })
      for character in one.characters {
        guard let other = others[character.name] else { continue }
        compared += 1
        guard first.label(character) != other else { continue }
        let text = "\(outcome.sample.population.hex) \(movie) \(character.name)"
        differing.append(
          (SHA256.hash(Array(text.utf8)), Character(movie: movie, name: character.name)))
      }
    }
    self.compared = compared
    self.differing =
      differing.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.character)
  }

  /// The word in the column `chosen` of a file that this writes.
  package static let mark = "differ"

  /// The first so many of them as a CSV file to fill in: nothing in it tells who said what.
  package func csv(most count: Int, titles: [MovieID: String]) -> [UInt8] {
    Self.csv(differing.prefix(count), mark: Self.mark, titles: titles)
  }

  /// Characters as a CSV file to fill in.
  static func csv(
    _ characters: some Sequence<Character>, mark: String, titles: [MovieID: String]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    CSVText.append(["wikipedia_id", "title", "character", "trope", "chosen", "plot"], to: &bytes)
    for character in characters {
      CSVText.append(
        [
          character.movie.description, titles[character.movie] ?? "", character.name, "", mark,
          "plot_summaries_\(character.movie).txt",
        ], to: &bytes)
    }
    return bytes
  }
}
