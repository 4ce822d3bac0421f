package import TropeModel

/// A request of the real-time lane.
package struct RealtimeRequest: Hashable, Sendable {
  package var sentAt: Timestamp
  /// Input tokens, and those reserved for output.
  package var tokens: Int
  /// Which of several servers of the lane was asked; `nil` where one is asked alone.
  package var endpoint: String?

  package init(sentAt: Timestamp, tokens: Int, endpoint: String? = nil) {
    self.sentAt = sentAt
    self.tokens = tokens
    self.endpoint = endpoint
  }
}

/// By how much the API's count of input tokens differs from ours.
package struct Calibration: Hashable, Sendable {
  /// The requests that were compared.
  package var samples: Int
  /// Tokens that a request really has above the count, in the middle of the last comparisons; negative where the count was
  /// too high.
  package var offset: Int

  package init(samples: Int, offset: Int) {
    self.samples = samples
    self.offset = offset
  }
}

/// How many output tokens a model wrote for each question.
package struct OutputHistory: Hashable, Sendable {
  package var questions: Int
  package var tokensPerQuestion: Double

  package init(questions: Int, tokensPerQuestion: Double) {
    self.questions = questions
    self.tokensPerQuestion = tokensPerQuestion
  }
}

/// What a run was expected to take and what it took.
package struct RunEntry: Hashable, Sendable {
  package var id: Int64
  package var startedAt: Timestamp
  package var endedAt: Timestamp?
  package var strategy: Strategy
  package var forecastCost: Double
  package var forecastSeconds: Double
  /// Of one that was killed or is under way, what its replies have cost so far; `nil` where an older version did not note
  /// which they are.
  package var realCost: Double?
  /// For people: `complete`, or why it stopped; `nil` where it was killed or is under way.
  package var outcome: String?
  /// What each lane was expected to cost, in dollars; empty for a run of an older version.
  package var forecastByLane: [Lane: Double] = [:]
  /// What the replies cost that it kept, by lane.
  package var realByLane: [Lane: Double] = [:]
}

/// What a run that is under way is expected to come to, as it has learned so far.
package struct ExpectedRun: Hashable, Sendable {
  package var notedAt: Timestamp
  package var dollars: Double
  /// From its start to its last reply.
  package var seconds: Double

  package init(notedAt: Timestamp, dollars: Double, seconds: Double) {
    self.notedAt = notedAt
    self.dollars = dollars
    self.seconds = seconds
  }
}

/// What is under way in batches that were written on one day: it counts against every ceiling until it is billed.
package struct ReservedLine: Hashable, Sendable {
  /// `2026-11-22`, in UTC.
  package var day: String
  package var isSandbox: Bool
  package var batches: Int
  /// By their forecast.
  package var dollars: Double

  package init(day: String, isSandbox: Bool, batches: Int, dollars: Double) {
    self.day = day
    self.isSandbox = isSandbox
    self.batches = batches
    self.dollars = dollars
  }
}
