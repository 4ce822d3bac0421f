import TropeModel

/// Reads the characters of records.
struct CharacterReader {
  private let characters: Statement
  /// `nil` in a database that knows no labels by hand.
  private let hands: Statement?

  init(_ database: Database) throws {
    let hasHands = try TropesSchema.hasHands(database)
    characters = try Statement(
      database,
      """
      SELECT name, trope_id, in_cast, fields, \(hasHands ? "confidence, by_hand" : "NULL, 0"), position
      FROM characters WHERE movie_id = ? ORDER BY position
      """)
    hands =
      hasHands
      ? try Statement(
        database,
        """
        SELECT field, is_trope, answered, note FROM hand_labels WHERE movie_id = ? AND position = ?
        ORDER BY field
        """) : nil
  }

  /// The characters of a movie's record, in their order.
  func callAsFunction(of movie: MovieID) throws -> [LabelledCharacter] {
    try placed(of: movie).map(\.character)
  }

  /// The same with their positions.
  func placed(of movie: MovieID) throws -> [(position: Int, character: LabelledCharacter)] {
    var labelled: [(position: Int, character: LabelledCharacter)] = []
    characters.bind(movie.number, at: 1)
    while try characters.step() {
      var fields: [FieldAnswer] = []
      if let json = characters.optionalText(3) {
        guard let answers = FieldJSON.answers(in: json) else { throw characters.broken(3) }
        fields = answers
      }
      var character = LabelledCharacter(
        name: characters.text(0), tropeID: characters.optionalText(1),
        isInCast: characters.int64(2) != 0, fields: fields,
        confidence: characters.isNull(4) ? nil : characters.double(4))
      let position = characters.int(6)
      if characters.int64(5) != 0, let hands {
        try read(hands, movie, position, into: &character)
      }
      labelled.append((position, character))
    }
    characters.reset()
    return labelled
  }

  private func read(
    _ hands: Statement, _ movie: MovieID, _ position: Int, into character: inout LabelledCharacter
  ) throws {
    hands.bind(movie.number, at: 1)
    hands.bind(position, at: 2)
    while try hands.step() {
      var answered: FieldValue?
      if let json = hands.optionalText(2) {
        guard let value = FieldJSON.answer(in: json) else { throw hands.broken(2) }
        answered = value
      }
      character.byHand.append(
        HandAnswer(field: hands.text(0), isTrope: hands.int64(1) != 0, answered: answered))
      character.note = hands.text(3)
    }
    hands.reset()
  }
}

/// Rows of `hand_labels`.
enum HandRows {
  static let insert: StaticString = "INSERT INTO hand_labels VALUES (?, ?, ?, ?, ?, ?)"

  /// Writes what people labelled of a character, of whom there are no such rows yet.
  static func write(
    _ character: LabelledCharacter, of movie: MovieID, at position: Int, by insert: Statement
  ) throws {
    for hand in character.byHand {
      insert.bind(movie.number, at: 1)
      insert.bind(position, at: 2)
      insert.bind(hand.field, at: 3)
      insert.bind(hand.isTrope, at: 4)
      insert.bind(hand.answered.map(FieldJSON.text), at: 5)
      insert.bind(character.note, at: 6)
      try insert.run()
    }
  }
}
