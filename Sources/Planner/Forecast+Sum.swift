extension LaneForecast {
  /// What comes after it on top of it: sums of all, times too.
  func followed(by other: LaneForecast) -> LaneForecast {
    var sum = self
    sum.questions += other.questions
    sum.requests += other.requests
    sum.batches += other.batches
    sum.inputTokens += other.inputTokens
    sum.cachedTokens += other.cachedTokens
    sum.writtenTokens += other.writtenTokens
    sum.outputTokens += other.outputTokens
    sum.cost += other.cost
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
    Forecast(
      batch: batch.followed(by: other.batch), realtime: realtime.followed(by: other.realtime),
      isEstimate: isEstimate || other.isEstimate, realtimeLane: realtimeLane)
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
