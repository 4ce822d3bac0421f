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
  /// How many movies its requests were to carry; `nil` where nobody says.
  package var moviesPerRequest: Int?
  /// The model that is asked, by the name that its replies are booked by, and its prices, as whoever writes the batch spells
  /// them.
  package var requestedModel: String?
  package var prices: String?

  package init(
    digest: Digest, path: String, requests: Int, inputTokens: TokenCount, recipe: Digest,
    forecastCost: Double, isSandbox: Bool = false, createdAt: Timestamp,
    questions: [BatchQuestion], moviesPerRequest: Int? = nil, requestedModel: String? = nil,
    prices: String? = nil
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
    self.moviesPerRequest = moviesPerRequest
    self.requestedModel = requestedModel
    self.prices = prices
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
  /// How many movies its requests were to carry; `nil` for a batch of an older version.
  package var moviesPerRequest: Int?
  /// As `NewBatch` has them; `nil` for a batch of an older version.
  package var requestedModel: String?
  package var prices: String?

  /// Its state as people read it: the API's word for it once it is there.
  package var shownState: String {
    guard state == .submitted, let remoteStatus else { return state.rawValue }
    return remoteStatus.replacing("_", with: " ")
  }
}

extension LedgerBatch {
  /// Takes a step in, as far as it holds for a batch in this state.
  mutating func take(_ step: BatchAdvance) {
    if let standing = step.standing, mayStand(standing) {
      state = standing.state
      inputFileID = standing.inputFileID
      remoteID = standing.remoteID
      submittedAt = standing.submittedAt
      // One that comes back has not ended.
      endedAt = nil
    }
    if let files = step.files { (outputFileID, errorFileID) = (files.output, files.errors) }
    remoteStatus = step.remoteStatus ?? remoteStatus
    failure = step.failure ?? failure
  }

  private func mayStand(_ standing: BatchAdvance.Standing) -> Bool {
    switch state {
    case .ended: false
    case .abandoned: standing.state == .submitted && standing.remoteID != nil
    case .written, .uploading, .uploaded, .creating, .submitted: !standing.state.isFinal
    }
  }
}

/// A step of a batch, or news of it.
package struct BatchAdvance: Hashable, Sendable {
  /// Where a batch stands, with all that belongs to it.
  package struct Standing: Hashable, Sendable {
    /// Not a final one: batches are closed.
    package var state: BatchState
    package var inputFileID: String?
    package var remoteID: String?
    /// When its creation was asked for, or when it was found to be there; `nil` before.
    package var submittedAt: Timestamp?

    package init(
      _ state: BatchState, inputFileID: String? = nil, remoteID: String? = nil,
      submittedAt: Timestamp? = nil
    ) {
      self.state = state
      self.inputFileID = inputFileID
      self.remoteID = remoteID
      self.submittedAt = submittedAt
    }
  }

  /// The files that the server names for its results.
  package struct Files: Hashable, Sendable {
    package var output: String?
    package var errors: String?

    package init(output: String?, errors: String?) {
      self.output = output
      self.errors = errors
    }
  }

  /// `nil` where it stands as before.
  package var standing: Standing?
  /// The server's word for its state, where it is news.
  package var remoteStatus: String?
  package var files: Files?
  /// Why it does not go on, where it does not.
  package var failure: String?
  /// Questions of which it is known by now what became of them.
  package var outcomes: [SettledQuestion]
  /// Whether questions that were to be planned again are open again: the server turns out to be asked.
  package var reopens: Bool

  package init(
    standing: Standing? = nil, remoteStatus: String? = nil, files: Files? = nil,
    failure: String? = nil, outcomes: [SettledQuestion] = [], reopens: Bool = false
  ) {
    self.standing = standing
    self.remoteStatus = remoteStatus
    self.files = files
    self.failure = failure
    self.outcomes = outcomes
    self.reopens = reopens
  }
}

/// What became of one question of a batch.
package struct SettledQuestion: Hashable, Sendable {
  package var question: Digest
  package var outcome: QuestionOutcome

  package init(_ question: Digest, _ outcome: QuestionOutcome) {
    self.question = question
    self.outcome = outcome
  }
}

/// All that is true once a batch is over.
package struct BatchClosing: Hashable, Sendable {
  /// `ended` or `abandoned`.
  let state: BatchState
  /// Why it was given up.
  package var failure: String?
  /// What became of its questions; those that it leaves out and that are open are planned again.
  package var outcomes: [SettledQuestion]
  /// It is left alone where it may have been submitted.
  package var onlyIfUnsent: Bool

  /// All that it brought has been taken.
  package static func collected(_ outcomes: [SettledQuestion]) -> BatchClosing {
    BatchClosing(state: .ended, failure: nil, outcomes: outcomes, onlyIfUnsent: false)
  }

  /// Nothing will come of it.
  package static func givenUp(
    _ why: String, outcomes: [SettledQuestion] = [], onlyIfUnsent: Bool = false
  ) -> BatchClosing {
    BatchClosing(state: .abandoned, failure: why, outcomes: outcomes, onlyIfUnsent: onlyIfUnsent)
  }
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
