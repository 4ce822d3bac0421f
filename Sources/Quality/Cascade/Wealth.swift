import Glibc

/// The betting test that certifies a cut: bets that a cut keeps too many wrong labels, won by draws that show few.
///
/// Call a cut bad when the movies that it keeps and that are not drawn yet hold `tooMany` wrong labels. Errors grow
/// with the cut, so there is a first bad one, and its next outcome is at least `nullMean` on average: the wealth of
/// one who always bets against it is a supermartingale and reaches 1/risk with a probability of at most `risk`
/// (J. Ville 1939; the bets are those of I. Waudby-Smith and A. Ramdas, Journal of the Royal Statistical Society B 86,
/// 2024). One bet for all cuts makes the wealth fall from cut to cut, so that no bad cut has passed whenever sampling
/// stops, and movies that were drawn are credited. A bet of its own for each cut would break this.
package struct Wealth: Sendable {
  /// A: the fewest wrong labels that would be too many.
  package let tooMany: Int
  /// Characters of the movies not drawn yet.
  package private(set) var left: Int
  /// The log of each cut's wealth.
  package private(set) var logs: [Double]
  /// Whether each cut has reached the goal, now or before.
  package private(set) var hasPassed: [Bool]
  /// The number of draws taken.
  package private(set) var draws = 0
  /// The log of the wealth at which a cut passes.
  package let goal: Double

  private let workingCut: Int
  private let planned: Double
  private var firstMean = 0.0
  private var outcomes = 0.0
  private var squares = 0.0

  /// - Parameters:
  ///   - cuts: the number of cuts.
  ///   - workingCut: the cut whose outcomes set the bets.
  ///   - tooMany: see `tooMany(target:of:)`.
  ///   - left: characters of all movies that can be drawn.
  ///   - risk: δ, the probability with which a bad cut may pass.
  ///   - draws: m, the number of draws for which the bets are made.
  package init(cuts: Int, workingCut: Int, tooMany: Int, left: Int, risk: Double, draws: Int) {
    self.tooMany = max(1, tooMany)
    self.left = left
    self.workingCut = workingCut
    logs = Array(repeating: 0, count: cuts)
    hasPassed = Array(repeating: false, count: cuts)
    goal = -log(risk)
    planned = Double(max(1, draws))
  }

  /// ⌊(1 − target)·characters⌋ + 1: with so many wrong labels the target is missed.
  package static func tooMany(target: Double, of characters: Int) -> Int {
    // 1 − .9 is a little less than .1: what a target of up to four decimals cannot mean is rounding.
    Int(((1 - target) * Double(characters) + 1e-6).rounded(.down)) + 1
  }

  /// a: the mean of the next outcome if a cut keeps too many wrong labels.
  package var nullMean: Double { left > 0 ? min(1, Double(tooMany) / Double(left)) : 1 }

  /// λ: the bet on the next draw, fixed by the draws before it.
  package var bet: Double {
    let first = draws == 0 ? nullMean : firstMean
    let variance = max(1e-5, (10 * first / 3 + squares) / Double(10 + draws))
    return min(0.98, (2 * goal / (planned * variance)).squareRoot())
  }

  /// Takes one draw.
  ///
  /// - Parameters:
  ///   - characters: of the drawn movie, above 0.
  ///   - wrong: its wrong labels, at most `characters`.
  ///   - keptFrom: the first cut that keeps it; the number of cuts where none does.
  package mutating func take(characters: Int, wrong: Int, keptFrom: Int) {
    let (mean, bet) = (nullMean, bet)
    let outcome = Double(min(max(0, wrong), characters)) / Double(max(1, characters))
    if draws == 0 { firstMean = mean }
    let missing = log1p(bet * mean)
    let kept = log1p(bet * (mean - outcome))
    for cut in logs.indices {
      logs[cut] += cut < keptFrom ? missing : kept
      if logs[cut] >= goal { hasPassed[cut] = true }
    }
    let worked = keptFrom <= workingCut ? outcome : 0
    let guess = (8 * mean + outcomes) / Double(10 + draws)
    squares += (worked - guess) * (worked - guess)
    outcomes += worked
    draws += 1
    left -= characters
  }
}
