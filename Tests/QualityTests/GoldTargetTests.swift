import Quality
import Testing

@Suite struct GoldTargetTests {
  @Test(arguments: [
    (0.95, 0.97, 446), (0.95, 0.98, 184), (0.9, 0.95, 128), (0.8, 0.85, 264), (0.7, 0.8, 91),
  ])
  func `the gold that a target needs`(target: Double, truth: Double, needed: Int) {
    #expect(GoldTarget.charactersNeeded(target: target, truth: truth, risk: 0.1) == needed)
  }

  @Test func `fewer than 45 gold characters cannot certify 95 %`() {
    #expect(GoldTarget.leastCharacters(target: 0.95, risk: 0.1) == 45)
    let right = GoldTarget.Movie(characters: 1, cheapErrors: 0, strongErrors: 0, keptFrom: 0)
    let verdicts = [44, 45].map {
      GoldTarget.verdict(Array(repeating: right, count: $0), cuts: 3, target: 0.95, risk: 0.1)
    }
    #expect(verdicts == [.tooFew(needed: 45), .cut(2)])
    #expect(GoldTarget.charactersNeeded(target: 0.9, truth: 0.9, risk: 0.1) == nil)
    #expect(GoldTarget.leastCharacters(target: 1, risk: 0.1) == .max)
  }

  private func gold(_ count: Int, _ movie: (Int) -> (cheap: Int, strong: Int, keptFrom: Int))
    -> [GoldTarget.Movie]
  {
    (0..<count).map { number in
      let (cheap, strong, keptFrom) = movie(number)
      return GoldTarget.Movie(
        characters: 1, cheapErrors: cheap, strongErrors: strong, keptFrom: keptFrom)
    }
  }

  @Test func `if the strong model itself is not shown to be good enough nothing is kept`() {
    let movies = gold(200) { ($0 % 10 == 0 ? 1 : 0, $0 % 8 == 0 ? 1 : 0, $0 / 50) }
    #expect(
      GoldTarget.verdict(movies, cuts: 4, target: 0.9, risk: 0.1) == .strongNotShown)
  }

  @Test func `cuts are tried from all strong on and the first failure ends it`() {
    // Cut 1 keeps movies that are mostly wrong; cut 3 would make up for it and is not looked at.
    let movies = gold(400) { number in
      switch number / 100 {
      case 0: (0, 0, 0)
      case 1: (number % 2, 0, 1)
      default: (0, number % 20 == 0 ? 1 : 0, number / 100)
      }
    }
    #expect(GoldTarget.verdict(movies, cuts: 4, target: 0.9, risk: 0.1) == .cut(0))
    #expect(GoldTarget.verdict(movies, cuts: 0, target: 0.9, risk: 0.1) == .allStrong)
  }

  @Test func `movies of several characters count as wholes`() {
    let movies = (0..<300).map { number in
      GoldTarget.Movie(
        characters: 9, cheapErrors: number % 9 == 0 ? 3 : 0, strongErrors: 0, keptFrom: 0)
    }
    // A mean loss of .037 of 300 movies: Hoeffding's bound shows .1 and not .05.
    #expect(GoldTarget.verdict(movies, cuts: 1, target: 0.9, risk: 0.1) == .cut(0))
    #expect(GoldTarget.verdict(movies, cuts: 1, target: 0.95, risk: 0.1) == .allStrong)
  }
}
