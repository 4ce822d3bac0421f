package import OpenAIClient
package import Recipe
package import TropeModel

/// A reply that came, with the questions it was to answer and what it is worth to each of them.
package struct Answered: Sendable {
  package var lane: Lane
  /// The number of the batch it came from.
  package var batch: Int?
  package var customID: String
  package var requestID: String?
  package var status: Int
  /// `nil` where the body holds no completion.
  package var reply: ChatReply?
  /// The body as it came.
  package var body: [UInt8]
  package var questions: [Question]
  /// One for each of `questions`, in their order.
  package var verdicts: [ReplyVerdict]
  /// What was passed over in it since it harms nothing.
  package var notes: Set<ReplyNote> = []
  /// How sure the model was, where its log probabilities were asked for and given.
  package var confidences: LabelConfidences?
  /// Whether the ledger holds this reply from an earlier reading of its batch: then it was counted and paid for
  /// before, and must be neither again.
  package var isKeptAlready = false
  /// When it was asked in real time, by the steady clock.
  package var sentAt: Timestamp?
  /// When its batch was written.
  package var batchWrittenAt: Timestamp?
  /// The tier that was asked for in real time.
  package var askedTier = ServiceTier.standard
  /// Which of several servers of the real-time lane gave it; `nil` where one is asked alone, and for batches.
  package var endpoint: EndpointBooking?
  /// Whether its batch was written under another recipe than this run's, and so perhaps for another model.
  package var isOfOtherRecipe = false
  /// Which model its batch asked, and at which prices, where the batch tells.
  package var batchTerms: BatchTerms?
}

/// What is left to do after a reply was taken in.
package struct AfterReply: Sendable {
  /// Questions that it did not answer well and that are to be asked again.
  package var toAsk: [Question] = []
  /// Targets that have failed now.
  package var failed: [(movie: MovieID, reason: String)] = []
  /// What the reply cost now, in dollars; 0 for one that was paid before.
  package var dollars = 0.0
  /// Whether that is a forecast, since the server does not tell, or tells what cannot be.
  package var isForecast = false
  /// Whether something about it is amiss, though its answers are good: the lane does not go faster for it.
  var isSuspect = false
  /// Why the one of several servers that gave it is to be left out: what is asked of it further would be paid in vain.
  var obstacle: Obstacle?
  private var reasons: [Digest: String] = [:]

  package init() {}

  /// Why a question is asked again.
  package func reason(of question: Question) -> String { reasons[question.hash] ?? "" }

  mutating func askAgain(_ question: Question, reason: String) {
    toAsk.append(question)
    reasons[question.hash] = reason
  }
}
