package import TropeModel

/// What was asked, when, and what it cost.
package struct ReportAccount: Sendable {
  /// What a number of replies used and cost.
  package struct Sum: Hashable, Sendable {
    package var replies = 0
    package var usage = TokenUsage.zero
    package var dollars = 0.0

    package init() {}

    /// Both together.
    static func + (left: Sum, right: Sum) -> Sum {
      var sum = left
      sum.replies += right.replies
      sum.usage = left.usage + right.usage
      sum.dollars += right.dollars
      return sum
    }
  }

  /// The replies of one lane within a minute.
  package struct Minute: Hashable, Sendable {
    /// The minute's beginning.
    package var start: Timestamp
    package var lane: Lane
    package var isSandbox: Bool
    package var sum: Sum

    package init(start: Timestamp, lane: Lane, isSandbox: Bool, sum: Sum) {
      self.start = start
      self.lane = lane
      self.isSandbox = isSandbox
      self.sum = sum
    }
  }

  /// A run with its forecast.
  package struct Run: Hashable, Sendable {
    package var startedAt: Timestamp
    /// `nil` where it was killed or is under way.
    package var endedAt: Timestamp?
    package var strategy: Strategy
    package var forecastDollars: Double
    package var forecastSeconds: Double
    /// `nil` as `endedAt`.
    package var dollars: Double?
    /// In words; `nil` as `endedAt`.
    package var outcome: String?

    package init(
      startedAt: Timestamp, endedAt: Timestamp?, strategy: Strategy,
      forecastDollars: Double, forecastSeconds: Double, dollars: Double?, outcome: String?
    ) {
      self.startedAt = startedAt
      self.endedAt = endedAt
      self.strategy = strategy
      self.forecastDollars = forecastDollars
      self.forecastSeconds = forecastSeconds
      self.dollars = dollars
      self.outcome = outcome
    }
  }

  package struct Batch: Hashable, Sendable {
    package var number: Int
    /// In a word, as `ended` or `in progress`.
    package var state: String
    package var isSandbox: Bool
    package var requests: Int
    package var questions: Int
    package var answered: Int
    package var failed: Int
    package var inputTokens: TokenCount
    package var createdAt: Timestamp
    package var endedAt: Timestamp?

    package init(
      number: Int, state: String, isSandbox: Bool, requests: Int, questions: Int, answered: Int,
      failed: Int, inputTokens: TokenCount, createdAt: Timestamp, endedAt: Timestamp?
    ) {
      self.number = number
      self.state = state
      self.isSandbox = isSandbox
      self.requests = requests
      self.questions = questions
      self.answered = answered
      self.failed = failed
      self.inputTokens = inputTokens
      self.createdAt = createdAt
      self.endedAt = endedAt
    }
  }

  /// What the real-time lane sent and what it was allowed.
  package struct Rate: Sendable {
    /// Requests of the last day before the newest, the oldest first, with their input tokens and those reserved
    /// for output.
    package var requests: [(sentAt: Timestamp, tokens: Int)]
    /// Requests a minute; `nil` where there is no limit.
    package var requestsPerMinute: Int?
    /// Requests in any 24 hours; `nil` where there is no limit.
    package var requestsPerDay: Int?
    /// Tokens a minute; `nil` where there is no limit.
    package var tokensPerMinute: Int?

    package init(
      requests: [(sentAt: Timestamp, tokens: Int)], requestsPerMinute: Int?, requestsPerDay: Int?,
      tokensPerMinute: Int?
    ) {
      self.requests = requests
      self.requestsPerMinute = requestsPerMinute
      self.requestsPerDay = requestsPerDay
      self.tokensPerMinute = tokensPerMinute
    }
  }

  /// In the order of time.
  package var minutes: [Minute]
  /// The oldest first.
  package var runs: [Run]
  /// By number.
  package var batches: [Batch]
  /// Of the sandbox, where nothing else was ever asked.
  package var rate: Rate

  package init(minutes: [Minute], runs: [Run], batches: [Batch], rate: Rate) {
    self.minutes = minutes
    self.runs = runs
    self.batches = batches
    self.rate = rate
  }

  /// Whether all replies are the sandbox's; what they cost is then what a real run would.
  package var isSandboxOnly: Bool { !minutes.contains { !$0.isSandbox } && !minutes.isEmpty }

  /// The minutes that the report tells of: those of real replies, or the sandbox's where there are no others.
  var shownMinutes: [Minute] {
    let sandbox = isSandboxOnly
    return minutes.filter { $0.isSandbox == sandbox }
  }

  /// Whether all that was answered while a run went was answered by the sandbox; `nil` where nothing was.
  func isSandbox(_ run: Run) -> Bool? {
    let first = run.startedAt.milliseconds / 60_000 * 60_000
    let last = run.endedAt?.milliseconds ?? .max
    let within = minutes.filter { (first...last).contains($0.start.milliseconds) }
    return within.isEmpty ? nil : !within.contains { !$0.isSandbox }
  }
}
