import Formats

/// What the sandbox billed for one question.
package struct LedgerEntry: Sendable, Hashable {
  /// SHA-256, in hexadecimal, of one movie's part of the user message.
  package var question: String
  /// Times it was billed in a batch.
  package var batch = 0
  /// Times it was billed in real time.
  package var realtime = 0
  /// Input tokens billed for it.
  package var inputTokens = 0
  /// Output tokens billed for it.
  package var outputTokens = 0
  /// Dollars billed for it.
  package var cost = 0.0
}

/// Every request that the sandbox billed, so that a question paid twice can be seen.
package struct Ledger: Sendable {
  private var places: [String: Int] = [:]
  /// The questions, in the order in which they were first billed.
  package private(set) var questions: [LedgerEntry] = []
  /// Batches created.
  package internal(set) var batchesCreated = 0
  /// Requests received under `/v1`, refused ones included.
  package internal(set) var requests = 0
  /// Requests refused for a rate limit, injected refusals included.
  package internal(set) var rateLimited = 0
  /// Tokens that the requests which were let in weighed against the limits a minute. A request weighs what it may make
  /// the model write or a quarter of its characters, whichever is more, so this is not what was billed.
  package internal(set) var weighedTokens = 0
  /// Questions whose answer was billed in real time and, by a fault on order, not delivered whole.
  package internal(set) var lostAnswers = 0
  /// Dollars billed in all.
  package private(set) var cost = 0.0

  /// The entry of a question, by its hexadecimal hash.
  package subscript(question: String) -> LedgerEntry? {
    places[question].map { questions[$0] }
  }

  /// Notes a request that was billed; its tokens are shared out evenly among its questions.
  mutating func bill(_ bill: Bill) {
    cost += bill.cost
    let count = bill.questions.count
    for (index, question) in bill.questions.enumerated() {
      let place =
        places[question]
        ?? {
          places[question] = questions.count
          questions.append(LedgerEntry(question: question))
          return questions.count - 1
        }()
      switch bill.lane {
      case .batch: questions[place].batch += 1
      case .realtime: questions[place].realtime += 1
      }
      questions[place].inputTokens += Self.share(bill.inputTokens, of: count, index)
      questions[place].outputTokens += Self.share(bill.outputTokens, of: count, index)
      questions[place].cost += bill.cost / Double(count)
    }
  }

  private static func share(_ amount: Int, of count: Int, _ index: Int) -> Int {
    amount * (index + 1) / count - amount * index / count
  }

  /// The answer of `GET /sandbox/ledger`.
  var json: JSON {
    [
      "questions": .array(
        questions.map { entry in
          [
            "question": .string(entry.question), "batch": .integer(entry.batch),
            "realtime": .integer(entry.realtime), "input_tokens": .integer(entry.inputTokens),
            "output_tokens": .integer(entry.outputTokens), "cost": .number(entry.cost),
          ]
        }),
      "batches_created": .integer(batchesCreated), "requests": .integer(requests),
      "rate_limited": .integer(rateLimited), "tokens_weighed": .integer(weighedTokens),
      "lost_answers": .integer(lostAnswers), "cost": .number(cost),
    ]
  }
}

/// One billed request.
struct Bill: Sendable, Hashable {
  /// Which price list it was billed by.
  enum Lane: String, Sendable, Hashable { case batch, realtime }

  /// How it was asked.
  var lane: Lane
  /// SHA-256, in hexadecimal, of each movie's part of the user message.
  var questions: [String]
  /// Input tokens, those of the schema included.
  var inputTokens: Int
  /// Output tokens.
  var outputTokens: Int
  /// Dollars.
  var cost: Double
}
