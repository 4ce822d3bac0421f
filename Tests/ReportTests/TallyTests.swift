import Testing

@testable import Report

@Suite struct TallyTests {
  private static func texts(_ names: String...) -> [ReportValue] { names.map { .text($0) } }

  @Test func `values are counted by characters and by movies`() throws {
    let records = tally([
      try movie(1, Self.texts("Mentor", "Mentor", "Sidekick")),
      try movie(2, Self.texts("Mentor")), try movie(3, []), try movie(4, [.none]),
    ])
    let field = try #require(records.leadingTally)
    #expect(field.ranking.map { field.values[$0].name } == ["Mentor", "Sidekick"])
    #expect(field.values.map(\.characters) == [3, 1])
    #expect(field.values.map(\.movies) == [2, 1])
    #expect(field.known == 4 && field.missing == 1)
    #expect(field.share(0) == 0.75)
    #expect(records.movies == 4 && records.characters == 5 && records.inCast == 3)
    #expect(records.sizes == [3: 1, 1: 2, 0: 1])
    #expect(records.medianSize == 1)
  }

  @Test func `equally frequent values stand by name`() throws {
    let field = try #require(tally([try movie(1, Self.texts("B", "A", "C"))]).leadingTally)
    #expect(field.ranking.map { field.values[$0].name } == ["A", "B", "C"])
  }

  @Test(
    arguments: [
      ([.number, .text, .flag, .choice], 3), ([.number, .text, .flag], 2), ([.number, .text], 1),
      ([.number], nil), ([], nil),
    ] as [([ReportField.Kind], Int?)])
  func `the first choice leads, else a flag, else a text`(kinds: [ReportField.Kind], leading: Int?)
  {
    let fields = kinds.map { ReportField(title: "F", plural: "fs", kind: $0) }
    #expect(RecordTally(fields: fields).leading == leading)
  }

  @Test(
    arguments: [
      ("trope", .choice, "Trope", "Tropes by frequency"),
      ("dies", .flag, "Dies", "Dies: yes or no"),
      ("cause_of_death", .text, "Cause of death", "Values of cause of death by frequency"),
      ("age", .number, "Age", "Age, in ranges"),
    ] as [(String, ReportField.Kind, String, String)])
  func `a field's name becomes words`(
    name: String, kind: ReportField.Kind, title: String, heading: String
  ) {
    let field = ReportField(name: name, kind: kind)
    #expect(field.title == title)
    #expect(field.heading == heading)
  }

  @Test func `flags are counted as yes and no, whichever comes first`() throws {
    let fields = [ReportField(title: "Dies", plural: "deaths", kind: .flag)]
    let records = tally(
      [try movie(1, [.flag(false), .flag(false), .flag(true), .none])], fields: fields)
    let field = try #require(records.leadingTally)
    #expect(field.values.map(\.name) == ["yes", "no"])
    #expect(field.values.map(\.characters) == [1, 2])
  }

  @Test func `pairs are counted once a movie, and beside them what is expected`() throws {
    // Half of all characters are A: of a movie with two, half have one A and one B.
    let movies = try (1...10).map { try movie($0, Self.texts("A", "B")) }
    let records = tally(movies)
    let field = try #require(records.leadingTally)
    let pair = try #require(records.pairs.pairs(among: [0, 1], of: field).first)
    #expect(pair.observed == 10)
    #expect(abs(pair.expected - 5) < 1e-9)
    #expect(abs(pair.ratio - 2) < 1e-9)
    #expect(!pair.isWeak)
    #expect(abs(pair.surprise - 1.8053) < 1e-4)
  }

  @Test func `what is expected is what drawing at random gives`() throws {
    // Movies of one to six characters, each drawn by itself from four values.
    var state: UInt64 = 88_172_645_463_325_252
    func random(_ limit: UInt64) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % limit)
    }
    let names = ["A", "A", "A", "B", "B", "C", "D"]
    let movies = try (1...4_000).map { number in
      try movie(number, (0...random(6)).map { _ in .text(names[random(7)]) })
    }
    let records = tally(movies, keepingRows: false)
    let field = try #require(records.leadingTally)
    let pairs = records.pairs.pairs(among: Array(field.values.indices), of: field)
    #expect(pairs.count == 6)
    for pair in pairs { #expect(abs(pair.surprise) < 4, "\(pair)") }
  }

  @Test func `groups count a movie in each of its genres, and once in all`() throws {
    let drama = MovieFacts(title: "A", year: 1_966, genres: ["Drama", "Comedy", "Drama"])
    let comedy = MovieFacts(title: "B", year: 1_010, genres: ["Comedy"])
    let records = tally([
      try movie(1, Self.texts("Mentor", "Sidekick"), facts: drama),
      try movie(2, Self.texts("Mentor"), facts: comedy), try movie(3, Self.texts("Mentor")),
    ])
    #expect(records.genres.bySize.map(\.name) == ["Comedy", "Drama"])
    #expect(records.genres.bySize.map(\.movies) == [2, 1])
    #expect(records.genres.bySize.map { $0.count(0) } == [2, 1])
    #expect(records.genres.all.characters == 3)
    // The year 1010 is a slip of the corpus; no movie is that old.
    #expect(records.decades.byName.map(\.name) == ["1960s"])
    #expect(records.withFacts == 2)
  }

  // Worked out by hand from Wilson's formula.
  @Test(arguments: [
    (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1), (50, 1_000, 0.0381, 0.0653),
  ])
  func `an interval is Wilson's`(count: Int, total: Int, low: Double, high: Double) {
    let interval = Figures.interval(count, of: total)
    #expect(abs(interval.lowerBound - low) < 0.0001)
    #expect(abs(interval.upperBound - high) < 0.0001)
  }

  @Test(
    arguments: [
      ([1, 2, 3], ["1", "2", "3"], 2), ([0, 90], nil, 0), ([0.5, 0.75], nil, 0.5), ([7], nil, 7),
      ([-2, 2], ["-2", "-1", "0", "1", "2"], -2),
    ] as [([Double], [String]?, Double)])
  func `numbers stand in ranges of the same width`(
    numbers: [Double], names: [String]?, median: Double
  ) {
    let bins = NumberBins(Dictionary(numbers.map { ($0, 1) }, uniquingKeysWith: +))
    if let names { #expect(bins.bins.map(\.name) == names) }
    #expect(bins.bins.reduce(0) { $0 + $1.count } == numbers.count)
    #expect(bins.bins.count <= 25)
    #expect(bins.median == median)
  }

  @Test func `no numbers have no ranges, and nonsense does no harm`() {
    #expect(NumberBins([:]).bins.isEmpty)
    #expect(NumberBins([.nan: 1, .infinity: 2]).bins.isEmpty)
    #expect(NumberBins([1e300: 1, -1e300: 1]).bins.reduce(0) { $0 + $1.count } == 2)
  }
}
