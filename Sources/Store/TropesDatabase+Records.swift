import Basics
package import TropeModel

extension TropesDatabase {
  /// Records what has been built, whole movies at a time, all in one transaction: earlier records, failures and
  /// pending rows of these movies go. Their recipe, their fields and their tropes must have been set before.
  ///
  /// - Parameter failures: what could not be built: an earlier failure of the same movie is replaced, its record stays.
  package func record(
    _ records: [FinishedRecord], failures: [FailureRow] = []
  ) throws(StoreError) {
    guard !records.isEmpty || !failures.isEmpty else { return }
    try file.write { database in
      try Self.note(failures, in: database)
      guard !records.isEmpty else { return }
      let recipes = try Self.recipeNumbers(database)
      let forget = [
        try database.keptStatement("DELETE FROM characters WHERE movie_id = ?"),
        try database.keptStatement("DELETE FROM movie_answers WHERE movie_id = ?"),
        try database.keptStatement("DELETE FROM failures WHERE movie_id = ?"),
        try database.keptStatement("DELETE FROM pending WHERE movie_id = ?"),
        // They were about the labels that go.
        try database.keptStatement("DELETE FROM votes WHERE movie_id = ?"),
      ]
      let writeRecord = try RecordWriter(database)
      let writeLog = try LogWriter(database)
      let hands = hands.withLock { $0 }
      // As the tables lie, not as the replies came: SQLite then finds most places beside the last one.
      for record in records.sorted(by: { $0.movie < $1.movie }) {
        for statement in forget {
          statement.bind(record.movie.number, at: 1)
          try statement.run()
        }
        try writeRecord(hands.labelled(record, tropes: writeRecord.tropes))
        // Last, since a deleted character takes the log row with it.
        try writeLog(record.log, recipes: recipes)
      }
    }
  }

  /// Removes records, with all that belongs to them, failures among it; returns how many records there were.
  @discardableResult
  package func remove(_ movies: [MovieID]) throws(StoreError) -> Int {
    guard !movies.isEmpty else { return 0 }
    return try file.write { database in
      var removed = 0
      for movie in movies {
        try database.execute(
          sql: "DELETE FROM records WHERE movie_id = ?", arguments: [movie.number])
        removed += database.changesCount
        for table in ["failures", "pending"] {
          try database.execute(
            sql: "DELETE FROM \(table) WHERE movie_id = ?", arguments: [movie.number])
        }
      }
      return removed
    }
  }

  /// A movie's record, `nil` where it has none.
  package func storedRecord(of movie: MovieID) throws(StoreError) -> StoredRecord? {
    try file.read { database in
      var found: StoredRecord?
      try Self.readRecords(database, where: "movie_id = \(movie.number)") { found = $0 }
      return found
    }
  }

  /// Calls `body` with each record, in the order of the movies' ids, without holding them all in memory. In a
  /// database opened for reading the call may begin again if a writer comes between; `started` tells so.
  package func forEachRecord(
    started: () throws -> Void = {}, _ body: (StoredRecord) throws -> Void
  ) throws(StoreError) {
    try file.read { database in
      try started()
      try Self.readRecords(database, where: "1", body)
    }
  }

  /// The number of records.
  package func recordCount() throws(StoreError) -> Int {
    try file.read {
      try $0.value(
        Int.self,
        "SELECT count(*) FROM records") ?? 0
    }
  }

  /// The ids of all movies that have a record, in order.
  package func recordedMovies() throws(StoreError) -> [MovieID] {
    try file.read { try $0.movies("SELECT movie_id FROM records ORDER BY movie_id") }
  }

  // MARK: Catalog

  /// Makes a catalog the current one; must come before records that use it. Tropes that left the catalog stay
  /// where a record has them, without a position, and go otherwise.
  package func setCatalog(_ tropes: [CatalogRow]) throws(StoreError) {
    try file.write { database in
      // Whether those that left are used is seen by reading all characters.
      let left = try database.value(
        Int.self,
        "SELECT count(*) FROM tropes WHERE position IS NULL")
      if left == 0, try Self.readCatalog(database) == tropes { return }
      try database.execute(sql: "UPDATE tropes SET position = NULL")
      for (position, trope) in tropes.enumerated() {
        try database.execute(
          sql: """
            INSERT INTO tropes VALUES (?1, ?2, ?3, ?4) ON CONFLICT (trope_id) DO UPDATE
            SET name = ?2, description = ?3, position = ?4
            """,
          arguments: [trope.id, trope.name, trope.description, position])
      }
      try database.execute(
        sql: """
          DELETE FROM tropes
          WHERE position IS NULL AND trope_id NOT IN
            (SELECT trope_id FROM characters WHERE trope_id IS NOT NULL)
            AND json_quote(trope_id) NOT IN
              (SELECT answered FROM hand_labels WHERE answered IS NOT NULL)
          """)
    }
  }

  /// The current catalog, in its order.
  package func catalog() throws(StoreError) -> [CatalogRow] {
    try file.read { try Self.readCatalog($0) }
  }

  // MARK: Fields

  /// Makes these the fields that each character has, and those of the movie itself; the views `labels` and `movie_labels`
  /// have a column for each.
  package func setFields(
    _ fields: [FieldRow], ofMovie movieFields: [FieldRow] = []
  ) throws(StoreError) {
    try file.write { database in
      if try FieldTable.characters.set(fields, in: database) {
        try CharactersTable.make(fields, in: database)
      }
      if try FieldTable.movies.set(movieFields, in: database) {
        try MovieAnswersTable.make(movieFields, in: database)
      }
    }
  }

  /// What the recipe that was built with last asks of each character, in its order; nothing where it asks of movies alone.
  package func fields() throws(StoreError) -> [FieldRow] {
    try file.read { try FieldTable.characters.read($0) }
  }

  /// What it asks of the movie itself, in its order.
  package func movieFields() throws(StoreError) -> [FieldRow] {
    try file.read { try FieldTable.movies.read($0) }
  }

  // MARK: Rows

  private static func readCatalog(_ database: Database) throws -> [CatalogRow] {
    try database.rows(
      """
      SELECT trope_id, name, description FROM tropes WHERE position IS NOT NULL ORDER BY position
      """
    ).map { try CatalogRow(id: $0[0], name: $0[1], description: $0[2]) }
  }

  static func readSandboxRecords(_ database: Database) throws -> Set<MovieID> {
    // The model stands here as a literal, as in the partial index, or SQLite could not use it.
    Set(try database.movies("SELECT movie_id FROM records WHERE model = '\(sandboxModel)'"))
  }

  static func readRecords(
    _ database: Database, where condition: String, _ body: (StoredRecord) throws -> Void
  ) throws {
    let movieFields =
      try TropesSchema.hasMovieFields(database)
      ? "(SELECT fields FROM movie_answers WHERE movie_id = records.movie_id)" : "NULL"
    let records = try Statement(
      database,
      """
      SELECT movie_id, cast_status, lane, batch_number, remote_batch_id, model, question,
        token_count, input_tokens, cached_input_tokens, output_tokens, cost_dollars, built_at,
        \(movieFields)
      FROM records WHERE \(condition) ORDER BY movie_id
      """)
    let characters = try CharacterReader(database)
    while try records.step() {
      let movie = try records.movie(0)
      let labelled = try characters(of: movie)
      guard let castStatus = CastStatus(rawValue: records.text(1)) else {
        throw records.broken(1)
      }
      guard let lane = Lane(rawValue: records.text(2)) else { throw records.broken(2) }
      guard let question = Digest(hex: records.text(6)) else { throw records.broken(6) }
      guard let builtAt = Timestamp(iso8601: records.text(12)) else { throw records.broken(12) }
      guard let movieFields = FieldJSON.answers(in: records.optionalText(13) ?? "{}") else {
        throw records.broken(13)
      }
      try body(
        StoredRecord(
          movie: movie, characters: labelled, movieFields: movieFields, castStatus: castStatus,
          lane: lane, batchNumber: records.optionalInt(3), remoteBatchID: records.optionalText(4),
          model: records.text(5), question: question,
          usage: TokenUsage(
            input: records.int(8), cachedInput: records.int(9), output: records.int(10)),
          costDollars: records.double(11), tokenCount: records.int(7), builtAt: builtAt))
    }
  }
}
