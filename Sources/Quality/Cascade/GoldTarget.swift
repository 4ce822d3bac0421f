import Glibc

/// A target against gold: a share of labels that are right, not only the strong variant's.
///
/// It costs hundreds of gold characters; below `leastCharacters` nothing can be promised.
package enum GoldTarget {
  /// What a gold movie, drawn at random, says about a cut.
  package struct Movie: Hashable, Sendable {
    package var characters: Int
    /// Wrong labels of the cheap variant, and of the strong one.
    package var cheapErrors: Int
    package var strongErrors: Int
    /// How many cuts, from the smallest on, do not keep it.
    package var keptFrom: Int

    /// A movie.
    package init(characters: Int, cheapErrors: Int, strongErrors: Int, keptFrom: Int) {
      self.characters = characters
      self.cheapErrors = cheapErrors
      self.strongErrors = strongErrors
      self.keptFrom = keptFrom
    }
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

  /// Tries cuts from "all strong" on and stops at the first that is not shown to reach the target. The loss of a
  /// cut, the cheap errors of what it keeps and the strong ones of the rest, need not grow with it.
  package static func verdict(_ gold: [Movie], cuts: Int, target: Double, risk: Double) -> Verdict {
    let told = gold.filter { $0.characters > 0 }
    let needed = leastCharacters(target: target, risk: risk)
    guard told.count >= needed else { return .tooFew(needed: needed) }
    var verdict = Verdict.strongNotShown
    for cut in -1..<max(0, cuts) {
      let losses = told.map { movie in
        let errors = cut >= movie.keptFrom ? movie.cheapErrors : movie.strongErrors
        return min(1, Double(errors) / Double(movie.characters))
      }
      guard risk >= chance(losses, loss: 1 - target) else { break }
      verdict = cut < 0 ? .allStrong : .cut(cut)
    }
    return verdict
  }

  /// The most likely that losses so small or smaller are if their true mean is `loss` or more: exact where each is 0
  /// or 1, as of gold with a character a movie, else Hoeffding's bound (Journal of the American Statistical
  /// Association 58, 1963, theorem 1).
  static func chance(_ losses: [Double], loss: Double) -> Double {
    let count = losses.count
    if losses.allSatisfy({ $0 == 0 || $0 == 1 }) {
      return Binomial.atMost(losses.count { $0 == 1 }, of: count, share: loss)
    }
    let mean = losses.reduce(0, +) / Double(count)
    guard mean < loss else { return 1 }
    let entropy = mean * log(mean / loss) + (1 - mean) * (log1p(-mean) - log1p(-loss))
    return exp(-Double(count) * entropy)
  }
}
