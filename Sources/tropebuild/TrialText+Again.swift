import Display
import Engine
import Quality

/// What a second asking of the reference tells.
extension TrialText {
  /// How often a model gives another answer by itself, and which variants differ by more than that.
  func again(_ outcome: TrialOutcome) -> [String] {
    guard let again = outcome.again else { return [] }
    let number = again.place + 1
    var lines: [String] = []
    if let share = again.agreement {
      lines.append(
        "asked again, \(number) gave \(Self.percent(share.value)) of the characters the same label "
          + "(\(Self.percent(share.low)) to \(Self.percent(share.high))): it differs from itself on "
          + "\(Self.percent(1 - share.value)), and what another differs from it up to there may be chance"
      )
      let others = outcome.rows.indices.filter {
        $0 != again.place && outcome.rows[$0].agreement != nil
      }
      if !others.isEmpty {
        lines.append(
          again.beyond.isEmpty
            ? "no variant is shown to differ from \(number) more than it does from itself"
            : "shown to differ from \(number) more than it does from itself: "
              + numbers(again.beyond))
      }
      if again.requests < ShareInterval.leastRequests {
        lines.append(
          "\(number) again: so few requests that the interval says little (--movies asks about more)"
        )
      }
    }
    if again.failed > 0 {
      lines.append(
        "\(number) again: \(Format.counted(again.failed, "movie")) had no good reply; their characters count as "
          + "labelled differently")
    }
    if again.open > 0 {
      lines.append(
        "\(number) again: \(Format.counted(again.open, "movie")) \(again.open == 1 ? "is" : "are") not answered a second "
          + "time yet; the next run with --again goes on")
    }
    return lines
  }
}
