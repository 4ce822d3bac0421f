/// How long batches take from their creation to their end, and how that is known.
package struct BatchTurnaround: Hashable, Sendable {
  /// Who says so.
  package enum Source: Hashable, Sendable {
    /// Nobody yet.
    case assumed
    /// So many batches of this ledger that have ended.
    case measured(batches: Int)
    /// The tropefile, in part or wholly.
    case given
  }

  /// The median.
  package var typical: Duration
  /// Nine in ten take no longer: what a deadline is held against.
  package var likely: Duration
  /// The 95th percentile; of fewer than twenty batches the longest.
  package var worst: Duration
  package var source: Source

  package init(
    typical: Duration, likely: Duration? = nil, worst: Duration, source: Source = .given
  ) {
    self.typical = typical
    self.likely = likely ?? typical
    self.worst = worst
    self.source = source
  }

  /// Fewer batches than this are no experience.
  package static let fewest = 3
  /// Only the last so many count: servers change.
  package static let mostBatches = 200

  /// Before there is experience. Of 230,000 batches of several vendors nine in ten came back within the hour
  /// (OpenRouter, "Batch API", 2026); OpenAI itself promises 24 hours.
  package static let assumed = BatchTurnaround(
    typical: .seconds(3_600), worst: .seconds(86_400), source: .assumed)

  /// The same of a command, which nobody has timed: an engine loads its model and works on one batch alone.
  package static let assumedOfCommand = BatchTurnaround(
    typical: .seconds(900), worst: .seconds(14_400), source: .assumed)

  /// By how long batches took; `nil` where they are fewer than `fewest`.
  package init?(of times: some Collection<Duration>) {
    guard times.count >= Self.fewest else { return nil }
    let sorted = times.sorted()
    /// The nearest rank: one of the times themselves.
    func quantile(_ percent: Int) -> Duration {
      sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
    }
    self.init(
      typical: quantile(50), likely: quantile(90), worst: quantile(95),
      source: .measured(batches: sorted.count))
  }

  /// What is typical where these have ended since, too.
  package func typical(with ended: [Duration]) -> Duration {
    guard !ended.isEmpty else { return typical }
    let known: Int =
      switch source {
      case .assumed: 0
      case .given: Self.fewest
      case .measured(let batches): batches
      }
    // The nearest rank, so that one that was late for long moves nothing.
    let now = ended.sorted()[(ended.count - 1) / 2]
    return (typical * known + now * ended.count) / (known + ended.count)
  }

  /// What the tropefile says, over what was measured, over what is assumed.
  package static func of(
    measured times: some Collection<Duration>, typical: Duration?, worst: Duration?,
    assumed: BatchTurnaround = .assumed
  ) -> BatchTurnaround {
    var turnaround = BatchTurnaround(of: times) ?? assumed
    guard typical != nil || worst != nil else { return turnaround }
    turnaround.source = .given
    if let typical {
      turnaround.typical = typical
      turnaround.likely = typical
      turnaround.worst = max(turnaround.worst, typical)
    }
    if let worst {
      turnaround.worst = worst
      turnaround.typical = min(turnaround.typical, worst)
      turnaround.likely = min(turnaround.likely, worst)
    }
    return turnaround
  }
}
