package import TropeModel

/// What replies of one model cost on one day in one lane.
package struct BilledLine: Hashable, Sendable {
  /// `2026-11-22`, in UTC.
  package var day: String
  package var lane: Lane
  /// As the server named it, and as it was asked for.
  package var model: String
  package var requestedModel: String
  /// Which of several servers of the real-time lane gave them; `nil` where one was asked alone, and for batches.
  package var endpoint: String?
  package var spending: Spending

  package init(
    day: String, lane: Lane, model: String, requestedModel: String, endpoint: String? = nil,
    spending: Spending
  ) {
    self.day = day
    self.lane = lane
    self.model = model
    self.requestedModel = requestedModel
    self.endpoint = endpoint
    self.spending = spending
  }
}

/// The account as a provider's bill has it.
extension Ledger {
  /// By day, lane, model and server, the oldest day first.
  package func billedLines(isSandbox: Bool) throws(StoreError) -> [BilledLine] {
    try file.read { database in
      let endpoint = try Self.hasEndpoints(database) ? "endpoint" : "NULL"
      return try database.rows(
        """
        SELECT substr(received_at, 1, 10) AS day, lane, model, requested_model,
          \(endpoint) AS server, \(Spending.columns(written: "0"))
        FROM replies WHERE is_sandbox = ?
        GROUP BY day, lane, model, requested_model, server
        ORDER BY day, lane, model, requested_model, server
        """,
        arguments: [isSandbox]
      ).map { row in
        guard let lane = Lane(rawValue: try row["lane"]) else {
          throw DatabaseError(.corrupt, "table 'replies' holds something impossible")
        }
        return try BilledLine(
          day: row["day"], lane: lane, model: row["model"],
          requestedModel: row["requested_model"], endpoint: row["server"],
          spending: Spending(row))
      }
    }
  }

  /// What was paid from the start of a month on, in dollars; `month` as `2026-11`.
  package func paid(inMonth month: String, isSandbox: Bool) throws(StoreError) -> Double {
    try file.read { database in
      try database.value(
        Double.self,
        "SELECT sum(cost_dollars) FROM replies WHERE is_sandbox = ? AND substr(received_at, 1, 7) = ?",
        arguments: [isSandbox, month]) ?? 0
    }
  }

  // MARK: Limits that a server named

  /// Keeps the limits that a server's headers named for a model; the last word holds.
  package func noteHeardLimits(
    _ limits: HeardLimits, of model: String, isSandbox: Bool
  ) throws(StoreError) {
    let text = [
      limits.heardAt.iso8601, String(limits.requestsPerMinute), String(limits.tokensPerMinute),
      limits.requestsPerDay.map(String.init) ?? "-",
    ].joined(separator: " ")
    try file.write { database in
      try database.setMeta(Self.heardName(model, isSandbox), to: text)
    }
  }

  /// The limits that a server's headers named last; `nil` where none did yet.
  package func heardLimits(
    of model: String, isSandbox: Bool
  ) throws(StoreError) -> HeardLimits? {
    try file.read { database in
      try database.meta(Self.heardName(model, isSandbox)).flatMap(HeardLimits.init(text:))
    }
  }

  private static func heardName(_ model: String, _ isSandbox: Bool) -> String {
    "limits heard of \(isSandbox ? "the sandbox's " : "")\(model)"
  }
}

/// The limits as a run had them in the end, its server's headers laid over what was assumed.
package struct HeardLimits: Hashable, Sendable {
  package var heardAt: Timestamp
  package var requestsPerMinute: Int
  package var tokensPerMinute: Int
  package var requestsPerDay: Int?

  package init(
    heardAt: Timestamp, requestsPerMinute: Int, tokensPerMinute: Int, requestsPerDay: Int?
  ) {
    self.heardAt = heardAt
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
    self.requestsPerDay = requestsPerDay
  }

  /// `nil` for anything else than the ledger writes.
  init?(text: String) {
    let words = text.split(separator: " ")
    guard words.count == 4, let moment = Timestamp(iso8601: String(words[0])),
      let requests = Int(words[1]), let tokens = Int(words[2]),
      words[3] == "-" || Int(words[3]) != nil
    else { return nil }
    self.init(
      heardAt: moment, requestsPerMinute: requests, tokensPerMinute: tokens,
      requestsPerDay: Int(words[3]))
  }
}
