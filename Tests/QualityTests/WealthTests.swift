import Quality
import Testing

@Suite struct WealthTests {
  /// Draws as size, wrong labels, and the first of two cuts that keeps the movie.
  private let draws = [(10, 1, 0), (8, 0, 0), (5, 2, 1), (12, 0, 0), (6, 1, 1)]

  @Test func `bets and wealth are the worked example's to six digits`() {
    let bets = [0.647033, 0.678481, 0.699555, 0.719048, 0.737510]
    let first = [0.006449, 0.086116, 0.175813, 0.273593, 0.391207]
    let second = [0.006449, 0.086116, -0.119654, -0.021873, -0.019984]
    #expect(Wealth.tooMany(target: 0.9, of: 100) == 11)
    var wealth = Wealth(cuts: 2, workingCut: 0, tooMany: 11, left: 100, risk: 0.1, draws: 300)
    for (index, (characters, wrong, keptFrom)) in draws.enumerated() {
      #expect(abs(wealth.bet - bets[index]) < 5e-7)
      wealth.take(characters: characters, wrong: wrong, keptFrom: keptFrom)
      #expect(abs(wealth.logs[0] - first[index]) < 5e-7)
      #expect(abs(wealth.logs[1] - second[index]) < 5e-7)
    }
    #expect(wealth.left == 59 && wealth.draws == 5)
  }

  @Test(arguments: [
    (0.95, 100, 6), (0.9, 100, 11), (0.9, 10, 2), (0.99, 1000, 11), (0.7, 10, 4), (0.95, 99, 5),
    (0.9999, 9_999, 1), (0.9999, 10_000, 2), (1, 500, 1), (0.95, 377_801, 18_891),
  ])
  func `too many is one more than the target allows`(target: Double, count: Int, tooMany: Int) {
    #expect(Wealth.tooMany(target: target, of: count) == tooMany)
  }

  @Test func `a cut that has passed stays passed`() {
    var wealth = Wealth(cuts: 1, workingCut: 0, tooMany: 20, left: 1000, risk: 0.1, draws: 60)
    while !wealth.hasPassed[0], wealth.draws < 90 {
      wealth.take(characters: 5, wrong: 0, keptFrom: 0)
    }
    #expect(wealth.hasPassed[0])
    for _ in 0..<20 { wealth.take(characters: 5, wrong: 5, keptFrom: 0) }
    #expect(wealth.logs[0] < wealth.goal)
    #expect(wealth.hasPassed[0])
  }

  @Test func `no outcome ruins a bet and wealth falls from cut to cut`() {
    var random = Randomness(4, 7)
    for run in 0..<40 {
      var wealth = Wealth(
        cuts: 8, workingCut: run % 8, tooMany: 1 + run * 3, left: 400, risk: 0.1, draws: 20 + run)
      while wealth.left > 20 {
        let size = 1 + random.place(below: 20)
        let (bet, mean) = (wealth.bet, wealth.nullMean)
        #expect(bet > 0 && bet <= 0.98)
        // Even if all of the movie is wrong.
        #expect(bet * (mean - 1) > -1)
        wealth.take(
          characters: size, wrong: run % 3 == 0 ? size : random.place(below: size + 1),
          keptFrom: random.place(below: 9))
        #expect(wealth.logs.allSatisfy { $0.isFinite })
        for (low, high) in zip(wealth.logs, wealth.logs.dropFirst()) { #expect(high <= low) }
      }
    }
  }

  @Test func `a bet is fixed before its draw`() {
    var (good, bad) = (
      Wealth(cuts: 2, workingCut: 1, tooMany: 11, left: 200, risk: 0.1, draws: 300),
      Wealth(cuts: 2, workingCut: 1, tooMany: 11, left: 200, risk: 0.1, draws: 300)
    )
    #expect(good.bet == bad.bet)
    good.take(characters: 9, wrong: 0, keptFrom: 0)
    bad.take(characters: 9, wrong: 9, keptFrom: 0)
    #expect(good.bet > bad.bet)
    // Outcomes of movies beyond the working cut leave no trace in the bets.
    var (one, other) = (good, good)
    one.take(characters: 9, wrong: 9, keptFrom: 2)
    other.take(characters: 9, wrong: 0, keptFrom: 2)
    #expect(one.bet == other.bet)
  }
}
