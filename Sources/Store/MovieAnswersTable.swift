/// The table `movie_answers`, with a typed column for each of the movie's own fields as `characters` has them for its, and
/// what hangs on it.
enum MovieAnswersTable {
  /// Makes the table anew with these fields' columns, trigger and view with it.
  static func make(_ fields: [FieldRow], in database: Database) throws {
    let typed = fields.map { ",\n  " + FieldColumn.definition(of: $0) }.joined()
    let columns = fields.map { ",\n  \(FieldColumn.name(of: $0)) AS \"\($0.name)\"" }.joined()
    try database.execute(
      sql: """
        DROP VIEW IF EXISTS movie_labels;
        DROP TRIGGER IF EXISTS answered_record_deleted;
        -- What was answered of the movie itself: a row for each record of a recipe that asks about it. fields is a JSON
        -- object, in the recipe's order.
        CREATE TABLE movie_answers_6 (
          movie_id INTEGER PRIMARY KEY,
          fields TEXT NOT NULL\(typed)
        );
        INSERT INTO movie_answers_6 (movie_id, fields) SELECT movie_id, fields FROM movie_answers;
        DROP TABLE movie_answers;
        ALTER TABLE movie_answers_6 RENAME TO movie_answers;
        CREATE TRIGGER answered_record_deleted AFTER DELETE ON records BEGIN
          DELETE FROM movie_answers WHERE movie_id = OLD.movie_id;
        END;
        CREATE TRIGGER movie_answer_deleted AFTER DELETE ON movie_answers BEGIN
          DELETE FROM build_log WHERE movie_id = OLD.movie_id;
        END;
        CREATE VIEW movie_labels AS
        SELECT records.movie_id, movies.title, movies.year\(columns), records.model
        FROM records
          LEFT JOIN movies ON movies.movie_id = records.movie_id
          LEFT JOIN movie_answers ON movie_answers.movie_id = records.movie_id;
        """)
  }
}
