import Quality
import Testing

@Suite struct AssistedShareTests {
  typealias Unit = AssistedShare.Unit

  /// Figures by an independent calculation in fractions: 20 labelled movies, 5 of them drawn too, and 35 others drawn.
  @Test func `share, weight and interval are those of a calculation by hand`() throws {
    var units = (0..<20).map { place in
      let agreeing = place < 14 || place == 19 ? 1 : 0
      return Unit(
        labelled: 1, right: place < 15 ? 1 : 0, agreeing: agreeing, drawn: place < 15 ? 0 : 1,
        drawnAgreeing: place < 15 ? 0 : Double(agreeing))
    }
    units += (0..<35).map { _ in Unit(drawn: 1, drawnAgreeing: 0.6) }
    let share = try #require(AssistedShare(units))
    #expect(abs(share.weight - 335.0 / 378) < 1e-12)
    // 3/4 + 335/378 · (11/20 − 3/4).
    #expect(abs(share.value - 0.572_751_322_751) < 1e-9)
    #expect(abs(share.low - 0.405_202_474) < 1e-6)
    #expect(abs(share.high - 0.725_120_492) < 1e-6)
    #expect(share.units == 20)
  }

  @Test func `too few labels, and labels that are all right or all wrong, are not helped`() {
    func units(_ count: Int, right: Int, drawn: Int = 100) -> [Unit] {
      (0..<count).map { Unit(labelled: 1, right: $0 < right ? 1 : 0, agreeing: 1) }
        + (0..<drawn).map { _ in Unit(drawn: 1, drawnAgreeing: 1) }
    }
    #expect(AssistedShare(units(19, right: 10)) == nil)
    #expect(AssistedShare(units(50, right: 50)) == nil)
    #expect(AssistedShare(units(50, right: 0)) == nil)
    #expect(AssistedShare(units(50, right: 40, drawn: 19)) == nil)
    #expect(AssistedShare([]) == nil)
    // All agree everywhere: nothing is learned from that.
    let share = AssistedShare(units(50, right: 40))
    let alone = ShareInterval((0..<50).map { .gold(right: $0 < 40 ? 1 : 0, of: 1) })
    #expect(share?.weight == 0 && share?.value == 0.8)
    #expect(share?.low == alone?.low && share?.high == alone?.high)
  }

  // MARK: How often the truth is within

  /// How often the interval held the true share, how wide it was, and how wide that of labels alone.
  private struct Course {
    var held = 0
    var narrower = 0
    var heldWhereNarrower = 0
    var width = 0.0
    var widthAlone = 0.0
    var weight = 0.0
    var runs = 0

    mutating func take(_ units: [Unit], truth: Double) throws {
      let share = try #require(AssistedShare(units))
      let alone = try #require(
        ShareInterval(units.map { .gold(right: $0.right, of: $0.labelled) }))
      let holds = share.low <= truth && truth <= share.high
      runs += 1
      held += holds ? 1 : 0
      if share.high - share.low < alone.high - alone.low {
        narrower += 1
        heldWhereNarrower += holds ? 1 : 0
      }
      width += share.high - share.low
      widthAlone += alone.high - alone.low
      weight += share.weight
    }

    var coverage: Double { Double(held) / Double(runs) }
    var coverageWhereNarrower: Double { Double(heldWhereNarrower) / Double(narrower) }
  }

  /// Of a character of a movie with this place among all: whether it is right, and whether it agrees. Both go with the
  /// movie's difficulty.
  private static func character(
    _ random: inout Randomness, _ shift: Double, right: Double,
    agreeing: (right: Double, wrong: Double)
  ) -> (isRight: Bool, agrees: Bool) {
    let isRight = random.uniform() < Logit.share(Logit.logarithm(right / (1 - right)) + shift)
    return (isRight, random.uniform() < (isRight ? agreeing.right : agreeing.wrong))
  }

  @Test(arguments: [(0.75, 0.9, 0.1), (0.9, 0.95, 0.3), (0.75, 0.99, 0.01)])
  func `with 50 labels the truth is within about as often as claimed, in a shorter interval`(
    right: Double, agreeing: Double, wronglyAgreeing: Double
  ) throws {
    var random = Randomness(11, 3)
    var course = Course()
    for _ in 0..<600 {
      var units: [Unit] = (0..<50).map { _ in
        let one = Self.character(
          &random, 0, right: right, agreeing: (agreeing, wronglyAgreeing))
        return Unit(labelled: 1, right: one.isRight ? 1 : 0, agreeing: one.agrees ? 1 : 0)
      }
      for _ in 0..<100 {
        let size = 1 + random.place(below: 9)
        var count = 0
        for _ in 0..<size {
          let one = Self.character(
            &random, 0, right: right, agreeing: (agreeing, wronglyAgreeing))
          count += one.agrees ? 1 : 0
        }
        units.append(Unit(drawn: 1, drawnAgreeing: Double(count) / Double(size)))
      }
      if units.contains(where: { $0.labelled > $0.right }) {
        try course.take(units, truth: right)
      }
    }
    // 600 runs tell a share of .95 to .02.
    #expect(course.coverage > 0.93 && course.coverageWhereNarrower > 0.93)
    #expect(course.width < 0.85 * course.widthAlone)
  }

  @Test func `agreement that says nothing of being right changes next to nothing`() throws {
    var random = Randomness(12, 3)
    var course = Course()
    for _ in 0..<600 {
      let units =
        (0..<50).map { _ in
          let one = Self.character(&random, 0, right: 0.75, agreeing: (0.5, 0.5))
          return Unit(labelled: 1, right: one.isRight ? 1 : 0, agreeing: one.agrees ? 1 : 0)
        }
        + (0..<100).map { _ in Unit(drawn: 1, drawnAgreeing: random.uniform() < 0.5 ? 1 : 0) }
      try course.take(units, truth: 0.75)
    }
    #expect(course.weight / Double(course.runs) < 0.1)
    #expect(course.coverage > 0.93)
    // It is shown where it happens to be narrower: that must not be where it is wrong.
    #expect(course.narrower > 100 && course.coverageWhereNarrower > 0.92)
    #expect(course.width > 0.97 * course.widthAlone)
  }

  @Test func `labelled movies of the draw in shared requests are counted as what they are`() throws
  {
    var (random, course) = (Randomness(13, 3), Course())
    var counted = Course()
    for _ in 0..<400 {
      // 30 requests of 4 movies that share their luck; the first of each has two labelled characters.
      var (units, apart): ([Unit], [Unit]) = ([], [])
      for _ in 0..<30 {
        let shift = 1.2 * random.normal()
        var unit = Unit()
        for movie in 0..<4 {
          let all = (0..<5).map { _ in
            Self.character(&random, shift, right: 0.75, agreeing: (0.95, 0.1))
          }
          if movie == 0 {
            unit.labelled = 2
            unit.right = all[..<2].count(where: \.isRight)
            unit.agreeing = all[..<2].count(where: \.agrees)
            apart.append(Unit(labelled: 2, right: unit.right, agreeing: unit.agreeing))
          }
          let share = Double(all.count(where: \.agrees)) / 5
          unit.drawn += 1
          unit.drawnAgreeing += share
          apart.append(Unit(drawn: 1, drawnAgreeing: share))
        }
        units.append(unit)
      }
      try course.take(units, truth: Self.sharedTruth)
      try counted.take(apart, truth: Self.sharedTruth)
    }
    #expect(course.coverage > 0.92)
    // Whoever takes movies of a request for strangers is sure too early.
    #expect(counted.coverage < course.coverage - 0.02)
  }

  /// The mean of the logistic function at ln 3, spread normally by 1.2.
  private static let sharedTruth = 0.702_8
}
