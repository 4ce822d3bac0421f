import Formats

/// One batch as the sandbox knows it: what was asked for, what was found, and when things happen to it.
struct BatchRecord: Sendable, Hashable {
  /// `batch_…`.
  var id: String
  /// Its place among all batches, from 0.
  var sequence: Int
  /// The id of its input file.
  var inputFile: String
  /// The endpoint that its lines are for.
  var endpoint: String
  /// What the client attached; `null` for nothing.
  var metadata: JSON
  /// Seconds that output files are kept; `nil` for the default.
  var outputExpiresAfter: Int?
  /// When things happen to it.
  var schedule: BatchSchedule
  /// What the check of its file found; `nil` until it is over.
  var verdict: Verdict?
  /// When its cancellation was asked for.
  var cancelledAt: Double?
  /// How it ended; `nil` until its files are written.
  var end: End?

  /// What the check of the input file found.
  enum Verdict: Sendable, Hashable {
    /// It runs.
    case accepted(model: String, total: Int, tokens: Int)
    /// It fails with these errors.
    case refused(model: String?, errors: [BatchFault])
  }

  /// How it ended.
  struct End: Sendable, Hashable {
    /// The state.
    var status: Status
    /// The file of the lines that succeeded, if any did.
    var outputFile: String?
    /// The file of the others, if there are any.
    var errorFile: String?
    /// Lines that succeeded.
    var completed: Int
    /// Lines that ran and failed.
    var failed: Int
    /// Input tokens billed.
    var inputTokens: Int
    /// Those of them that the prompt cache saved.
    var cachedTokens: Int
    /// Output tokens billed.
    var outputTokens: Int
    /// Those of them that were thought.
    var reasoningTokens = 0
  }

  /// The states of a batch.
  enum Status: String, Sendable, Hashable {
    /// Nothing has run: the file is being checked, or the check failed.
    case validating, failed
    /// Lines are running.
    case inProgress = "in_progress"
    /// Nothing runs any more.
    case finalizing, completed, expired, cancelling, cancelled
  }

  /// Where the batch stands at a moment.
  struct Standing: Sendable, Hashable {
    /// The state.
    var status: Status
    /// Lines that have been run.
    var done: Int
    /// Whether nothing will happen to it any more; the files are then due.
    var isOver: Bool
  }

  /// The number of lines, once the file has been checked.
  var total: Int { if case .accepted(_, let total, _) = verdict { total } else { 0 } }

  /// Whether the check of the file has to be known to say how the batch stands.
  func needsVerdict(at now: Double) -> Bool {
    guard verdict == nil, now >= schedule.checkedAt else { return false }
    return cancelledAt.map { $0 >= schedule.checkedAt } ?? true
  }

  /// Where it stands. Before the verdict is known it is being validated.
  func standing(at now: Double) -> Standing {
    if let end {
      return Standing(status: end.status, done: end.completed + end.failed, isOver: true)
    }
    if case .refused = verdict, now >= schedule.checkedAt {
      return Standing(status: .failed, done: 0, isOver: true)
    }
    if let cancelledAt {
      let done = done(at: cancelledAt)
      return now < cancelledAt + schedule.cancelSeconds
        ? Standing(status: .cancelling, done: done, isOver: false)
        : Standing(status: .cancelled, done: done, isOver: true)
    }
    guard verdict != nil, now >= schedule.checkedAt else {
      return Standing(status: .validating, done: 0, isOver: false)
    }
    if schedule.expires {
      let done = done(at: min(now, schedule.expiresAt))
      if now < schedule.expiresAt {
        return Standing(status: .inProgress, done: done, isOver: false)
      }
      return now < schedule.expiresAt + schedule.finalizeSeconds
        ? Standing(status: .finalizing, done: done, isOver: false)
        : Standing(status: .expired, done: done, isOver: true)
    }
    if now < schedule.ranAt {
      return Standing(status: .inProgress, done: done(at: now), isOver: false)
    }
    return now < schedule.ranAt + schedule.finalizeSeconds
      ? Standing(status: .finalizing, done: total, isOver: false)
      : Standing(status: .completed, done: total, isOver: true)
  }

  /// Lines that have been run at a moment: steadily from the check to the end of the run.
  private func done(at moment: Double) -> Int {
    guard moment > schedule.checkedAt, schedule.ranAt > schedule.checkedAt else { return 0 }
    let fraction = (moment - schedule.checkedAt) / (schedule.ranAt - schedule.checkedAt)
    return min(total, Int(Double(total) * fraction))
  }

  /// The moment at which it gives its place in the queue back, as far as is known.
  var endsAt: Double {
    if case .refused = verdict { return schedule.checkedAt }
    if let cancelledAt { return cancelledAt + schedule.cancelSeconds }
    return min(schedule.ranAt, schedule.expiresAt) + schedule.finalizeSeconds
  }
}

/// An error of a batch's validation.
struct BatchFault: Sendable, Hashable {
  /// What clients tell it by.
  var code: String
  /// The words.
  var message: String
  /// The field at fault.
  var param: String?
  /// Counted from 1.
  var line: Int?
}

/// When things happen to a batch, in sandbox seconds since 1970.
struct BatchSchedule: Sendable, Hashable {
  /// When the batch was created.
  var createdAt: Double
  /// When the check of the input file is over.
  var checkedAt: Double
  /// When the last line would have run.
  var ranAt: Double
  /// How long the files take to be written.
  var finalizeSeconds: Double
  /// How long a cancellation takes.
  var cancelSeconds: Double
  /// The error with which it fails whatever its file holds.
  var doomed: BatchFault?

  /// The completion window: 24 hours.
  static let window = 86_400.0

  /// When the completion window closes.
  var expiresAt: Double { createdAt + Self.window }

  /// Whether the window closes before the last line has run.
  var expires: Bool { ranAt > expiresAt }

  /// A schedule for a batch that ends `turnaround` seconds after its creation.
  init(createdAt: Double, turnaround: Double) {
    self.createdAt = createdAt
    checkedAt = createdAt + min(0.05 * turnaround, 300)
    finalizeSeconds = min(0.02 * turnaround, 120)
    ranAt = createdAt + turnaround - finalizeSeconds
    // The service says up to ten minutes; a rehearsal with quick batches should not wait for them.
    cancelSeconds = min(0.1 * turnaround, 600)
  }

  /// Makes the window close when this fraction of the lines has run.
  mutating func expire(withFractionDone fraction: Double) {
    let fraction = min(max(fraction, 0.000_001), 0.999_999)
    ranAt = checkedAt + (expiresAt - checkedAt) / fraction
    finalizeSeconds = 60
  }
}
