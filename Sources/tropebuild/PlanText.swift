import Display
import Engine
import Formats
import Planner
import Tropefile
import TropeModel

/// What `plan` prints.
struct PlanText {
  /// What is told.
  let comparison: Comparison
  /// The project that it is about.
  let bench: Workbench
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  private var settings: Settings { bench.project.settings }

  /// Whether a plan keeps the deadline and the budget, or there are none to keep.
  var fits: Bool {
    if case .none? = comparison.choice { return false }
    return true
  }

  /// The table with what is configured and what would be chosen, for people.
  var text: String {
    var lines: [String] = []
    if let notice = comparison.shutdownNotice { lines.append("note: \(notice)") }
    if let kept = bench.keptModelNote { lines.append("note: \(kept)") }
    if let notice = bench.project.rehearsalNotice { lines.append("note: \(notice)") }
    if let notice = comparison.spendNotice { lines.append("note: \(notice)") }
    if let note = Self.missingFlex(comparison, settings) { lines.append("note: \(note)") }
    lines += EndpointText.notes(comparison.endpoints).map { "note: \($0)" }
    lines.append(work)
    if let votes = comparison.votes.flatMap(VoteWords.planned) {
      lines.append(votes + "; the table has all asks, one after the other")
    }
    if let cascade = comparison.cascade, comparison.cascadeOutlook != nil {
      let text = CascadeText(standing: cascade, outlook: comparison.cascadeOutlook)
      lines += text.lines.map { "cascade: \($0)" }
    }
    guard !comparison.table.rows.isEmpty else { return lines.joined(separator: "\n") }
    lines.append("")
    lines += comparison.table.text(width: width).split(separator: "\n").map(String.init)
    lines.append("")
    if let row = comparison.configured {
      lines.append("configured: \(Self.words(row))")
      lines += Self.laneLines(row)
    }
    lines += standing
    if let choice = comparison.choice {
      lines.append(words(choice))
      if comparison.isChosen, case .fits(let row) = choice, !row.isConfigured {
        lines += Self.laneLines(row)
      }
    }
    if comparison.table.rows.contains(where: { $0.forecast.batch.batches > 0 }),
      let turnaround = comparison.turnaround
    {
      lines.append("batches: \(turnaround.text)")
    }
    lines.append("limits: \(limits)")
    lines.append("token counts: \(counts)")
    if let thoughts = ThoughtWords.assumed(comparison.assumedThoughts) { lines.append(thoughts) }
    return lines.joined(separator: "\n")
  }

  /// That the strategy of the tropefile is not among those that can be had; `nil` where it is.
  static func missingFlex(_ comparison: Comparison, _ settings: Settings) -> String? {
    comparison.missingFlex.map { why in
      "strategy '\(settings.plan.strategy.rawValue)' is not among the plans of \(comparison.terms.model), and a build "
        + "would refuse it: it needs the tier flex, and \(why)"
    }
  }

  /// How the configured plan stands beside the others, and how another is taken.
  private var standing: [String] {
    var lines: [String] = []
    if let words = comparison.table.standing { lines.append("beside it: \(words)") }
    if !comparison.isChosen, let better = comparison.table.betterThanConfigured {
      lines.append("cheaper and faster: \(better.flags)")
    }
    return lines
  }

  /// What was chosen, or would be.
  private func words(_ choice: PlanChoice) -> String {
    let words =
      (comparison.table.compared.map { "of \($0), " } ?? "")
      + choice.text(deadline: settings.plan.deadline, budget: settings.plan.budget)
    guard fits else { return "none fits: \(words)" }
    return comparison.isChosen ? "chosen: \(words)" : "with --choose: \(words)"
  }

  /// What is to be asked, and what kept replies answer.
  static func asked(_ survey: Survey) -> [String] {
    ["\(Format.counted(survey.toAsk.count, "movie")) to ask"]
      + (survey.reused.isEmpty
        ? [] : ["\(Format.grouped(survey.reused.count)) from kept replies at no cost"])
  }

  /// What there is to do, with what costs nothing.
  private var work: String {
    let survey = comparison.survey
    var parts = Self.asked(survey)
    if !survey.inBatches.isEmpty {
      parts.append("\(Format.grouped(survey.inBatches.count)) in batches under way")
    }
    if survey.upToDate > 0 { parts.append("\(Format.grouped(survey.upToDate)) up to date") }
    if !survey.failed.isEmpty {
      parts.append(
        "\(Format.grouped(survey.failed.count)) cannot be asked ('tropebuild -n' says why)")
    }
    let sandbox = bench.isSandbox ? ", sandbox" : ""
    return parts.joined(separator: ", ")
      + "; \(comparison.terms.model) (\(bench.tierWords(comparison.terms))\(sandbox))"
  }

  /// Which limits the times rest on, and who says so.
  private var limits: String {
    let limits = comparison.terms.limits
    if !comparison.endpoints.isEmpty {
      func figure(_ limit: Int) -> String { Limits.orNone(limit).map { Format.count($0) } ?? "any" }
      return "\(Format.counted(comparison.endpoints.count, "endpoint")) together: "
        + "\(figure(limits.requestsPerMinute)) requests and \(figure(limits.tokensPerMinute)) tokens a minute, "
        + "\(comparison.endpoints.reduce(0) { $0 + $1.concurrency }) requests at once"
    }
    if comparison.terms.isFree {
      if settings.api.sandbox { return "none that are known" }
      let lanes = settings.lanes
      return bench.project.asksCommandAlone
        ? "none: the command sets the pace, with "
          + "\(Format.counted(lanes.batch.jobs, "batch", "batches")) at a time"
        : "none: your own server sets the pace, with "
          + "\(Format.counted(lanes.realtime.concurrency, "request")) at once"
    }
    let figures =
      "\(Format.count(limits.requestsPerMinute)) requests and \(Format.count(limits.tokensPerMinute)) tokens a minute"
      + (limits.requestsPerDay.map { ", \(Format.count($0)) requests a day" } ?? "")
      + ", \(Format.count(limits.enqueuedTokens)) tokens in batches"
    if let read = comparison.readLimits, read.limits(of: comparison.terms.model) != nil {
      return "\(figures); read from project \(read.shownProject) on \(read.readAt.day)"
    }
    let given = settings.limits
    let isGiven =
      given.requestsPerMinute != nil && given.tokensPerMinute != nil && given.enqueuedTokens != nil
    return isGiven
      ? "\(figures); as the tropefile says"
      : "≈\(figures); assumed for tier \(settings.limits.tier) ('tropebuild limits' reads the project's own)"
  }

  private var counts: String {
    if comparison.isEstimate {
      return "estimates, never too low (≈); \(CounterSource.advice())"
    }
    return comparison.calibrationSamples == 0
      ? "exact by the vocabulary; not yet calibrated by replies"
      : "exact by the vocabulary, calibrated by "
        + Format.counted(comparison.calibrationSamples, "reply", "replies")
  }

  private static func words(_ row: PlanRow) -> String {
    let total = row.forecast.total
    let about = row.forecast.isEstimate ? "≈" : ""
    return "\(row.name): \(about)\(Format.dollars(total.cost)), typically "
      + "\(Format.time(total.typical)), at worst \(Format.time(total.worst))"
  }

  private static func laneLines(_ row: PlanRow) -> [String] {
    [("batch", row.forecast.batch), (row.forecast.realtimeLane.rawValue, row.forecast.realtime)]
      .compactMap { name, lane in
        lane.requests == 0
          ? nil : "  \(name): \(lane.text(isEstimate: row.forecast.isEstimate))"
      }
      + row.forecast.endpoints.map {
        "    at \(DisplayWidth.printable($0.name)): "
          + "\(Format.counted($0.lane.requests, "request")), "
          + (row.forecast.isEstimate ? "≈" : "") + Format.dollars($0.lane.cost)
      }
  }

  // MARK: JSON

  private var limitsJSON: JSON {
    let limits = comparison.terms.limits.named
    let read = comparison.readLimits.flatMap {
      $0.limits(of: comparison.terms.model) == nil ? nil : $0
    }
    return [
      "requests_per_minute": JSON(limits.requestsPerMinute),
      "tokens_per_minute": JSON(limits.tokensPerMinute),
      "requests_per_day": JSON(limits.requestsPerDay),
      "enqueued_tokens": JSON(limits.enqueuedTokens),
      "read_on": JSON(read.map { "\($0.readAt.day)" }),
    ]
  }

  /// One object in one line.
  var json: String { object(rows: comparison.table.json).line }

  /// - Parameter rows: the rows of the table, which may be marked otherwise.
  func object(rows: JSON) -> JSONObject {
    let survey = comparison.survey
    var object: JSONObject = [
      "model": .string(comparison.terms.model), "tier": .integer(settings.limits.tier),
      "limits_assumed": .bool(comparison.terms.limitsAreAssumed),
      "sandbox": .bool(bench.isSandbox), "to_ask": .integer(survey.toAsk.count),
      "reuse": .integer(survey.reused.count), "in_batches": .integer(survey.inBatches.count),
      "up_to_date": .integer(survey.upToDate), "failed": .integer(survey.failed.count),
      "notice": JSON(comparison.shutdownNotice), "spend_notice": JSON(comparison.spendNotice),
      "limits": limitsJSON, "exact": .bool(!comparison.isEstimate),
      "calibrated_by": .integer(comparison.calibrationSamples),
      "assumed_thoughts": .integer(comparison.assumedThoughts),
      "turnaround": comparison.turnaround?.json ?? .null,
      "cascade": comparison.cascade.map {
        CascadeText(standing: $0, outlook: comparison.cascadeOutlook).json
      } ?? .null,
      "rows": rows, "configured": comparison.configured?.json ?? .null,
      "chosen": comparison.chosen?.json ?? .null,
    ]
    if !comparison.endpoints.isEmpty, let row = comparison.chosen ?? comparison.configured {
      object.add("endpoints", EndpointText.json(comparison.endpoints, row.forecast))
    }
    // By how much nothing fits.
    if case .none(let row, let late, let over)? = comparison.choice {
      object.add("nearest", row.json)
      object.add("late_seconds", .number(late.inSeconds))
      object.add("over_dollars", .number(over))
    } else {
      object.add("nearest", .null)
    }
    return object
  }
}

extension Workbench {
  /// The account's tier; where the limits of the model are on no page, that they are assumed.
  func tierWords(_ terms: ModelTerms) -> String {
    if terms.isFree, project.settings.api.sandbox { return "no limits, no prices" }
    if terms.isFree { return project.asksCommandAlone ? "by a command" : "your own server" }
    return "tier \(project.settings.limits.tier)"
      + (terms.limitsAreAssumed ? ", limits ≈ assumed: the server's headers correct them" : "")
  }

  /// That the tropefile names no model, where the records' is kept and a new project would get another.
  var keptModelNote: String? {
    let model = project.settings.recipe.model
    guard project.keepsModel, model != Settings.Recipe.defaultModel else { return nil }
    return
      "the tropefile names no model: '\(model)' is kept, by which the records were made (docs/migrating.md)"
  }
}
