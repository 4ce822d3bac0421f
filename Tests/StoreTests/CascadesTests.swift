import Store
import Testing
import TestSupport
import TropeModel

/// Cascades in the ledger.
@Suite struct CascadesTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func open() throws -> Ledger { try Ledger.open(path: directory("ledger.db")) }

  private func key(target: Double = 0.95, isSandbox: Bool = false) -> CascadeKey {
    CascadeKey(
      owner: "/project", cheap: Samples.digest(1), strong: Samples.digest(2), target: target,
      risk: 0.1, isSandbox: isSandbox)
  }

  private func entry(_ key: CascadeKey) -> CascadeEntry {
    CascadeEntry(
      key: key, cheapName: "gpt-6-luna (none)", strongName: "gpt-6.1-terra (low)",
      population: Samples.digest(3), cheapDollars: 1.25, begunAt: Samples.now)
  }

  private func row(
    _ movie: Int64, part: CascadePart = .open, isLater: Bool = false
  ) throws -> CascadeMovieRow {
    CascadeMovieRow(
      movie: try Samples.movie(movie), isLater: isLater, question: Samples.digest(Int(movie)),
      strongQuestion: Samples.digest(-Int(movie)),
      labels: [
        CascadeLabel(name: "O'Neil \"Jo\"", label: "CHOSEN_ONE", confidence: 950_000),
        CascadeLabel(name: "Ann", label: "", confidence: nil),
      ], plotTokens: 300, part: part)
  }

  private var promise: CascadePromise {
    CascadePromise(
      certifiedAt: Samples.now, movies: 4, characters: 8, pilotMovies: 1, plannedDraws: 10,
      draws: 1, order: Samples.digest(9), keptMovies: 2, logWealth: 2.5)
  }

  @Test func `what was frozen comes back, and what is noted of it stays`() throws {
    let ledger = try open()
    #expect(try ledger.cascade(key()) == nil)
    let rows = try [row(1, part: .pilot), row(2), row(3), row(4)]
    let number = try ledger.beginCascade(entry(key()), rows)
    var expected = entry(key())
    expected.number = number
    #expect(try ledger.cascade(key()) == expected)
    #expect(try ledger.cascadeMovies(number) == rows)
    #expect(try ledger.cascade(key(target: 0.9)) == nil)
    #expect(try ledger.cascade(key(isSandbox: true)) == nil)

    let movies = rows.map(\.movie)
    try ledger.priceCascade(number, [movies[1]: 0.002])
    try ledger.agreeToCascade(number)
    try ledger.noteAnswers([movies[0]: "01+0"], of: number, as: .pilot)
    try ledger.noteAnswers([movies[1]: "00+0"], of: number, as: .sample)
    // What was said first holds.
    try ledger.noteAnswers([movies[1]: "refused"], of: number)
    try ledger.certifyCascade(number, promise, kept: [movies[1], movies[2]])
    try ledger.close()

    let reader = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    expected.isPriced = true
    expected.isAgreed = true
    expected.promise = promise
    #expect(try reader.cascade(key()) == expected)
    let found = try reader.cascadeMovies(number)
    // What has a strong answer is not kept, whatever the cut says.
    #expect(found.map(\.part) == [.pilot, .sample, .kept, .again])
    #expect(found.map(\.answer) == ["01+0", "00+0", nil, nil])
    #expect(found.map(\.dollars) == [0, 0.002, 0, 0])
  }

  @Test func `a certificate gives up the one before, of the same cascade alone`() throws {
    let ledger = try open()
    let first = try ledger.beginCascade(entry(key()), [row(1)])
    try ledger.certifyCascade(first, promise, kept: [])
    let other = try ledger.beginCascade(entry(key(target: 0.9)), [row(1)])
    try ledger.certifyCascade(other, promise, kept: [])
    let second = try ledger.beginCascade(entry(key()), [row(1), row(2)])
    #expect(try ledger.cascades(key()).map(\.number) == [second, first])
    #expect(try ledger.cascade(key())?.promise == nil)
    // Given up, it leaves the one before.
    try ledger.voidCascade(second, at: Samples.now)
    #expect(try ledger.cascade(key())?.number == first)
    let third = try ledger.beginCascade(entry(key()), [row(1), row(2)])
    try ledger.certifyCascade(third, promise, kept: [])
    #expect(try ledger.cascades(key()).map(\.number) == [third])
    #expect(try ledger.cascades(key(target: 0.9)).map(\.number) == [other])
  }

  @Test func `of a movie that has changed what came later holds, and the frozen row stays`() throws
  {
    let ledger = try open()
    let number = try ledger.beginCascade(entry(key()), [row(1), row(2)])
    try ledger.certifyCascade(number, promise, kept: [row(1).movie])
    var later = try row(1, part: .again, isLater: true)
    later.question = Samples.digest(77)
    try ledger.addLater([later], to: number)
    let places = try ledger.cascadePlaces(number)
    #expect(places.count == 2)
    let place = try #require(places[later.movie])
    #expect(
      place.hasLabels && place.isLater && place.question == later.question && place.part == .again)
    #expect(try ledger.cascadeMovies(number).map(\.part) == [.kept, .again])
    #expect(try ledger.cascadeMovies(number, later: true) == [later])
  }

  @Test func `a movie in which the cheap model named nobody has nothing to promise`() throws {
    let ledger = try open()
    var empty = try row(1, part: .kept)
    empty.labels = []
    let number = try ledger.beginCascade(entry(key()), [empty])
    #expect(try ledger.cascadePlaces(number)[empty.movie]?.hasLabels == false)
  }

  @Test func `a project that was moved finds its own, and nobody another's that is there`() throws {
    let ledger = try open()
    let number = try ledger.beginCascade(entry(key()), [row(1)])
    var moved = key()
    moved.owner = "/moved"
    #expect(try ledger.cascade(moved) == nil)
    #expect(try ledger.cascade(moved, isLeft: { $0 == "/project" })?.number == number)
    let own = try ledger.beginCascade(entry(moved), [row(2)])
    #expect(try ledger.cascade(moved, isLeft: { _ in true })?.number == own)
    #expect(try ledger.cascade(key(), isLeft: { _ in true })?.number == number)
  }

  @Test
  func `what a test against gold has looked at stays, and no other cascade looks at it again`()
    throws
  {
    let ledger = try open()
    var gold = key()
    gold.measure = .gold
    let number = try ledger.beginCascade(entry(gold), [row(1)])
    // They are two cascades.
    #expect(try ledger.cascade(key()) == nil)
    #expect(try ledger.cascade(gold)?.number == number)
    #expect(try ledger.cascade(gold)?.gold == nil)
    let note = CascadeGold(
      seen: nil, last: Samples.digest(5), characters: 80, wrong: 3)
    try ledger.noteGold(note, of: number)
    #expect(try ledger.cascade(gold)?.gold == note)
    #expect(try ledger.lastGold(gold, but: number) == nil)
    try ledger.voidCascade(number, at: Samples.now)
    var other = gold
    other.target = 0.9
    let second = try ledger.beginCascade(entry(other), [row(2)])
    #expect(try ledger.lastGold(other, but: second) == note.last)
    let later = CascadeGold(
      seen: note.last, last: max(Samples.digest(6), Samples.digest(7)), characters: 50, wrong: 1)
    try ledger.noteGold(later, of: second)
    #expect(try ledger.cascade(other)?.gold == later)
    #expect(try ledger.lastGold(other, but: 0) == max(note.last, later.last))
    // Nor is it of another project's, or played.
    var moved = other
    moved.owner = "/moved"
    #expect(try ledger.lastGold(moved, but: 0) == nil)
    #expect(try ledger.lastGold(moved, but: 0, isLeft: { $0 == "/project" }) != nil)
    moved = other
    moved.isSandbox = true
    #expect(try ledger.lastGold(moved, but: 0) == nil)
  }

  @Test func `a ledger without gold has the cascades that it had`() throws {
    let ledger = try open()
    let number = try ledger.beginCascade(entry(key()), [row(1)])
    try ledger.close()
    try Shell(directory("ledger.db")).run(
      """
      DROP TABLE cascade_gold;
      DROP INDEX replies_by_endpoint;
      ALTER TABLE replies DROP COLUMN endpoint;
      ALTER TABLE realtime_requests DROP COLUMN endpoint;
      ALTER TABLE batches DROP COLUMN requested_model; ALTER TABLE batches DROP COLUMN prices;
      PRAGMA user_version = 6
      """)
    let reader = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    #expect(try reader.cascade(key())?.number == number)
    var gold = key()
    gold.measure = .gold
    #expect(try reader.cascade(gold) == nil)
    #expect(try reader.lastGold(gold, but: 0) == nil)
    try reader.close()
    let writer = try open()
    #expect(try writer.cascade(key())?.number == number)
    #expect(try writer.beginCascade(entry(gold), [row(2)]) == number + 1)
  }

  @Test func `one that is given up makes room for another`() throws {
    let ledger = try open()
    let first = try ledger.beginCascade(entry(key()), [row(1)])
    try ledger.voidCascade(first, at: Samples.now)
    #expect(try ledger.cascade(key()) == nil)
    let second = try ledger.beginCascade(entry(key()), [row(2)])
    #expect(try ledger.cascade(key())?.number == second && first != second)
    #expect(try ledger.cascadeMovies(second).map(\.movie) == [row(2).movie])
  }

  @Test func `a ledger of an earlier version has none, and gets the tables when it is written`()
    throws
  {
    try open().close()
    let shell = try Shell(directory("ledger.db"))
    try shell.run(
      """
      DROP TABLE cascade_movies; DROP TABLE cascades;
      DROP INDEX replies_by_endpoint;
      ALTER TABLE replies DROP COLUMN endpoint;
      ALTER TABLE realtime_requests DROP COLUMN endpoint;
      ALTER TABLE batches DROP COLUMN requested_model; ALTER TABLE batches DROP COLUMN prices;
      PRAGMA user_version = 5;
      """)
    let reader = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    #expect(try reader.cascade(key()) == nil)
    try reader.close()
    let ledger = try open()
    #expect(try ledger.beginCascade(entry(key()), [row(1)]) == 1)
  }
}
