import Display
import Engine
import Formats
import Planner
import ProjectFiles
import TropeModel

extension LaneEvent {
  /// The lines that tell of it: each one's name and fields.
  var streamed: [(name: String, fields: JSONObject)] {
    switch self {
    case .recorded(let movies, let lane, let batch):
      return movies.map { movie in
        var fields: JSONObject = [
          "movie": JSON(movie), "state": "done", "lane": .string(lane.rawValue),
        ]
        if let batch { fields.add("batch", .integer(batch)) }
        return ("target", fields)
      }
    case .target(_, .done, _), .failed, .sent:
      // `recorded` tells more of the first, and `target` of the others.
      return []
    case .target(let movie, let state, let detail):
      return [
        ("target", ["movie": JSON(movie), "state": .string(state.rawValue)] + detail.streamed)
      ]
    case .paid(let lane, let usage, let dollars):
      return [
        (
          "paid",
          ["lane": .string(lane.rawValue)] + usage.streamed + ["dollars": .short(dollars)]
        )
      ]
    case .askedAgain(let movie, let lane, let reason):
      return [
        (
          "asked_again",
          [
            "movie": JSON(movie), "lane": .string(lane.rawValue), "reason": .string(reason),
          ]
        )
      ]
    case .waiting(let lane, let until, let why):
      return [
        (
          "waiting",
          ["lane": .string(lane.rawValue), "until": JSON(until), "reason": .string("\(why)")]
        )
      ]
    case .queue(let tokens, let limit):
      return [("queue", ["tokens": .integer(tokens), "limit": .integer(limit)])]
    case .batch(let number, let step, let done, let total):
      return [
        (
          "batch",
          [
            "batch": .integer(number), "state": .string(step.word), "done": .integer(done),
            "total": .integer(total),
          ]
        )
      ]
    case .moved(let questions, let from, let to, let batch, let why):
      return [
        (
          "moved",
          [
            "questions": .integer(questions), "from": .string(from.rawValue),
            "to": .string(to.rawValue), "batch": .integer(batch), "reason": .string("\(why)"),
          ]
        )
      ]
    case .retry(let what, let why, let after):
      return [
        (
          "retry",
          [
            "what": .string("\(what)"), "reason": .string("\(why)"),
            "after_seconds": .short(after.inSeconds),
          ]
        )
      ]
    case .remark(let batch, let words):
      var fields: JSONObject = [:]
      if let batch { fields.add("batch", .integer(batch)) }
      fields.add("text", .string(words))
      return [("remark", fields)]
    case .forecast(let forecast):
      var fields: JSONObject = [
        "dollars": .short(forecast.wholeDollars),
        "typical_seconds": .short(forecast.wholeTypical.inSeconds),
        "output_ratio": .short(forecast.outputRatio),
      ]
      if forecast.part.isOneOfSeveral {
        fields.add("part", .integer(forecast.part.number))
        if let count = forecast.part.count { fields.add("parts", .integer(count)) }
        fields.add("whole", .bool(forecast.part.isWholeKnown))
      }
      if let turnaround = forecast.turnaround {
        fields.add("turnaround_seconds", .short(turnaround.inSeconds))
      }
      return [("forecast", fields)]
    case .limits(let limits):
      let named = limits.named
      var fields: JSONObject = [:]
      for (name, limit) in [
        ("requests_per_minute", named.requestsPerMinute),
        ("requests_per_day", named.requestsPerDay), ("tokens_per_minute", named.tokensPerMinute),
      ] {
        if let limit { fields.add(name, .integer(limit)) }
      }
      return [("limits", fields)]
    }
  }
}

extension StatusDetail {
  /// What a status file says, as fields: `remote` is named `remote_id` there.
  fileprivate var streamed: JSONObject {
    JSONObject(
      lines.map { line in
        let name = line.key == "remote" ? "remote_id" : line.key
        let number = ["batch", "attempts"].contains(line.key) ? Int(line.value) : nil
        return JSONObject.Member(name, number.map(JSON.integer) ?? .string(line.value))
      })
  }
}

extension TokenUsage {
  /// As fields of an event.
  var streamed: JSONObject {
    [
      "input_tokens": .integer(input), "cached_input_tokens": .integer(cachedInput),
      "output_tokens": .integer(output),
    ]
  }
}
