extension LaneForecast {
  /// Adds requests, tokens and dollars; times are left as they are.
  mutating func addAmounts(of other: LaneForecast) {
    questions += other.questions
    requests += other.requests
    batches += other.batches
    inputTokens += other.inputTokens
    cachedTokens += other.cachedTokens
    writtenTokens += other.writtenTokens
    outputTokens += other.outputTokens
    cost += other.cost
  }

  /// What comes after it on top of it: sums of all, times too.
  func followed(by other: LaneForecast) -> LaneForecast {
    var sum = self
    sum.addAmounts(of: other)
    sum.typical += other.typical
    sum.likely += other.likely
    sum.worst += other.worst
    sum.boundByTokens += other.boundByTokens
    sum.boundByDay += other.boundByDay
    return sum
  }
}

extension Forecast {
  /// Doing another plan of the same strategy once this one is done.
  package func followed(by other: Forecast) -> Forecast {
    var sum = Forecast(
      batch: batch.followed(by: other.batch), realtime: realtime.followed(by: other.realtime),
      isEstimate: isEstimate || other.isEstimate, realtimeLane: realtimeLane)
    // Both have all of them, unless there is nothing to ask.
    sum.endpoints = endpoints.isEmpty ? other.endpoints : endpoints
    for (place, next) in zip(sum.endpoints.indices, endpoints.isEmpty ? [] : other.endpoints) {
      sum.endpoints[place].lane = sum.endpoints[place].lane.followed(by: next.lane)
    }
    return sum
  }
}

extension PlanTable {
  /// Doing all of these one after the other, each in the same way: the rows that all of them have.
  package init(oneAfterTheOther tables: [PlanTable]) {
    guard let first = tables.first else {
      self.init(rows: [])
      return
    }
    self.init(
      rows: first.rows.compactMap { row in
        var row = row
        for table in tables.dropFirst() {
          let other = table.rows.first {
            $0.strategy == row.strategy && $0.moviesPerRequest == row.moviesPerRequest
          }
          guard let other else { return nil }
          row.forecast = row.forecast.followed(by: other.forecast)
          // They are the same movies.
          row.tooLong = max(row.tooLong, other.tooLong)
        }
        return row
      })
  }
}
