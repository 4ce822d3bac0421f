package import Quality
import Recipe
import Store
package import TropeModel

/// Characters drawn at random from all, to be labelled by hand: such labels tell how many are right, and certify a cascade's
/// target against gold.
package struct TrialRandom: Sendable {
  /// The next ones of the draw that nobody has labelled, in its order.
  package let characters: [GoldDraw.Character]
  /// How many there are in all.
  package let population: Int

  /// The word in the column `chosen` of a file that this writes.
  package static let mark = "random"

  /// A CSV file to fill in.
  package func csv(titles: [MovieID: String]) -> [UInt8] {
    TrialToLabel.csv(
      characters.map { TrialToLabel.Character(movie: $0.movie, name: $0.name) }, mark: Self.mark,
      titles: titles)
  }
}

extension TrialRun {
  /// The next so many characters of the draw that no file of `recipe.cascade.gold` has a label for. Asks nothing; where the
  /// corpus is not split yet, splits it.
  ///
  /// - Throws: `BuildError` where a movie has neither a cast nor an answer of the recipe's model: nobody knows its characters.
  package func random(_ count: Int) async throws -> TrialRandom {
    try base.split()
    let ledger = try Ledger.openForReading(path: project.paths.ledger)
    let survey = try await Surveyor(
      project: project, options: BuildOptions(), isSandbox: door.isSandbox
    ).survey(database: nil, ledger: ledger)
    var everybody: [GoldDraw.Character] = []
    for reused in survey.reused {
      everybody += reused.characters.map {
        GoldDraw.Character(movie: reused.target.movie, name: $0.byModel.name)
      }
    }
    var unknown = 0
    for target in survey.toAsk + survey.inBatches.map(\.target) {
      guard let names = target.question.names else {
        unknown += 1
        continue
      }
      everybody += names.map { GoldDraw.Character(movie: target.movie, name: $0) }
    }
    guard unknown == 0 else { throw BuildError.trial(.unknownCharacters(movies: unknown)) }
    let labelled = Set(try project.cascadeGold().compactMap(\.character))
    let order = GoldDraw.order(everybody)
    return TrialRandom(
      characters: Array(
        order.lazy.map(\.character).filter { !labelled.contains($0) }.prefix(count)),
      population: order.count)
  }
}
