package import TropeModel

/// A run's forecast as it learns from the run: from the plan and what has been seen since follows what is expected now.
///
/// It tells and bounds nothing: a budget counts what is under way at the most it can cost, whatever is expected.
package struct RunCourse: Hashable, Sendable {
  /// One lane: what was planned, and what of it is settled.
  private struct Part: Hashable {
    var whole: LaneForecast
    /// What was expected of questions that are recorded or have failed.
    var settledInput = 0
    var settledOutput = 0
    /// What input costs against what was expected: a cache that is not read shows here.
    var inputDollars = LearnedRatio()

    var inputCost: Double { max(0, whole.cost - whole.outputCost) }
    /// Dollars a token.
    var inputPrice: Double { inputCost / Double(max(1, whole.inputTokens)) }
    var outputPrice: Double { whole.outputCost / Double(max(1, whole.outputTokens)) }
  }

  private var batch: Part
  private var realtime: Part
  /// How long replies are against what was expected: the same model gives them in both lanes.
  private var output = LearnedRatio()
  private let turnaround: BatchTurnaround?
  private var ended: [Duration] = []
  private var paid = 0.0

  /// - Parameters:
  ///   - forecast: of the plan.
  ///   - underWay: what batches of earlier runs, which this one collects, are expected to use, and how long they still take.
  ///   - turnaround: what the forecast takes for a batch; `nil` where it has none.
  package init(
    _ forecast: Forecast, underWay: LaneForecast = LaneForecast(), turnaround: BatchTurnaround?
  ) {
    var whole = forecast.batch
    whole.add(underWay)
    whole.typical = max(whole.typical, underWay.typical)
    batch = Part(whole: whole)
    realtime = Part(whole: forecast.realtime)
    self.turnaround = turnaround
  }

  // MARK: What is seen

  /// A reply was paid for.
  ///
  /// - Parameter expected: of its request; `nil` where what the server said of it cannot be believed, so that it teaches
  ///   nothing.
  package mutating func paid(
    _ lane: Lane, _ usage: TokenUsage, dollars: Double, expected: TokenUsage?
  ) {
    paid += dollars
    guard let expected else { return }
    output.add(Double(usage.output), expected: Double(expected.output))
    change(lane) { part in
      part.inputDollars.add(
        dollars - Double(usage.output) * part.outputPrice,
        expected: Double(expected.input) * part.inputPrice)
    }
  }

  /// Questions are recorded or have failed: nothing more is to be paid for them.
  ///
  /// - Parameter expected: of a request with just these.
  package mutating func settled(_ lane: Lane, expected: TokenUsage) {
    change(lane) { part in
      part.settledInput = part.settledInput.addingSaturated(max(0, expected.input))
      part.settledOutput = part.settledOutput.addingSaturated(max(0, expected.output))
    }
  }

  /// A batch has ended, so long after the server made it.
  package mutating func batchEnded(after time: Duration) { ended.append(time) }

  private mutating func change(_ lane: Lane, _ body: (inout Part) -> Void) {
    if lane == .batch { body(&batch) } else { body(&realtime) }
  }

  // MARK: What follows

  /// What is expected now.
  ///
  /// - Parameter elapsed: since the run began.
  package func forecast(after elapsed: Duration) -> RunForecast {
    let open = (
      batch: self.open(batch, beside: realtime), realtime: self.open(realtime, beside: batch)
    )
    let left =
      [(batch, open.batch), (realtime, open.realtime)].reduce(0.0) { sum, lane in
        sum + lane.0.inputCost * lane.1.input * lane.0.inputDollars.value
          + lane.0.whole.outputCost * lane.1.output * output.value
      }
    let now = turnaround?.typical(with: ended)
    var batchTypical = batch.whole.typical
    if let turnaround, let now, turnaround.typical > .zero {
      batchTypical = batchTypical * (now.inSeconds / turnaround.typical.inSeconds)
    }
    var typical = Duration.zero
    if open.batch.isOpen { typical = max(typical, batchTypical) }
    if open.realtime.isOpen { typical = max(typical, pace(open.realtime.input, elapsed)) }
    return RunForecast(
      dollars: paid + left, typical: max(typical, elapsed), batchTypical: batchTypical,
      turnaround: now, outputRatio: output.value,
      isOpen: open.batch.isOpen || open.realtime.isOpen)
  }

  /// From this share on of what is to be asked its own pace tells how long all takes.
  private static let shareForPace = 0.05

  private func pace(_ open: Double, _ elapsed: Duration) -> Duration {
    // Waits for the next day are no pace: how many there are the plan has reckoned.
    if realtime.whole.takesDays { return realtime.whole.typical }
    let done = 1 - open
    guard done >= Self.shareForPace, elapsed > .zero else { return realtime.whole.typical }
    return elapsed * (1 / done)
  }

  /// The shares of a lane's tokens that are still to come. What the other lane has settled beyond its own it took over.
  private func open(_ part: Part, beside other: Part) -> (
    input: Double, output: Double, isOpen: Bool
  ) {
    func share(_ settled: Int, of whole: Int, _ beyond: Int) -> Double {
      guard whole > 0 else { return 0 }
      return max(0, 1 - (Double(settled) + Double(max(0, beyond))) / Double(whole))
    }
    let input = share(
      part.settledInput, of: part.whole.inputTokens, other.settledInput - other.whole.inputTokens)
    let output = share(
      part.settledOutput, of: part.whole.outputTokens,
      other.settledOutput - other.whole.outputTokens)
    return (input, output, input > 0)
  }
}

/// What a run that is under way is expected to come to, or that part of it which is.
package struct RunForecast: Hashable, Sendable {
  /// US dollars: what was paid, and what is still to be.
  package var dollars: Double
  /// From the start to the last reply.
  package var typical: Duration
  /// The same for the batch lane alone.
  package var batchTypical: Duration
  /// From a batch's creation to its end; `nil` where none was planned.
  package var turnaround: Duration?
  /// How many times as long as expected replies are.
  package var outputRatio: Double
  /// Whether anything is still to come.
  package var isOpen: Bool
  /// Which part of a run it is about.
  package var part = RunPart()

  /// US dollars of the whole run, as far as anybody can tell.
  package var wholeDollars: Double { part.whole(dollars: dollars) }
  /// From the whole run's start to its last reply.
  package var wholeTypical: Duration { .seconds(part.whole(seconds: typical.inSeconds)) }

  package init(
    dollars: Double, typical: Duration, batchTypical: Duration, turnaround: Duration?,
    outputRatio: Double, isOpen: Bool
  ) {
    self.dollars = dollars
    self.typical = typical
    self.batchTypical = batchTypical
    self.turnaround = turnaround
    self.outputRatio = outputRatio
    self.isOpen = isOpen
  }

  /// Whether it says noticeably else than another that was told: by a hundredth of the dollars, a twentieth of the time, or
  /// that all is done.
  package func isNews(after told: RunForecast) -> Bool {
    if isOpen != told.isOpen { return true }
    return abs(dollars - told.dollars) >= told.dollars * 0.01 && dollars != told.dollars
      || abs((typical - told.typical).inSeconds) >= told.typical.inSeconds * 0.05
        && typical != told.typical
  }
}
