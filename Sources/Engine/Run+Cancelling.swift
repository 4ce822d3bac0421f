import Basics
import OpenAIClient
import ProjectFiles
import Store
import Tropefile

extension Run {
  /// What became of a batch that was to be cancelled.
  package struct Cancelled: Sendable {
    package var batch: Int
    /// In words.
    package var what: String
    /// Whether the server refuses to cancel it.
    package var isRefused = false
  }

  /// Cancels batches.
  ///
  /// - Parameters:
  ///   - numbers: empty for all that have not ended.
  ///   - report: told what is waited for.
  ///   - told: called for each batch as it is dealt with.
  /// - Returns: how many batches there were to cancel; `nil` where there is no ledger.
  package func cancel(
    _ numbers: [Int], report: @escaping @Sendable (LaneEvent) -> Void,
    told: (Cancelled) -> Void
  ) async throws -> Int? {
    let needsServer = try needsServer(toCancel: numbers)
    let account =
      needsServer && !project.settings.api.sandbox ? try door.account() : nil
    let lock = try lock()
    defer { lock.release() }
    let ledgerLock = try project.lockLedger(for: door.command)
    defer { ledgerLock.release() }
    let sandbox =
      needsServer && project.settings.api.sandbox ? try door.startSandbox() : nil
    defer { sandbox?.stop() }
    guard NewFile.exists(project.paths.ledger) else { return nil }
    let ledger = try Ledger.open(path: project.paths.ledger)
    let chosen = try BatchChoice(ledger, numbers, of: project, isSandbox: door.isSandbox).batches
    let open = chosen.filter { !numbers.isEmpty || !$0.state.isFinal }
    let client = (account ?? sandbox?.account).map(door.client)
    let cancelling = BatchCancelling(
      ledger: ledger, time: door.time, isSandbox: door.isSandbox,
      isByCommand: project.batchCommand != nil, report: report)
    if let client { await cancelling.askToEnd(open, client: client) }
    for batch in open {
      do {
        told(
          Cancelled(
            batch: batch.number, what: try await cancelling.cancel(batch, client: client)))
      } catch let failure as APIFailure where failure.speaksOfBatch {
        // The others are none the worse for it.
        told(
          Cancelled(
            batch: batch.number, what: BatchWords.notCancelled(failure), isRefused: true))
      }
    }
    try queueAgain(open, ledger)
    try ledger.close()
    return open.count
  }

  /// Gives up batches whose results are missing, so that the next build asks, and pays for, what they ask again.
  package func askAgain(_ numbers: [Int], told: (Cancelled) -> Void) throws {
    let lock = try lock()
    defer { lock.release() }
    let ledgerLock = try project.lockLedger(for: door.command)
    defer { ledgerLock.release() }
    guard NewFile.exists(project.paths.ledger) else { return }
    let ledger = try Ledger.open(path: project.paths.ledger)
    let cancelling = BatchCancelling(ledger: ledger, time: door.time, isSandbox: door.isSandbox)
    let choice = try BatchChoice(ledger, numbers, of: project, isSandbox: door.isSandbox)
    for batch in choice.batches {
      told(Cancelled(batch: batch.number, what: try cancelling.askAgain(batch)))
    }
    try queueAgain(choice.batches, ledger)
    try ledger.close()
  }

  /// What those of these batches asked that have been given up is in no batch any more: the next build asks it.
  private func queueAgain(_ batches: [LedgerBatch], _ ledger: Ledger) throws {
    let givenUp = try batches.filter {
      try !$0.state.isFinal && ledger.batch($0.number)?.state == .abandoned
    }
    guard !givenUp.isEmpty, NewFile.exists(project.paths.database) else { return }
    let database = try TropesDatabase.open(path: project.paths.database)
    let status = StatusWriter(StatusDirectory(project.paths.status))
    for batch in givenUp {
      let movies = try database.pendingMovies(inBatch: batch.number)
      try database.clearPending(movies)
      try status.leave(movies)
    }
    try database.close()
  }

  /// The reader is let go of before the ledger is opened for writing: SQLite lets both share an index, which after a
  /// kill would be one that cannot be written.
  private func needsServer(toCancel numbers: [Int]) throws -> Bool {
    let ledger = try Ledger.openForReading(path: project.paths.ledger)
    let batches = try BatchChoice(ledger, numbers, of: project, isSandbox: door.isSandbox).batches
    try ledger?.close()
    return batches.contains { BatchCancelling.needsServer($0.state) }
  }
}

extension APIFailure {
  /// Whether the next batch may be dealt with all the same: the server is there, and takes the key.
  fileprivate var speaksOfBatch: Bool { status != nil && disposition != .stopPayingLanes }
}
