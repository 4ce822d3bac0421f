import Display
import Quality
import Store

/// What is said of a target against gold.
extension CascadeWords {
  /// What labelled characters are needed for, in figures.
  private static func figures(_ key: CascadeKey) -> String {
    let parts = [0.4, 0.6].compactMap { part -> String? in
      let truth = key.target + (1 - key.target) * part
      return GoldTarget.charactersNeeded(target: key.target, truth: truth, risk: key.risk).map {
        "\(Format.grouped($0)) where \(percent(truth)) are right"
      }
    }
    let least = GoldTarget.leastCharacters(target: key.target, risk: key.risk)
    return
      "\(percent(key.target)) is certified four times in five with "
      + (parts.isEmpty ? "more than 20,000" : parts.joined(separator: ", ")) + "; fewer than "
      + "\(Format.grouped(least)) cannot certify it even if all are right"
  }

  private static let howToDraw =
    "'tropebuild try --to-label N --random' draws more"

  private static func seenWords(_ seen: Int) -> String {
    seen == 0
      ? ""
      : " besides the \(Format.grouped(seen)) that an earlier test has looked at and that none can look at again"
  }

  /// - Parameter seen: characters that earlier tests have looked at.
  static func tooLittleGold(
    _ count: Int, seen: Int, _ key: CascadeKey, _ files: [String]
  ) -> String {
    let names = files.map { "'\($0)'" }.joined(separator: ", ")
    return
      "the target of the cascade is about characters that were drawn at random and labelled, and \(names) \(files.count == 1 ? "has" : "have") "
      + "\(count == 0 ? "none" : Format.grouped(count))\(seenWords(seen)): \(figures(key)). Nothing more was asked: \(howToDraw)"
  }

  static func littleGold(_ count: Int, needed: Int?, _ key: CascadeKey) -> String {
    "\(Format.counted(count, "labelled character")) drawn at random \(count == 1 ? "is" : "are") few: if \(percent((1 + key.target) / 2)) "
      + "of the strong model's labels are right, \(percent(key.target)) is certified four times in five with "
      + "\(needed.map(Format.grouped) ?? "more than 20,000"). Each character can be looked at by one test only, so nothing was asked: "
      + "\(howToDraw), '--yes' makes the test now"
  }

  /// Before anything is asked, where labelled characters are known to be too few; `nil` where they are not.
  package static func goldNotice(_ standing: CascadeStanding) -> String? {
    let least = GoldTarget.leastCharacters(
      target: standing.key.target, risk: standing.key.risk)
    guard standing.key.measure == .gold, standing.stage == .notBegun,
      let labelled = standing.labelledOfDraw, labelled < least
    else { return nil }
    return
      "the target of the cascade is about characters that were drawn at random and labelled, and there \(labelled == 1 ? "is" : "are") "
      + "\(labelled == 0 ? "none" : Format.grouped(labelled)) yet: \(figures(standing.key)). \(howToDraw)"
  }

  static func gold(_ characters: Int, _ movies: Int, _ entry: CascadeEntry) -> String {
    "cascade: \(Format.counted(characters, "labelled character")) drawn at random \(characters == 1 ? "certifies" : "certify") the cut; "
      + "\(entry.strongName) is asked about their \(Format.counted(movies, "movie")), as far as it was not yet"
  }

  static func strongNotShown(
    _ gold: CascadeGold, _ unlabelled: Int, _ entry: CascadeEntry
  ) -> String {
    "\(entry.strongName) itself is not shown to reach \(percent(entry.key.target)): of \(Format.counted(gold.characters, "labelled character")) "
      + "drawn at random it has \(Format.grouped(gold.wrong)) wrong"
      + (unlabelled > 0
        ? ", \(Format.grouped(unlabelled)) of which nobody has labelled and so count as wrong" : "")
      + ". Nothing more was asked: lower 'recipe.cascade.target', or label more (\(howToDraw)); a test looks at none again that "
      + "another has looked at"
  }

  static func certified(
    kept: Int, _ gold: CascadeGold, _ bill: CascadeForecast, _ entry: CascadeEntry
  ) -> String {
    "cascade: certified by \(Format.counted(gold.characters, "labelled character")) drawn at random, \(Format.grouped(gold.wrong)) of them wrong: "
      + "\(Format.counted(kept, "movie")) \(kept == 1 ? "keeps" : "keep") the labels of \(entry.cheapName), the others get those of "
      + "\(entry.strongName)"
  }

  /// How far such a test is, and what it has found.
  static func goldStage(_ standing: CascadeStanding) -> String {
    let pilot: String =
      if case .pilot(let answered, let all) = standing.stage {
        "pilot, \(Format.grouped(answered)) of \(Format.grouped(all)) answered"
      } else {
        "pilot answered"
      }
    guard let gold = standing.entry?.gold else {
      let least = GoldTarget.leastCharacters(
        target: standing.key.target, risk: standing.key.risk)
      return
        "\(pilot); \(Format.counted(standing.labelledOfDraw ?? 0, "character")) of the draw labelled, at least "
        + "\(Format.grouped(least)) are needed; no certificate yet"
    }
    return
      "no certificate: of \(Format.counted(gold.characters, "labelled character")) drawn at random \(Format.grouped(gold.wrong)) have wrong labels"
  }

  /// The promise in a sentence.
  static func goldPromise(_ standing: CascadeStanding, _ promise: CascadePromise) -> String {
    let key = standing.key
    let gold = standing.entry?.gold
    return
      "at least \(percent(key.target)) of \(Format.grouped(promise.characters)) labels are right, by "
      + "\(Format.counted(gold?.characters ?? 0, "labelled character")) drawn at random, \(Format.grouped(gold?.wrong ?? 0)) of them wrong; "
      + "missed with a chance of at most \(percent(key.risk))"
  }
}
