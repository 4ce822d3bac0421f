import Glibc

/// A target against gold: a share of labels that are right, not only the strong variant's.
///
/// What is sampled is the character: of the X characters of the frozen population the first n of a random order, `GoldDraw`,
/// are labelled by hand. Let a cut be fixed before that order was known to matter (it is fitted to the pilot's agreement
/// alone, and the pilot is fixed by a draw of its own), so that each character has one final label, the cheap one where the
/// cut keeps its movie and the strong one elsewhere, which is right or wrong whoever is drawn. Then the n drawn ones are a
/// random subset of X fixed zeros and ones, and the number of wrong ones among them has the hypergeometric distribution
/// whatever the movies have in common: characters of one movie depend on each other as answers, not as draws. If A or more
/// labels of the population are wrong, at most k wrong ones are drawn with a probability of at most that for just A. A cut
/// passes where this is at most `risk`.
///
/// Cuts are tried in a fixed order, from "all strong" on, and the first that does not pass ends it. So a cut that misses the
/// target can only be certified if the first such cut passes, which happens with a probability of at most `risk`: no
/// correction for their number, and errors need not grow with the cut. Among the characters that an earlier test has looked
/// at, nothing is random any more: they are counted as what they are, and the test is about the rest.
///
/// It costs hundreds of gold characters; below `leastCharacters` nothing can be promised.
package enum GoldTarget {
  /// What a labelled character says about every cut.
  package struct Character: Hashable, Sendable {
    /// Whether the cheap variant has it wrong, and the strong one.
    package var cheapIsWrong: Bool
    package var strongIsWrong: Bool
    /// How many cuts, from the smallest on, do not keep its movie.
    package var keptFrom: Int

    /// A character.
    package init(cheapIsWrong: Bool, strongIsWrong: Bool, keptFrom: Int) {
      self.cheapIsWrong = cheapIsWrong
      self.strongIsWrong = strongIsWrong
      self.keptFrom = keptFrom
    }

    /// Whether its last label is wrong with this cut; −1 is "all strong".
    func isWrong(_ cut: Int) -> Bool { cut >= keptFrom ? cheapIsWrong : strongIsWrong }
  }

  /// What gold shows.
  package enum Verdict: Hashable, Sendable {
    /// There is too little gold, even if all of it were right.
    case tooFew(needed: Int)
    /// Not even the strong variant for all movies is shown to reach the target.
    case strongNotShown
    /// The target is reached with all movies asked again.
    case allStrong
    /// The target is reached with the movies of this cut kept.
    case cut(Int)
  }

  /// The fewest gold characters that can certify a target, all of them being right.
  package static func leastCharacters(target: Double, risk: Double) -> Int {
    guard target > 0, target < 1, risk > 0, risk < 1 else { return target <= 0 ? 0 : .max }
    return Int((log(risk) / log(target)).rounded(.up))
  }

  /// The fewest gold characters that certify `target` with a chance of `power` where `truth` are right; `nil` where
  /// more than `limit` would be needed.
  package static func charactersNeeded(
    target: Double, truth: Double, risk: Double, power: Double = 0.8, limit: Int = 20_000
  ) -> Int? {
    guard truth > target else { return nil }
    var most = -1
    for count in stride(from: leastCharacters(target: target, risk: risk), through: limit, by: 1) {
      // The most errors that still certify the target grow with the number of characters.
      while Binomial.atMost(most + 1, of: count, share: 1 - target) <= risk { most += 1 }
      if Binomial.atMost(most, of: count, share: 1 - truth) >= power { return count }
    }
    return nil
  }

  /// Tries cuts from "all strong" on and stops at the first that is not shown to reach the target.
  ///
  /// - Parameters:
  ///   - drawn: the characters of the draw that this test looks at.
  ///   - seen: those before them in the draw, which earlier tests have looked at.
  ///   - population: the number of all characters, those of `seen` and `drawn` among them.
  package static func verdict(
    _ drawn: [Character], seen: [Character] = [], of population: Int, cuts: Int, target: Double,
    risk: Double
  ) -> Verdict {
    let needed = leastCharacters(target: target, risk: risk)
    guard drawn.count >= needed else { return .tooFew(needed: needed) }
    let tooMany = Wealth.tooMany(target: target, of: population)
    let left = max(drawn.count, population - seen.count)
    var verdict = Verdict.strongNotShown
    for cut in -1..<max(0, cuts) {
      let known = seen.count { $0.isWrong(cut) }
      let wrong = drawn.count { $0.isWrong(cut) }
      guard
        tooMany > known,
        Hypergeometric.atMost(
          wrong, of: drawn.count, wrong: min(left, tooMany - known), among: left) <= risk
      else { break }
      verdict = cut < 0 ? .allStrong : .cut(cut)
    }
    return verdict
  }

  /// How many of these have a wrong last label with a verdict's cut; with all movies asked again where none is certified.
  package static func wrong(_ characters: [Character], _ verdict: Verdict) -> Int {
    let cut = if case .cut(let cut) = verdict { cut } else { -1 }
    return characters.count { $0.isWrong(cut) }
  }
}
