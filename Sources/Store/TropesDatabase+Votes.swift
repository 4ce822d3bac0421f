package import TropeModel

/// What repeated asks make of a record's labels.
package struct RecordVotes: Hashable, Sendable {
  package var movie: MovieID
  /// What the record is made from: where that has changed, nothing is written.
  package var question: Digest
  /// How many asks were meant, the first one among them.
  package var asks: Int
  /// How many of them were answered.
  package var answers: Int
  /// Whether others may still be.
  package var isOpen: Bool
  /// By the characters' names; empty where too few asks were answered for any.
  package var confidences: [String: Double]

  package init(
    movie: MovieID, question: Digest, asks: Int, answers: Int, isOpen: Bool,
    confidences: [String: Double]
  ) {
    self.movie = movie
    self.question = question
    self.asks = asks
    self.answers = answers
    self.isOpen = isOpen
    self.confidences = confidences
  }
}

/// How many asks have voted on a record.
package struct VoteCount: Hashable, Sendable {
  package var asks: Int
  package var answers: Int
  package var isOpen: Bool

  package init(asks: Int, answers: Int, isOpen: Bool) {
    self.asks = asks
    self.answers = answers
    self.isOpen = isOpen
  }
}

extension TropesDatabase {
  /// Writes the confidences of records, all in one transaction; those that records had go.
  package func setVotes(_ votes: [RecordVotes]) throws(StoreError) {
    guard !votes.isEmpty else { return }
    try file.write { database in
      let isMeant = try Statement(
        database, "SELECT 1 FROM records WHERE movie_id = ? AND question = ?")
      let note = try Statement(database, "INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?, ?)")
      let forget = try Statement(
        database, "UPDATE characters SET confidence = NULL WHERE movie_id = ?")
      let set = try Statement(
        database, "UPDATE characters SET confidence = ? WHERE movie_id = ? AND name = ?")
      for record in votes {
        isMeant.bind(record.movie.number, at: 1)
        isMeant.bind(record.question.hex, at: 2)
        let exists = try isMeant.step()
        isMeant.reset()
        guard exists else { continue }
        note.bind(record.movie.number, at: 1)
        note.bind(record.question, at: 2)
        note.bind(record.asks, at: 3)
        note.bind(record.answers, at: 4)
        note.bind(record.isOpen, at: 5)
        try note.run()
        forget.bind(record.movie.number, at: 1)
        try forget.run()
        for (name, confidence) in record.confidences {
          set.bind(confidence, at: 1)
          set.bind(record.movie.number, at: 2)
          set.bind(name, at: 3)
          try set.run()
        }
      }
    }
  }

  /// The movies with a record of this recipe on whose labels not all of so many asks have voted, in order.
  ///
  /// - Parameter recipe: `RecipeHashes.combined`.
  package func moviesToVote(recipe: Digest, asks: Int) throws(StoreError) -> [MovieID] {
    try file.read { database in
      let known =
        try TropesSchema.hasVotes(database)
        ? """
        AND NOT EXISTS (
          SELECT 1 FROM votes WHERE votes.movie_id = build_log.movie_id
            AND votes.question = build_log.question AND votes.asks = ?2 AND is_open = 0)
        """ : ""
      return try database.movies(
        """
        SELECT movie_id FROM build_log
        WHERE recipe_id = (SELECT recipe_id FROM recipes WHERE recipe_hash = ?1) \(known)
        ORDER BY movie_id
        """, arguments: known.isEmpty ? [recipe.hex] : [recipe.hex, asks])
    }
  }

  /// How many asks have voted on each record whose labels are still those that they were asked about.
  package func voteCounts() throws(StoreError) -> [MovieID: VoteCount] {
    try file.read { database in
      guard try TropesSchema.hasVotes(database) else { return [:] }
      let rows = try Statement(
        database,
        """
        SELECT votes.movie_id, asks, answers, is_open FROM votes
        JOIN build_log ON build_log.movie_id = votes.movie_id AND build_log.question = votes.question
        """)
      var counts: [MovieID: VoteCount] = [:]
      while try rows.step() {
        counts[try rows.movie(0)] = VoteCount(
          asks: rows.int(1), answers: rows.int(2), isOpen: rows.int64(3) != 0)
      }
      return counts
    }
  }

  /// The confidences of the records of these movies, by the characters' names.
  package func confidences(
    of movies: Set<MovieID>
  ) throws(StoreError) -> [MovieID: [String: Double]] {
    try file.read { database in
      guard try TropesSchema.hasHands(database) else { return [:] }
      let rows = try Statement(
        database,
        """
        SELECT movie_id, name, confidence FROM characters WHERE confidence IS NOT NULL
        ORDER BY movie_id, position
        """)
      var found: [MovieID: [String: Double]] = [:]
      while try rows.step() {
        let movie = try rows.movie(0)
        guard movies.contains(movie) else { continue }
        found[movie, default: [:]][rows.text(1)] = rows.double(2)
      }
      return found
    }
  }
}
