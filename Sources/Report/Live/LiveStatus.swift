package import TropeModel

/// How a project stands, as the page of `tropebuild serve` shows it.
package struct LiveStatus: Sendable, Hashable {
  /// The run under way.
  package struct Run: Sendable, Hashable {
    package var number: Int64
    /// When its first part began.
    package var startedAt: Timestamp
    /// Which part of it is under way.
    package var part: RunPart
    package var strategy: Strategy
    package var forecastDollars: Double
    package var forecastSeconds: Double
    /// Of the targets that it has taken up, in all its parts; 100 only once none is left.
    package var percent: Int
    /// How long it typically still takes; none where it is later than that.
    package var left: Duration
    /// Requests of real time in the last minute, and their tokens with those reserved for output.
    package var requestsLastMinute: Int
    package var tokensLastMinute: Int

    package init(
      number: Int64, startedAt: Timestamp, part: RunPart = RunPart(), strategy: Strategy,
      forecastDollars: Double, forecastSeconds: Double, percent: Int, left: Duration,
      requestsLastMinute: Int,
      tokensLastMinute: Int
    ) {
      self.number = number
      self.startedAt = startedAt
      self.part = part
      self.strategy = strategy
      self.forecastDollars = forecastDollars
      self.forecastSeconds = forecastSeconds
      self.percent = percent
      self.left = left
      self.requestsLastMinute = requestsLastMinute
      self.tokensLastMinute = tokensLastMinute
    }
  }

  /// The newest run of the ledger, where none is under way.
  package struct LastRun: Sendable, Hashable {
    package var number: Int64
    /// `nil` where it was killed.
    package var endedAt: Timestamp?
    /// For people; `nil` where it was killed.
    package var outcome: String?

    package init(number: Int64, endedAt: Timestamp?, outcome: String?) {
      self.number = number
      self.endedAt = endedAt
      self.outcome = outcome
    }
  }

  /// What a lane of the run waits for.
  package struct Wait: Sendable, Hashable {
    package var lane: Lane
    /// `nil` where nobody knows.
    package var until: Timestamp?
    package var reason: String

    package init(lane: Lane, until: Timestamp?, reason: String) {
      self.lane = lane
      self.until = until
      self.reason = reason
    }
  }

  /// A batch that has not ended.
  package struct Batch: Sendable, Hashable {
    package var number: Int
    package var state: String
    package var answered: Int
    package var questions: Int
    /// When the server took it, or else when it was written.
    package var since: Timestamp

    package init(number: Int, state: String, answered: Int, questions: Int, since: Timestamp) {
      self.number = number
      self.state = state
      self.answered = answered
      self.questions = questions
      self.since = since
    }
  }

  /// What was paid for, and what the sandbox answered.
  package struct Money: Sendable, Hashable {
    package var dollars = 0.0
    package var replies = 0
    package var sandboxReplies = 0
    /// What batches under way are expected to cost.
    package var reservedDollars = 0.0

    package init() {}
  }

  /// When all of this was so.
  package var moment: Timestamp
  /// Whether anything was ever built or bought.
  package var hasBegun = false
  /// Who runs a build, in words as far as it is known, as `process 4711`; `nil` where nobody does.
  package var builder: String?
  package var run: Run?
  package var lastRun: LastRun?
  package var waits: [Wait] = []
  package var targets: [TargetState: Int] = [:]
  package var records = 0
  package var money = Money()
  package var batches: [Batch] = []
  package var failures: [FailedTarget] = []
  /// What else there is to know, as `3 of 9 records were made by another recipe than the tropefile's`.
  package var notes: [String] = []

  package init(moment: Timestamp) { self.moment = moment }
}
