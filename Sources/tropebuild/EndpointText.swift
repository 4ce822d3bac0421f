import Display
import Engine
import Formats
import Planner
import Store
import TropeModel

/// Several servers of the real-time lane, in words and as JSON.
enum EndpointText {
  /// What is said before anything is asked: which of them answer by another model.
  static func notes(_ endpoints: [EndpointTerms]) -> [String] {
    endpoints.compactMap(\.notice).map(DisplayWidth.printable)
  }

  /// An object for each, the cheapest first, with what it is expected to do and cost.
  static func json(_ endpoints: [EndpointTerms], _ forecast: Forecast) -> JSON {
    .array(
      endpoints.map { endpoint in
        let share = forecast.endpoints.first { $0.name == endpoint.name }?.lane ?? LaneForecast()
        return [
          "endpoint": .string(endpoint.name), "model": .string(endpoint.model),
          "other_model": .bool(endpoint.isOtherModel),
          "concurrency": .integer(endpoint.concurrency), "forecast": .object(share.json),
        ]
      })
  }

  /// What each was paid.
  static func table(_ lines: [EndpointLine]) -> TextTable {
    var table = TextTable([
      .words("endpoint", least: 10), .words("model", dispensability: 3),
      .number("replies", dispensability: 1), .number("tokens in", dispensability: 2),
      .number("out", dispensability: 4), .number("cost"),
    ])
    table.rows = lines.map { line in
      [
        DisplayWidth.printable(line.endpoint), DisplayWidth.printable(line.model),
        Format.grouped(line.spending.replies), Format.grouped(line.spending.usage.input),
        Format.grouped(line.spending.usage.output), Format.dollars(line.spending.costDollars),
      ]
    }
    return table
  }

  /// The same, an object for each.
  static func objects(_ lines: [EndpointLine]) -> [JSONObject] {
    lines.map { line in
      let spending = line.spending
      return [
        "endpoint": .string(line.endpoint), "model": .string(line.model),
        "sandbox": .bool(line.isSandbox), "replies": .integer(spending.replies),
        "questions": .integer(spending.questions), "input_tokens": .integer(spending.usage.input),
        "cached_input_tokens": .integer(spending.usage.cachedInput),
        "output_tokens": .integer(spending.usage.output), "dollars": .number(spending.costDollars),
      ]
    }
  }

  /// `$1.20 at 'a', $0.00 at 'b'`; `nil` where no server was one of several.
  static func sums(_ lines: [EndpointLine]) -> String? {
    let sums = Dictionary(grouping: lines.filter { !$0.isSandbox }, by: \.endpoint)
      .mapValues { $0.map(\.spending).reduce(Spending(), +) }
    guard !sums.isEmpty else { return nil }
    return sums.sorted { $0.key < $1.key }.map { name, sum in
      "\(Format.dollars(sum.costDollars)) for \(Format.grouped(sum.replies)) at "
        + "'\(DisplayWidth.printable(name))'"
    }.joined(separator: ", ")
  }
}
