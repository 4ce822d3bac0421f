import Store
import Testing
import TestSupport
import TropeModel

@Suite struct TropesDatabaseTests {
  private let directory: TemporaryDirectory
  private let database: TropesDatabase

  init() throws {
    directory = try TemporaryDirectory()
    database = try Samples.tropes(at: directory("tropes.db"))
  }

  private func shell() throws -> Shell { try Shell(directory("tropes.db")) }

  @Test func `what was recorded is read back whole`() throws {
    let record = try Samples.record(23_890_098, names: ["Ünal \"X\"", "a,b\nc", ""], batch: 3)
    try database.record([record])
    let stored = try #require(try database.storedRecord(of: record.movie))
    #expect(stored.characters == record.characters)
    #expect(stored.castStatus == .complete)
    #expect(stored.lane == .batch)
    #expect(stored.batchNumber == 3)
    #expect(stored.remoteBatchID == "batch_3")
    #expect(stored.model == record.model)
    #expect(stored.question == record.log.question)
    #expect(stored.usage == record.usage)
    #expect(stored.costDollars == record.costDollars)
    #expect(stored.tokenCount == record.tokenCount)
    #expect(stored.builtAt == record.builtAt)
    #expect(try database.storedRecord(of: try Samples.movie(1)) == nil)
  }

  @Test func `the build log comes back in the order of ids, every field of it`() throws {
    let movies: [Int64] = [31_186_339, 7, 500, 8]
    try database.record(try movies.map { try Samples.record($0) })
    let expected = try movies.sorted().map { try Samples.logEntry($0, hasCast: $0 % 2 == 0) }
    #expect(try database.buildLog() == expected)
  }

  @Test func `a movie that is built again has its new characters only`() throws {
    try database.record([try Samples.record(1, names: ["A", "B", "C"])])
    try database.record([try Samples.record(1, names: ["C", "D"])])
    let stored = try #require(try database.storedRecord(of: try Samples.movie(1)))
    #expect(stored.characters.map(\.name) == ["C", "D"])
    #expect(try database.buildLog().count == 1)
    #expect(try database.recordCount() == 1)
  }

  @Test func `texts of any length are kept as they are, one after another`() throws {
    let names = [
      String(repeating: "é", count: 70), "a", "", String(repeating: "b", count: 9_000), "c",
    ]
    try database.record([
      try Samples.record(1, names: names), try Samples.record(2, names: names.reversed()),
    ])
    let stored = try [1, 2].map { try database.storedRecord(of: try Samples.movie($0)) }
    #expect(stored.map { $0?.characters.map(\.name) } == [names, names.reversed()])
    #expect(try shell().rows("SELECT count(*) FROM characters WHERE name IS NULL") == ["0"])
  }

  @Test func `one bad record of a transaction and none of it is kept`() throws {
    let unknownTrope = try Samples.record(2, trope: "NOT_IN_THE_CATALOG")
    #expect(throws: StoreError.self) {
      try database.record([try Samples.record(1), unknownTrope])
    }
    #expect(try database.recordCount() == 0)
    #expect(try database.buildLog().isEmpty)
  }

  @Test func `a record whose recipe was never set is refused`() throws {
    var record = try Samples.record(1)
    record.log.recipe = Samples.digest(77)
    #expect(throws: StoreError.self) { try database.record([record]) }
    #expect(try database.recordCount() == 0)
  }

  @Test func `a refreshed log row replaces the old one, and only where there is a record`() throws {
    try database.record([try Samples.record(1)])
    var touched = try Samples.logEntry(1)
    touched.plot.stamp.modifiedNanoseconds += 5
    touched.plot.isTrusted.toggle()
    try database.refresh([touched, try Samples.logEntry(2)])
    #expect(try database.buildLog() == [touched])
    #expect(try database.storedRecord(of: touched.movie)?.characters.count == 2)
  }

  @Test func `refreshing gives a record that lost its log row one again`() throws {
    try database.record([try Samples.record(1)])
    try shell().run("DELETE FROM build_log")
    #expect(try database.buildLog().isEmpty)
    try database.refresh([try Samples.logEntry(1)])
    #expect(try database.buildLog() == [try Samples.logEntry(1)])
  }

  @Test func `removing a movie removes all of it`() throws {
    try database.record([try Samples.record(1), try Samples.record(2)])
    #expect(try database.remove([try Samples.movie(1), try Samples.movie(9)]) == 1)
    #expect(try database.recordedMovies() == [try Samples.movie(2)])
    #expect(try database.buildLog().map(\.movie) == [try Samples.movie(2)])
    #expect(try shell().rows("SELECT DISTINCT movie_id FROM characters") == ["2"])
  }

  @Test(arguments: [
    "DELETE FROM records WHERE movie_id = 1",
    "DELETE FROM characters WHERE movie_id = 1 AND position = 1",
    "DELETE FROM characters WHERE movie_id = 1",
  ])
  func `a record deleted by hand makes its target stale`(sql: String) throws {
    try database.record([try Samples.record(1), try Samples.record(2)])
    try shell().run(sql)
    #expect(try database.buildLog().map(\.movie) == [try Samples.movie(2)])
  }

  @Test func `a record deleted by hand leaves no characters behind`() throws {
    try database.record([try Samples.record(1), try Samples.record(2)])
    try shell().run("DELETE FROM records WHERE movie_id = 1")
    #expect(try shell().rows("SELECT DISTINCT movie_id FROM characters") == ["2"])
  }

  @Test func `all records are handed out in order, with their characters`() throws {
    try database.record(try [5, 3, 4].map { try Samples.record($0, names: ["of \($0)"]) })
    var seen: [String] = []
    try database.forEachRecord { record in
      seen.append("\(record.movie) \(record.characters.map(\.name))")
    }
    #expect(seen == ["3 [\"of 3\"]", "4 [\"of 4\"]", "5 [\"of 5\"]"])
  }

  @Test func `recipes are known by their combined hash`() throws {
    try database.setRecipe(Samples.recipe, model: "again", parametersJSON: "{}")
    #expect(try database.recipes() == [Samples.recipe.combined: Samples.recipe])
  }

  @Test func `a trope that left the catalog stays while a record has it`() throws {
    try database.record([try Samples.record(1, trope: "CHOSEN_ONE")])
    let next = [CatalogRow(id: "NEW", name: "New", description: "is new")]
    try database.setCatalog(next)
    #expect(try database.catalog() == next)
    #expect(
      try shell().rows("SELECT trope_id, position FROM tropes ORDER BY 1") == [
        "CHOSEN_ONE|", "NEW|0",
      ])
  }

  @Test func `records that the sandbox made are known`() throws {
    func sandboxRecords() throws -> Set<MovieID> {
      var seen: Set<MovieID> = []
      _ = try database.buildState { sandboxRecords, _ in
        seen = sandboxRecords
        return []
      }
      return seen
    }
    #expect(try sandboxRecords().isEmpty)
    try database.record([
      try Samples.record(1), try Samples.record(2, model: TropesDatabase.sandboxModel),
    ])
    #expect(try sandboxRecords() == [try Samples.movie(2)])
    let plan = try shell().rows(
      "EXPLAIN QUERY PLAN SELECT movie_id FROM records WHERE model = 'sandbox-lexical'")
    #expect(plan.joined().contains("records_of_sandbox"))
  }

  @Test func `the state that a scan is compared with comes in one piece`() throws {
    try database.record([try Samples.record(2, model: TropesDatabase.sandboxModel)])
    var seen: [LoggedStamps] = []
    let state = try database.buildState { sandboxRecords, rows in
      seen = []
      try rows { seen.append($0) }
      return sandboxRecords.sorted()
    }
    #expect(seen == [try Samples.logEntry(2).stamps])
    #expect(state.log == [try Samples.logEntry(2)])
    #expect(state.recipes == [Samples.recipe.combined: Samples.recipe])
  }

  @Test(arguments: [5, 2_000])
  func `of the log only the rows that are asked for are kept, few or many`(count: Int) throws {
    let movies = 1...Int64(count)
    try database.record(try movies.map { try Samples.record($0) })
    // Every second one, and two that have no record.
    let wanted = [0] + movies.filter { $0.isMultiple(of: 2) } + [Int64(count) + 9]
    var seen: [MovieID] = []
    let state = try database.buildState { _, rows in
      seen = []
      try rows { seen.append($0.movie) }
      return try wanted.map { try Samples.movie($0) }
    }
    #expect(seen == (try movies.map { try Samples.movie($0) }))
    #expect(state.log == (try wanted.dropFirst().dropLast().map { try Samples.logEntry($0) }))
    #expect(try database.buildState { _, _ in [] }.log.isEmpty)
  }
}
