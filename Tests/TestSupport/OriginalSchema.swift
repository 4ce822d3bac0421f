/// The tables of the first system's database, as its library made them.
package enum OriginalSchema {
  /// Of a database of tropes.
  package static let tropes =
    metadata("TROPES") + movies("tropemovie") + """
      CREATE TABLE character_tropes (
        id INTEGER NOT NULL, movie_id VARCHAR NOT NULL, name VARCHAR NOT NULL, trope VARCHAR NOT NULL,
        PRIMARY KEY (id), FOREIGN KEY(movie_id) REFERENCES tropemovie (id));
      CREATE INDEX ix_character_tropes_movie_id ON character_tropes (movie_id);
      """

  /// Of a database of deaths.
  package static let deaths =
    metadata("DEATHS") + movies("deathmovie") + """
      CREATE TABLE character_deaths (
        id INTEGER NOT NULL, movie_id VARCHAR NOT NULL, name VARCHAR NOT NULL, dies BOOLEAN NOT NULL,
        PRIMARY KEY (id), FOREIGN KEY(movie_id) REFERENCES deathmovie (id));
      CREATE INDEX ix_character_deaths_movie_id ON character_deaths (movie_id);
      """

  private static func metadata(_ type: String) -> String {
    """
    CREATE TABLE databasemetadata (
      id VARCHAR NOT NULL, data_type VARCHAR(6) NOT NULL, created_at DATETIME NOT NULL,
      PRIMARY KEY (id));
    INSERT INTO databasemetadata VALUES ('metadata', '\(type)', '2024-12-01 10:00:00.000000');

    """
  }

  private static func movies(_ table: String) -> String {
    """
    CREATE TABLE \(table) (
      id VARCHAR NOT NULL, metadata_status VARCHAR(16) NOT NULL, processed_status VARCHAR(10) NOT NULL,
      processing_method VARCHAR(5) NOT NULL, batch_id VARCHAR, batch_index INTEGER,
      token_count INTEGER NOT NULL, last_updated DATETIME NOT NULL, PRIMARY KEY (id));

    """
  }
}
