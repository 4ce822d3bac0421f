import OpenAIClient
import Store

// The values of `BatchMachine`: where a batch stands, what happens to it, what is to be done.

extension BatchMachine {
  /// Where the batch stands, with what belongs to it there.
  enum State: Hashable, Sendable {
    case written
    case uploading(Tries)
    case uploaded(file: String, Tries)
    /// It has a place in the queue and in the budget; nothing was asked of the server yet.
    case seated(file: String, Tries)
    /// It may exist. `looks` are the waits before the looks that are still to be made until it is believed that it
    /// does not.
    case creating(file: String?, Tries, looks: ArraySlice<Duration>)
    /// `polls` counts those since the last change, `misses` the looks at results that were not there.
    case submitted(
      file: String?, remote: String, polls: Int, last: RemoteBatchStatus?, misses: Int)
    case closed(BatchState)
  }

  /// What has gone wrong so far on the way to the server.
  struct Tries: Hashable, Sendable {
    /// Uploads and creations that have failed.
    var troubles = 0
    /// Creations of which nobody knows whether they made a batch.
    var unclear = 0
    /// How often the server did not know the file that it was given.
    var unknownFiles = 0
    /// How often the server has answered as if it had no batches at all.
    var doubts = 0
  }

  /// A wait before something is done again.
  struct Pause: Hashable, Sendable {
    var wait: Duration
    /// How many times it was done before.
    var attempt: Int

    static let none = Pause(wait: .zero, attempt: 0)
  }

  /// What is to be done next. Each but the last four is answered by one event.
  enum Action: Hashable, Sendable {
    /// See whether an earlier upload came through: `foundFile` or `noBatches`.
    case lookForFile(Pause)
    /// Upload the batch file: `uploaded`, `uploadFailed`, `noBatches` or `lost`.
    case upload(Pause)
    /// Wait for room in the queue and the budget: `seatTaken`, `recalled` or `lost`.
    case takeSeat
    /// See whether a creation came through, or an earlier run's: `foundBatch` or `noBatches`.
    case lookForBatch(Pause)
    /// Create the batch: `created` or `createFailed`.
    case create(file: String)
    /// Ask how it stands: `polled` or `lost`.
    case poll(remote: String, Pause)
    /// Take the results: `collected` or `resultsMissing`.
    case collect(RemoteBatch)
    /// Have the server cancel it: `cancelAnswered`.
    case cancel(remote: String)
    /// Nothing more will come of it: the ledger is told so.
    case close(Ending)
    /// The run cannot go on; the batch stays as it is.
    case stop(APIFailure)
    /// It stays as it is, and the run goes on without it.
    case leave(Leaving)
    /// An event that cannot be in this state: a fault of this program.
    case impossible
  }

  /// How a batch ends.
  enum Ending: Hashable, Sendable {
    /// Its lines have been taken, every one accounted for.
    case collected
    /// The server refused the file; nothing ran and nothing was charged. The faults name lines.
    case rejected([RemoteBatch.Fault])
    /// Nothing comes of it; its questions are to be planned again.
    case lost(Loss)
    /// The server has no batches: what it asks is asked in real time.
    case noBatches
    /// It was not submitted and will not be: its questions are asked in real time.
    case recalled
    /// Somebody cancelled it before it was submitted.
    case cancelled
    /// It was closed before.
    case before
  }

  /// Why nothing comes of a batch.
  enum Loss: Hashable, Sendable {
    /// `clean` removes batch files.
    case fileGone
    /// Somebody edited it.
    case fileChanged
    /// It is larger than the queue will ever have room for.
    case exceedsQueue(tokens: Int)
    /// At its most it costs more than the budget, so that no run with that sends it.
    case exceedsBudget
    case unknownToSandbox
    case unknownWhenCancelled
    /// The server refused it or does not know it, and all that it asks is another's to answer.
    case isNotNeeded
  }

  /// Why a batch is left open.
  enum Leaving: Hashable, Sendable {
    /// The server says that it has answers and does not give them.
    case resultsMissing
    /// It may have been created, and the server does not show it.
    case notSeen
    /// The server has it, and is to cancel it or has ended it.
    case cancelling
  }

  enum Event: Sendable {
    /// The upload that was looked for, or `nil`.
    case foundFile(id: String?)
    case uploaded(id: String)
    /// The file may be there.
    case uploadFailed(Trouble)
    /// The server answers as one that has no batches. It is not believed where it has had some, nor where no other
    /// lane may do their work.
    case noBatches(APIFailure, isBelievable: Bool)
    case seatTaken
    /// While it waited for room: the other lane takes what it asks.
    case recalled
    /// The batch that was looked for, or `nil`.
    case foundBatch(RemoteBatch?)
    case created(RemoteBatch)
    case createFailed(Trouble)
    case polled(RemoteBatch)
    case collected
    /// The server says that it has answers, and they are not there.
    case resultsMissing
    /// Nothing can come of it any more: the server does not know it, or it cannot be submitted.
    case lost(Loss)
    /// A person wants it cancelled.
    case cancelled
    /// The batch as the server has it after it was asked to cancel it; `nil` where it does not know it.
    case cancelAnswered(RemoteBatch?)
  }

  /// A call that failed, as far as it bears on what is done next.
  struct Trouble: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      /// The queue of enqueued tokens is full: nothing was made.
      case queueFull
      /// The server does not know the file: nothing was made.
      case fileUnknown
      /// Surely nothing was made, and another try may succeed.
      case refused
      /// Something may have been made.
      case unclear
    }

    var kind: Kind
    var failure: APIFailure
  }

  /// What this machine goes by.
  struct Rules: Sendable {
    var patience = Patience.paid
    /// The longest time between two polls.
    var pollInterval = Duration.seconds(60)
    /// Whether nothing is paid for: then what never comes may be asked again.
    var isRehearsal = false
  }
}

extension BatchMachine.Tries {
  /// Counts a failed upload or creation.
  ///
  /// - Returns: the wait before the next one; `nil` where there have been so many that something must be wrong for good.
  mutating func pause(
    after failure: APIFailure, _ random: Double
  ) -> BatchMachine.Pause? {
    troubles += 1
    guard troubles <= BatchMachine.mostTroubles else { return nil }
    let wait = RetryPolicy().wait(
      number: troubles - 1, serverWait: failure.retryAfter, random: random)
    return BatchMachine.Pause(wait: wait, attempt: troubles)
  }
}

extension BatchMachine {
  /// Where the batch stands, as the ledger has it; to be there before an action is performed.
  var standing: BatchAdvance.Standing {
    switch state {
    case .written: .init(.written)
    case .uploading: .init(.uploading)
    case .uploaded(let file, _), .seated(let file, _): .init(.uploaded, inputFileID: file)
    case .creating(let file, _, _): .init(.creating, inputFileID: file)
    case .submitted(let file, let remote, _, _, _):
      .init(.submitted, inputFileID: file, remoteID: remote)
    case .closed(let state): .init(state)
    }
  }

  /// Whether the server has it.
  var isSubmitted: Bool {
    if case .submitted = state { return true }
    return false
  }

  /// Whether the next look for a batch that may be there is the last before it is made again.
  var isLastLook: Bool {
    if case .creating(_, _, let looks) = state { return looks.isEmpty }
    return false
  }

  /// Whether results that the server says it has are waited for.
  var missesResults: Bool {
    if case .submitted(_, _, _, _, let misses) = state { return misses > 0 }
    return false
  }

  /// What is waited for, where that takes minutes.
  func waitingFor(_ number: Int) -> WaitReason? {
    switch state {
    case .creating: .creation(batch: number, isCancelling: false)
    case .submitted where missesResults: .results(batch: number)
    case .written, .uploading, .uploaded, .seated, .submitted, .closed: nil
    }
  }

  /// Whether the server may have it.
  var mayExist: Bool {
    switch state {
    case .creating, .submitted: true
    case .written, .uploading, .uploaded, .seated, .closed: false
    }
  }
}
