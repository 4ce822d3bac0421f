package import TropeModel

extension Ledger {
  // MARK: Money

  /// All that the ledger holds, in sums.
  package func totals() throws(StoreError) -> LedgerTotals {
    try file.read { database in
      var totals = LedgerTotals()
      for line in try Self.readSpending(database) {
        if line.isSandbox {
          totals.sandbox = totals.sandbox + line.spending
        } else {
          totals.byLane[line.lane, default: Spending()] =
            totals.byLane[line.lane, default: Spending()] + line.spending
        }
      }
      let valid = "verdict = '\(AnswerVerdict.validText)'"
      totals.answeredQuestions =
        try database.value(
          Int.self,
          "SELECT count(DISTINCT question) FROM answers WHERE \(valid)") ?? 0
      totals.badAnswers =
        try database.value(
          Int.self,
          "SELECT count(*) FROM answers WHERE NOT \(valid)") ?? 0
      totals.worthDollars =
        try database.value(
          Double.self,
          """
          SELECT sum(cost_dollars) FROM replies
          WHERE is_sandbox = 0 AND reply_id IN (SELECT reply_id FROM answers WHERE \(valid))
          """) ?? 0
      totals.reservedDollars =
        try database.value(
          Double.self,
          """
          SELECT sum(forecast_cost) FROM batches WHERE is_sandbox = 0 AND \(Self.isUnfinished)
          """) ?? 0
      return totals
    }
  }

  /// The account by day and lane, the oldest day first.
  package func spending() throws(StoreError) -> [SpendingLine] {
    try file.read { try Self.readSpending($0) }
  }

  /// Output tokens per question of a model's replies, `nil` before its first. By the name that was asked for.
  package func outputHistory(
    requestedModel: String, isSandbox: Bool = false
  ) throws(StoreError) -> OutputHistory? {
    try file.read { database in
      let rows = try database.rows(
        """
        SELECT sum(\(Self.bounded("question_count"))), sum(\(Self.bounded("output_tokens"))) FROM replies
        WHERE is_sandbox = ? AND requested_model = ? AND output_tokens > 0
        """,
        arguments: [isSandbox, requestedModel])
      guard let row = rows.first, let questions: Int = try row[0], let tokens: Int = try row[1],
        questions > 0
      else { return nil }
      return OutputHistory(
        questions: questions, tokensPerQuestion: Double(tokens) / Double(questions))
    }
  }

  /// A count of a server as it enters sums: earlier versions believed all that they were told, and SQLite gives up where a sum
  /// does not fit.
  static func bounded(_ column: String) -> String { "min(max(\(column), 0), 1000000000000)" }

  /// The column of tokens written to the cache; a ledger that an older version wrote and nobody has written to since has none.
  static func writtenColumn(_ database: Database) throws -> String {
    try hasTiers(database) ? "cache_write_tokens" : "0"
  }

  /// Whether replies have their tier and what they wrote to the cache.
  static func hasTiers(_ database: Database) throws -> Bool {
    try database.schemaVersion() >= 4
  }

  private static func readSpending(_ database: Database) throws -> [SpendingLine] {
    try database.rows(
      """
      SELECT substr(received_at, 1, 10) AS day, lane, is_sandbox,
        \(Spending.columns(written: writtenColumn(database)))
      FROM replies GROUP BY is_sandbox, lane, day ORDER BY day, is_sandbox, lane
      """
    ).map { row in
      guard let lane = Lane(rawValue: try row["lane"]) else {
        throw DatabaseError(.corrupt, "table 'replies' holds something impossible")
      }
      return try SpendingLine(
        day: row["day"], lane: lane, isSandbox: row["is_sandbox"], spending: Spending(row))
    }
  }

  // MARK: The day's requests

  /// Notes requests of the real-time lane, and forgets those more than 25 hours older than the newest of them.
  /// The sandbox's count apart, since its clock may run faster.
  static func note(
    _ requests: [RealtimeRequest], isSandbox: Bool, in database: Database
  ) throws {
    guard let newest = requests.map(\.sentAt).max() else { return }
    let insert = try database.keptStatement(
      "INSERT INTO realtime_requests (sent_at, tokens, is_sandbox, endpoint) VALUES (?, ?, ?, ?)")
    for request in requests {
      insert.bind(request.sentAt.milliseconds, at: 1)
      insert.bind(request.tokens, at: 2)
      insert.bind(isSandbox, at: 3)
      insert.bind(request.endpoint, at: 4)
      try insert.run()
    }
    try database.keptStatement("DELETE FROM realtime_requests WHERE is_sandbox = ? AND sent_at < ?")
      .run([isSandbox, (newest + .seconds(-25 * 3_600)).milliseconds])
  }

  /// The requests noted at that moment or later, the oldest first.
  package func realtimeRequests(
    since: Timestamp, isSandbox: Bool = false
  ) throws(StoreError) -> [RealtimeRequest] {
    try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT sent_at, tokens, \(try Self.hasEndpoints(database) ? "endpoint" : "NULL")
        FROM realtime_requests
        WHERE is_sandbox = ? AND sent_at >= ? ORDER BY sent_at
        """)
      rows.bind(isSandbox, at: 1)
      rows.bind(since.milliseconds, at: 2)
      var requests: [RealtimeRequest] = []
      while try rows.step() {
        requests.append(
          RealtimeRequest(
            sentAt: Timestamp(milliseconds: rows.int64(0)), tokens: rows.int(1),
            endpoint: rows.optionalText(2)))
      }
      return requests
    }
  }

  /// How many requests were sent in the 24 hours before a moment.
  package func lastDayCount(
    before moment: Timestamp, isSandbox: Bool
  ) throws(StoreError) -> Int {
    try file.read { database in
      try database.value(
        Int.self,
        """
        SELECT count(*) FROM realtime_requests
        WHERE is_sandbox = ? AND sent_at > ? AND sent_at <= ?
        """,
        arguments: [
          isSandbox, (moment + .seconds(-86_400)).milliseconds, moment.milliseconds,
        ]) ?? 0
    }
  }

  // MARK: Counted tokens

  /// The token counts that are known of these questions.
  package func tokenCounts(
    for questions: some Sequence<Digest>
  ) throws(StoreError) -> [Digest: TokenCount] {
    let questions = Array(Set(questions)).sorted()
    guard !questions.isEmpty else { return [:] }
    return try file.read { database in
      let rows = try Statement(
        database, "SELECT tokens, is_exact FROM token_counts WHERE question = ?")
      var counts: [Digest: TokenCount] = [:]
      counts.reserveCapacity(questions.count)
      for question in questions {
        rows.bind(question, at: 1)
        if try rows.step() {
          counts[question] = TokenCount(rows.int(0), isExact: rows.int64(1) != 0)
        }
        rows.reset()
      }
      return counts
    }
  }

  /// Keeps token counts; an estimate never replaces an exact count.
  package func keepTokenCounts(_ counts: [Digest: TokenCount]) throws(StoreError) {
    guard !counts.isEmpty else { return }
    try file.write { database in
      let insert = try Statement(
        database,
        """
        INSERT INTO token_counts (question, tokens, is_exact) VALUES (?1, ?2, ?3)
        ON CONFLICT (question) DO UPDATE SET tokens = ?2, is_exact = ?3
          WHERE ?3 > is_exact OR (?3 = is_exact AND ?2 <> tokens)
        """)
      for (question, count) in counts.sorted(by: { $0.key < $1.key }) {
        insert.bind(question, at: 1)
        insert.bind(count.tokens, at: 2)
        insert.bind(count.isExact, at: 3)
        try insert.run()
      }
    }
  }

  /// What comparisons of counted with billed tokens have shown; `nil` before the first.
  ///
  /// It is the median of the last ones: no single reply can move it, and what was wrong heals with what comes after.
  ///
  /// - Parameter endpoint: which of several servers of the real-time lane billed them; each counts in its own way.
  package func calibration(
    recipe: Digest, groupSize: Int, endpoint: String? = nil
  ) throws(StoreError) -> Calibration? {
    try file.read { database in
      try Self.samples(database, recipe, groupSize, endpoint)?.calibration
    }
  }

  /// Adds comparisons: for each request the billed input tokens less the counted ones.
  static func add(_ calibration: LedgerGroup.Calibration, in database: Database) throws {
    let recipe = calibration.recipe
    for (key, offsets) in calibration.offsets where !offsets.isEmpty {
      var samples =
        try Self.samples(database, recipe, key.groupSize, key.endpoint) ?? CalibrationSamples()
      samples.add(offsets)
      try database.setMeta(
        CalibrationSamples.name(recipe, key.groupSize, key.endpoint), to: samples.text)
    }
  }

  private static func samples(
    _ database: Database, _ recipe: Digest, _ groupSize: Int, _ endpoint: String?
  ) throws -> CalibrationSamples? {
    try database.meta(CalibrationSamples.name(recipe, groupSize, endpoint))
      .flatMap(CalibrationSamples.init(text:))
  }
}

/// The last comparisons of billed with counted tokens, as the ledger keeps them: `NUMBER: OFFSET OFFSET …`.
struct CalibrationSamples {
  /// How many there have been in all.
  private var count = 0
  private var last: [Int] = []

  private static let most = 31
  private static let bound = 1_000_000

  init() {}

  /// `nil` for anything else than `text`.
  init?(text: String) {
    let halves = text.split(separator: ":")
    guard halves.count == 2, let count = Int(halves[0]), count > 0 else { return nil }
    let offsets = halves[1].split(separator: " ").map { Int($0) }
    guard !offsets.isEmpty, offsets.count <= Self.most, !offsets.contains(nil) else { return nil }
    self.count = count
    last = offsets.compactMap(\.self)
  }

  static func name(_ recipe: Digest, _ groupSize: Int, _ endpoint: String?) -> String {
    prefix(recipe) + "\(groupSize) movies a request" + (endpoint.map { " at \($0)" } ?? "")
  }

  /// What the names of a recipe's comparisons begin with.
  static func prefix(_ recipe: Digest) -> String { "calibration of \(recipe.hex), " }

  var text: String { "\(count): " + last.map(String.init).joined(separator: " ") }

  mutating func add(_ offsets: [Int]) {
    count = count.addingSaturated(offsets.count)
    last = (last + offsets.map { min(max($0, -Self.bound), Self.bound) }).suffix(Self.most)
  }

  /// `nil` without a sample.
  var calibration: Calibration? {
    guard !last.isEmpty else { return nil }
    return Calibration(samples: count, offset: last.sorted()[(last.count - 1) / 2])
  }
}
