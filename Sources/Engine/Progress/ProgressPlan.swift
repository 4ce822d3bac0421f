package import TropeModel

/// What a run set out to do, as far as its progress is told against it.
package struct ProgressPlan: Sendable {
  /// One lane's share.
  package struct Share: Sendable {
    package var movies: Int
    package var requests: Int
    /// As the forecast has them; 0 where that does not matter.
    package var inputTokens: Int
    /// From the start to the lane's last reply, as the forecast has it.
    package var typical: Duration

    package init(
      movies: Int = 0, requests: Int = 0, inputTokens: Int = 0, typical: Duration = .zero
    ) {
      self.movies = movies
      self.requests = requests
      self.inputTokens = inputTokens
      self.typical = typical
    }
  }

  package var realtime: Share
  /// Whether that is asked at the usual tier of service or at the tier flex.
  package var realtimeLane: Lane
  package var batch: Share
  /// Batches of the plan and those of earlier runs that are under way.
  package var batches: Int
  /// How long a batch typically takes; `nil` where that is not known.
  package var turnaround: Duration?
  /// The forecast, in US dollars.
  package var dollars: Double
  /// Whether the forecast rests on estimated token counts.
  package var isEstimate: Bool
  /// Whether the sandbox answers, at no cost.
  package var isSandbox: Bool
  /// Whether one's own machine answers, at no cost and as fast as it can.
  package var isFree = false
  /// Real-time limits of a minute and, where there is one, of a day.
  package var requestsPerMinute: Int
  package var tokensPerMinute: Int
  package var requestsPerDay: Int?
  package var startedAt: Timestamp

  package init(
    realtime: Share = Share(), realtimeLane: Lane = .realtime, batch: Share = Share(),
    batches: Int = 0, turnaround: Duration? = nil, dollars: Double = 0,
    isEstimate: Bool = false, isSandbox: Bool = false, requestsPerMinute: Int = 500,
    tokensPerMinute: Int = 200_000, requestsPerDay: Int? = nil, startedAt: Timestamp
  ) {
    self.realtime = realtime
    self.realtimeLane = realtimeLane
    self.batch = batch
    self.batches = batches
    self.turnaround = turnaround
    self.dollars = dollars
    self.isEstimate = isEstimate
    self.isSandbox = isSandbox
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
    self.requestsPerDay = requestsPerDay
    self.startedAt = startedAt
  }
}
