import Display
import Recipe
import Store
import TropeModel

/// Words for labels by hand.
package enum HandsWords {
  /// What is wrong with a label, and what to do.
  static func words(
    _ fate: HandLabelFate, _ label: HandLabel, lineOf: (Int) -> Int
  ) -> (message: String, advice: String?) {
    switch fate {
    case .fits, .waits: ("nothing is wrong with the line", nil)
    case .noRecord: ("movie \(label.movie) has neither a plot nor a record", nil)
    case .noCharacter(let names): noCharacter(label.character, of: label.movie, names)
    case .severalCharacters:
      ("movie \(label.movie) has several characters named '\(label.character)'", nil)
    case .doubled(let first):
      (
        "'\(label.character)' of movie \(label.movie) was already labelled on line \(lineOf(first))",
        "each character may be there once"
      )
    }
  }

  /// That a movie has nobody of a name, and whom it has.
  static func noCharacter(
    _ name: String, of movie: MovieID, _ names: [String]
  ) -> (message: String, advice: String?) {
    let near = NearNames.of(name, among: names)
    let shown = near.isEmpty ? Array(names.prefix(6)) : near
    let more = near.isEmpty && names.count > shown.count ? ", …" : ""
    return (
      "movie \(movie) has no character '\(name)'",
      shown.isEmpty
        ? nil
        : (near.isEmpty ? "it has " : "near it: ") + shown.map { "'\($0)'" }.joined(separator: ", ")
          + more
    )
  }

  /// `1 character`.
  package static func characters(_ count: Int) -> String {
    count == 1 ? "1 character" : "\(Format.grouped(count)) characters"
  }
}

extension HandError: CustomStringConvertible {
  package var description: String {
    let (message, advice) = words
    return message + (advice.map { " (\($0))" } ?? "")
  }

  private var words: (message: String, advice: String?) {
    switch self {
    case .problem(let problem): (problem.message, problem.advice)
    case .asksOfNobody:
      (
        "with 'recipe.characters: none' the recipe asks about movies alone, and labels by hand are of characters",
        "'tropebuild eval' compares with a table of labelled movies"
      )
    case .noCharacter(let name, let movie, let names):
      HandsWords.noCharacter(name, of: movie, names)
    case .severalCharacters(let name, let movie):
      ("movie \(movie) has several characters named '\(name)'", nil)
    case .noNames(let movie):
      (
        "movie \(movie) has no record yet, and no cast file names its characters",
        "build it first: 'tropebuild \(movie)'"
      )
    case .notLabelled(let name, let movie):
      ("'\(name)' of movie \(movie) has no such label by hand", nil)
    }
  }
}
