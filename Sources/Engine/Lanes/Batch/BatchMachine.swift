import OpenAIClient
import Store

/// The life of one batch, as decisions only: an event comes in, what is to be done comes out. It knows no
/// network, clock or disk; `BatchRun` performs what it says and writes `standing` to the ledger *before* each act,
/// so that a crash between any two steps finds its way back here by `begin`.
///
///     written ─ upload ─→ uploading ─→ uploaded ─ seat ─→ seated ─ look ─→ creating ─→ submitted ─ polls ─→ closed
///                 ↑ a crash here: look                                ↑ a crash here: look long
///                   for the file first                                  for the batch first
///
/// How often something is tried, and how long is waited before, is decided here and nowhere else.
struct BatchMachine: ~Copyable {
  private(set) var state: State
  private let rules: Rules
  private var isCancelling = false

  /// After so many failed uploads or creations of one batch, some quarter of an hour, the run says so.
  static let mostTroubles = 30
  /// So many creations in a row may stay unclear, each of which is looked after for minutes.
  static let mostUnclear = 4
  /// A fresh upload may not be visible at once: the second creation is of the same file, the next two of a new upload
  /// each, and then the run says so.
  static let mostUnknownFiles = 3

  /// - Parameter elapsed: since the creation was asked for, where it was.
  init(
    state: BatchState, inputFileID: String?, remoteID: String?, elapsed: Duration = .zero,
    rules: Rules = Rules()
  ) {
    self.rules = rules
    let looks = rules.patience.looks(after: elapsed)
    switch (state, inputFileID, remoteID) {
    case (.written, _, _): self.state = .written
    case (.uploading, _, _), (.uploaded, nil, _): self.state = .uploading(Tries())
    case (.uploaded, let file?, _): self.state = .uploaded(file: file, Tries())
    case (.creating, let file, _), (.submitted, let file, nil):
      self.state = .creating(file: file, Tries(), looks: looks)
    case (.submitted, let file, let remote?):
      self.state = .submitted(file: file, remote: remote, polls: 0, last: nil, misses: 0)
    case (.ended, _, _), (.abandoned, _, _): self.state = .closed(state)
    }
  }

  /// The first action, of a new batch or of one that an earlier run left.
  mutating func begin() -> Action {
    switch state {
    case .written:
      state = .uploading(Tries())
      return .upload(.none)
    case .uploading: return .lookForFile(.none)
    case .uploaded: return .takeSeat
    case .seated: return .lookForBatch(.none)
    case .creating(let file, let tries, let looks): return look(file, tries, looks)
    case .submitted(_, let remote, _, _, _): return .poll(remote: remote, .none)
    case .closed: return .close(.before)
    }
  }

  /// What follows from an event.
  ///
  /// - Parameter random: in 0..<1, for the spread of waits.
  mutating func handle(_ event: Event, random: Double = 0.5) -> Action {
    switch event {
    case .foundFile(let id): foundFile(id)
    case .uploaded(let id): uploaded(id)
    case .uploadFailed(let trouble): uploadFailed(trouble, random)
    case .noBatches(let failure, let isBelievable): noBatches(failure, isBelievable)
    case .seatTaken: seatTaken()
    case .recalled: recalled()
    case .foundBatch(let batch): foundBatch(batch, random)
    case .created(let batch): created(batch, random)
    case .createFailed(let trouble): createFailed(trouble, random)
    case .polled(let batch): polled(batch, random)
    case .collected: collected()
    case .resultsMissing: resultsMissing()
    case .lost(let why): lost(why)
    case .cancelled: cancelled()
    case .cancelAnswered(let batch): cancelAnswered(batch)
    }
  }

  // MARK: - Before the server has it

  private mutating func foundFile(_ id: String?) -> Action {
    switch state {
    case .uploading(let tries):
      guard let id else { return .upload(.none) }
      state = .uploaded(file: id, tries)
      return .takeSeat
    case .written, .uploaded, .seated, .creating, .submitted, .closed: return .impossible
    }
  }

  private mutating func uploaded(_ id: String) -> Action {
    switch state {
    case .uploading(let tries):
      state = .uploaded(file: id, tries)
      return .takeSeat
    case .written, .uploaded, .seated, .creating, .submitted, .closed: return .impossible
    }
  }

  private mutating func uploadFailed(_ trouble: Trouble, _ random: Double) -> Action {
    switch state {
    case .uploading(var tries):
      guard let pause = tries.pause(after: trouble.failure, random) else {
        return .stop(trouble.failure)
      }
      state = .uploading(tries)
      return .lookForFile(pause)
    case .written, .uploaded, .seated, .creating, .submitted, .closed: return .impossible
    }
  }

  /// One answer of that kind may be an edge's, or a restart's: it would change the price of everything.
  private mutating func noBatches(_ failure: APIFailure, _ isBelievable: Bool) -> Action {
    switch state {
    case .uploading(var tries):
      guard let pause = doubt(&tries) else {
        return isBelievable ? close(.noBatches) : .stop(failure)
      }
      state = .uploading(tries)
      return .lookForFile(pause)
    case .seated(let file, let tries):
      // It has taken an upload; only the list is missing, and nothing speaks for a batch in it.
      return create(file, tries)
    case .creating(let file, var tries, let looks):
      guard let pause = doubt(&tries) else { return .stop(failure) }
      state = .creating(file: file, tries, looks: looks)
      return .lookForBatch(pause)
    case .written, .uploaded, .submitted, .closed: return .impossible
    }
  }

  private func doubt(_ tries: inout Tries) -> Pause? {
    tries.doubts += 1
    guard tries.doubts <= rules.patience.noBatches.count else { return nil }
    return Pause(wait: rules.patience.noBatches[tries.doubts - 1], attempt: tries.doubts)
  }

  private mutating func seatTaken() -> Action {
    switch state {
    case .uploaded(let file, let tries):
      // An earlier run may have made it, if the ledger is an older copy of what that run wrote.
      state = .seated(file: file, tries)
      return .lookForBatch(.none)
    case .written, .uploading, .seated, .creating, .submitted, .closed: return .impossible
    }
  }

  private mutating func recalled() -> Action {
    switch state {
    case .uploaded: return close(.recalled)
    case .written, .uploading, .seated, .creating, .submitted, .closed: return .impossible
    }
  }

  // MARK: - While it is created

  private mutating func create(_ file: String, _ tries: Tries) -> Action {
    state = .creating(file: file, tries, looks: rules.patience.forBatch[...])
    return .create(file: file)
  }

  private mutating func foundBatch(_ batch: RemoteBatch?, _ random: Double) -> Action {
    switch state {
    case .seated(let file, let tries):
      if let batch { return follow(batch, file: file, random) }
      return create(file, tries)
    case .creating(let file, let tries, let looks):
      if let batch { return follow(batch, file: file, random) }
      if !looks.isEmpty { return look(file, tries, looks) }
      if isCancelling { return .leave(.notSeen) }
      // Nothing was made: the same file serves again.
      guard let file else {
        state = .uploading(tries)
        return .lookForFile(.none)
      }
      state = .uploaded(file: file, tries)
      return .takeSeat
    case .written, .uploading, .uploaded, .submitted, .closed: return .impossible
    }
  }

  /// The next of the looks for a batch that may be there.
  private mutating func look(
    _ file: String?, _ tries: Tries, _ looks: ArraySlice<Duration>
  ) -> Action {
    state = .creating(file: file, tries, looks: looks.dropFirst())
    // A slice keeps the places of the whole: so many looks were made before.
    return .lookForBatch(Pause(wait: looks.first ?? .zero, attempt: looks.startIndex))
  }

  private mutating func created(_ batch: RemoteBatch, _ random: Double) -> Action {
    switch state {
    case .creating(let file, _, _): return follow(batch, file: file, random)
    case .written, .uploading, .uploaded, .seated, .submitted, .closed: return .impossible
    }
  }

  private mutating func createFailed(_ trouble: Trouble, _ random: Double) -> Action {
    switch state {
    case .creating(let file, var tries, let looks):
      switch trouble.kind {
      case .queueFull:
        guard let file else { return .impossible }
        state = .uploaded(file: file, tries)
        return .takeSeat
      case .fileUnknown:
        tries.unknownFiles += 1
        guard tries.unknownFiles <= Self.mostUnknownFiles,
          let pause = tries.pause(after: trouble.failure, random)
        else { return .stop(trouble.failure) }
        guard tries.unknownFiles > 1 else {
          state = .creating(file: file, tries, looks: [])
          return .lookForBatch(pause)
        }
        state = .uploading(tries)
        return .upload(pause)
      case .refused:
        guard let pause = tries.pause(after: trouble.failure, random) else {
          return .stop(trouble.failure)
        }
        // Also a failure that cannot have made a batch is looked after: it costs nothing to be sure.
        state = .creating(file: file, tries, looks: [])
        return .lookForBatch(pause)
      case .unclear:
        tries.unclear += 1
        guard tries.unclear <= Self.mostUnclear,
          tries.pause(after: trouble.failure, random) != nil
        else { return .stop(trouble.failure) }
        return look(file, tries, looks)
      }
    case .written, .uploading, .uploaded, .seated, .submitted, .closed: return .impossible
    }
  }

  // MARK: - While the server has it

  private mutating func polled(_ batch: RemoteBatch, _ random: Double) -> Action {
    switch state {
    case .submitted(let file, let remote, _, _, _):
      return follow(batch, as: remote, file: file, random)
    case .written, .uploading, .uploaded, .seated, .creating, .closed: return .impossible
    }
  }

  /// - Parameter known: what it was asked about by: a gateway may answer by another id, which it then does not know itself.
  private mutating func follow(
    _ batch: RemoteBatch, as known: String? = nil, file: String?, _ random: Double
  ) -> Action {
    let file = batch.inputFileID ?? file
    let remote = known ?? batch.id
    if batch.isQueueFull {
      if isCancelling { return close(.cancelled) }
      guard let file else {
        state = .uploading(Tries())
        return .lookForFile(.none)
      }
      state = .uploaded(file: file, Tries())
      return .takeSeat
    }
    var (polls, misses) = (0, 0)
    var isNews = true
    if case .submitted(_, remote, let before, let last, let missed) = state, last == batch.status {
      (polls, misses) = (before + 1, missed)
      isNews = false
    }
    state = .submitted(
      file: file, remote: remote, polls: polls, last: batch.status, misses: misses)
    if isCancelling {
      return batch.status.isFinal ? .leave(.cancelling) : .cancel(remote: remote)
    }
    guard batch.status.isFinal else {
      return .poll(
        remote: remote, Pause(wait: rules.pollWait(polls: polls, random: random), attempt: polls))
    }
    // All that it asks would be asked again, and one answer of that kind may be an edge's.
    if isNews, batch.showsNothing {
      return .poll(remote: remote, Pause(wait: rules.patience.beforeBelieved, attempt: 1))
    }
    if batch.status == .failed { return close(.rejected(batch.faults)) }
    return .collect(batch)
  }

  private mutating func collected() -> Action {
    switch state {
    case .submitted: return close(.collected)
    case .written, .uploading, .uploaded, .seated, .creating, .closed: return .impossible
    }
  }

  private mutating func resultsMissing() -> Action {
    switch state {
    case .submitted(let file, let remote, let polls, let last, let misses):
      guard misses < rules.patience.forResults.count else {
        return rules.isRehearsal ? close(.collected) : .leave(.resultsMissing)
      }
      state = .submitted(
        file: file, remote: remote, polls: polls, last: last, misses: misses + 1)
      return .poll(
        remote: remote, Pause(wait: rules.patience.forResults[misses], attempt: misses + 1))
    case .written, .uploading, .uploaded, .seated, .creating, .closed: return .impossible
    }
  }

  private mutating func lost(_ why: Loss) -> Action {
    switch state {
    case .uploading, .uploaded, .submitted: return close(.lost(why))
    // One that may exist is not lost: it is looked for.
    case .written, .seated, .creating, .closed: return .impossible
    }
  }

  // MARK: - Cancelling

  private mutating func cancelled() -> Action {
    isCancelling = true
    switch state {
    case .written, .uploading, .uploaded, .seated: return close(.cancelled)
    case .creating(let file, let tries, let looks): return look(file, tries, looks)
    case .submitted(_, let remote, _, _, _): return .cancel(remote: remote)
    case .closed: return .close(.before)
    }
  }

  private mutating func cancelAnswered(_ batch: RemoteBatch?) -> Action {
    switch state {
    case .submitted(let file, let remote, _, _, _):
      guard let batch else {
        return close(.lost(.unknownWhenCancelled))
      }
      state = .submitted(
        file: file, remote: remote, polls: 0, last: batch.status, misses: 0)
      return .leave(.cancelling)
    case .written, .uploading, .uploaded, .seated, .creating, .closed: return .impossible
    }
  }

  private mutating func close(_ ending: Ending) -> Action {
    state = .closed(ending == .collected ? .ended : .abandoned)
    return .close(ending)
  }
}
