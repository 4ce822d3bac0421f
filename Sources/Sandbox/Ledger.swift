import Formats

/// What the sandbox billed for one question.
package struct LedgerEntry: Sendable, Hashable {
  /// SHA-256, in hexadecimal, of one movie's part of the user message.
  package var question: String
  /// Times it was billed in a batch.
  package var batch = 0
  /// Times it was billed in real time, at whatever tier.
  package var realtime = 0
  /// Times it was billed as a decision.
  package var decisions = 0
  /// Times of those that it was billed at the tier flex.
  package var flex = 0
  /// Times of those that it was billed at the tier fast, which answers call priority.
  package var priority = 0
  /// Input tokens billed for it.
  package var inputTokens = 0
  /// Input tokens that the prompt cache had.
  package var cachedTokens = 0
  /// Input tokens that were written into the prompt cache.
  package var writtenTokens = 0
  /// Output tokens billed for it, reasoning included.
  package var outputTokens = 0
  /// Output tokens that were thought.
  package var reasoningTokens = 0
  /// Dollars billed for it.
  package var cost = 0.0
}

/// Every request that the sandbox billed, so that a question paid twice can be seen.
package struct Ledger: Sendable {
  private var places: [String: Int] = [:]
  /// The questions, in the order in which they were first billed.
  package private(set) var questions: [LedgerEntry] = []
  package internal(set) var batchesCreated = 0
  /// Requests received under `/v1`, refused ones included.
  package internal(set) var requests = 0
  /// Requests refused for a rate limit, injected refusals included.
  package internal(set) var rateLimited = 0
  /// Requests refused because flex had nothing free.
  package internal(set) var flexRefused = 0
  /// Tokens that the requests which were let in weighed against the limits a minute. A request weighs what it may make
  /// the model write or a quarter of its characters, whichever is more, so this is not what was billed.
  package internal(set) var weighedTokens = 0
  /// Questions whose answer was billed in real time and, by a fault on order, not delivered whole.
  package internal(set) var lostAnswers = 0
  /// Dollars billed in all.
  package private(set) var cost = 0.0
  /// What was billed, by time, model and way.
  private(set) var account = BillAccount()

  /// Notes a request that was billed; its tokens are shared out evenly among its questions.
  mutating func bill(_ bill: Bill) {
    cost += bill.cost.total
    account.add(bill)
    let count = bill.questions.count
    for (index, question) in bill.questions.enumerated() {
      let place =
        places[question]
        ?? {
          places[question] = questions.count
          questions.append(LedgerEntry(question: question))
          return questions.count - 1
        }()
      func share(_ amount: Int) -> Int { amount * (index + 1) / count - amount * index / count }
      questions[place].count(bill.way)
      questions[place].inputTokens += share(bill.usage.input)
      questions[place].cachedTokens += share(bill.usage.cached)
      questions[place].writtenTokens += share(bill.usage.written)
      questions[place].outputTokens += share(bill.usage.output)
      questions[place].reasoningTokens += share(bill.usage.reasoning)
      questions[place].cost += bill.cost.total / Double(count)
    }
  }

  /// The answer of `GET /sandbox/ledger`.
  var json: JSON {
    [
      "questions": .array(questions.map(\.json)),
      "batches_created": .integer(batchesCreated), "requests": .integer(requests),
      "rate_limited": .integer(rateLimited), "flex_refused": .integer(flexRefused),
      "tokens_weighed": .integer(weighedTokens), "lost_answers": .integer(lostAnswers),
      "bill": .array(account.days.map(\.json)), "cost": .number(cost),
    ]
  }
}

extension LedgerEntry {
  fileprivate mutating func count(_ way: Way) {
    switch way {
    case .batch: batch += 1
    case .decisions: decisions += 1
    case .standard: realtime += 1
    case .flex:
      realtime += 1
      flex += 1
    case .fast:
      realtime += 1
      priority += 1
    }
  }

  fileprivate var json: JSON {
    let tiers: JSON = [
      "default": .integer(realtime - flex - priority), "flex": .integer(flex),
      "priority": .integer(priority),
    ]
    return [
      "question": .string(question), "batch": .integer(batch), "realtime": .integer(realtime),
      "decisions": .integer(decisions), "tiers": tiers,
      "input_tokens": .integer(inputTokens), "cached_tokens": .integer(cachedTokens),
      "cache_write_tokens": .integer(writtenTokens), "output_tokens": .integer(outputTokens),
      "reasoning_tokens": .integer(reasoningTokens), "cost": .number(cost),
    ]
  }
}

/// One billed request.
struct Bill: Sendable, Hashable {
  /// When, in sandbox seconds since 1970.
  var at: Double
  /// The model, by its name in the table.
  var model: String
  /// How it was asked, which says by which price list it was billed.
  var way: Way
  /// SHA-256, in hexadecimal, of each movie's part of the user message.
  var questions: [String]
  /// Its tokens, those of the schema included.
  var usage: Usage
  /// Dollars.
  var cost: Cost
}
