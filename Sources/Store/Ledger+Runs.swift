package import TropeModel

/// Runs with their forecast, and what is under way.
extension Ledger {
  /// Notes that a run begins, with its forecast; returns its number.
  ///
  /// - Parameters:
  ///   - forecastByLane: in dollars; both together are `forecastCost`.
  ///   - part: which part of a run it is, where that asks more than once: each has an entry of its own.
  package func beginRun(
    startedAt: Timestamp, strategy: Strategy, forecastCost: Double, forecastSeconds: Double,
    forecastByLane: [Lane: Double] = [:], part: RunPart = RunPart()
  ) throws(StoreError) -> Int64 {
    try file.write { database in
      try database.execute(
        sql: """
          INSERT INTO runs (started_at, strategy, forecast_cost, forecast_seconds,
            forecast_batch_cost, forecast_realtime_cost)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          startedAt.iso8601, strategy.rawValue, forecastCost, forecastSeconds,
          forecastByLane[.batch],
          forecastByLane[.realtime] ?? forecastByLane[.flex],
        ])
      let run = database.lastInsertedRowID
      try database.setMeta(Self.runPartName, to: part.text(of: run))
      let last = try Self.lastReply(database)
      try RunReplies(before: last, last: nil).write(ofRun: run, in: database)
      return run
    }
  }

  /// Which part of a run an entry is; `nil` where that is not the newest one, or an older program wrote it.
  package func runPart(of run: Int64) throws(StoreError) -> RunPart? {
    try file.read { database in
      try database.meta(Self.runPartName).flatMap { RunPart($0, of: run) }
    }
  }

  private static let runPartName = "what the newest run is a part of"

  /// Notes how a run ended and what it cost.
  package func endRun(
    _ run: Int64, endedAt: Timestamp, realCost: Double, outcome: String
  ) throws(StoreError) {
    try file.write { database in
      try database.execute(
        sql: "UPDATE runs SET ended_at = ?, real_cost = ?, outcome = ? WHERE run_id = ?",
        arguments: [endedAt.iso8601, realCost, outcome, run])
      guard var replies = try RunReplies.all(database)[run] else { return }
      replies.last = try Self.lastReply(database)
      try replies.write(ofRun: run, in: database)
    }
  }

  private static func lastReply(_ database: Database) throws -> Int64 {
    try database.value(Int64.self, "SELECT coalesce(max(reply_id), 0) FROM replies") ?? 0
  }

  /// What the run that is under way was last expected to come to; `nil` where no run has noted that since `startedAt`.
  package func expectedRun(since startedAt: Timestamp) throws(StoreError) -> ExpectedRun? {
    try file.read { database in
      let words = try database.meta(Self.expectedRunName)?.split(separator: " ") ?? []
      guard words.count == 3, let notedAt = Timestamp(iso8601: String(words[0])),
        let dollars = Double(words[1]), let seconds = Double(words[2]), dollars.isFinite,
        dollars >= 0, (0...Self.longestRun).contains(seconds), notedAt >= startedAt
      else { return nil }
      return ExpectedRun(notedAt: notedAt, dollars: dollars, seconds: seconds)
    }
  }

  static func note(_ expected: ExpectedRun, in database: Database) throws {
    try database.setMeta(
      expectedRunName, to: "\(expected.notedAt.iso8601) \(expected.dollars) \(expected.seconds)")
  }

  private static let expectedRunName = "what the run under way is expected to come to"
  /// Ten years: what is longer was not expected.
  private static let longestRun = 10 * 365 * 86_400.0

  /// All runs, the newest first.
  package func runs() throws(StoreError) -> [RunEntry] {
    try file.read { database in
      let costs = try RunCosts(database)
      return try database.rows(
        "SELECT * FROM runs ORDER BY run_id DESC"
      ).map { row in
        guard let startedAt = Self.moment(try row["started_at"]),
          let strategy = Strategy(rawValue: try row["strategy"])
        else {
          throw DatabaseError(.corrupt, "table 'runs' holds something impossible")
        }
        let id: Int64 = try row["run_id"]
        let endedAt = Self.moment(try row["ended_at"])
        var forecast: [Lane: Double] = [:]
        forecast[.batch] = try row["forecast_batch_cost"] as Double?
        forecast[strategy.realtimeLane] = try row["forecast_realtime_cost"] as Double?
        let real = try costs.byLane(ofRun: id, from: startedAt, to: endedAt)
        let noted: Double? = try row["real_cost"]
        return try RunEntry(
          id: id, startedAt: startedAt, endedAt: endedAt,
          strategy: strategy, forecastCost: row["forecast_cost"],
          forecastSeconds: row["forecast_seconds"],
          realCost: noted ?? real.map { $0.values.reduce(0, +) },
          outcome: row["outcome"], forecastByLane: forecast, realByLane: real ?? [:])
      }
    }
  }

  /// What batches under way are expected to cost, by the day on which they were written and by kind of server.
  package func reserved() throws(StoreError) -> [ReservedLine] {
    try file.read { database in
      try database.rows(
        """
        SELECT substr(created_at, 1, 10) AS day, is_sandbox, count(*) AS batches,
          sum(forecast_cost) AS dollars
        FROM batches WHERE \(Self.isUnfinished) GROUP BY day, is_sandbox ORDER BY day, is_sandbox
        """
      ).map {
        try ReservedLine(
          day: $0["day"], isSandbox: $0["is_sandbox"], batches: $0["batches"],
          dollars: $0["dollars"])
      }
    }
  }
}

extension RunPart {
  /// More than this no run has.
  private static let mostParts = 1...1_000_000

  /// As the ledger keeps it; a hyphen for what is not known.
  fileprivate func text(of run: Int64) -> String {
    let numbers: [Double?] = [dollarsBefore, secondsBefore, dollarsAfter, secondsAfter]
    return
      ([String(run), String(number), count.map(String.init) ?? "-"]
      + numbers.map { $0.map(\.description) ?? "-" }).joined(separator: " ")
  }

  /// `nil` for another run's, and for what is no such text.
  fileprivate init?(_ text: String, of run: Int64) {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 7, Int64(words[0]) == run, let number = Int(words[1]),
      Self.mostParts.contains(number)
    else { return nil }
    let numbers = words[3...].map { Double($0).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }
    guard let dollars = numbers[0], let seconds = numbers[1] else { return nil }
    self.init(
      number: number, count: Int(words[2]).flatMap { Self.mostParts.contains($0) ? $0 : nil },
      dollarsBefore: dollars, secondsBefore: seconds,
      dollarsAfter: numbers[2], secondsAfter: numbers[3])
  }
}
