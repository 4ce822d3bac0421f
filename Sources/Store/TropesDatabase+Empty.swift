extension TropesDatabase {
  /// How many records have no character at all: their movies have no cast file, and the model named nobody. None where the
  /// recipe asks about movies alone.
  package func emptyRecordCount() throws(StoreError) -> Int {
    try file.read { database in
      guard try !FieldTable.characters.read(database).isEmpty else { return 0 }
      return try database.value(
        Int.self,
        """
        SELECT count(*) FROM records WHERE NOT EXISTS
          (SELECT 1 FROM characters WHERE characters.movie_id = records.movie_id)
        """) ?? 0
    }
  }
}
