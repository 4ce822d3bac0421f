package import TropeModel

/// What the table `movies` tells of a movie.
package struct MovieTitle: Hashable, Sendable {
  package var movie: MovieID
  /// `nil` where nobody knows.
  package var title: String?
  package var year: Int?

  package init(movie: MovieID, title: String?, year: Int?) {
    self.movie = movie
    self.title = title
    self.year = year
  }
}

extension TropesDatabase {
  private static let titlesSource = "titles"

  /// What the titles were read from, as `setTitles` was told; `nil` where none were, or the database is an older one.
  package func titlesSource() throws(StoreError) -> String? {
    try file.read { database in
      try TropesSchema.hasHands(database) ? database.meta(Self.titlesSource) : nil
    }
  }

  /// Titles and years of the movies that have a record, as far as they are known; none in an older database.
  package func titles() throws(StoreError) -> [MovieTitle] {
    try file.read { database in
      guard try TropesSchema.hasHands(database) else { return [] }
      let rows = try Statement(
        database, "SELECT movie_id, title, year FROM movies WHERE title IS NOT NULL")
      var titles: [MovieTitle] = []
      while try rows.step() {
        titles.append(
          MovieTitle(
            movie: try rows.movie(0), title: rows.text(1), year: rows.optionalInt(2)))
      }
      return titles
    }
  }

  /// Movies with a record that the table `movies` has no row of. Asked of a database that is open for writing, which has the
  /// table: older ones have none.
  package func moviesWithoutTitle() throws(StoreError) -> [MovieID] {
    try file.read {
      try $0.movies(
        "SELECT movie_id FROM records WHERE movie_id NOT IN (SELECT movie_id FROM movies) ORDER BY movie_id"
      )
    }
  }

  /// Puts rows into the table `movies`, in place of those of the same movies.
  ///
  /// - Parameters:
  ///   - source: what they were read from, in a form that differs when it has changed.
  ///   - all: whether all other rows go.
  package func setTitles(
    _ titles: [MovieTitle], source: String, replacingAll all: Bool
  ) throws(StoreError) {
    try file.write { database in
      if all { try database.execute(sql: "DELETE FROM movies") }
      let insert = try Statement(database, "INSERT OR REPLACE INTO movies VALUES (?, ?, ?)")
      for title in titles {
        insert.bind(title.movie.number, at: 1)
        insert.bind(title.title, at: 2)
        insert.bind(title.year, at: 3)
        try insert.run()
      }
      try database.setMeta(Self.titlesSource, to: source)
    }
  }
}
