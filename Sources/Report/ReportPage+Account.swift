import Display
import TropeModel

extension ReportPage {
  /// In milliseconds: what took no longer has no chart of its course.
  private static let shortest: Int64 = 120_000

  /// What was asked and what it cost.
  var account: String {
    let account = data.account
    var content: [String] = [lanes]
    if !account.shownMinutes.isEmpty { content.append(costs) }
    if let rate = RateCourse(account.rate) { content.append(self.rate(rate)) }
    if !account.runs.isEmpty { content.append(runs) }
    if !account.batches.isEmpty { content.append(batches) }
    return HTML.section("account", "How it was built, and what it cost", lede: accountLede, content)
  }

  private var accountLede: String {
    let account = data.account
    if account.minutes.isEmpty {
      return "The ledger holds no reply: nothing was asked from this project."
    }
    if account.isSandboxOnly {
      return
        "The sandbox answered, so nothing was paid. The dollars are what a real run with these tokens "
        + "would have cost with \(data.model)."
    }
    let sandbox = account.minutes.filter(\.isSandbox).reduce(0) { $0 + $1.sum.replies }
    let words = "Tokens and cost are those that the API billed, by the prices of the day."
    return sandbox > 0
      ? words
        + " \(Format.counted(sandbox, "reply", "replies")) of the sandbox cost nothing and are left out."
      : words
  }

  private var dollarsTitle: String { data.account.isSandboxOnly ? "would cost" : "cost" }

  // MARK: Lanes

  private var lanes: String {
    var sums: [Lane: ReportAccount.Sum] = [:]
    for minute in data.account.shownMinutes {
      sums[minute.lane, default: ReportAccount.Sum()] =
        sums[minute.lane, default: ReportAccount.Sum()] + minute.sum
    }
    let rows = Lane.allCases.filter { sums[$0] != nil || records.lanes[$0] != nil }.map { lane in
      row(lane.words, records: records.lanes[lane] ?? 0, sums[lane] ?? ReportAccount.Sum())
    }
    guard !rows.isEmpty else { return "" }
    let all = sums.values.reduce(ReportAccount.Sum()) { $0 + $1 }
    let total = rows.count > 1 ? [row("together", records: records.movies, all)] : []
    return HTML.table(
      [
        .words("lane"), .number("records"), .number("replies"), .number("tokens in"),
        .number("cached"), .number("tokens out"), .number(dollarsTitle),
      ], rows + total, caption: "Lanes: where the records came from, and what was asked")
  }

  private func row(_ name: String, records: Int, _ sum: ReportAccount.Sum) -> [String] {
    [
      name, Format.grouped(records), Format.grouped(sum.replies), Format.grouped(sum.usage.input),
      Format.grouped(sum.usage.cachedInput), Format.grouped(sum.usage.output),
      Format.dollars(sum.dollars),
    ]
  }

  // MARK: Cost over time

  private var costs: String {
    let minutes = data.account.shownMinutes
    let from = minutes.first?.start ?? Timestamp(milliseconds: 0)
    let until = (minutes.last?.start ?? from) + .seconds(60)
    // Of so short a time there is no course to see.
    if until.milliseconds - from.milliseconds <= Self.shortest { return dayTable(minutes) }
    let lanes = Lane.allCases.filter { lane in minutes.contains { $0.lane == lane } }
    var lines = zip(lanes, ["line2", "line3", "line4"]).map { lane, classes in
      CourseChart.Line(
        name: lane.words, classes: classes,
        points: sums(minutes.filter { $0.lane == lane }, from, until), holds: true)
    }
    if lanes.count > 1 {
      lines.insert(
        CourseChart.Line(
          name: "together", classes: "line1", points: sums(minutes, from, until), holds: true),
        at: 0)
    } else {
      lines = lines.map { line in
        var line = line
        line.classes = "line1"
        return line
      }
    }
    let sum = minutes.reduce(0) { $0 + $1.sum.dollars }
    let title = data.account.isSandboxOnly ? "What it would have cost, over time" : "Cost over time"
    let span = "\(Figures.moment(from)) to \(Figures.moment(until))"
    let svg = CourseChart(
      id: "costs", title: title,
      description:
        "The sum of what was spent, from \(span), where it reaches \(Format.dollars(sum)).",
      lines: lines, from: Double(from.milliseconds), until: Double(until.milliseconds),
      timeMarks: Figures.timeMarks(from: from, until: until), bound: forecast,
      mark: { Format.dollars($0) }
    ).svg
    return HTML.figure(
      title, svg, caption: "Summed up over all runs, \(span) UTC.",
      table: HTML.details("By day, as a table", dayTable(minutes)), isWide: true)
  }

  /// What all was expected to cost. Of several runs the forecasts do not add up: each counts what the one before left.
  private var forecast: (value: Double, text: String)? {
    guard data.account.runs.count == 1, let run = data.account.runs.first,
      run.forecastDollars > 0
    else { return nil }
    return (run.forecastDollars, "forecast \(Format.dollars(run.forecastDollars))")
  }

  private func sums(
    _ minutes: [ReportAccount.Minute], _ from: Timestamp, _ until: Timestamp
  ) -> [(time: Double, value: Double)] {
    var sum = 0.0
    var points = [(time: Double(from.milliseconds), value: 0.0)]
    for minute in minutes {
      sum += minute.sum.dollars
      points.append((Double((minute.start + .seconds(60)).milliseconds), sum))
    }
    points.append((Double(until.milliseconds), sum))
    return points
  }

  private func dayTable(_ minutes: [ReportAccount.Minute]) -> String {
    let days = Dictionary(grouping: minutes) { Figures.day($0.start) }.sorted { $0.key < $1.key }
    let rows = days.map { day, minutes in
      let sum = minutes.reduce(ReportAccount.Sum()) { $0 + $1.sum }
      return [
        day, Format.grouped(sum.replies), Format.grouped(sum.usage.input),
        Format.grouped(sum.usage.output), Format.dollars(sum.dollars),
      ]
    }
    return HTML.table(
      [
        .words("day"), .number("replies"), .number("tokens in"), .number("tokens out"),
        .number(dollarsTitle),
      ], rows, caption: "By day")
  }

  // MARK: The rate

  private func rate(_ rate: RateCourse) -> String {
    let title = "Rate used of the rate allowed, in real time"
    let lines = rate.lines
    let svg = CourseChart(
      id: "rate", title: title,
      description: "Requests and tokens of each minute as a share of what is allowed in a minute. "
        + rate.words.joined(separator: " "),
      lines: lines, from: rate.from, until: rate.until,
      timeMarks: Figures.timeMarks(
        from: Timestamp(milliseconds: Int64(rate.from)),
        until: Timestamp(milliseconds: Int64(rate.until))),
      bound: (1, "allowed"), mark: { Format.decimal($0 * 100, places: 0) + " %" }
    ).svg
    return HTML.figure(
      title, svg,
      caption: rate.words.joined(separator: " ")
        + " The ledger keeps the requests of a day. Allowed is what the table of tiers or the tropefile "
        + "says; a server may have said otherwise. Tokens count as they were reserved before each request.",
      isWide: true)
  }

  // MARK: Runs and batches

  private var runs: String {
    let runs = data.account.runs.suffix(30).reversed()
    let rows = runs.map { run in
      let seconds = run.endedAt.map { Double($0.milliseconds - run.startedAt.milliseconds) / 1_000 }
      return [
        Figures.moment(run.startedAt), run.strategy.rawValue,
        data.account.isSandbox(run).map { $0 ? "sandbox" : "API" } ?? "no answer",
        Format.dollars(run.forecastDollars), run.dollars.map { Format.dollars($0) } ?? "–",
        Format.time(.seconds(run.forecastSeconds)),
        seconds.map { Format.time(.seconds($0)) } ?? "–",
        run.outcome ?? "under way, or killed",
      ]
    }
    let left = data.account.runs.count - rows.count
    return HTML.table(
      [
        .words("run began"), .words("strategy"), .words("asked"), .number("forecast"),
        .number(dollarsTitle), .number("time forecast"), .number("taken"), .words("ended"),
      ], rows,
      caption: "Runs that asked something: forecast and reality"
        + (left > 0 ? ", without the first \(Format.grouped(left))" : ""))
      + HTML.paragraph(
        "Forecasts are estimates: the plan run through a model of the limits, with typical batch times. What is in "
          + "batches when a run ends is forecast by that run and paid in the one that collects it.",
        classes: "faint-text")
  }

  private var batches: String {
    let rows = data.account.batches.map { batch in
      [
        "\(batch.number)", batch.state + (batch.isSandbox ? ", sandbox" : ""),
        Format.grouped(batch.requests), Format.grouped(batch.questions),
        Format.grouped(batch.answered), Format.grouped(batch.failed),
        (batch.inputTokens.isExact ? "" : "≈") + Format.grouped(batch.inputTokens.tokens),
        Figures.moment(batch.createdAt), batch.endedAt.map(Figures.moment) ?? "–",
      ]
    }
    let table = HTML.table(
      [
        .number("batch"), .words("state"), .number("requests"), .number("questions"),
        .number("answered"), .number("failed"), .number("tokens"), .words("made"), .words("ended"),
      ], rows, caption: "Batches")
    return rows.count > 12
      ? HTML.details("\(Format.grouped(rows.count)) batches, as a table", table) : table
  }
}

extension Lane {
  /// What people call the lane.
  var words: String {
    switch self {
    case .reuse: "kept reply"
    case .batch: "batch"
    case .flex: "flex"
    case .realtime: "real time"
    }
  }
}
