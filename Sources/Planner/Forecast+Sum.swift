package import TropeModel

extension LaneForecast {
  /// Adds questions, requests, tokens and dollars; times are left as they are.
  mutating func add(_ other: LaneForecast) {
    questions += other.questions
    requests += other.requests
    batches += other.batches
    inputTokens += other.inputTokens
    cachedTokens += other.cachedTokens
    writtenTokens += other.writtenTokens
    outputTokens += other.outputTokens
    cost += other.cost
    outputCost += other.outputCost
  }

  /// What comes after it on top of it: sums of all, times too.
  func followed(by other: LaneForecast) -> LaneForecast {
    var sum = self
    sum.add(other)
    sum.typical += other.typical
    sum.likely += other.likely
    sum.worst += other.worst
    sum.boundByTokens += other.boundByTokens
    sum.boundByDay += other.boundByDay
    return sum
  }
}

extension Forecast {
  /// Nothing to do, in this lane of real time.
  package static func nothing(_ lane: Lane) -> Forecast {
    Forecast(
      batch: LaneForecast(), realtime: LaneForecast(), isEstimate: false, realtimeLane: lane)
  }

  /// Both lanes: they run at once, so the slower one sets the time.
  package var total: LaneForecast {
    var sum = batch
    sum.add(realtime)
    sum.typical = max(batch.typical, realtime.typical)
    sum.likely = max(batch.likely, realtime.likely)
    sum.worst = max(batch.worst, realtime.worst)
    sum.boundByTokens = realtime.boundByTokens
    sum.boundByDay = realtime.boundByDay
    return sum
  }

  /// Doing another plan of the same strategy once this one is done.
  package func followed(by other: Forecast) -> Forecast {
    var sum = self
    sum.batch = batch.followed(by: other.batch)
    sum.realtime = realtime.followed(by: other.realtime)
    sum.isEstimate = isEstimate || other.isEstimate
    for share in other.endpoints {
      if let place = sum.endpoints.firstIndex(where: { $0.name == share.name }) {
        sum.endpoints[place].lane = sum.endpoints[place].lane.followed(by: share.lane)
      } else {
        sum.endpoints.append(share)
      }
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
