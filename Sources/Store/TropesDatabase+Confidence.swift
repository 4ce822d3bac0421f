package import TropeModel

extension TropesDatabase {
  /// The movies with a label whose confidence is known, the one with the least sure label first. Labels by hand do not count.
  package func leastSureMovies() throws(StoreError) -> [MovieID] {
    try file.read { database in
      guard try TropesSchema.hasHands(database) else { return [] }
      return try database.movies(
        """
        SELECT movie_id FROM characters WHERE confidence IS NOT NULL AND by_hand = 0
        GROUP BY movie_id ORDER BY min(confidence), movie_id
        """)
    }
  }
}
