import Formats
package import TropeModel

/// Cascades: what was frozen, what was answered, what is promised.
extension Ledger {
  /// The cascade that is under way or certified; `nil` where there is none.
  ///
  /// - Parameter isLeft: whether another project has gone, by its owner: one that was moved finds its own again.
  package func cascade(
    _ key: CascadeKey, isLeft: (String) -> Bool = { _ in false }
  ) throws(StoreError) -> CascadeEntry? {
    try cascades(key, isLeft: isLeft).first
  }

  /// All that were not given up, the newest first: behind one that is under way there may be a certified one, which holds
  /// until then.
  package func cascades(
    _ key: CascadeKey, isLeft: (String) -> Bool = { _ in false }
  ) throws(StoreError) -> [CascadeEntry] {
    try file.read { database in
      guard try Self.hasCascades(database) else { return [] }
      let hasGold = try Self.hasGold(database)
      let rows = try Statement(
        database,
        """
        SELECT cascade_id, cheap_name, strong_name, population, cheap_dollars, begun_at, is_priced,
          is_agreed, certified_at, movies, cascades.characters, pilot_movies,
          planned_draws, draws, sorted_by, kept_movies, log_wealth, owner,
          \(hasGold ? "seen_key, last_key, gold.characters, gold.wrong" : "NULL, NULL, NULL, NULL")
        FROM cascades\(hasGold ? " LEFT JOIN cascade_gold AS gold USING (cascade_id)" : "")
        WHERE cheap = ? AND strong = ? AND target = ? AND risk = ? AND is_sandbox = ?
          AND voided_at IS NULL AND \(hasGold ? "gold.cascade_id IS NOT NULL" : "0") = ?
        ORDER BY owner = ? DESC, cascade_id DESC
        """)
      try rows.bind([
        key.cheap.hex, key.strong.hex, key.target, key.risk, key.isSandbox,
        key.measure == .gold, key.owner,
      ])
      var entries: [CascadeEntry] = []
      while try rows.step() {
        let owner = rows.text(17)
        if owner == key.owner || isLeft(owner) { entries.append(try Self.entry(rows, key)) }
      }
      return entries
    }
  }

  /// Begins a cascade with its frozen movies; returns its number.
  package func beginCascade(
    _ entry: CascadeEntry, _ movies: [CascadeMovieRow]
  ) throws(StoreError) -> Int {
    try file.write { database in
      let key = entry.key
      try database.execute(
        sql: """
          INSERT INTO cascades (owner, cheap, strong, cheap_name, strong_name, target, risk,
            is_sandbox, population, cheap_dollars, begun_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          key.owner, key.cheap.hex, key.strong.hex, entry.cheapName, entry.strongName, key.target,
          key.risk, key.isSandbox, entry.population.hex, entry.cheapDollars,
          entry.begunAt.iso8601,
        ])
      let number = Int(database.lastInsertedRowID)
      if key.measure == .gold {
        try database.execute(
          sql: "INSERT INTO cascade_gold (cascade_id) VALUES (?)", arguments: [number])
      }
      try Self.put(movies, into: number, database)
      return number
    }
  }

  /// Its movies with their labels, the frozen ones or those that came later, by movie.
  package func cascadeMovies(
    _ number: Int, later isLater: Bool = false
  ) throws(StoreError) -> [CascadeMovieRow] {
    try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT movie_id, question, strong_question, labels, plot_tokens, dollars, part, answer
        FROM cascade_movies WHERE cascade_id = ? AND is_later = ? ORDER BY movie_id
        """)
      try rows.bind([number, isLater])
      var movies: [CascadeMovieRow] = []
      while try rows.step() {
        guard let labels = Self.labels(rows.text(3)) else { throw rows.broken(3) }
        guard let part = CascadePart(rawValue: rows.text(6)) else { throw rows.broken(6) }
        movies.append(
          CascadeMovieRow(
            movie: try rows.movie(0), isLater: isLater, question: try rows.digest(1),
            strongQuestion: try rows.digest(2), labels: labels, plotTokens: rows.int(4),
            dollars: rows.double(5), part: part, answer: rows.optionalText(7)))
      }
      return movies
    }
  }

  /// What becomes of each movie: of one that has changed since, what holds now.
  package func cascadePlaces(_ number: Int) throws(StoreError) -> [MovieID: CascadePlace] {
    try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT movie_id, is_later, question, part, answer, labels <> '[]'
        FROM cascade_movies WHERE cascade_id = ? ORDER BY is_later, movie_id
        """)
      try rows.bind([number])
      var places: [MovieID: CascadePlace] = [:]
      while try rows.step() {
        guard let part = CascadePart(rawValue: rows.text(3)) else { throw rows.broken(3) }
        places[try rows.movie(0)] = CascadePlace(
          isLater: rows.int64(1) != 0, question: try rows.digest(2), part: part,
          answer: rows.optionalText(4), hasLabels: rows.int64(5) != 0)
      }
      return places
    }
  }

  /// Frozen movies whose answer is kept and not noted of the cascade yet: it came with a batch that something else has collected
  /// than the part of a build which asked.
  package func unnotedAnswers(_ number: Int, acceptingSandbox: Bool) throws(StoreError) -> [MovieID]
  {
    try file.read { database in
      try database.movies(
        """
        SELECT movie_id FROM cascade_movies
        WHERE cascade_id = ? AND is_later = 0 AND answer IS NULL AND labels <> '[]' AND EXISTS (
          SELECT 1 FROM answers
          WHERE question = strong_question AND verdict = '\(AnswerVerdict.validText)'
            \(acceptingSandbox ? "" : "AND is_sandbox = 0")
            \(try RequestSize.only(1).condition(database)))
        """, arguments: [number])
    }
  }

  /// Notes what the strong questions of frozen movies cost, once and for all.
  package func priceCascade(
    _ number: Int, _ dollars: [MovieID: Double]
  ) throws(StoreError) {
    try file.write { database in
      let update = try Statement(
        database,
        "UPDATE cascade_movies SET dollars = ? WHERE cascade_id = ? AND is_later = 0 AND movie_id = ?"
      )
      for (movie, dollars) in dollars.sorted(by: { $0.key < $1.key }) {
        try update.bind([dollars, number, movie.number])
        try update.run()
      }
      try database.execute(
        sql: "UPDATE cascades SET is_priced = 1 WHERE cascade_id = ?", arguments: [number])
    }
  }

  /// Notes that it is wanted even though it saves little.
  package func agreeToCascade(_ number: Int) throws(StoreError) {
    try file.write { database in
      try database.execute(
        sql: "UPDATE cascades SET is_agreed = 1 WHERE cascade_id = ?", arguments: [number])
    }
  }

  /// Notes what a test against labelled characters has looked at.
  package func noteGold(_ gold: CascadeGold, of number: Int) throws(StoreError) {
    try file.write { database in
      try database.execute(
        sql: """
          UPDATE cascade_gold SET seen_key = ?, last_key = ?, characters = ?, wrong = ?
          WHERE cascade_id = ?
          """,
        arguments: [gold.seen?.hex, gold.last.hex, gold.characters, gold.wrong, number])
    }
  }

  /// The key in the draw of the last labelled character that tests of a project's other cascades have looked at, given up ones
  /// among them; `nil` where there are none.
  ///
  /// - Parameter isLeft: whether another project has gone, by its owner.
  package func lastGold(
    _ key: CascadeKey, but number: Int, isLeft: (String) -> Bool = { _ in false }
  ) throws(StoreError) -> Digest? {
    try file.read { database in
      guard try Self.hasGold(database) else { return nil }
      let rows = try Statement(
        database,
        """
        SELECT owner, max(last_key) FROM cascades JOIN cascade_gold USING (cascade_id)
        WHERE last_key IS NOT NULL AND is_sandbox = ? AND cascade_id <> ? GROUP BY owner
        """)
      try rows.bind([key.isSandbox, number])
      var last: Digest?
      while try rows.step() {
        let owner = rows.text(0)
        guard owner == key.owner || isLeft(owner) else { continue }
        guard let found = Digest(hex: rows.text(1)) else { throw rows.broken(1) }
        last = max(found, last ?? found)
      }
      return last
    }
  }

  /// Notes what the strong recipe said; what was said first holds.
  ///
  /// - Parameter part: what the movies are from now on; `nil` where that stays.
  package func noteAnswers(
    _ answers: [MovieID: String], of number: Int, as part: CascadePart? = nil,
    later isLater: Bool = false
  ) throws(StoreError) {
    guard !answers.isEmpty else { return }
    try file.write { database in
      let update = try Statement(
        database,
        """
        UPDATE cascade_movies SET answer = coalesce(answer, ?), part = coalesce(?, part)
        WHERE cascade_id = ? AND is_later = ? AND movie_id = ?
        """)
      for (movie, answer) in answers.sorted(by: { $0.key < $1.key }) {
        try update.bind([answer, part?.rawValue, number, isLater, movie.number])
        try update.run()
      }
    }
  }

  /// Writes the certificate, and which movies keep their cheap labels; those that are not decided are asked again. A
  /// certificate of before is given up.
  package func certifyCascade(
    _ number: Int, _ promise: CascadePromise, kept: [MovieID]
  ) throws(StoreError) {
    try file.write { database in
      try database.execute(
        sql: """
          UPDATE cascades SET certified_at = ?, movies = ?, characters = ?, pilot_movies = ?,
            planned_draws = ?, draws = ?, sorted_by = ?, kept_movies = ?, log_wealth = ?
          WHERE cascade_id = ?
          """,
        arguments: [
          promise.certifiedAt.iso8601, promise.movies, promise.characters, promise.pilotMovies,
          promise.plannedDraws, promise.draws, promise.order.hex, promise.keptMovies,
          promise.logWealth, number,
        ])
      try database.execute(
        sql: """
          UPDATE cascades SET voided_at = ? WHERE voided_at IS NULL AND cascade_id <> ?
            AND (owner, cheap, strong, target, risk, is_sandbox) =
              (SELECT owner, cheap, strong, target, risk, is_sandbox FROM cascades WHERE cascade_id = ?)
            AND (cascade_id IN (SELECT cascade_id FROM cascade_gold)) =
              (? IN (SELECT cascade_id FROM cascade_gold))
          """,
        arguments: [promise.certifiedAt.iso8601, number, number, number])
      try database.execute(
        sql: "UPDATE cascade_movies SET part = 'again' WHERE cascade_id = ? AND part = ''",
        arguments: [number])
      let keep = try Statement(
        database,
        """
        UPDATE cascade_movies SET part = 'kept'
        WHERE cascade_id = ? AND is_later = 0 AND movie_id = ? AND part = 'again'
        """)
      for movie in kept {
        try keep.bind([number, movie.number])
        try keep.run()
      }
    }
  }

  /// Puts movies that are new or have changed beside the frozen ones.
  package func addLater(_ movies: [CascadeMovieRow], to number: Int) throws(StoreError) {
    guard !movies.isEmpty else { return }
    try file.write { try Self.put(movies, into: number, $0) }
  }

  /// Gives a cascade up, so that another may begin.
  package func voidCascade(_ number: Int, at moment: Timestamp) throws(StoreError) {
    try file.write { database in
      try database.execute(
        sql: "UPDATE cascades SET voided_at = ? WHERE cascade_id = ?",
        arguments: [moment.iso8601, number])
    }
  }

  // MARK: Rows

  private static func hasCascades(_ database: Database) throws -> Bool {
    try database.schemaVersion() >= 6
  }

  private static func hasGold(_ database: Database) throws -> Bool {
    try database.schemaVersion() >= 7
  }

  private static func put(
    _ movies: [CascadeMovieRow], into number: Int, _ database: Database
  ) throws {
    let insert = try Statement(
      database,
      "INSERT OR REPLACE INTO cascade_movies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for movie in movies {
      let labels = JSON.array(
        movie.labels.map { [.string($0.name), .string($0.label), JSON($0.confidence)] })
      insert.bind(number, at: 1)
      insert.bind(movie.isLater, at: 2)
      insert.bind(movie.movie.number, at: 3)
      insert.bind(movie.question, at: 4)
      insert.bind(movie.strongQuestion, at: 5)
      insert.bind(labels.line, at: 6)
      insert.bind(movie.plotTokens, at: 7)
      insert.bind(movie.dollars, at: 8)
      insert.bind(movie.part.rawValue, at: 9)
      insert.bind(movie.answer, at: 10)
      try insert.run()
    }
  }

  private static func labels(_ text: String) -> [CascadeLabel]? {
    guard let root = try? JSONDocument(Array(text.utf8)).root, root.kind == .array else {
      return nil
    }
    var labels: [CascadeLabel] = []
    for element in root.elements {
      let parts = element.elements
      guard parts.count == 3, let name = parts[0].string, let label = parts[1].string else {
        return nil
      }
      labels.append(CascadeLabel(name: name, label: label, confidence: parts[2].int))
    }
    return labels
  }

  private static func entry(_ rows: Statement, _ key: CascadeKey) throws -> CascadeEntry {
    guard let population = Digest(hex: rows.text(3)) else { throw rows.broken(3) }
    guard let begunAt = Timestamp(iso8601: rows.text(5)) else { throw rows.broken(5) }
    var promise: CascadePromise?
    if let text = rows.optionalText(8) {
      guard let certifiedAt = Timestamp(iso8601: text) else { throw rows.broken(8) }
      guard let order = Digest(hex: rows.text(14)) else { throw rows.broken(14) }
      promise = CascadePromise(
        certifiedAt: certifiedAt, movies: rows.int(9), characters: rows.int(10),
        pilotMovies: rows.int(11), plannedDraws: rows.int(12), draws: rows.int(13), order: order,
        keptMovies: rows.int(15), logWealth: rows.isNull(16) ? nil : rows.double(16))
    }
    var gold: CascadeGold?
    if let text = rows.optionalText(19) {
      guard let last = Digest(hex: text) else { throw rows.broken(19) }
      gold = CascadeGold(
        seen: rows.optionalText(18).flatMap { Digest(hex: $0) }, last: last,
        characters: rows.int(20), wrong: rows.int(21))
    }
    return CascadeEntry(
      number: rows.int(0), key: key, cheapName: rows.text(1), strongName: rows.text(2),
      population: population, cheapDollars: rows.double(4), begunAt: begunAt,
      isPriced: rows.int64(6) != 0, isAgreed: rows.int64(7) != 0, gold: gold, promise: promise)
  }
}
