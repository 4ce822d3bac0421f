package import TropeModel

extension TropesDatabase {
  /// Notes targets that could not be built; an earlier failure of the same movie is replaced, its record stays.
  static func note(_ failures: [FailureRow], in database: Database) throws {
    guard !failures.isEmpty else { return }
    let insert = try database.keptStatement(
      """
      INSERT OR REPLACE INTO failures
        (movie_id, question, reason, attempts, failed_at, cast_status, token_count)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    let forget = try database.keptStatement("DELETE FROM pending WHERE movie_id = ?")
    for failure in failures {
      try insert.run([
        failure.target.movie.number, failure.question?.hex, failure.target.reason,
        failure.target.attempts, failure.failedAt.iso8601, failure.castStatus?.rawValue,
        failure.tokenCount,
      ])
      try forget.run([failure.target.movie.number])
    }
  }

  /// Forgets failures whose cause is gone.
  package func clearFailures(of movies: [MovieID]) throws(StoreError) {
    guard !movies.isEmpty else { return }
    try file.write { database in
      for movie in movies {
        try database.execute(
          sql: "DELETE FROM failures WHERE movie_id = ?", arguments: [movie.number])
      }
    }
  }

  /// The targets that could not be built, in the order of their ids.
  package func failures() throws(StoreError) -> [FailedTarget] {
    try file.read { database in
      let rows = try Statement(
        database, "SELECT movie_id, reason, attempts FROM failures ORDER BY movie_id")
      var failures: [FailedTarget] = []
      while try rows.step() {
        failures.append(
          FailedTarget(movie: try rows.movie(0), reason: rows.text(1), attempts: rows.int(2)))
      }
      return failures
    }
  }

  /// Notes what the run has taken up, or the new state of some of it; rows of other movies stay.
  package func setPending(_ targets: [PendingTarget]) throws(StoreError) {
    guard !targets.isEmpty else { return }
    try file.write { database in
      let insert = try Statement(
        database,
        """
        INSERT OR REPLACE INTO pending
          (movie_id, state, cast_status, batch_number, remote_batch_id, token_count, since)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
      for target in targets {
        insert.bind(target.movie.number, at: 1)
        insert.bind(target.state.rawValue, at: 2)
        insert.bind(target.castStatus?.rawValue, at: 3)
        insert.bind(target.batchNumber, at: 4)
        insert.bind(target.remoteBatchID, at: 5)
        insert.bind(target.tokenCount, at: 6)
        insert.bind(target.since.iso8601, at: 7)
        try insert.run()
      }
    }
  }

  /// What the run under way, or the last one that was interrupted, has taken up and not recorded yet.
  package func pendingMovies() throws(StoreError) -> Set<MovieID> {
    try file.read { Set(try $0.movies("SELECT movie_id FROM pending")) }
  }

  /// The same, of what is in a batch.
  package func pendingMovies(inBatch number: Int) throws(StoreError) -> [MovieID] {
    try file.read {
      try $0.movies(
        "SELECT movie_id FROM pending WHERE batch_number = ? ORDER BY movie_id",
        arguments: [number])
    }
  }

  /// Forgets what a run had taken up: of all movies, or of some.
  package func clearPending(_ movies: [MovieID]? = nil) throws(StoreError) {
    try file.write { database in
      guard let movies else { return try database.execute(sql: "DELETE FROM pending") }
      for movie in movies {
        try database.execute(
          sql: "DELETE FROM pending WHERE movie_id = ?", arguments: [movie.number])
      }
    }
  }
}
