import TropeModel

extension PlanTable {
  /// The table as one JSON array in one line, without a final newline: an object a row, keys in a fixed order,
  /// dollars with six decimals, times in seconds, `null` for a figure beyond 10^12.
  package var json: String {
    "[" + rows.map(\.json).joined(separator: ",") + "]"
  }
}

extension PlanRow {
  /// The row as one JSON object in one line.
  package var json: String {
    let total = forecast.total
    return "{"
      + [
        "\"strategy\":\"\(strategy.rawValue)\"",
        "\"movies_per_request\":\(moviesPerRequest)",
        total.jsonFields,
        "\"is_estimate\":\(forecast.isEstimate)",
        "\"too_long\":\(tooLong)",
        "\"unbeaten\":\(isUnbeaten)",
        "\"configured\":\(isConfigured)",
        "\"lanes\":{\"batch\":\(forecast.batch.json),\"realtime\":\(forecast.realtime.json)}",
      ].joined(separator: ",") + "}"
  }
}

extension LaneForecast {
  /// The lane as one JSON object in one line.
  package var json: String { "{\(jsonFields)}" }

  fileprivate var jsonFields: String {
    [
      "\"questions\":\(questions)", "\"requests\":\(requests)", "\"batches\":\(batches)",
      "\"input_tokens\":\(inputTokens)", "\"cached_tokens\":\(cachedTokens)",
      "\"output_tokens\":\(outputTokens)", "\"dollars\":\(Self.number(cost, places: 6))",
      "\"typical_seconds\":\(Self.seconds(typical))", "\"worst_seconds\":\(Self.seconds(worst))",
    ].joined(separator: ",")
  }

  private static func seconds(_ duration: Duration) -> String {
    number(duration.inSeconds, places: 3)
  }

  private static func number(_ value: Double, places: Int) -> String {
    value.magnitude < 1e12 ? Format.decimal(value, places: places) : "null"
  }
}
