import Engine
import JSONBytes
import Lanes
import Planner
import ProjectFiles
import TropeModel

extension LaneEvent {
  /// The lines that tell of it: each one's name and fields.
  var streamed: [(name: String, fields: [String])] {
    switch self {
    case .recorded(let movies, let lane, let batch):
      return movies.map { movie in
        var fields = ["\"movie\":\(movie)", "\"state\":\"done\"", "\"lane\":\"\(lane.rawValue)\""]
        if let batch { fields.append("\"batch\":\(batch)") }
        return ("target", fields)
      }
    case .target(_, .done, _), .failed, .sent:
      // `recorded` tells more of the first, and `target` of the others.
      return []
    case .target(let movie, let state, let detail):
      return [
        (
          "target",
          ["\"movie\":\(movie)", "\"state\":\"\(state.rawValue)\""] + detail.streamed
        )
      ]
    case .paid(let lane, let usage, let dollars):
      return [
        (
          "paid",
          ["\"lane\":\"\(lane.rawValue)\""] + usage.streamed + [
            "\"dollars\":\(JSONText.number(dollars))"
          ]
        )
      ]
    case .askedAgain(let movie, let lane, let reason):
      return [
        (
          "asked_again",
          [
            "\"movie\":\(movie)", "\"lane\":\"\(lane.rawValue)\"",
            "\"reason\":\(JSONText.quoted(reason))",
          ]
        )
      ]
    case .waiting(let lane, let until, let why):
      return [
        (
          "waiting",
          [
            "\"lane\":\"\(lane.rawValue)\"", "\"until\":\"\(until.iso8601)\"",
            "\"reason\":\(JSONText.quoted(why))",
          ]
        )
      ]
    case .queue(let tokens, let limit):
      return [("queue", ["\"tokens\":\(tokens)", "\"limit\":\(limit)"])]
    case .batch(let number, let state, let done, let total):
      let word = state.replacing(" ", with: "_")
      return [
        (
          "batch",
          [
            "\"batch\":\(number)", "\"state\":\(JSONText.quoted(word))", "\"done\":\(done)",
            "\"total\":\(total)",
          ]
        )
      ]
    case .moved(let questions, let from, let to, let batch, let why):
      return [
        (
          "moved",
          [
            "\"questions\":\(questions)", "\"from\":\"\(from.rawValue)\"",
            "\"to\":\"\(to.rawValue)\"", "\"batch\":\(batch)",
            "\"reason\":\(JSONText.quoted(why))",
          ]
        )
      ]
    case .retry(let what, let why, let after):
      return [
        (
          "retry",
          [
            "\"what\":\(JSONText.quoted(what))", "\"reason\":\(JSONText.quoted(why))",
            "\"after_seconds\":\(JSONText.number(after.inSeconds))",
          ]
        )
      ]
    case .limits(let limits):
      var fields = ["\"requests_per_minute\":\(limits.requestsPerMinute)"]
      if let perDay = limits.requestsPerDay { fields.append("\"requests_per_day\":\(perDay)") }
      fields.append("\"tokens_per_minute\":\(limits.tokensPerMinute)")
      return [("limits", fields)]
    }
  }
}

extension StatusDetail {
  /// What a status file says, as fields: `remote` is named `remote_id` there.
  fileprivate var streamed: [String] {
    lines.map { line in
      let name = line.key == "remote" ? "remote_id" : line.key
      let isNumber = ["batch", "attempts"].contains(line.key) && Int(line.value) != nil
      return "\(JSONText.quoted(name)):\(isNumber ? line.value : JSONText.quoted(line.value))"
    }
  }
}

extension TokenUsage {
  /// As fields of an event.
  var streamed: [String] {
    [
      "\"input_tokens\":\(input)", "\"cached_input_tokens\":\(cachedInput)",
      "\"output_tokens\":\(output)",
    ]
  }
}

extension BuildSummary {
  /// How the run ended, in one of the words that docs/events.md lists.
  var outcome: String {
    switch stop {
    case .interrupted: "interrupted"
    case .cannotGoOn: "could_not_work"
    case .budgetReached: "budget_reached"
    case .failedFast: "failed_fast"
    case .wouldWait: "work_in_flight"
    case nil: "complete"
    }
  }

  /// Why it stopped before all was done, where there is more to say than the outcome does.
  var stopReason: String? {
    switch stop {
    case .cannotGoOn(let why), .budgetReached(let why): why
    case .interrupted, .failedFast, .wouldWait, nil: nil
    }
  }
}
