import TropeModel

extension Ledger {
  /// So many answers tell how fast a server is, and fewer than the least nothing.
  private static let (mostPaced, leastPaced) = (200, 4)
  /// A pause so many times as long as usual was none of the server's: another run began.
  private static let pause = 10.0

  /// How fast real-time answers to requests for a model have followed each other of late: output tokens a second of all of
  /// them together; `nil` where there are too few.
  ///
  /// - Parameter endpoint: of one of several servers of the lane alone; `nil`: of all that were asked for the model.
  package func pace(
    requestedModel: String, endpoint: String? = nil
  ) throws(StoreError) -> Double? {
    try file.read { database in
      if endpoint != nil, try !Self.hasEndpoints(database) { return nil }
      let rows = try database.rows(
        """
        SELECT received_at, min(max(output_tokens, 0), 1000000) FROM replies
        WHERE is_sandbox = 0 AND lane = ? AND requested_model = ?
          \(endpoint == nil ? "" : "AND endpoint = ?")
        ORDER BY received_at DESC LIMIT \(Self.mostPaced)
        """,
        arguments: [Lane.realtime.rawValue, requestedModel] + [endpoint].compactMap(\.self))
      var answers: [(at: Timestamp, tokens: Int)] = []
      for row in rows.reversed() {
        let received: String? = try row[0]
        // A time that somebody has spoiled tells nothing.
        guard let received, let moment = Timestamp(iso8601: received), let tokens: Int = try row[1]
        else { continue }
        answers.append((moment, tokens))
      }
      return Self.pace(answers)
    }
  }

  /// - Parameter answers: in order of time.
  private static func pace(_ answers: [(at: Timestamp, tokens: Int)]) -> Double? {
    let steps = zip(answers, answers.dropFirst()).map { before, answer in
      (seconds: max(0, (answer.at - before.at).inSeconds), tokens: answer.tokens)
    }
    guard steps.count + 1 >= leastPaced else { return nil }
    let usual = steps.map(\.seconds).sorted()[steps.count / 2]
    let whole = steps.filter { $0.seconds <= max(usual * pause, 1) }
    let seconds = whole.reduce(0) { $0 + $1.seconds }
    let tokens = whole.reduce(0) { $0 + $1.tokens }
    guard seconds > 0, tokens > 0 else { return nil }
    return Double(tokens) / seconds
  }
}
