package import TropeModel

/// How far a batch has come. Each state is written before the remote call that leads out of it, so that after a
/// kill the next run knows what may have happened.
package enum BatchState: String, CaseIterable, Hashable, Sendable {
  /// Its file and its questions are written; nothing was sent.
  case written
  /// Its file is being uploaded, and may have arrived.
  case uploading
  /// Its file is with the API, under `inputFileID`.
  case uploaded
  /// It is being created, and may exist: it is looked for by its metadata before it is created again.
  case creating
  /// It exists, under `remoteID`.
  case submitted
  /// It is at its end and everything it brought has been taken.
  case ended
  /// It was given up before it brought anything; its questions have been planned again.
  case abandoned

  /// Whether nothing more will come of it.
  package var isFinal: Bool { self == .ended || self == .abandoned }
}

/// What became of a question in a batch.
package enum QuestionOutcome: Hashable, Sendable {
  case answered
  case failed(String)
  case plannedAgain

  /// As the ledger spells it.
  var text: String {
    switch self {
    case .answered: "answered"
    case .failed(let reason): Self.failedPrefix + reason
    case .plannedAgain: "planned again"
    }
  }

  init?(text: String) {
    switch text {
    case "answered": self = .answered
    case "planned again": self = .plannedAgain
    case _ where text.hasPrefix(Self.failedPrefix):
      self = .failed(String(text.dropFirst(Self.failedPrefix.count)))
    default: return nil
    }
  }

  private static let failedPrefix = "failed: "
}

/// A question in a batch.
package struct BatchQuestion: Hashable, Sendable {
  package var question: Digest
  /// The line of the batch that asks it; several questions of one request share it.
  package var customID: String
  /// Which movie of a grouped request it is; empty in a request for one question.
  package var key: String
  package var movie: MovieID
  package var inputTokens: Int
  /// `nil` while it is open.
  package var outcome: QuestionOutcome?

  package init(
    question: Digest, customID: String, key: String = "", movie: MovieID, inputTokens: Int,
    outcome: QuestionOutcome? = nil
  ) {
    self.question = question
    self.customID = customID
    self.key = key
    self.movie = movie
    self.inputTokens = inputTokens
    self.outcome = outcome
  }
}

/// A batch that is about to be made.
package struct NewBatch: Hashable, Sendable {
  /// SHA-256 of the file that is uploaded.
  package var digest: Digest
  /// Where that file is.
  package var path: String
  /// Lines of the file.
  package var requests: Int
  package var inputTokens: TokenCount
  /// `RecipeHashes.combined`.
  package var recipe: Digest
  package var forecastCost: Double
  package var isSandbox: Bool
  package var createdAt: Timestamp
  /// A question that is in it twice is kept once.
  package var questions: [BatchQuestion]

  package init(
    digest: Digest, path: String, requests: Int, inputTokens: TokenCount, recipe: Digest,
    forecastCost: Double, isSandbox: Bool = false, createdAt: Timestamp,
    questions: [BatchQuestion]
  ) {
    self.digest = digest
    self.path = path
    self.requests = requests
    self.inputTokens = inputTokens
    self.recipe = recipe
    self.forecastCost = forecastCost
    self.isSandbox = isSandbox
    self.createdAt = createdAt
    self.questions = questions
  }
}

/// A batch as the ledger knows it.
package struct LedgerBatch: Hashable, Sendable {
  /// Counted from 1, never used twice in a ledger.
  package let number: Int
  package var state: BatchState
  package var digest: Digest
  package var path: String
  package var requests: Int
  package var questions: Int
  package var inputTokens: TokenCount
  package var recipe: Digest
  package var isSandbox: Bool
  package var forecastCost: Double
  package var createdAt: Timestamp
  package var submittedAt: Timestamp?
  package var endedAt: Timestamp?
  package var inputFileID: String?
  package var remoteID: String?
  package var outputFileID: String?
  package var errorFileID: String?
  /// The API's last word on its state.
  package var remoteStatus: String?
  /// Why it failed, where it did.
  package var failure: String?
}

/// What became of the questions of one batch; the four add up to all of them.
package struct BatchReconciliation: Hashable, Sendable {
  package var answered = 0
  package var failed = 0
  package var plannedAgain = 0
  package var open = 0

  package init() {}

  package var all: Int { answered + failed + plannedAgain + open }
}
