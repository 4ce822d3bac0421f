package import OpenAIClient
package import Store

/// The life of one batch, as decisions only: an event comes in, what is to be done comes out. It knows no
/// network, clock or disk; `BatchLane` performs what it says and writes `state` to the ledger *before* each act,
/// so that a crash between any two steps finds its way back here by `begin(resumed:)`.
///
///     written ─ upload ─→ uploading ─→ uploaded ─ room in the queue ─→ creating ─→ submitted ─ polls ─→ ended
///                 ↑ a crash here: look                ↑ a crash here: look
///                   for the file first                  for the batch first
package struct BatchMachine: ~Copyable {
  /// What is to be done next. Each but `end` is answered by one event.
  package enum Action: Equatable, Sendable {
    /// See whether an earlier upload came through: `foundFile`.
    case lookForFile
    /// Upload the batch file: `uploaded` or `uploadUnclear`.
    case upload
    /// Wait for room in the queue of enqueued tokens: `roomGranted`.
    case waitForRoom
    /// See whether an earlier creation came through: `foundBatch`.
    case lookForBatch
    /// Create the batch: `created`, `createFailed` or `createUnclear`.
    case create(inputFileID: String)
    /// Ask how it stands after a while: `polled` or `lost`. `since` counts the polls since the last change.
    case poll(remoteID: String, since: Int)
    /// Take the results: `collected`.
    case collect(RemoteBatch)
    /// Nothing more is to be done.
    case end(Ending)
  }

  /// How a batch ends.
  package enum Ending: Equatable, Sendable {
    /// Its lines have been taken, every one accounted for.
    case collected
    /// The server refused the file; nothing ran and nothing was charged. The faults name lines.
    case rejected([RemoteBatch.Fault])
    /// The server does not know it any more; its questions are to be planned again.
    case lost(String)
    /// It was not submitted and will not be: its questions are asked in real time.
    case recalled
  }

  package enum Event: Sendable {
    /// The upload that was looked for, or `nil`.
    case foundFile(id: String?)
    case uploaded(id: String)
    /// The answer was lost, or the upload failed: the file may be there.
    case uploadUnclear
    case roomGranted
    /// The batch that was looked for, or `nil`.
    case foundBatch(RemoteBatch?)
    case created(RemoteBatch)
    /// The queue of enqueued tokens is full: nothing was created.
    case queueFull
    /// The answer was lost: the batch may exist.
    case createUnclear
    /// The uploaded file is gone.
    case inputFileGone
    case polled(RemoteBatch)
    /// Nothing can come of it any more: the server does not know it, or it cannot be submitted.
    case lost(String)
    /// While it waited for room: the other lane takes what it asks.
    case recalled
    case collected
  }

  /// Where the batch stands; to be in the ledger before the action is performed.
  package private(set) var state: BatchState
  package private(set) var inputFileID: String?
  package private(set) var remoteID: String?
  private var pollsSinceChange = 0
  private var lastStatus: RemoteBatchStatus?

  package init(state: BatchState, inputFileID: String?, remoteID: String?) {
    self.state = state
    self.inputFileID = inputFileID
    self.remoteID = remoteID
  }

  /// The first action, of a new batch or of one that an earlier run left.
  package mutating func begin() -> Action {
    switch state {
    case .written:
      state = .uploading
      return .upload
    case .uploading: return .lookForFile
    case .uploaded:
      guard inputFileID != nil else { return .lookForFile }
      return .waitForRoom
    case .creating: return .lookForBatch
    case .submitted:
      guard let remoteID else { return .lookForBatch }
      return .poll(remoteID: remoteID, since: 0)
    case .ended, .abandoned: return .end(.collected)
    }
  }

  /// What follows from an event.
  package mutating func handle(_ event: Event) -> Action {
    switch event {
    case .foundFile(let id?), .uploaded(let id):
      inputFileID = id
      state = .uploaded
      return .waitForRoom
    case .foundFile(nil), .inputFileGone:
      inputFileID = nil
      state = .uploading
      return .upload
    case .roomGranted:
      guard let inputFileID else {
        state = .uploading
        return .lookForFile
      }
      state = .creating
      return .create(inputFileID: inputFileID)
    case .uploadUnclear:
      return .lookForFile
    case .createUnclear:
      return .lookForBatch
    case .foundBatch(nil):
      // Nothing was made: the same file serves again.
      guard inputFileID != nil else {
        state = .uploading
        return .lookForFile
      }
      state = .uploaded
      return .waitForRoom
    case .queueFull:
      state = .uploaded
      return .waitForRoom
    case .foundBatch(let batch?), .created(let batch), .polled(let batch):
      return follow(batch)
    case .lost(let why):
      state = .abandoned
      return .end(.lost(why))
    case .recalled:
      state = .abandoned
      return .end(.recalled)
    case .collected:
      state = .ended
      return .end(.collected)
    }
  }

  private mutating func follow(_ batch: RemoteBatch) -> Action {
    remoteID = batch.id
    inputFileID = batch.inputFileID ?? inputFileID
    state = .submitted
    guard batch.status.isFinal else {
      pollsSinceChange = batch.status == lastStatus ? pollsSinceChange + 1 : 0
      lastStatus = batch.status
      return .poll(remoteID: batch.id, since: pollsSinceChange)
    }
    lastStatus = nil
    pollsSinceChange = 0
    if batch.isQueueFull {
      remoteID = nil
      state = .uploaded
      return .waitForRoom
    }
    if batch.status == .failed {
      state = .abandoned
      return .end(.rejected(batch.faults))
    }
    return .collect(batch)
  }
}
