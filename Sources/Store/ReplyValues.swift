package import TropeModel

/// What the check of an answer found.
package enum AnswerVerdict: Hashable, Sendable {
  /// A record can be made of it.
  case valid
  /// It cannot; what is wrong with it, in words.
  case bad(String)

  /// As the ledger spells it.
  var text: String {
    switch self {
    case .valid: Self.validText
    case .bad(let fault): fault == Self.validText || fault.isEmpty ? "bad: \(fault)" : fault
    }
  }

  static let validText = "valid"
}

/// The answer to one question within a reply.
package struct PaidAnswer: Hashable, Sendable {
  package var question: Digest
  /// Which movie of a grouped reply it is; empty for a reply to one question.
  package var key: String
  package var verdict: AnswerVerdict

  package init(question: Digest, key: String = "", verdict: AnswerVerdict) {
    self.question = question
    self.key = key
    self.verdict = verdict
  }
}

/// A reply that came and was paid for, with the answers in it.
package struct PaidReply: Hashable, Sendable {
  package var receivedAt: Timestamp
  package var lane: Lane
  /// `nil` in real time. Batch number and custom id together identify a reply: it is kept once.
  package var batchNumber: Int?
  package var customID: String
  /// The server's name for the request (`x-request-id`), for questions to its owners.
  package var requestID: String?
  /// The snapshot that answered.
  package var model: String
  package var requestedModel: String
  package var finishReason: String?
  /// What the model said, or its refusal.
  package var content: String?
  package var statusCode: Int
  /// The whole reply as it came.
  package var body: [UInt8]
  package var usage: TokenUsage
  /// The tier that served it, by the API's word; `nil` where the answer does not say.
  package var serviceTier: String?
  package var costDollars: Double
  package var isSandbox: Bool
  /// One for each question that the request carried.
  package var answers: [PaidAnswer]
  /// How many movies a request of its run was to carry; `nil`: as many as its batch's were to, else as it has answers.
  package var moviesPerRequest: Int?
  /// Which of several servers of the real-time lane gave it; `nil` where one was asked alone.
  package var endpoint: String?

  package init(
    receivedAt: Timestamp, lane: Lane, batchNumber: Int? = nil, customID: String,
    requestID: String? = nil, model: String, requestedModel: String, finishReason: String?,
    content: String?, statusCode: Int = 200, body: [UInt8], usage: TokenUsage,
    serviceTier: String? = nil, costDollars: Double, isSandbox: Bool, answers: [PaidAnswer],
    moviesPerRequest: Int? = nil, endpoint: String? = nil
  ) {
    self.receivedAt = receivedAt
    self.lane = lane
    self.batchNumber = batchNumber
    self.customID = customID
    self.requestID = requestID
    self.model = model
    self.requestedModel = requestedModel
    self.finishReason = finishReason
    self.content = content
    self.statusCode = statusCode
    self.body = body
    self.usage = usage
    self.serviceTier = serviceTier
    self.costDollars = costDollars
    self.isSandbox = isSandbox
    self.answers = answers
    self.moviesPerRequest = moviesPerRequest
    self.endpoint = endpoint
  }
}

/// A valid answer that the ledger has to a question.
package struct KeptReply: Hashable, Sendable {
  package var replyID: Int64
  /// Which movie of a grouped reply the answer is; empty for a reply to one question.
  package var key: String
  package var receivedAt: Timestamp
  /// The lane that was paid for it.
  package var lane: Lane
  package var batchNumber: Int?
  /// Of that batch.
  package var remoteBatchID: String?
  package var model: String
  package var requestedModel: String
  package var finishReason: String?
  package var content: String
  /// How sure the model was, where its log probabilities were asked for and given.
  package var confidences: LabelConfidences?
  /// Of the whole reply, which `questionCount` questions share.
  package var usage: TokenUsage
  /// Of the whole reply, which `questionCount` questions share.
  package var costDollars: Double
  package var questionCount: Int
  package var isSandbox: Bool
  /// Whether it was taken over from a database of the first system: paid for there, so its cost here is 0.
  package var isImported: Bool
}

/// What a number of replies used and cost.
package struct Spending: Hashable, Sendable {
  package var replies = 0
  /// Questions that their requests carried.
  package var questions = 0
  package var usage = TokenUsage.zero
  package var costDollars = 0.0

  package init() {}

  package static func + (left: Spending, right: Spending) -> Spending {
    var sum = left
    sum.replies += right.replies
    sum.questions += right.questions
    sum.usage = left.usage + right.usage
    sum.costDollars += right.costDollars
    return sum
  }
}

/// A line of the ledger's account.
package struct SpendingLine: Hashable, Sendable {
  /// `2026-11-22`, in UTC.
  package var day: String
  package var lane: Lane
  package var isSandbox: Bool
  package var spending: Spending
}

/// What one of several servers of the real-time lane was paid by one model's name.
package struct EndpointLine: Hashable, Sendable {
  /// As the tropefile called it then.
  package var endpoint: String
  /// The model as the server named it.
  package var model: String
  package var isSandbox: Bool
  package var spending: Spending
}

/// All that the ledger holds, in sums. The sandbox's replies are apart: they cost nothing.
package struct LedgerTotals: Hashable, Sendable {
  /// Of real money, by lane; lanes without a reply are left out.
  package var byLane: [Lane: Spending] = [:]
  package var sandbox = Spending()
  /// Questions that have a valid answer, of the sandbox or not.
  package var answeredQuestions = 0
  /// Answers that no record can be made of.
  package var badAnswers = 0
  /// What the replies with a valid answer cost: what it would cost to have them again.
  package var worthDollars = 0.0
  /// The forecast cost of batches that have not ended: spent as soon as they are answered.
  package var reservedDollars = 0.0

  package init() {}

  /// Of all lanes, in real money.
  package var paid: Spending { byLane.values.reduce(Spending(), +) }
}
