package import TropeModel

/// A request of the real-time lane.
package struct RealtimeRequest: Hashable, Sendable {
  package var sentAt: Timestamp
  /// Input tokens, and those reserved for output.
  package var tokens: Int

  package init(sentAt: Timestamp, tokens: Int) {
    self.sentAt = sentAt
    self.tokens = tokens
  }
}

/// By how much the API's count of input tokens differs from ours.
package struct Calibration: Hashable, Sendable {
  /// The requests that were compared.
  package var samples: Int
  /// Tokens that a request really has above the count; negative where the count was too high.
  package var meanOffset: Double

  package init(samples: Int, meanOffset: Double) {
    self.samples = samples
    self.meanOffset = meanOffset
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
  package var realCost: Double?
  /// In words: `complete`, `interrupted`, …; `nil` where it was killed or is under way.
  package var outcome: String?
}
