import Quality
import Recipe
import Store
import TropeModel

extension Recipe {
  /// Labels as a cascade freezes them.
  func frozen(_ characters: [LabelledCharacter]) -> [CascadeLabel] {
    characters.map { character in
      let model = character.byModel
      return CascadeLabel(
        name: model.name, label: label(model),
        confidence: model.confidence.flatMap { Confidence(probability: $0) }.map {
          Int($0.millionths)
        })
    }
  }
}

extension StrongAnswer {
  /// What a strong answer says of frozen labels. One whom it does not name is wrong.
  init(_ strong: [LabelledCharacter], on labels: [CascadeLabel], _ recipe: Recipe) {
    let given = Dictionary(
      strong.map { ($0.name, recipe.label($0)) }, uniquingKeysWith: { first, _ in first })
    let names = Set(labels.map(\.name))
    self = .labels(
      wrong: labels.map { given[$0.name] != $0.label },
      unnamed: strong.count { !names.contains($0.name) })
  }

  /// As the ledger keeps it: `0100+1`, or `refused`.
  var text: String {
    switch self {
    case .refused: Self.refusedText
    case .labels(let wrong, let unnamed):
      String(wrong.map { $0 ? "1" : "0" }) + "+\(unnamed)"
    }
  }

  /// `nil` for what `text` never is.
  init?(text: String) {
    if text == Self.refusedText {
      self = .refused
      return
    }
    let parts = text.split(separator: "+", omittingEmptySubsequences: false)
    guard parts.count == 2, let unnamed = Int(parts[1]),
      parts[0].allSatisfy({ $0 == "0" || $0 == "1" })
    else { return nil }
    self = .labels(wrong: parts[0].map { $0 == "1" }, unnamed: unnamed)
  }

  /// What the ledger has of a movie that the strong model refused.
  static let refusedText = CascadePlace.refused
}

extension CascadeMovieRow {
  /// The movie as the order and the test see it.
  var movieOfCascade: CascadeMovie {
    let confidences = labels.compactMap { label in
      label.confidence.flatMap { Confidence(probability: Double($0) / 1_000_000) }
    }
    return CascadeMovie(
      movie: movie, characters: labels.count, confidences: confidences, plotTokens: plotTokens,
      dollars: dollars)
  }
}

extension Cascade {
  /// From what the ledger has of it.
  init(_ entry: CascadeEntry, _ rows: [CascadeMovieRow]) {
    self.init(
      rows.map(\.movieOfCascade), digest: entry.population,
      pilot: Set(rows.lazy.filter { $0.part == .pilot }.map(\.movie)), target: entry.key.target,
      risk: entry.key.risk,
      answers: rows.reduce(into: [:]) { answers, row in
        guard row.part == .pilot || row.part == .sample else { return }
        answers[row.movie] = row.answer.flatMap { StrongAnswer(text: $0) }
      })
  }
}
