import Basics
import Dispatch
package import ProjectFiles
package import Store
package import TropeModel

/// What the recorder writes together.
struct UnwrittenGroup: Sendable {
  /// Replies that are not in the ledger yet.
  var replies: [PaidReply] = []
  /// Records that are not in tropes.db yet; each one's reply is in `replies` or in the ledger.
  var records: [(records: [FinishedRecord], lane: Lane, batch: Int?)] = []
  /// Requests that have gone out in real time.
  var requests: [RealtimeRequest] = []
  /// Billed less counted input tokens.
  var offsets: [LedgerGroup.Counted: [Int]] = [:]
  var failures: [FailureRow] = []
  /// What the run is expected to come to; `nil` where that is not news.
  var forecast: ExpectedRun?

  var isEmpty: Bool {
    replies.isEmpty && records.isEmpty && requests.isEmpty && offsets.isEmpty && failures.isEmpty
  }

  /// What an earlier group left comes first.
  mutating func putBack(_ earlier: UnwrittenGroup) {
    replies = earlier.replies + replies
    records = earlier.records + records
    requests = earlier.requests + requests
    offsets = earlier.offsets.merging(offsets) { $0 + $1 }
    failures = earlier.failures + failures
    forecast = forecast ?? earlier.forecast
  }

  /// The status of its targets once it is written.
  var changes: [StatusDirectory.Change] {
    records.flatMap(\.records).map { StatusDirectory.Change($0.movie, .done) }
      + failures.map { StatusDirectory.Change($0.target.movie, .failed, $0.target.detail) }
  }
}

/// Writes all that a run writes into the ledger, tropes.db and the status files, always in that order, which loses nothing:
/// what was paid for, then what is made of it, then what is told of it. It waits for the disk on a thread of its own, so that
/// requests go on meanwhile; groups are written one after the other.
package actor GroupWriter {
  let ledger: Ledger
  let database: TropesDatabase
  let status: StatusWriter
  let isSandbox: Bool
  /// `RecipeHashes.combined`, for the offsets; `nil` where there are none.
  private let recipe: Digest?
  /// Room for the replies that arrive while the disk is found full.
  private var reserve: DiskReserve?
  /// Whether replies lie beside the ledger, since it could not be written.
  private(set) var hasSpooled = false
  private let executor = BlockingExecutor(label: "tropebuild.writer")

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  package init(
    ledger: Ledger, database: TropesDatabase, status: StatusWriter, isSandbox: Bool,
    recipe: Digest?
  ) {
    self.ledger = ledger
    self.database = database
    self.status = status
    self.isSandbox = isSandbox
    self.recipe = recipe
  }

  /// Gives the writer room for what has been paid, to be let go of when the disk is full.
  func use(_ reserve: DiskReserve) { self.reserve = reserve }

  /// Tells that targets are on the wire now, or wait again: before anything is known that a database could tell, and before
  /// the request goes, so at once and by whoever calls.
  nonisolated func tell(_ changes: [StatusDirectory.Change]) throws(FileError) {
    try status.set(changes)
  }

  /// Notes what is in a batch; the ledger has the batch already.
  func submitted(_ targets: [PendingTarget], _ detail: StatusDetail) throws(DiskFailure) {
    try DiskFailure.ofStore { () throws(StoreError) in try database.setPending(targets) }
    try DiskFailure.ofFile { () throws(FileError) in
      try status.set(targets.map { StatusDirectory.Change($0.movie, .submitted, detail) })
    }
  }

  /// Notes what was in a batch and waits again; the ledger has it so already.
  func queuedAgain(_ targets: [PendingTarget]) throws(DiskFailure) {
    try DiskFailure.ofStore { () throws(StoreError) in try database.setPending(targets) }
    try DiskFailure.ofFile { () throws(FileError) in
      try status.set(targets.map { StatusDirectory.Change($0.movie, .queued) })
    }
  }

  /// Writes a group; afterwards what is not in `left` is durable.
  ///
  /// - Returns: what could not be written, why, and whether that is because another program holds the
  ///   database, so that trying again will do. What was written is not among it, or it would be written
  ///   again, a reply least of all, which would then be paid for twice in the books.
  func write(
    _ group: UnwrittenGroup
  ) -> (left: UnwrittenGroup, failure: DiskFailure?, isHeld: Bool) {
    var left = group
    var failure: StoreError?
    do throws(StoreError) {
      failure = try keep(&left)
      try database.record(left.records.flatMap(\.records), failures: left.failures)
      left.records = []
      left.failures = []
    } catch {
      return (left, .store(error), error.cause == .busy)
    }
    do throws(FileError) {
      try status.set(group.changes)
    } catch {
      return (left, .file(error), false)
    }
    return (left, failure.map(DiskFailure.store), false)
  }

  /// Where the ledger takes nothing more, the reserve makes room for what is here, and the run is to stop. Where that does not
  /// help either, the replies go into a file beside it.
  ///
  /// - Returns: why.
  private func keep(_ left: inout UnwrittenGroup) throws(StoreError) -> StoreError? {
    do throws(StoreError) {
      return try keepInLedger(&left)
    } catch {
      // Replies of a batch lie in a downloaded file.
      let paid = left.replies.filter { $0.lane != .batch }
      if !paid.isEmpty, (try? ledger.spool(paid)) != nil {
        hasSpooled = true
        left.replies.removeAll { $0.lane != .batch }
      }
      throw error
    }
  }

  private func keepInLedger(_ left: inout UnwrittenGroup) throws(StoreError) -> StoreError? {
    do throws(StoreError) {
      if hasSpooled {
        try ledger.takeInSpool()
        hasSpooled = false
      }
      try keepWhole(&left)
      return nil
    } catch {
      guard let reserve, reserve.release() else { throw error }
      // Replies of a batch lie in a downloaded file as well. The others are nowhere else, so they come first.
      try ledger.keep(left.replies.filter { $0.lane != .batch })
      left.replies.removeAll { $0.lane != .batch }
      try keepWhole(&left)
      return error
    }
  }

  private func keepWhole(_ left: inout UnwrittenGroup) throws(StoreError) {
    try ledger.keep(
      LedgerGroup(
        replies: left.replies, requests: left.requests, isSandbox: isSandbox,
        calibration: recipe.map { .init(recipe: $0, offsets: left.offsets) },
        forecast: left.forecast))
    left.replies = []
    left.requests = []
    left.offsets = [:]
    left.forecast = nil
  }
}

/// Runs an actor's work on a thread that may wait for the disk: those that all other actors share are as few as the
/// cores.
private final class BlockingExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
