import Formats
import TropeModel

/// Writes rows of `records` and `characters` with one statement each.
struct RecordWriter {
  /// The ids of all tropes that are set.
  let tropes: Set<String>
  private let upsert: Statement
  private let insertCharacter: Statement
  private let insertHand: Statement
  private let insertMovie: Statement

  init(_ database: Database) throws {
    tropes = Set(
      try database.keptStatement("SELECT trope_id FROM tropes").rows().map { try $0[0] })
    upsert = try database.keptStatement(
      """
      INSERT INTO records (
        movie_id, cast_status, lane, batch_number, remote_batch_id, model, question, token_count,
        input_tokens, cached_input_tokens, output_tokens, cost_dollars, built_at
      ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
      ON CONFLICT (movie_id) DO UPDATE SET
        cast_status = ?2, lane = ?3, batch_number = ?4, remote_batch_id = ?5, model = ?6,
        question = ?7, token_count = ?8, input_tokens = ?9, cached_input_tokens = ?10,
        output_tokens = ?11, cost_dollars = ?12, built_at = ?13
      """)
    insertCharacter = try database.keptStatement(
      """
      INSERT INTO characters (movie_id, position, name, trope_id, in_cast, fields, confidence, by_hand)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insertHand = try database.keptStatement(HandRows.insert)
    insertMovie = try database.keptStatement(
      "INSERT INTO movie_answers (movie_id, fields) VALUES (?, ?)")
  }

  /// Writes one record whose earlier characters and answers are gone already; its tropes must have been set.
  func callAsFunction(_ record: FinishedRecord) throws {
    upsert.bind(record.movie.number, at: 1)
    upsert.bind(record.castStatus.rawValue, at: 2)
    upsert.bind(record.lane.rawValue, at: 3)
    upsert.bind(record.batchNumber, at: 4)
    upsert.bind(record.remoteBatchID, at: 5)
    upsert.bind(record.model, at: 6)
    upsert.bind(record.log.question.hex, at: 7)
    upsert.bind(record.tokenCount, at: 8)
    upsert.bind(record.usage.input, at: 9)
    upsert.bind(record.usage.cachedInput, at: 10)
    upsert.bind(record.usage.output, at: 11)
    upsert.bind(record.costDollars, at: 12)
    upsert.bind(record.builtAt.iso8601, at: 13)
    try upsert.run()
    if let fields = FieldJSON.object(of: record.movieFields)?.line {
      insertMovie.bind(record.movie.number, at: 1)
      insertMovie.bind(fields, at: 2)
      try insertMovie.run()
    }
    for (position, character) in record.characters.enumerated() {
      if let trope = character.tropeID, !tropes.contains(trope) {
        throw DatabaseError(.constraint, "trope '\(trope)' was never set")
      }
      insertCharacter.bind(record.movie.number, at: 1)
      insertCharacter.bind(position, at: 2)
      insertCharacter.bind(character.name, at: 3)
      insertCharacter.bind(character.tropeID, at: 4)
      insertCharacter.bind(character.isInCast, at: 5)
      insertCharacter.bind(FieldJSON.object(of: character.fields)?.line, at: 6)
      insertCharacter.bind(character.confidence, at: 7)
      insertCharacter.bind(character.isByHand, at: 8)
      try insertCharacter.run()
      try HandRows.write(character, of: record.movie, at: position, by: insertHand)
    }
  }
}
