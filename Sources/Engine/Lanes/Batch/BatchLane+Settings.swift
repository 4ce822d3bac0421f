package import Planner
package import Store
package import TropeModel

extension BatchLane {
  /// What the lane has to know besides the context.
  package struct Settings: Sendable {
    package var directory: String
    /// The project's directory: the ledger names batch files as they are found from there.
    package var project: String
    /// The longest time between two looks at a batch.
    package var pollInterval: Duration
    package var deleteRemoteFiles: Bool
    /// The account's limit of enqueued tokens.
    package var enqueuedTokens: Int
    /// Whether the server is a sandbox: batches of the other kind are left alone.
    package var isSandbox: Bool
    /// Whether a command works on the batches: they are on this machine's disk then, so what is not there is not anywhere.
    package var isByCommand: Bool
    /// Whether a gateway may stand between, which asks for a batch again by itself where it got no answer.
    package var mayBeRepeated: Bool
    /// Whether what a batch did not answer goes to the real-time lane; otherwise into a further batch.
    package var restGoesRealtime: Bool
    /// Whether the real-time lane may do what was planned for batches, where the server has none.
    package var mayGoRealtime: Bool
    /// The most requests of a batch file.
    package var requestsPerBatch: Int
    /// The most bytes of a batch file.
    package var bytesPerBatch: Int
    /// The most input tokens of a request that real time can take: a minute's.
    package var largestInRealtime: Int
    /// How far each batch is brought.
    package var extent: Extent
    /// When requests that wait for real time go into a batch instead; `nil` for never.
    package var borrowing: Borrowing?
    /// When batches that wait for the queue are asked in real time instead; `nil` for never.
    package var recalling: Recalling?

    package init(
      directory: String, project: String = ".", pollInterval: Duration, deleteRemoteFiles: Bool,
      enqueuedTokens: Int,
      isSandbox: Bool, isByCommand: Bool = false, mayBeRepeated: Bool = false,
      restGoesRealtime: Bool,
      mayGoRealtime: Bool? = nil,
      requestsPerBatch: Int = Limits.documentedRequestsPerBatch,
      bytesPerBatch: Int = Limits.documentedBytesPerBatch, largestInRealtime: Int = .max,
      extent: Extent = .toItsEnd, borrowing: Borrowing? = nil, recalling: Recalling? = nil
    ) {
      self.directory = directory
      self.project = project
      self.pollInterval = pollInterval
      self.deleteRemoteFiles = deleteRemoteFiles
      self.enqueuedTokens = enqueuedTokens
      self.isSandbox = isSandbox
      self.isByCommand = isByCommand
      self.mayBeRepeated = mayBeRepeated
      self.restGoesRealtime = restGoesRealtime
      self.mayGoRealtime = mayGoRealtime ?? restGoesRealtime
      self.requestsPerBatch = requestsPerBatch
      self.bytesPerBatch = bytesPerBatch
      self.largestInRealtime = largestInRealtime
      self.extent = extent
      self.borrowing = borrowing
      self.recalling = recalling
    }
  }

  /// How work moves from the real-time lane to this one while a run goes on: when a batch has ended and the queue
  /// has room, what real time would not come to before a further batch is back.
  package struct Borrowing: Sendable {
    /// How many requests the real-time lane can send in the time that a batch takes.
    package var realtimeShare: Int
    /// Fewer requests than this are not worth a batch.
    package var least: Int = 10
    /// The most input tokens of a batch.
    package var tokens: Int
    /// Whether a batch may still be begun: its results must be there in time.
    package var isInTime: @Sendable (Timestamp) -> Bool
    /// Whether a request is cheaper in a batch.
    package var isCheaper: @Sendable (PendingRequest) -> Bool
  }

  /// How work moves from this lane to the real-time one while a run goes on: batches that were not submitted yet
  /// and would be back late.
  package struct Recalling: Sendable {
    /// The decision.
    package var recall: BatchRecall
    /// How often it is made.
    package var interval: Duration = .seconds(60)
    /// What the requests of a batch are expected to cost in real time, in dollars.
    package var realtimeCost: @Sendable (LedgerBatch) -> Double
  }

  /// How far batches are brought.
  package enum Extent: Sendable, Equatable {
    case toItsEnd
    /// Submitted, and no further.
    case submitted
  }
}

extension BatchLane.Settings {
  /// How long is waited before something is believed to be absent.
  var patience: Patience { .of(isSandbox: isSandbox, isByCommand: isByCommand) }

  func files(of batch: LedgerBatch) -> BatchFiles {
    BatchFiles(number: batch.number, in: directory)
  }

  /// Where the file of a batch is that was written down.
  func inputPath(of batch: LedgerBatch) -> String {
    BatchFiles.inputPath(of: batch, in: directory, project: project)
  }
}
