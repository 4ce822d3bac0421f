import Display
import Engine
import Formats
import Planner
import Recipe
import Tropefile
import TropeModel

/// What `-n` prints.
struct PreviewText {
  let preview: Preview
  var options = BuildOptions()
  let bench: Workbench
  let listsAll: Bool
  /// The files of results that the build would write.
  var exports: [ExportStep.Planned] = []
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  /// How many movies a screenful is.
  private static let screenful = 15
  /// How many ignored files are named unasked.
  private static let fewFiles = 5

  private var approximately: String { preview.wholeForecast.isEstimate ? "≈" : "" }

  var table: String {
    (notes + work + remarks + failures + labels
      + exports.map { "export: \($0.path), \($0.reason)" } + movieLines)
      .joined(separator: "\n")
  }

  private var notes: [String] {
    let notices =
      [
        preview.shutdownNotice, bench.keptModelNote, bench.project.rehearsalNotice,
        preview.cascadeNotice, preview.spendNotice, preview.budgetNotice,
      ].compactMap(\.self) + EndpointText.notes(preview.endpoints)
    return notices.map { "note: \($0)" }
  }

  /// What is to be asked, why and by which lane.
  private var work: [String] {
    let survey = preview.survey
    if let nothing = SummaryText.nothingChosen(survey, options, bench.project) { return [nothing] }
    if survey.staleCount == preview.failed.count, !preview.votesGoOn {
      return [
        (preview.cascadeOutlook == nil
          ? "nothing to do" : "nothing to ask \(preview.terms.model), but the cascade goes on")
          + ": \(survey.upToDate + survey.refreshed.count) up to date"
          + (preview.failed.isEmpty ? "" : ", \(preview.failed.count) cannot be built")
      ]
    }
    var lines = [staleLine]
    if let votes = preview.votes.flatMap(VoteWords.planned) { lines.append(votes) }
    lines.append("")
    if survey.staleCount > 0 { lines += reasonTable.lines(width: width) + [""] }
    lines += laneTable.lines(width: width)
    if let better = preview.better { lines.append(better.advice) }
    if let thoughts = ThoughtWords.assumed(preview.assumedThoughts) { lines.append(thoughts) }
    if !preview.forecast.isEstimate, preview.calibrationSamples > 0 {
      let count = Format.counted(preview.calibrationSamples, "reply", "replies")
      lines.append("calibrated by \(count)")
    }
    return lines
  }

  private var staleLine: String {
    let survey = preview.survey
    let known = survey.upToDate + survey.refreshed.count + survey.staleCount
    let place =
      preview.endpoints.isEmpty
      ? bench.serverShown.map { " at '\($0)'" } ?? ""
      : " at \(Format.counted(preview.endpoints.count, "endpoint"))"
    let facts = bench.tierWords(preview.terms) + (bench.isSandbox ? ", sandbox" : "")
    return "\(survey.staleCount) of \(known) \(known == 1 ? "target" : "targets") "
      + "\(survey.staleCount == 1 ? "is" : "are") stale; a build would ask "
      + "\(preview.terms.model)\(place) (\(facts))"
  }

  /// What is to be known of the records and files that are there.
  private var remarks: [String] {
    let survey = preview.survey
    var lines: [String] = []
    if preview.uncastCount > 0, bench.project.recipe.fields.asksOfCharacters {
      lines.append(
        "without a cast: \(Format.grouped(preview.uncastCount)) of those to ask; the model names their "
          + "characters")
    }
    if preview.emptyRecords > 0 {
      lines.append("records: \(SummaryText.empty(preview.emptyRecords))")
    }
    if !survey.refreshed.isEmpty {
      lines.append(
        survey.isAdopting
          ? "adopted: \(survey.refreshed.count) (taken as built from what is there now)"
          : "touched only: \(survey.refreshed.count) (the question is the same; kept)")
    }
    if survey.leftStale > 0 { lines.append(SummaryText.leftStale(survey.leftStale)) }
    if !survey.othersBatches.isEmpty {
      lines.append(
        "left alone: \(survey.othersBatches.count) written by another project with this ledger")
    }
    for batch in survey.givenUpBatches + (preview.votes?.givenUpBatches ?? []) {
      lines.append("batch \(batch.number): would be given up unsent: \(batch.why)")
    }
    if !survey.orphans.isEmpty {
      lines.append("orphans: \(survey.orphans.count) (a record, but no plot any more; kept)")
    }
    if preview.leftovers > 0 {
      lines.append("left over: \(SplitStep.Outcome.leftover(preview.leftovers))")
    }
    return lines + firstOf(survey.ignoredFiles, Self.fewFiles) { "ignored: \($0)" }
  }

  private var failures: [String] {
    guard !preview.failed.isEmpty else { return [] }
    return [""]
      + (listsAll
        ? preview.failed.map { "cannot be built: \($0.movie): \($0.reason)" }
        : ReasonGroup.lines(
          of: preview.failed.map { FailedTarget(movie: $0.movie, reason: $0.reason) },
          head: "cannot be built", all: "--all", screenful: Self.screenful))
  }

  /// How sure the labels are, and what people and the cascade do about them.
  private var labels: [String] {
    var lines: [String] = []
    if preview.withoutConfidence > 0 {
      let count = preview.withoutConfidence
      lines.append(
        "without confidence: \(Format.grouped(count)) (bought before it was asked for, and kept; "
          + "'tropebuild -B --fresh' asks again, at full cost)")
    }
    if let words = preview.votes.flatMap({ VoteWords.standing($0.standing) }) {
      lines.append(words)
    }
    if let hands = preview.hands {
      let text = HandsText(report: hands)
      lines.append("by hand: \(text.sum)")
      lines += text.problems.map { "by hand: \($0)" }
    }
    if let cascade = preview.cascade {
      lines += CascadeText(standing: cascade, outlook: preview.cascadeOutlook).lines
        .map { "cascade: \($0)" }
    }
    return lines
  }

  private var reasonTable: TextTable {
    var table = TextTable([.words("reason"), .number("movies")])
    table.rows = reasonRows
    return table
  }

  private var laneTable: TextTable {
    var table = TextTable([
      .words("lane"), .number("movies"), .number("requests", dispensability: 3),
      .number("input tokens", dispensability: 2), .number("output", dispensability: 4),
      .number("cost"), .number("typical"), .number("worst", dispensability: 1),
    ])
    table.rows = laneRows
    return table
  }

  private var reasonRows: [[String]] {
    preview.reasonCounts.map { [$0.reason.rawValue, Format.grouped($0.movies)] }
      + (preview.failed.isEmpty
        ? [] : [["cannot be built", Format.grouped(preview.failed.count)]])
  }

  private var laneRows: [[String]] {
    var rows: [[String]] = []
    let survey = preview.survey
    if !survey.reused.isEmpty {
      rows.append([
        "reuse", Format.grouped(survey.reused.count), "–", "–", "–", "$0.00", "at once", "at once",
      ])
    }
    if !survey.inBatches.isEmpty || preview.underWay.dollars > 0 {
      rows.append([
        "in a batch", Format.grouped(survey.inBatches.count), "–", "–", "–",
        preview.underWay.most.map { "≤\(Format.dollars($0))" }
          ?? "≈\(Format.dollars(preview.underWay.dollars))",
        Format.time(preview.underWay.typical), Format.time(preview.underWay.worst),
      ])
    }
    let forecast = preview.forecast
    if !preview.plan.batches.isEmpty {
      rows.append(
        row(
          "batch (\(preview.plan.batches.count))", forecast.batch,
          movies: preview.plan.batches.flatMap { $0 }.movieCount))
    }
    if !preview.plan.realtime.isEmpty {
      rows.append(
        row(
          forecast.realtimeLane.rawValue, forecast.realtime,
          movies: preview.plan.realtime.movieCount))
      rows += forecast.endpoints.map { endpoint in
        [
          "  \(DisplayWidth.printable(endpoint.name))", Format.grouped(endpoint.lane.questions),
          Format.grouped(endpoint.lane.requests),
          approximately + Format.grouped(endpoint.lane.inputTokens),
          "≈" + Format.grouped(endpoint.lane.outputTokens),
          approximately + Format.dollars(endpoint.lane.cost), "–", "–",
        ]
      }
    }
    if let votes = preview.votes, votes.toAsk > 0 {
      rows.append(row("further asks", votes.forecast.total, movies: votes.movies))
    }
    var whole = preview.wholeForecast.total
    whole.cost += preview.underWay.dollars
    rows.append(
      row(
        "in all", whole, typical: preview.typical, worst: preview.worst,
        movies: max(
          survey.reused.count + survey.inBatches.count + survey.toAsk.count,
          preview.votes?.movies ?? 0)))
    return rows
  }

  private func row(
    _ name: String, _ lane: LaneForecast, typical: Duration? = nil, worst: Duration? = nil,
    movies: Int
  ) -> [String] {
    [
      name, Format.grouped(movies), Format.grouped(lane.requests),
      approximately + Format.grouped(lane.inputTokens), "≈" + Format.grouped(lane.outputTokens),
      approximately + Format.dollars(lane.cost), Format.time(typical ?? lane.typical),
      Format.time(worst ?? lane.worst),
    ]
  }

  /// A line for each of the first, or of all with `--all`, and how many are not told.
  private func firstOf<Thing>(
    _ things: [Thing], _ most: Int, _ line: (Thing) -> String
  ) -> [String] {
    let shown = things.prefix(listsAll ? .max : most)
    let more = things.count - shown.count
    return shown.map(line)
      + (more > 0 ? ["… and \(Format.grouped(more)) more (--all lists them)"] : [])
  }

  private var movieLines: [String] {
    let targets = preview.staleTargets
    guard !targets.isEmpty else { return [] }
    let places = preview.places()
    let shown = listsAll ? targets : Array(targets.prefix(Self.screenful))
    var table = TextTable([
      .number("movie"), .words("lane", least: 8), .number("tokens", dispensability: 1),
      .words("reasons", least: 9),
    ])
    table.rows = shown.map { target in
      [
        "\(target.movie)", places[target.movie]?.words ?? "–", tokens(target),
        target.reasons.map(\.rawValue).joined(separator: ", "),
      ]
    }
    var lines = [""] + table.lines(width: width)
    if targets.count > shown.count {
      lines.append("… and \(Format.grouped(targets.count - shown.count)) more (--all lists them)")
    }
    return lines
  }

  private func tokens(_ target: BuildTarget) -> String {
    guard let count = preview.tokenCounts[target.question.hash] else { return "–" }
    return (count.isExact ? "" : "≈") + Format.grouped(count.tokens)
  }
}
