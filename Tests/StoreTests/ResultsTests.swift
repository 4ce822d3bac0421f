import Store
import Testing
import TestSupport
import TropeModel

@Suite struct ResultsTests {
  private let directory: TemporaryDirectory
  private let database: TropesDatabase

  init() throws {
    directory = try TemporaryDirectory()
    database = try Samples.tropes(at: directory("tropes.db"))
  }

  @Test func `all records come in the order of ids with their characters`() throws {
    let records = try [
      Samples.record(31_186_339, names: ["Ann", "a,b\nc"]), Samples.record(7, names: []),
      Samples.record(500, names: ["Zoë"]),
    ]
    try database.record(records)
    let (movies, seen) = try database.withResults { results in
      var seen: [StoredRecord] = []
      try results.forEachRecord { seen.append($0) }
      return (try results.movies(), seen)
    }
    #expect(movies == seen.map(\.movie))
    #expect(seen.map(\.movie.number) == [7, 500, 31_186_339])
    #expect(seen.map { $0.characters.map(\.name) } == [[], ["Zoë"], ["Ann", "a,b\nc"]])
    #expect(try seen == seen.map(\.movie).map { try #require(try database.storedRecord(of: $0)) })
  }

  @Test func `a trope that left the catalog is known as long as a record has it`() throws {
    try database.record([try Samples.record(1, names: ["Ann"], trope: "CHOSEN_ONE")])
    try database.setCatalog([
      CatalogRow(id: "NEW", name: "New", description: ""), Samples.catalog[1],
    ])
    let (tropes, names) = try database.withResults { ($0.tropes, $0.tropeNames) }
    #expect(tropes.map(\.id) == ["NEW", "NO_TROPE", "CHOSEN_ONE"])
    #expect(tropes.map(\.isInCatalog) == [true, true, false])
    #expect(names["CHOSEN_ONE"] == "Chosen One")
  }

  @Test func `what the reader's work throws comes through as it is`() throws {
    struct Own: Error {}
    #expect(throws: Own.self) { try database.withResults { _ in throw Own() } }
    let reading = try #require(
      try TropesDatabase.openForReading(path: directory("tropes.db")))
    #expect(throws: Own.self) { try reading.withResults { _ in throw Own() } }
  }
}
