import Lanes
package import OpenAIClient
package import Store
package import TropeModel

/// Cancels batches: asks the server for those that it has, and gives up those that it never got.
package struct BatchCancelling: Sendable {
  private let ledger: Ledger
  private let time: TimeSource

  /// - Parameter ledger: open for writing, the project's lock held.
  package init(ledger: Ledger, time: TimeSource) {
    self.ledger = ledger
    self.time = time
  }

  /// Whether the server has to be asked about a batch in this state.
  package static func needsServer(_ state: BatchState) -> Bool {
    state == .creating || state == .submitted
  }

  /// Cancels one batch. What has run by then is paid for; the batch stays open until it is collected.
  ///
  /// - Returns: what was done, in words.
  /// - Throws: `APIFailure`, `StoreError`.
  package func cancel(_ batch: LedgerBatch, client: OpenAIClient?) async throws -> String {
    switch batch.state {
    case .ended, .abandoned: return "has ended already"
    case .written, .uploading, .uploaded:
      if let client, let file = batch.inputFileID { try? await client.deleteFile(id: file) }
      try giveUp(batch, why: "cancelled before it was submitted")
      return "given up; nothing of it was submitted"
    case .creating, .submitted:
      guard let client else { return "is left as it is: the server was not asked" }
      return try await cancelRemote(batch, client)
    }
  }

  private func cancelRemote(_ batch: LedgerBatch, _ client: OpenAIClient) async throws -> String {
    var remoteID = batch.remoteID
    if remoteID == nil {
      let wanted = BatchMetadata.of(batch, projectID: try ledger.projectID())
      let isIt: @Sendable (RemoteBatch) -> Bool = { remote in
        wanted.allSatisfy { remote.metadata[$0.key] == $0.value } && !remote.isQueueFull
      }
      remoteID = try await client.allBatches(until: isIt).first(where: isIt)?.id
    }
    guard let remoteID else {
      try giveUp(batch, why: "cancelled before it was submitted")
      return "given up; the server never got it"
    }
    guard let remote = try await cancelled(remoteID, client) else {
      try giveUp(batch, why: "the server did not know it when it was cancelled")
      return "given up; the server does not know it"
    }
    try ledger.updateBatch(batch.number) { row in
      row.state = .submitted
      row.remoteID = remoteID
      row.remoteStatus = remote.status.text
    }
    return
      "\(remote.status.text); 'tropebuild retrieve \(batch.number)' collects what it has answered"
  }

  /// `nil` where the server does not know the batch.
  private func cancelled(_ id: String, _ client: OpenAIClient) async throws -> RemoteBatch? {
    do {
      return try await client.cancelBatch(id: id)
    } catch {
      switch error.kind {
      case .notFound: return nil
      // It has come to its end meanwhile.
      case .badRequest, .conflict: return try await client.batch(id: id)
      default: throw error
      }
    }
  }

  /// Closes a batch of which nothing will come; what it asked is planned again.
  private func giveUp(_ batch: LedgerBatch, why: String) throws {
    try ledger.giveUp(batch: batch.number, reason: why, at: time.now(), isLost: true)
  }
}
