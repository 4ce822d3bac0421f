package import Display
package import TropeModel

extension ProgressModel {
  /// The live lines: one for each lane that has work, one for the whole, and what comes next.
  ///
  /// - Parameters:
  ///   - columns: of the terminal; where it is narrow, bars shrink and the less needed goes.
  ///   - hasUnicode: whether bars may be drawn with other signs than ASCII's.
  package func lines(at now: Timestamp, columns: Int, hasUnicode: Bool) -> [StyledLine] {
    let lanes = laneViews(at: now)
    guard !lanes.isEmpty else { return [] }
    let room = max(1, columns - 1)
    let form =
      Form.all.first { form in lanes.allSatisfy { line($0, form, hasUnicode).width <= room } }
      ?? Form.last
    var lines = lanes.map { line($0, form, hasUnicode).clipped(to: room) }
    lines.append(wholeLine(at: now, room: room))
    for (index, words) in next(at: now).prefix(2).enumerated() {
      var line = StyledLine(Self.name(index == 0 ? "next" : ""))
      line.append(words, .faint)
      lines.append(line.clipped(to: room))
    }
    return lines
  }

  /// One lane's figures.
  struct LaneView {
    var isBatch = false
    var name: String
    var done: Int
    var all: Int
    var state: String?
    var left: String?
    var counts: String { "\(Format.grouped(done))/\(Format.grouped(all))" }
    /// Full only where all is done.
    var percent: Int { all > 0 ? min(100, done * 100 / all) : 100 }
  }

  func laneViews(at now: Timestamp) -> [LaneView] {
    let shares = shares
    var views: [LaneView] = []
    if shares.realtime > 0 {
      views.append(
        LaneView(
          name: plan.realtimeLane == .flex ? "flex" : "real time", done: realtimeDone,
          all: shares.realtime, state: rate(at: now),
          left: Self.left(realtimeLeft(at: now))))
    }
    if shares.batch > 0 {
      let answered = batchAnswered
      let isAnswered = answered >= shares.batch && batchDone < shares.batch
      views.append(
        LaneView(
          isBatch: true, name: "batches", done: answered, all: shares.batch,
          state: answered > batchDone ? collectedState : batchState(),
          left: isAnswered ? "being collected" : Self.left(batchLeft(at: now))))
    }
    return views
  }

  /// What of the answers has been collected, where that is not all.
  private var collectedState: String {
    batchDone == 0
      ? "answered, none collected yet" : "answered, \(Format.grouped(batchDone)) collected"
  }

  /// How much of a lane's line is shown.
  private struct Form {
    var bar: Int
    var hasPercent = true
    var hasState = true
    var hasLeft = true

    /// The fullest first. Where there is a bar, the percent can be spared before the rate.
    static let all = [
      Form(bar: 40), Form(bar: 30), Form(bar: 20), Form(bar: 14),
      Form(bar: 12, hasPercent: false), Form(bar: 6, hasPercent: false),
      Form(bar: 10, hasState: false), Form(bar: 4, hasState: false),
      Form(bar: 0, hasState: false), Form(bar: 0, hasPercent: false, hasState: false),
    ]
    static let last = Form(bar: 0, hasPercent: false, hasState: false, hasLeft: false)
  }

  private func line(_ view: LaneView, _ form: Form, _ hasUnicode: Bool) -> StyledLine {
    var line = StyledLine(Self.name(view.name))
    if form.bar > 0 {
      let full = view.all > 0 ? min(form.bar, view.done * form.bar / view.all) : form.bar
      let (done, open) = hasUnicode ? ("━", "─") : ("#", ".")
      line.append(String(repeating: done, count: full), .good)
      line.append(String(repeating: open, count: form.bar - full), .faint)
      line.append("  ")
    }
    let width = laneCountsWidth
    let counts = view.counts
    line.append(String(repeating: " ", count: max(0, width - counts.count)) + counts)
    if form.hasPercent {
      let percent = "\(view.percent)%"
      line.append("  " + String(repeating: " ", count: 4 - percent.count) + percent)
    }
    if form.hasState, let state = view.state { line.append("  " + state) }
    if form.hasLeft, let left = view.left { line.append("  " + left) }
    return line
  }

  /// So that the counts of both lanes stand under each other.
  private var laneCountsWidth: Int {
    let shares = shares
    return max(
      "\(Format.grouped(realtimeDone))/\(Format.grouped(shares.realtime))".count,
      "\(Format.grouped(batchAnswered))/\(Format.grouped(shares.batch))".count)
  }

  private func wholeLine(at now: Timestamp, room: Int) -> StyledLine {
    var line = StyledLine(Self.name("in all"))
    line.append(cost)
    if failed > 0 { line.append(", ") }
    if failed > 0 { line.append("\(Format.grouped(failed)) failed", .bad) }
    line.append(", \(Format.time(now - plan.startedAt)) so far")
    // Last, so that a narrow terminal cuts what is said elsewhere too.
    if plan.isSandbox { line.append(rehearsed) }
    return line.clipped(to: room)
  }

  private static func name(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, 11 - name.count))
  }

  /// The same for a log: a line a lane, and the whole with the last of them.
  package func notices(at now: Timestamp) -> [Notice] {
    var notices = laneViews(at: now).map { view in
      let parts = [
        "\(Format.grouped(view.done)) of \(Format.grouped(view.all)) (\(view.percent)%)",
        view.state,
        view.left,
      ]
      return Notice(
        .lane(isBatch: view.isBatch),
        "\(view.name): " + parts.compactMap { $0 }.joined(separator: ", "))
    }
    if !notices.isEmpty {
      let failures = failed > 0 ? ", \(Format.grouped(failed)) failed" : ""
      notices[notices.count - 1].text +=
        (plan.isFree ? "" : "; cost \(cost)\(plan.isSandbox ? rehearsed : "")") + failures
    }
    return notices
  }
}
