package import Formats
package import Planner
package import TropeModel

extension PlanTable {
  /// An object a row: dollars with six decimals, times in seconds, `null` for a figure beyond 10^12.
  package var json: JSON { .array(rows.map(\.json)) }
}

extension PlanRow {
  /// The row as an object.
  package var json: JSON {
    let head: JSONObject = [
      "strategy": .string(strategy.rawValue), "movies_per_request": .integer(moviesPerRequest),
    ]
    let tail: JSONObject = [
      "is_estimate": .bool(forecast.isEstimate), "too_long": .integer(tooLong),
      "unbeaten": .bool(isUnbeaten), "configured": .bool(isConfigured),
      "lanes": [
        "batch": .object(forecast.batch.json),
        "realtime": .object(forecast.json(of: .realtime)),
        "flex": .object(forecast.json(of: .flex)),
      ],
    ]
    return .object(head + forecast.total.json + tail)
  }
}

extension Forecast {
  /// One of the two lanes of chat completions: that which the plan has, or one with nothing to do.
  package func json(of lane: Lane) -> JSONObject {
    (lane == realtimeLane ? realtime : LaneForecast()).json
  }
}

extension LaneForecast {
  /// The lane as an object.
  package var json: JSONObject {
    [
      "questions": .integer(questions), "requests": .integer(requests),
      "batches": .integer(batches), "input_tokens": .integer(inputTokens),
      "cached_tokens": .integer(cachedTokens),
      "cache_write_tokens": .integer(writtenTokens), "output_tokens": .integer(outputTokens),
      "dollars": Self.number(cost, places: 6),
      "typical_seconds": Self.number(typical.inSeconds, places: 3),
      "likely_seconds": Self.number(likely.inSeconds, places: 3),
      "worst_seconds": Self.number(worst.inSeconds, places: 3),
    ]
  }

  private static func number(_ value: Double, places: Int) -> JSON {
    value.magnitude < 1e12 ? .spelled(Format.decimal(value, places: places)) : .null
  }
}
