import Display
import Engine
import Formats
import Planner
import Recipe
import TropeModel

extension PreviewText {
  /// An object a line for each stale movie, then a summary.
  var json: String {
    let places = preview.places()
    var lines = preview.staleTargets.map { target in
      var object: JSONObject = [
        "movie": JSON(target.movie), "state": "stale",
        "reasons": .strings(target.reasons.map(\.rawValue)),
      ]
      if let place = places[target.movie] { object = object + place.json }
      if let count = preview.tokenCounts[target.question.hash] {
        object.add("question_tokens", .integer(count.tokens))
        object.add("exact", .bool(count.isExact))
      }
      object.add("question", .string(target.question.hash.hex))
      return object.line
    }
    lines += preview.failed.map { failed in
      let object: JSONObject = [
        "movie": JSON(failed.movie), "state": "failed", "reason": .string(failed.reason),
        "do": .string(failed.advice),
      ]
      return object.line
    }
    let summary = summary + ["exports": .strings(exports.map(\.path))]
    lines.append(JSON.object(["summary": .object(summary)]).line)
    return lines.joined(separator: "\n")
  }

  /// What the summary says; the event `plan` has the same.
  var summary: JSONObject {
    let survey = preview.survey
    let reasons = preview.reasonCounts.map {
      JSONObject.Member($0.reason.rawValue, .integer($0.movies))
    }
    let forecast = preview.wholeForecast
    let summary: JSONObject = [
      "stale": .integer(survey.staleCount), "up_to_date": .integer(survey.upToDate),
      "touched": .integer(survey.refreshed.count), "orphans": .integer(survey.orphans.count),
      "leftovers": .integer(preview.leftovers),
      "failed": .integer(preview.failed.count), "reuse": .integer(survey.reused.count),
      "in_batches": .integer(survey.inBatches.count), "to_ask": .integer(survey.toAsk.count),
      "reasons": .object(JSONObject(reasons)), "model": .string(preview.terms.model),
      "server": JSON(bench.serverShown), "strategy": .string(preview.plan.strategy.rawValue),
      "exact": .bool(!forecast.isEstimate),
      "assumed_thoughts": .integer(preview.assumedThoughts),
      "turnaround": preview.turnaround?.json ?? .null,
      "spend_notice": JSON(preview.spendNotice), "budget_notice": JSON(preview.budgetNotice),
      "beyond_budget": preview.beyondBudget?.json ?? .null,
      "better": preview.better?.json ?? .null,
      "cascade": preview.cascade.map {
        CascadeText(standing: $0, outlook: preview.cascadeOutlook).json
      } ?? .null,
      "votes": preview.votes?.json ?? .null,
      "forecast": .object(forecast.total.json),
      "lanes": [
        "batch": .object(forecast.batch.json),
        "realtime": .object(forecast.json(of: .realtime)),
        "flex": .object(forecast.json(of: .flex)),
      ],
    ]
    guard !preview.endpoints.isEmpty else { return summary }
    return summary + ["endpoints": EndpointText.json(preview.endpoints, forecast)]
  }
}

extension VotesPreview {
  /// What `-n --json` and the event `plan` have.
  fileprivate var json: JSON {
    [
      "asks": .integer(standing.asks), "movies": .integer(movies), "to_ask": .integer(toAsk),
      "known": .integer(known), "in_batches": .integer(inBatches),
      "requests": .integer(forecast.total.requests),
      "dollars": .short(forecast.total.cost),
    ]
  }
}

extension RequestsBeyondBudget {
  fileprivate var json: JSON {
    [
      "requests": .integer(requests), "movies": .array(movies.map { JSON($0) }),
      "most_dollars": .short(most),
    ]
  }
}

extension Preview.Place {
  var words: String {
    switch self {
    case .reuse: "reuse"
    case .plannedBatch(let number): "batch (\(number). of this plan)"
    case .openBatch(let number): "in batch \(number)"
    case .realtime(let lane): lane.rawValue
    }
  }

  var json: JSONObject {
    switch self {
    case .reuse: ["lane": "reuse"]
    case .plannedBatch(let number): ["lane": "batch", "planned_batch": .integer(number)]
    case .openBatch(let number): ["lane": "batch", "batch": .integer(number)]
    case .realtime(let lane): ["lane": .string(lane.rawValue)]
    }
  }
}
