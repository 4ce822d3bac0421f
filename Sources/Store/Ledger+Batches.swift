package import TropeModel

extension Ledger {
  /// The number that the next batch will have: for naming its file before the batch is added.
  package func nextBatchNumber() throws(StoreError) -> Int {
    try file.read { try Self.nextNumber($0) }
  }

  /// Writes down a batch with its questions before anything of it is sent; returns its number.
  @discardableResult
  package func addBatch(_ batch: NewBatch) throws(StoreError) -> Int {
    try file.write { database in
      let number = try Self.nextNumber(database)
      let insert = try Statement(
        database,
        """
        INSERT OR IGNORE INTO batch_questions
          (batch_number, question, custom_id, key, movie_id, input_tokens, outcome)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
      try database.execute(
        sql: """
          INSERT INTO batches (
            batch_number, state, digest, path, requests, questions, input_tokens,
            tokens_are_exact, recipe, is_sandbox, forecast_cost, created_at, owner,
            movies_per_request, requested_model, prices
          ) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          number, BatchState.written.rawValue, batch.digest.hex, batch.path, batch.requests,
          batch.inputTokens.tokens, batch.inputTokens.isExact, batch.recipe.hex,
          batch.isSandbox, batch.forecastCost, batch.createdAt.iso8601, owner,
          batch.moviesPerRequest, batch.requestedModel, batch.prices,
        ])
      for question in batch.questions {
        insert.bind(number, at: 1)
        insert.bind(question.question, at: 2)
        insert.bind(question.customID, at: 3)
        insert.bind(question.key, at: 4)
        insert.bind(question.movie.number, at: 5)
        insert.bind(question.inputTokens, at: 6)
        insert.bind(question.outcome?.text, at: 7)
        try insert.run()
      }
      try database.execute(
        sql: """
          UPDATE batches SET questions =
            (SELECT count(*) FROM batch_questions q WHERE q.batch_number = batches.batch_number)
          WHERE batch_number = ?
          """,
        arguments: [number])
      return number
    }
  }

  /// Writes down that the server has a batch twice: the second one as a batch of its own, under way, with what the first one asks.
  /// None of that is open in it, as it is the first one's to answer; what it costs is booked as that of any other.
  ///
  /// - Returns: the second one; `nil` where there is no first.
  package func addTwin(
    of number: Int, remoteID: String, at moment: Timestamp
  ) throws(StoreError) -> LedgerBatch? {
    try file.write { database in
      let twin = try Self.nextNumber(database)
      try database.execute(
        sql: """
          INSERT INTO batches (
            batch_number, state, digest, path, requests, questions, input_tokens, tokens_are_exact,
            recipe, is_sandbox, forecast_cost, created_at, submitted_at, remote_id, owner,
            movies_per_request, requested_model, prices
          ) SELECT ?, ?, digest, path, requests, questions, input_tokens, tokens_are_exact, recipe,
            is_sandbox, forecast_cost, created_at, ?, ?, owner, movies_per_request,
            requested_model, prices
          FROM batches WHERE batch_number = ?
          """,
        arguments: [twin, BatchState.submitted.rawValue, moment.iso8601, remoteID, number])
      try database.execute(
        sql: """
          INSERT INTO batch_questions
            (batch_number, question, custom_id, key, movie_id, input_tokens, outcome)
          SELECT ?, question, custom_id, key, movie_id, input_tokens, ?
          FROM batch_questions WHERE batch_number = ?
          """,
        arguments: [twin, QuestionOutcome.plannedAgain.text, number])
      return try Self.readBatches(database, where: "batch_number = \(twin)").first
    }
  }

  /// Whether a batch has questions of which it is not known yet what became.
  package func hasOpenQuestions(inBatch number: Int) throws(StoreError) -> Bool {
    try file.read { database in
      try database.value(
        Int.self,
        "SELECT count(*) FROM (SELECT 1 FROM batch_questions WHERE batch_number = \(number) "
          + "AND outcome IS NULL LIMIT 1)") == 1
    }
  }

  /// Takes a batch one step forward, in one transaction: what the step names is written, the rest stays.
  ///
  /// A batch that has been collected stays where it is, and one that was given up comes back only as one that the
  /// server turned out to have; what became of questions is written of either.
  ///
  /// - Returns: the batch as it is then; `nil` where there is none of that number.
  @discardableResult
  package func advance(
    _ number: Int, _ step: BatchAdvance
  ) throws(StoreError) -> LedgerBatch? {
    try file.write { database in
      guard
        var batch = try Self.readBatches(database, where: "batch_number = \(number)").first
      else { return nil }
      batch.take(step)
      try database.execute(
        sql: """
          UPDATE batches SET state = ?, submitted_at = ?, ended_at = ?, input_file_id = ?,
            remote_id = ?, output_file_id = ?, error_file_id = ?, remote_status = ?, failure = ?
          WHERE batch_number = ?
          """,
        arguments: [
          batch.state.rawValue, batch.submittedAt?.iso8601, batch.endedAt?.iso8601,
          batch.inputFileID, batch.remoteID, batch.outputFileID, batch.errorFileID,
          batch.remoteStatus, batch.failure, number,
        ])
      if step.reopens {
        try database.execute(
          sql: "UPDATE batch_questions SET outcome = NULL WHERE batch_number = ? AND outcome = ?",
          arguments: [number, QuestionOutcome.plannedAgain.text])
      }
      try Self.settle(database, step.outcomes, inBatch: number)
      return batch
    }
  }

  /// Closes a batch: its state, what became of its questions, why and when, in one transaction, so that no crash leaves
  /// one without the others. A question that is open still is planned again from here on. Nobody else writes a
  /// final state, and what is closed stays as it is.
  ///
  /// - Returns: false where it was closed before, is not there, or was to be closed only if nothing of it was sent.
  @discardableResult
  package func close(
    _ number: Int, _ closing: BatchClosing, at moment: Timestamp
  ) throws(StoreError) -> Bool {
    try file.write { database in
      try database.execute(
        sql: """
          UPDATE batches SET state = ?, failure = coalesce(?, failure), ended_at = ?
          WHERE batch_number = ? AND \(Self.isUnfinished)
            AND (? OR (remote_id IS NULL AND state IN (?, ?, ?)))
          """,
        arguments: [
          closing.state.rawValue, closing.failure, moment.iso8601, number, !closing.onlyIfUnsent,
          BatchState.written.rawValue, BatchState.uploading.rawValue, BatchState.uploaded.rawValue,
        ])
      guard database.changesCount > 0 else { return false }
      try Self.settle(database, closing.outcomes, inBatch: number)
      try database.execute(
        sql: "UPDATE batch_questions SET outcome = ? WHERE batch_number = ? AND outcome IS NULL",
        arguments: [QuestionOutcome.plannedAgain.text, number])
      return true
    }
  }

  private static func settle(
    _ database: Database, _ outcomes: [SettledQuestion], inBatch number: Int
  ) throws {
    guard !outcomes.isEmpty else { return }
    let update = try Statement(
      database,
      "UPDATE batch_questions SET outcome = ? WHERE batch_number = ? AND question = ?")
    for settled in outcomes {
      update.bind(settled.outcome.text, at: 1)
      update.bind(number, at: 2)
      update.bind(settled.question, at: 3)
      try update.run()
    }
  }

  /// All batches, by number.
  package func batches() throws(StoreError) -> [LedgerBatch] {
    try file.read { try Self.readBatches($0, where: "1") }
  }

  /// Batches of which something may still come, by number.
  package func unfinishedBatches() throws(StoreError) -> [LedgerBatch] {
    try file.read { try Self.readBatches($0, where: Self.isUnfinished) }
  }

  /// One batch, `nil` where there is none of that number.
  package func batch(_ number: Int) throws(StoreError) -> LedgerBatch? {
    try file.read { try Self.readBatches($0, where: "batch_number = \(number)").first }
  }

  /// The questions of a batch, in the order of their hashes.
  package func questions(ofBatch number: Int) throws(StoreError) -> [BatchQuestion] {
    try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT question, custom_id, key, movie_id, input_tokens, outcome
        FROM batch_questions WHERE batch_number = ?
        """)
      rows.bind(number, at: 1)
      var questions: [BatchQuestion] = []
      while try rows.step() {
        var outcome: QuestionOutcome?
        if let text = rows.optionalText(5) {
          outcome = QuestionOutcome(text: text)
          if outcome == nil { throw rows.broken(5) }
        }
        questions.append(
          BatchQuestion(
            question: try rows.digest(0), customID: rows.text(1), key: rows.text(2),
            movie: try rows.movie(3), inputTokens: rows.int(4), outcome: outcome))
      }
      return questions
    }
  }

  /// Questions that are open in a batch of which something may still come, each with the batch's number.
  package func questionsInFlight() throws(StoreError) -> [Digest: Int] {
    try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT q.question, q.batch_number
        FROM (SELECT batch_number FROM batches WHERE \(Self.isUnfinished)) b
          CROSS JOIN batch_questions q ON q.batch_number = b.batch_number
        WHERE q.outcome IS NULL
        """)
      var open: [Digest: Int] = [:]
      while try rows.step() { open[try rows.digest(0)] = rows.int(1) }
      return open
    }
  }

  /// How the questions of each batch add up.
  package func reconciliations() throws(StoreError) -> [Int: BatchReconciliation] {
    try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT batch_number, count(*), sum(outcome IS NULL), sum(outcome = 'answered'),
          sum(outcome = 'planned again')
        FROM batch_questions GROUP BY batch_number
        """)
      var sums: [Int: BatchReconciliation] = [:]
      while try rows.step() {
        var sum = BatchReconciliation()
        sum.open = rows.int(2)
        sum.answered = rows.int(3)
        sum.plannedAgain = rows.int(4)
        sum.failed = rows.int(1) - sum.open - sum.answered - sum.plannedAgain
        sums[rows.int(0)] = sum
      }
      return sums
    }
  }

  static let isUnfinished =
    "state NOT IN ('\(BatchState.ended.rawValue)', '\(BatchState.abandoned.rawValue)')"

  private static func nextNumber(_ database: Database) throws -> Int {
    try database.value(
      Int.self,
      "SELECT coalesce(max(batch_number), 0) + 1 FROM batches") ?? 1
  }

  private static func readBatches(
    _ database: Database, where condition: String
  ) throws -> [LedgerBatch] {
    let hasSize = try RequestSize.isKept(in: database)
    let hasModel = try database.schemaVersion() >= 9
    return try database.rows(
      "SELECT * FROM batches WHERE \(condition) ORDER BY batch_number"
    ).map { row in
      guard let state = BatchState(rawValue: try row["state"]),
        let digest = Digest(hex: try row["digest"] as String),
        let recipe = Digest(hex: try row["recipe"] as String),
        let createdAt = Timestamp(iso8601: try row["created_at"] as String)
      else {
        throw DatabaseError(.corrupt, "table 'batches' holds something impossible")
      }
      return try LedgerBatch(
        number: row["batch_number"], state: state, digest: digest, path: row["path"],
        requests: row["requests"], questions: row["questions"],
        inputTokens: TokenCount(row["input_tokens"], isExact: row["tokens_are_exact"]),
        recipe: recipe, isSandbox: row["is_sandbox"], forecastCost: row["forecast_cost"],
        createdAt: createdAt, submittedAt: moment(row["submitted_at"]),
        endedAt: moment(row["ended_at"]), inputFileID: row["input_file_id"],
        remoteID: row["remote_id"], outputFileID: row["output_file_id"],
        errorFileID: row["error_file_id"], remoteStatus: row["remote_status"],
        failure: row["failure"],
        moviesPerRequest: hasSize ? row["movies_per_request"] : nil,
        requestedModel: hasModel ? row["requested_model"] : nil,
        prices: hasModel ? row["prices"] : nil)
    }
  }

  static func moment(_ text: String?) -> Timestamp? { text.flatMap { Timestamp(iso8601: $0) } }
}
