/// How long batches took on the server.
extension Ledger {
  /// Keeps how long a batch took from its creation to its end, as the server told; once a batch, however often it is
  /// told.
  package func noteTurnaround(
    _ time: Duration, ofBatch number: Int, requestedModel: String, isSandbox: Bool
  ) throws(StoreError) {
    let kind = isSandbox ? Self.sandbox : Self.real
    try file.write { database in
      try database.setMeta(
        Self.turnaroundPrefix + String(number),
        to: "\(max(0, time.components.seconds)) \(kind) \(requestedModel)")
    }
  }

  /// How long the last batches of a model took, the last first.
  package func turnarounds(
    requestedModel: String, isSandbox: Bool, last most: Int
  ) throws(StoreError) -> [Duration] {
    let kind = isSandbox ? Self.sandbox : Self.real
    return try file.read { database in
      let rows = try Statement(
        database,
        "SELECT value FROM meta WHERE name LIKE ? ORDER BY length(name) DESC, name DESC")
      rows.bind(Self.turnaroundPrefix + "%", at: 1)
      var times: [Duration] = []
      while times.count < most, try rows.step() {
        let words = rows.text(0).split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[1] == kind, words[2] == requestedModel,
          let seconds = Int64(words[0]), (0...Self.longestTurnaround).contains(seconds)
        else { continue }
        times.append(.seconds(seconds))
      }
      return times
    }
  }

  private static let turnaroundPrefix = "turnaround of batch "
  private static let real = "real"
  private static let sandbox = "sandbox"
  /// A year: what is longer was not measured.
  private static let longestTurnaround: Int64 = 365 * 86_400
}
