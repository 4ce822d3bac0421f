package import TropeModel

/// A trope that the catalog lists, or that left it while a record still has it.
package struct KnownTrope: Hashable, Sendable {
  /// As `CHOSEN_ONE`.
  package var id: String
  package var name: String
  package var description: String
  /// Whether it is in the catalog of the last build.
  package var isInCatalog: Bool

  package init(id: String, name: String, description: String, isInCatalog: Bool) {
    self.id = id
    self.name = name
    self.description = description
    self.isInCatalog = isInCatalog
  }
}

extension [KnownTrope] {
  /// The tropes' names by their ids.
  package var names: [String: String] {
    Dictionary(map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
  }
}

/// All that has been built, as of one moment: for whoever writes tables or a report of it. Lives inside
/// `withResults` alone.
package struct Results: ~Copyable {
  private let database: Database
  /// The catalog in its order, then the tropes that have left it, by id.
  package let tropes: [KnownTrope]
  /// What the recipe of the last build asks of each character, in its order.
  package let fields: [FieldRow]
  /// What it asks of the movie itself, in its order.
  package let movieFields: [FieldRow]
  /// Whether a reply told how sure its model was.
  package let hasConfidence: Bool

  fileprivate init(
    _ database: Database, tropes: [KnownTrope], fields: [FieldRow], movieFields: [FieldRow],
    hasConfidence: Bool
  ) {
    self.database = database
    self.tropes = tropes
    self.fields = fields
    self.movieFields = movieFields
    self.hasConfidence = hasConfidence
  }

  /// The names of all tropes by their ids.
  package var tropeNames: [String: String] { tropes.names }

  /// The movies that have a record, in the order of their ids.
  package func movies() throws -> [MovieID] {
    try database.movies("SELECT movie_id FROM records ORDER BY movie_id")
  }

  /// Calls `body` with each record, in the order of the movies' ids, one in memory at a time.
  package func forEachRecord(_ body: (StoredRecord) throws -> Void) throws {
    try TropesDatabase.readRecords(database, where: "1", body)
  }

  /// Of these records, or of the database's where there are none.
  package func movies(of records: [StoredRecord]?) throws -> [MovieID] {
    guard let records else { return try movies() }
    return records.map(\.movie)
  }

  /// The same with records that stand in for those of the database.
  package func forEachRecord(
    of records: [StoredRecord]?, _ body: (StoredRecord) throws -> Void
  ) throws {
    guard let records else { return try forEachRecord(body) }
    for record in records { try body(record) }
  }
}

extension TropesDatabase {
  /// Reads catalog and records in one snapshot, without holding them all in memory.
  ///
  /// `body` is called again from its beginning where a writer came between, and only its last call counts: what
  /// it writes must be begun anew each time. Its own errors come through as they are.
  package func withResults<Value>(_ body: (borrowing Results) throws -> Value) throws -> Value {
    try file.read { database in
      let results = Results(
        database, tropes: try knownTropes(database),
        fields: try FieldTable.characters.read(database),
        movieFields: try FieldTable.movies.read(database),
        hasConfidence: try TropesSchema.hasHands(database)
          && database.value(
            Int.self, "SELECT 1 FROM characters WHERE confidence IS NOT NULL LIMIT 1") != nil
      )
      do {
        return Result<Value, any Error>.success(try body(results))
      } catch let error as DatabaseError {
        throw error
      } catch {
        return .failure(error)
      }
    }.get()
  }

  /// The catalog in its order, then the tropes that have left it, by id.
  package func knownTropes() throws(StoreError) -> [KnownTrope] {
    try file.read { try knownTropes($0) }
  }

  private func knownTropes(_ database: Database) throws -> [KnownTrope] {
    try database.rows(
      """
      SELECT trope_id, name, description, position IS NOT NULL FROM tropes
      ORDER BY position IS NULL, position, trope_id
      """
    ).map { try KnownTrope(id: $0[0], name: $0[1], description: $0[2], isInCatalog: $0[3]) }
  }
}
