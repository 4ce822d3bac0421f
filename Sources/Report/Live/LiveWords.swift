import Display
import TropeModel

/// The sentences of the page that shows how a build goes on.
enum LiveWords {
  /// `41% done (41 of 100), typically 3.2 h left`; of a run of several parts `47% done (part 2 of 3: 41 of 100)`.
  static func progress(_ run: LiveStatus.Run, _ targets: [TargetState: Int]) -> String {
    let through = (targets[.done] ?? 0) + (targets[.failed] ?? 0)
    let all = targets.values.reduce(0, +)
    let part = run.part.isOneOfSeveral ? "\(run.part.words): " : ""
    return "\(run.percent)% done (\(part)\(Format.grouped(through)) of \(Format.grouped(all))), "
      + (run.left > .zero ? "typically \(Format.time(run.left)) left" : "later than typical")
  }

  static func forecast(_ run: LiveStatus.Run) -> String {
    "Run \(run.number) since \(Figures.moment(run.startedAt)) UTC by the strategy \(run.strategy.rawValue); its forecast is "
      + "\(Format.dollars(run.forecastDollars)) and \(Format.time(.seconds(run.forecastSeconds)))"
      + (run.part.isWholeKnown ? "." : ", without all that follows this part.")
  }

  /// `Real time waits until 2026-11-22 00:00 UTC (3.2 h): the day's requests are used up.`
  static func wait(_ wait: LiveStatus.Wait, at now: Timestamp) -> String {
    let who =
      switch wait.lane {
      case .batch: "The batches wait"
      case .flex: "The lane flex waits"
      case .realtime, .reuse: "Real time waits"
      }
    let until = wait.until.flatMap { until in
      until > now ? " until \(Figures.moment(until)) UTC (\(Format.time(until - now)))" : nil
    }
    return "\(who)\(until ?? ""): \(wait.reason)."
  }

  /// What is to be said where no build runs: how the last one ended, and what is left to be done.
  static func idle(_ status: LiveStatus) -> [String] {
    var words: [String] = []
    if let last = status.lastRun {
      switch (last.endedAt, last.outcome) {
      case (let ended?, let outcome?):
        words.append("Run \(last.number) ended on \(Figures.moment(ended)) UTC: \(outcome).")
      default:
        words.append(
          "Run \(last.number) has not come to its end: it was killed. tropebuild goes on where it was."
        )
      }
    }
    let left = [TargetState.queued, .sent].reduce(0) { $0 + (status.targets[$1] ?? 0) }
    if left > 0 {
      words.append(
        "\(Format.counted(left, "target")) \(left == 1 ? "is" : "are") left; tropebuild goes on.")
    }
    let batches = status.batches.count
    if batches > 0 {
      words.append(
        "\(Format.counted(batches, "batch", "batches")) \(batches == 1 ? "has" : "have") not ended; tropebuild collects "
          + "what comes of \(batches == 1 ? "it" : "them").")
    }
    return words
  }

  static func money(_ money: LiveStatus.Money) -> String {
    var words = ["for \(Format.counted(money.replies, "reply", "replies"))"]
    if money.sandboxReplies > 0 {
      words.append("\(Format.grouped(money.sandboxReplies)) by the sandbox, at no cost")
    }
    if money.reservedDollars > 0 {
      words.append("\(Format.dollars(money.reservedDollars)) more in batches under way")
    }
    return words.joined(separator: "; ")
  }
}
