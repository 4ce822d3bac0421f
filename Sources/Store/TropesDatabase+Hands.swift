import Basics
import Formats
package import TropeModel

/// All that people labelled, with the way to find whom they mean.
package struct HandLabels: Sendable {
  package let labels: [HandLabel]
  /// The places of a name among the characters of a record: none, one, or those that could be meant.
  fileprivate var places: @Sendable (_ names: [String], _ name: String) -> [Int]

  package init(
    _ labels: [HandLabel] = [],
    places: @escaping @Sendable (_ names: [String], _ name: String) -> [Int] = { _, _ in [] }
  ) {
    self.labels = labels
    self.places = places
    byMovie = Dictionary(grouping: labels.indices) { labels[$0].movie }
  }

  fileprivate let byMovie: [MovieID: [Int]]

  /// A record as it is to be written.
  func labelled(_ record: FinishedRecord, tropes: Set<String>) -> FinishedRecord {
    var record = record
    record.characters = labelled(record.characters, of: record.movie, tropes: tropes)
    return record
  }

  /// A record that is not in the database, as it would be there.
  package func labelled(_ record: StoredRecord, tropes: Set<String>) -> StoredRecord {
    var record = record
    record.characters = labelled(record.characters, of: record.movie, tropes: tropes)
    return record
  }

  private func labelled(
    _ characters: [LabelledCharacter], of movie: MovieID, tropes: Set<String>
  ) -> [LabelledCharacter] {
    guard byMovie[movie] != nil else { return characters }
    var fates: [Int: HandLabelFate] = [:]
    return labelled(characters, of: movie, tropes: tropes, &fates)
  }

  /// The characters of a movie's record with these labels and no others by hand.
  fileprivate func labelled(
    _ characters: [LabelledCharacter], of movie: MovieID, tropes: Set<String>,
    _ fates: inout [Int: HandLabelFate]
  ) -> [LabelledCharacter] {
    var labelled = characters.map(\.byModel)
    let names = characters.map(\.name)
    var taken: [Int: Int] = [:]
    for index in byMovie[movie] ?? [] {
      let label = labels[index]
      let places = places(names, label.character)
      let trope = label.answers.first { $0.field == label.tropeField }?.value.text
      if places.isEmpty {
        fates[index] = .noCharacter(names)
      } else if places.count > 1 {
        fates[index] = .severalCharacters
      } else if let first = taken[places[0]] {
        fates[index] = .doubled(first)
      } else if let trope, !tropes.contains(trope) {
        fates[index] = .waits
      } else {
        taken[places[0]] = index
        labelled[places[0]] = labelled[places[0]].labelled(by: label)
        fates[index] = .fits
      }
    }
    return labelled
  }
}

/// What becomes of a label by hand.
package enum HandLabelFate: Hashable, Sendable {
  /// The record has it, or would by the next build.
  case fits
  /// The movie has no record yet.
  case noRecord
  /// The record has nobody of that name; whom it has.
  case noCharacter([String])
  /// The record has several whose names differ in nothing that counts.
  case severalCharacters
  /// An earlier label, of that index, is for the same character.
  case doubled(Int)
  /// Its trope is new in the catalog, which the next build sets.
  case waits
}

/// How labels by hand stand to the records.
package struct HandLabelLook: Hashable, Sendable {
  /// One for each label, in their order.
  package var fates: [HandLabelFate]
  /// Characters whose record says otherwise: to be labelled, or to be given back what the model answered.
  package var changes: Int
  /// Characters that are labelled by hand once these are applied.
  package var labelled: Int

  init(fates: [HandLabelFate], changes: Int, labelled: Int) {
    self.fates = fates
    self.changes = changes
    self.labelled = labelled
  }

  /// As many labels, where nothing has been built.
  package init(recordless count: Int) {
    self.init(fates: Array(repeating: .noRecord, count: count), changes: 0, labelled: 0)
  }
}

extension TropesDatabase {
  /// How these labels stand to the records; changes nothing.
  package func look(at labels: HandLabels) throws(StoreError) -> HandLabelLook {
    try file.read { try Self.compare(labels, $0).look }
  }

  /// Makes these the labels by hand: of the records that are there at once, and of those that are recorded later with this
  /// object. The fields and the tropes must have been set before.
  @discardableResult
  package func setHandLabels(_ labels: HandLabels) throws(StoreError) -> HandLabelLook {
    hands.withLock { $0 = labels }
    // Looked at first: where nothing is to be done nothing is written.
    let look = try look(at: labels)
    guard look.changes > 0 else { return look }
    return try file.write { database in
      let (look, changed) = try Self.compare(labels, database)
      let update = try Statement(
        database,
        "UPDATE characters SET trope_id = ?, fields = ?, by_hand = ? WHERE movie_id = ? AND position = ?"
      )
      let forget = try Statement(
        database, "DELETE FROM hand_labels WHERE movie_id = ? AND position = ?")
      let insert = try database.keptStatement(HandRows.insert)
      for (movie, position, character) in changed {
        update.bind(character.tropeID, at: 1)
        update.bind(FieldJSON.object(of: character.fields)?.line, at: 2)
        update.bind(character.isByHand, at: 3)
        update.bind(movie.number, at: 4)
        update.bind(position, at: 5)
        try update.run()
        forget.bind(movie.number, at: 1)
        forget.bind(position, at: 2)
        try forget.run()
        try HandRows.write(character, of: movie, at: position, by: insert)
      }
      return look
    }
  }

  /// How many records with characters have no confidence of any.
  ///
  /// - Parameter silent: `RecipeHashes.combined` of a recipe that asks for none, whose records do not count.
  package func recordsWithoutConfidence(but silent: Digest?) throws(StoreError) -> Int {
    try file.read { database in
      let known = try TropesSchema.hasHands(database) ? "confidence IS NOT NULL" : "0"
      return try database.value(
        Int.self,
        """
        SELECT count(*) FROM (
          SELECT max(\(known)) AS is_known FROM characters WHERE movie_id NOT IN (
            SELECT movie_id FROM build_log JOIN recipes USING (recipe_id) WHERE recipe_hash = ?)
          GROUP BY movie_id
        ) WHERE is_known = 0
        """, arguments: [silent?.hex ?? ""]) ?? 0
    }
  }

  /// A character that people labelled.
  package struct HandLabelled: Hashable, Sendable {
    package var movie: MovieID
    package var character: LabelledCharacter
  }

  /// The characters that people labelled, by movie and then in the order of the record.
  package func handLabelled() throws(StoreError) -> [HandLabelled] {
    try file.read { database in
      let read = try CharacterReader(database)
      return try Self.moviesWithHands(database).flatMap { movie in
        try read(of: movie).filter(\.isByHand).map { HandLabelled(movie: movie, character: $0) }
      }
    }
  }

  private typealias Change = (movie: MovieID, position: Int, character: LabelledCharacter)

  private static func compare(
    _ labels: HandLabels, _ database: Database
  ) throws -> (look: HandLabelLook, changed: [Change]) {
    let movies = Set(labels.byMovie.keys).union(try moviesWithHands(database))
    // In most projects nobody labels by hand: then there is nothing to be read.
    guard !movies.isEmpty else { return (HandLabelLook(recordless: 0), []) }
    let tropes = Set(
      try database.rows("SELECT trope_id FROM tropes").map { row -> String in try row[0] })
    let read = try CharacterReader(database)
    let exists = try Statement(database, "SELECT 1 FROM records WHERE movie_id = ?")
    var fates: [Int: HandLabelFate] = [:]
    var changed: [Change] = []
    var count = 0
    for movie in movies.sorted() {
      exists.bind(movie.number, at: 1)
      let hasRecord = try exists.step()
      exists.reset()
      guard hasRecord else { continue }
      let placed = try read.placed(of: movie)
      let wanted = labels.labelled(placed.map(\.character), of: movie, tropes: tropes, &fates)
      count += wanted.count(where: \.isByHand)
      for ((position, character), labelled) in zip(placed, wanted) where character != labelled {
        changed.append((movie, position, labelled))
      }
    }
    let look = HandLabelLook(
      fates: labels.labels.indices.map { fates[$0] ?? .noRecord }, changes: changed.count,
      labelled: count)
    return (look, changed)
  }

  private static func moviesWithHands(_ database: Database) throws -> [MovieID] {
    guard try TropesSchema.hasHands(database) else { return [] }
    return try database.movies("SELECT DISTINCT movie_id FROM hand_labels ORDER BY movie_id")
  }
}
