package import TropeModel

extension Ledger {
  /// Keeps replies, all in one durable transaction. A line of a batch that is kept already is left as it is, so
  /// reading an output twice keeps nothing twice. Returns how many were new.
  @discardableResult
  package func keep(_ replies: [PaidReply]) throws(StoreError) -> Int {
    try keep(LedgerGroup(replies: replies))
  }

  /// The same with what is written together with replies.
  @discardableResult
  package func keep(_ group: LedgerGroup) throws(StoreError) -> Int {
    guard !group.isEmpty else { return 0 }
    return try file.write { database in
      var inserted = 0
      if !group.replies.isEmpty {
        let write = try ReplyWriter(database)
        for reply in group.replies where try write(reply) { inserted += 1 }
      }
      try Self.note(group.requests, isSandbox: group.isSandbox, in: database)
      if let calibration = group.calibration { try Self.add(calibration, in: database) }
      if let forecast = group.forecast { try Self.note(forecast, in: database) }
      return inserted
    }
  }

  /// The last valid answer to each of the questions that has one; a real model's before the sandbox's, which
  /// counts only where it is accepted. `excluding` names replies that are known not to serve; with `after` only those
  /// count that were kept after that one, with `until` those that came no later. `size` tells which requests' answers
  /// count, or come first.
  package func keptReplies(
    for questions: some Sequence<Digest>, acceptingSandbox: Bool, excluding: Set<Int64> = [],
    after: Int64 = .min, until: Timestamp? = nil, size: RequestSize = .any
  ) throws(StoreError) -> [Digest: KeptReply] {
    // In the order of the table, so that neighbours are read from the same pages.
    let questions = Array(Set(questions)).sorted()
    guard !questions.isEmpty else { return [:] }
    return try file.read { database in
      let answers = try Statement(
        database,
        """
        SELECT reply_id, key FROM answers
        WHERE question = ?1 AND verdict = '\(AnswerVerdict.validText)' AND reply_id > ?2
          \(acceptingSandbox ? "" : "AND is_sandbox = 0") \(try size.condition(database))
          \(until == nil ? "" : Self.isUntil)
        ORDER BY is_sandbox, \(try size.order(database)) reply_id DESC
        """)
      answers.bind(after, at: 2)
      if let until { answers.bind(until.iso8601, at: 3) }
      var found: [(reply: Int64, key: String, question: Digest)] = []
      for question in questions {
        answers.bind(question, at: 1)
        while try answers.step() {
          guard !excluding.contains(answers.int64(0)) else { continue }
          found.append((answers.int64(0), answers.text(1), question))
          break
        }
        answers.reset()
      }
      // Replies lie in the order of their numbers, not of their questions.
      found.sort { $0.reply < $1.reply }
      let replies = try Statement(
        database,
        """
        SELECT r.reply_id, r.received_at, r.lane, r.batch_number, b.remote_id, r.model,
          r.requested_model, r.finish_reason, r.content, r.input_tokens, r.cached_input_tokens,
          r.output_tokens, r.cost_dollars, r.question_count, r.is_sandbox, r.custom_id,
          CASE WHEN instr(r.body, CAST('\(ReplyBody.mark)' AS BLOB)) > 0 THEN r.body END
        FROM replies r LEFT JOIN batches b ON b.batch_number = r.batch_number
        WHERE r.reply_id = ?
        """)
      var kept: [Digest: KeptReply] = [:]
      kept.reserveCapacity(found.count)
      for (reply, key, question) in found {
        replies.bind(reply, at: 1)
        if try replies.step() { kept[question] = try Self.keptReply(replies, key: key) }
        replies.reset()
      }
      return kept
    }
  }

  private static let isUntil =
    "AND (SELECT received_at FROM replies x WHERE x.reply_id = answers.reply_id) <= ?3"

  /// The lines of a batch whose replies are kept already, by their custom ids.
  package func keptCustomIDs(ofBatch number: Int) throws(StoreError) -> Set<String> {
    try file.read { database in
      let rows = try Statement(
        database, "SELECT custom_id FROM replies WHERE batch_number = ?")
      rows.bind(number, at: 1)
      var ids: Set<String> = []
      while try rows.step() { ids.insert(rows.text(0)) }
      return ids
    }
  }

  /// How many answers each question has had that no record can be made of; questions without are left out.
  /// `since` counts only those that came at that moment or later.
  package func badAnswerCounts(
    for questions: some Sequence<Digest>, since: Timestamp? = nil, acceptingSandbox: Bool = true,
    size: RequestSize = .any
  ) throws(StoreError) -> [Digest: Int] {
    let questions = Array(Set(questions)).sorted()
    guard !questions.isEmpty else { return [:] }
    return try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT count(*) FROM answers a CROSS JOIN replies r ON r.reply_id = a.reply_id
        WHERE a.question = ?1 AND a.verdict <> '\(AnswerVerdict.validText)'
          AND r.received_at >= ?2 \(acceptingSandbox ? "" : "AND r.is_sandbox = 0")
          \(try size.condition(database, answers: "a"))
        """)
      rows.bind(since?.iso8601 ?? "", at: 2)
      var counts: [Digest: Int] = [:]
      for question in questions {
        rows.bind(question, at: 1)
        if try rows.step(), rows.int(0) > 0 { counts[question] = rows.int(0) }
        rows.reset()
      }
      return counts
    }
  }

  /// What was wrong with each answer to a question that no record can be made of, the first one first.
  package func badAnswers(to question: Digest) throws(StoreError) -> [String] {
    try file.read { database in
      let rows = try Statement(
        database,
        """
        SELECT a.verdict FROM answers a JOIN replies r ON r.reply_id = a.reply_id
        WHERE a.question = ?1 AND a.verdict <> '\(AnswerVerdict.validText)' ORDER BY a.reply_id
        """)
      rows.bind(question, at: 1)
      var faults: [String] = []
      while try rows.step() { faults.append(rows.text(0)) }
      return faults
    }
  }

  /// Changes what the check said of an answer: a kept reply that a stricter check no longer takes must not be
  /// found again by every run.
  package func setVerdict(
    _ verdict: AnswerVerdict, question: Digest, reply: Int64
  ) throws(StoreError) {
    try file.write { database in
      let update = try Statement(
        database, "UPDATE answers SET verdict = ? WHERE question = ? AND reply_id = ?")
      update.bind(verdict.text, at: 1)
      update.bind(question, at: 2)
      update.bind(reply, at: 3)
      try update.run()
    }
  }

  /// What the custom id of a reply begins with that was taken over from a database of the first system.
  package static let importedPrefix = "imported-"

  private static func keptReply(_ rows: Statement, key: String) throws -> KeptReply {
    guard let receivedAt = Timestamp(iso8601: rows.text(1)) else { throw rows.broken(1) }
    guard let lane = Lane(rawValue: rows.text(2)) else { throw rows.broken(2) }
    return KeptReply(
      replyID: rows.int64(0), key: key, receivedAt: receivedAt, lane: lane,
      batchNumber: rows.optionalInt(3), remoteBatchID: rows.optionalText(4), model: rows.text(5),
      requestedModel: rows.text(6), finishReason: rows.optionalText(7), content: rows.text(8),
      confidences: rows.isNull(16) ? nil : ReplyBody.confidences(in: rows.blob(16)),
      usage: TokenUsage(input: rows.int(9), cachedInput: rows.int(10), output: rows.int(11)),
      costDollars: rows.double(12), questionCount: rows.int(13), isSandbox: rows.int64(14) != 0,
      isImported: rows.text(15).hasPrefix(importedPrefix))
  }
}

/// Writes replies and their answers with one statement each.
private struct ReplyWriter {
  private let database: Database
  private let reply: Statement
  private let answer: Statement

  init(_ database: Database) throws {
    self.database = database
    reply = try database.keptStatement(
      """
      INSERT INTO replies (
        received_at, lane, batch_number, custom_id, request_id, model, requested_model,
        status_code, finish_reason, input_tokens, cached_input_tokens, output_tokens,
        cost_dollars, is_sandbox, question_count, content, body, cache_write_tokens, service_tier,
        endpoint
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (batch_number, custom_id) WHERE batch_number IS NOT NULL DO NOTHING
      """)
    answer = try database.keptStatement(
      """
      INSERT OR IGNORE INTO answers (
        question, reply_id, key, verdict, is_sandbox, movies_per_request
      ) VALUES (
        ?1, ?2, ?3, ?4, ?5,
        coalesce(?6, (SELECT movies_per_request FROM batches WHERE batch_number = ?7), ?8)
      )
      """)
  }

  /// Writes one reply; false where it is kept already.
  func callAsFunction(_ paid: PaidReply) throws -> Bool {
    reply.bind(paid.receivedAt.iso8601, at: 1)
    reply.bind(paid.lane.rawValue, at: 2)
    reply.bind(paid.batchNumber, at: 3)
    reply.bind(paid.customID, at: 4)
    reply.bind(paid.requestID, at: 5)
    reply.bind(paid.model, at: 6)
    reply.bind(paid.requestedModel, at: 7)
    reply.bind(paid.statusCode, at: 8)
    reply.bind(paid.finishReason, at: 9)
    reply.bind(paid.usage.input, at: 10)
    reply.bind(paid.usage.cachedInput, at: 11)
    reply.bind(paid.usage.output, at: 12)
    reply.bind(paid.costDollars, at: 13)
    reply.bind(paid.isSandbox, at: 14)
    reply.bind(paid.answers.count, at: 15)
    reply.bind(paid.content, at: 16)
    reply.bind(blob: paid.body, at: 17)
    reply.bind(paid.usage.cacheWrite, at: 18)
    reply.bind(paid.serviceTier, at: 19)
    reply.bind(paid.endpoint, at: 20)
    try reply.run()
    guard database.changesCount > 0 else { return false }
    let id = database.lastInsertedRowID
    for given in paid.answers {
      answer.bind(given.question, at: 1)
      answer.bind(id, at: 2)
      answer.bind(given.key, at: 3)
      answer.bind(given.verdict.text, at: 4)
      answer.bind(paid.isSandbox, at: 5)
      answer.bind(paid.moviesPerRequest, at: 6)
      answer.bind(paid.batchNumber, at: 7)
      answer.bind(paid.answers.count, at: 8)
      try answer.run()
    }
    return true
  }
}
