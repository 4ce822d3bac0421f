import Basics
import Dispatch
import ProjectFiles
import Store
import TropeModel

/// What the recorder writes together.
struct UnwrittenGroup: Sendable {
  /// Replies that are not in the ledger yet.
  var replies: [PaidReply] = []
  /// Records that are not in tropes.db yet; each one's reply is in `replies` or in the ledger.
  var records: [(records: [FinishedRecord], lane: Lane, batch: Int?)] = []
  /// Requests that have gone out in real time.
  var requests: [RealtimeRequest] = []
  /// Billed less counted input tokens, by size of request.
  var offsets: [Int: [Int]] = [:]
  var failures: [FailureRow] = []

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
  }
}

/// Writes groups one after the other, each in the order that loses nothing: the replies into the ledger, then the
/// records into tropes.db, then the status files. It waits for the disk on a thread of its own, so that requests go on
/// meanwhile.
actor GroupWriter {
  private let ledger: Ledger
  private let database: TropesDatabase
  private let status: StatusDirectory
  private let isSandbox: Bool
  /// `RecipeHashes.combined`, for the offsets; `nil` where there are none.
  private let recipe: Digest?
  /// Room for the replies that arrive while the disk is found full.
  private var reserve: DiskReserve?
  /// Whether replies lie beside the ledger, since it could not be written.
  private(set) var hasSpooled = false
  private let executor = BlockingExecutor(label: "tropebuild.writer")

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(
    ledger: Ledger, database: TropesDatabase, status: StatusDirectory, isSandbox: Bool,
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
      failure = try keep(&left.replies)
      try ledger.noteRealtimeRequests(left.requests, isSandbox: isSandbox)
      left.requests = []
      for (size, offsets) in group.offsets {
        if let recipe {
          try ledger.addCalibration(recipe: recipe, groupSize: size, offsets: offsets)
        }
        left.offsets[size] = nil
      }
      try database.record(left.records.flatMap(\.records))
      left.records = []
      if !left.failures.isEmpty { try database.setFailures(left.failures) }
      left.failures = []
    } catch {
      return (left, .store(error), error.cause == .busy)
    }
    do throws(FileError) {
      try status.set(
        group.records.flatMap(\.records).map { StatusDirectory.Change($0.movie, .done) })
    } catch {
      return (left, .file(error), false)
    }
    return (left, failure.map(DiskFailure.store), false)
  }

  /// Where the ledger takes nothing more, the reserve makes room for what is here, and the run is to stop. Where that does not
  /// help either, the replies go into a file beside it.
  ///
  /// - Returns: why.
  private func keep(_ replies: inout [PaidReply]) throws(StoreError) -> StoreError? {
    do throws(StoreError) {
      return try keepInLedger(&replies)
    } catch {
      // Replies of a batch lie in a downloaded file.
      let paid = replies.filter { $0.lane != .batch }
      if !paid.isEmpty, (try? ledger.spool(paid)) != nil {
        hasSpooled = true
        replies.removeAll { $0.lane != .batch }
      }
      throw error
    }
  }

  private func keepInLedger(_ replies: inout [PaidReply]) throws(StoreError) -> StoreError? {
    do throws(StoreError) {
      if hasSpooled {
        try ledger.takeInSpool()
        hasSpooled = false
      }
      try ledger.keep(replies)
      replies = []
      return nil
    } catch {
      guard let reserve, reserve.release() else { throw error }
      // Replies of a batch lie in a downloaded file as well. The others are nowhere else, so they come first.
      let ofBatches = replies.filter { $0.lane == .batch }
      try ledger.keep(replies.filter { $0.lane != .batch })
      replies = ofBatches
      try ledger.keep(ofBatches)
      replies = []
      return error
    }
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
