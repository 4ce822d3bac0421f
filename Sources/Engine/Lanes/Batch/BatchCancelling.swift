package import OpenAIClient
package import Store
package import TropeModel

/// Cancels batches: asks the server for those that it has, and gives up those that it never got. It goes by the
/// same machine as a batch on its way, and closes by the same verb.
package struct BatchCancelling: Sendable {
  private let ledger: Ledger
  private let time: TimeSource
  private let patience: Patience
  private let isByCommand: Bool
  private let report: @Sendable (LaneEvent) -> Void

  /// - Parameters:
  ///   - ledger: open for writing, the project's lock held.
  ///   - isSandbox: whether the server is a sandbox.
  ///   - isByCommand: whether a command works on the batches, and no server.
  ///   - report: told what is waited for.
  package init(
    ledger: Ledger, time: TimeSource, isSandbox: Bool = false, isByCommand: Bool = false,
    report: @escaping @Sendable (LaneEvent) -> Void = { _ in }
  ) {
    self.ledger = ledger
    self.time = time
    self.isByCommand = isByCommand
    patience = .of(isSandbox: isSandbox, isByCommand: isByCommand)
    self.report = report
  }

  /// Whether the server has to be asked about a batch in this state.
  package static func needsServer(_ state: BatchState) -> Bool {
    state == .creating || state == .submitted
  }

  /// Asks all jobs of a command among these to end before any is waited for: they have their ten seconds at the same time.
  package func askToEnd(_ batches: [LedgerBatch], client: OpenAIClient) async {
    for batch in batches where Self.needsServer(batch.state) {
      guard let id = batch.remoteID, id.hasPrefix(BatchJob.prefix) else { continue }
      // Why it is not done is told when this one is cancelled.
      _ = try? await client.cancelBatch(id: id)
    }
  }

  /// Cancels one batch. What has run by then is paid for; the batch stays open until it is collected.
  ///
  /// - Returns: what was done, in words.
  /// - Throws: `APIFailure`, `StoreError`.
  package func cancel(_ batch: LedgerBatch, client: OpenAIClient?) async throws -> String {
    if Self.needsServer(batch.state), client == nil {
      return "is left as it is: the server was not asked"
    }
    var machine = BatchMachine(
      state: batch.state, inputFileID: batch.inputFileID, remoteID: batch.remoteID,
      elapsed: batch.submittedAt.map { time.now() - $0 } ?? .zero,
      rules: BatchMachine.Rules(patience: patience))
    var remote: RemoteBatch?
    var action = machine.handle(.cancelled)
    while let client {
      switch action {
      case .lookForBatch(let pause):
        try await wait(pause, for: batch)
        guard let found = try await look(for: batch, client, isLast: machine.isLastLook) else {
          return BatchWords.leftAsItIs
        }
        remote = found
        action = machine.handle(.foundBatch(found))
      case .cancel(let id):
        let answer = try await client.cancelled(id)
        remote = try await ended(answer, client)
        action = machine.handle(.cancelAnswered(answer))
      default:
        return try await finish(action, batch, machine.standing, remote, client)
      }
    }
    return try await finish(action, batch, machine.standing, remote, nil)
  }

  /// Gives a batch up of which the server does not give what it says it has, or of which nobody can tell whether
  /// it was made, so that what it asks is planned, and paid for, again: because a person says so.
  ///
  /// - Returns: what was done, in words.
  package func askAgain(_ batch: LedgerBatch) throws -> String {
    if batch.state.isFinal { return BatchWords.endedBefore }
    let (why, done): (String, String)
    switch (batch.state, batch.remoteStatus.map { RemoteBatchStatus($0) }) {
    case (.creating, _):
      (why, done) = ("nobody can tell whether the server has it", BatchWords.askedAgainUnseen)
    case (.submitted, let status?) where status.isFinal:
      (why, done) = ("its results are missing", BatchWords.askedAgain)
    default: return BatchWords.isUnderWay(batch.number)
    }
    let isClosed = try ledger.close(
      batch.number, .givenUp("asked again, since \(why)"), at: time.now())
    return isClosed ? done : BatchWords.endedBefore
  }

  private func finish(
    _ action: BatchMachine.Action, _ batch: LedgerBatch, _ standing: BatchAdvance.Standing,
    _ remote: RemoteBatch?, _ client: OpenAIClient?
  ) async throws -> String {
    switch action {
    case .close(.before): return BatchWords.endedBefore
    case .close(.lost(let why)):
      try ledger.close(batch.number, .givenUp("\(why)"), at: time.now())
      return BatchWords.unknownToServer
    case .close:
      try ledger.close(
        batch.number, .givenUp("cancelled before it was submitted"), at: time.now())
      if let client, let file = batch.inputFileID { try? await client.deleteFile(id: file) }
      return BatchWords.neverSubmitted
    case .leave(.cancelling):
      var standing = standing
      standing.submittedAt = batch.submittedAt ?? time.now()
      try ledger.advance(
        batch.number,
        BatchAdvance(standing: standing, remoteStatus: remote?.status.text))
      return BatchWords.cancelling(batch.number, remote)
    default: return BatchWords.notSeen
    }
  }

  /// The batch once its command has ended, which gets a signal that it cannot refuse when its time is over. A server's is as
  /// it was, and so is one whose command is on another machine.
  private func ended(
    _ asked: RemoteBatch?, _ client: OpenAIClient
  ) async throws -> RemoteBatch? {
    guard isByCommand, var batch = asked, batch.id.hasPrefix(BatchJob.prefix) else { return asked }
    for _ in 0..<Self.mostLooks where !batch.status.isFinal {
      try await time.sleep(Self.pause)
      batch = try await client.batch(id: batch.id)
    }
    return batch
  }

  /// Together longer than a command has to end.
  private static let pause = Duration.milliseconds(100)
  private static let mostLooks = 10 * (BatchJob.secondsToEnd + 5)

  private func wait(_ pause: BatchMachine.Pause, for batch: LedgerBatch) async throws {
    guard pause.wait > .zero else { return }
    report(
      .waiting(
        lane: .batch, until: time.now() + pause.wait,
        .creation(batch: batch.number, isCancelling: true)))
    try await time.sleep(pause.wait)
  }

  private func look(
    for batch: LedgerBatch, _ client: OpenAIClient, isLast: Bool
  ) async throws -> RemoteBatch?? {
    let stop = StopSignal()
    let search = BatchSearch(
      client: client, ledger: ledger, projectID: try ledger.projectID(),
      calls: PatientCalls(
        time: time, stop: stop, random: { Double.random(in: 0..<1) }, report: report, noWait: true))
    return try await search.find(batch, file: batch.inputFileID, byName: isLast)
  }
}
