import Quality
import Testing

@Suite struct GoldTargetTests {
  typealias Character = GoldTarget.Character

  @Test(arguments: [
    (0.95, 0.97, 446), (0.95, 0.98, 184), (0.9, 0.95, 128), (0.8, 0.85, 264), (0.7, 0.8, 91),
  ])
  func `the gold that a target needs`(target: Double, truth: Double, needed: Int) {
    #expect(GoldTarget.charactersNeeded(target: target, truth: truth, risk: 0.1) == needed)
  }

  @Test func `fewer than 45 gold characters cannot certify 95 %`() {
    #expect(GoldTarget.leastCharacters(target: 0.95, risk: 0.1) == 45)
    let right = Character(cheapIsWrong: false, strongIsWrong: false, keptFrom: 0)
    let verdicts = [44, 45].map {
      GoldTarget.verdict(
        Array(repeating: right, count: $0), of: 100_000, cuts: 3, target: 0.95, risk: 0.1)
    }
    #expect(verdicts == [.tooFew(needed: 45), .cut(2)])
    #expect(GoldTarget.charactersNeeded(target: 0.9, truth: 0.9, risk: 0.1) == nil)
    #expect(GoldTarget.leastCharacters(target: 1, risk: 0.1) == .max)
  }

  private func gold(_ count: Int, _ character: (Int) -> (cheap: Bool, strong: Bool, keptFrom: Int))
    -> [Character]
  {
    (0..<count).map { number in
      let (cheap, strong, keptFrom) = character(number)
      return Character(cheapIsWrong: cheap, strongIsWrong: strong, keptFrom: keptFrom)
    }
  }

  @Test func `if the strong model itself is not shown to be good enough nothing is kept`() {
    // The cheap one is better, and would do.
    let gold = gold(200) { (false, $0 % 8 == 0, $0 / 50) }
    let verdict = GoldTarget.verdict(gold, of: 10_000, cuts: 4, target: 0.9, risk: 0.1)
    #expect(verdict == .strongNotShown)
    #expect(GoldTarget.wrong(gold, verdict) == 25)
  }

  @Test func `cuts are tried from all strong on and the first failure ends it`() {
    // Cut 1 keeps movies that are mostly wrong; cut 3 would make up for it and is not looked at.
    let gold = gold(400) { number in
      switch number / 100 {
      case 0: (false, false, 0)
      case 1: (number % 2 == 1, false, 1)
      default: (false, number % 20 == 0, number / 100)
      }
    }
    let verdict = GoldTarget.verdict(gold, of: 10_000, cuts: 4, target: 0.9, risk: 0.1)
    #expect(verdict == .cut(0) && GoldTarget.wrong(gold, verdict) == 10)
    #expect(
      GoldTarget.verdict(gold, of: 10_000, cuts: 0, target: 0.9, risk: 0.1) == .allStrong)
  }

  @Test func `what earlier tests have looked at is counted as it is`() {
    let drawn = gold(100) { _ in (false, false, 0) }
    // Of 1,000 characters 101 would be too many; if as many were found wrong before, no test helps.
    for (wrong, verdict) in [(0, GoldTarget.Verdict.cut(0)), (101, .strongNotShown)] {
      let seen = gold(200) { ($0 < wrong, $0 < wrong, 0) }
      #expect(
        GoldTarget.verdict(drawn, seen: seen, of: 1_000, cuts: 1, target: 0.9, risk: 0.1)
          == verdict)
    }
  }

  // MARK: The distribution

  @Test func `sums of the hypergeometric distribution are those of its definition`() {
    // C(3, k)·C(7, 4 − k)/C(10, 4): 35, 105, 63 and 7 of 210.
    for (hits, share) in [(-1, 0.0), (0, 35.0 / 210), (1, 140.0 / 210), (2, 203.0 / 210), (3, 1)] {
      #expect(abs(Hypergeometric.atMost(hits, of: 4, wrong: 3, among: 10) - share) < 1e-12)
    }
    // Eight of ten are wrong, so two of four at least: C(8, 2)·C(2, 2) and C(8, 3)·C(2, 1) of 210.
    for (hits, share) in [(1, 0.0), (2, 28.0 / 210), (3, 140.0 / 210), (4, 1)] {
      #expect(abs(Hypergeometric.atMost(hits, of: 4, wrong: 8, among: 10) - share) < 1e-12)
    }
    // Of a large population it is the binomial's.
    let large = Hypergeometric.atMost(5, of: 100, wrong: 100_000, among: 1_000_000)
    #expect(abs(large - Binomial.atMost(5, of: 100, share: 0.1)) < 1e-4)
  }
}
