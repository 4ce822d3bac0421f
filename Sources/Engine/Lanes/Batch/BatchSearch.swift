import OpenAIClient
package import Store
import TropeModel

/// The metadata by which a batch is known again after a crash.
package enum BatchMetadata {
  static let project = "tropebuild_project"
  static let batch = "tropebuild_batch"
  static let digest = "tropebuild_digest"

  /// What a batch of this project carries.
  package static func of(_ batch: LedgerBatch, projectID: String) -> [String: String] {
    [project: projectID, Self.batch: String(batch.number), digest: batch.digest.hex]
  }
}

/// By what a batch of the ledger is told among those of the account. Nothing else decides whether a batch was made.
struct BatchMarks: Sendable {
  let projectID: String
  let batch: LedgerBatch
  /// Ids of its uploaded file, or of several where an answer was lost.
  var files: Set<String> = []
  /// Remote ids that the ledger has of other batches: a second one of the same content is none of these.
  var others: Set<String> = []

  /// The name under which a batch's file is uploaded: by it an upload whose answer was lost is found again.
  static func fileName(of batch: LedgerBatch, projectID: String) -> String {
    "tropebuild-\(projectID.prefix(12))-\(batch.number)-\(batch.digest.shortHex).jsonl"
  }

  /// How surely a batch of the account is this one: 0 is certain, `nil` is another one.
  func rank(_ remote: RemoteBatch) -> Int? {
    // One that the queue refused never was.
    guard !remote.isQueueFull, !others.contains(remote.id) else { return nil }
    let wanted = BatchMetadata.of(batch, projectID: projectID)
    if wanted.allSatisfy({ remote.metadata[$0.key] == $0.value }) { return 0 }
    // Some gateways drop the metadata, and keep the file.
    if let file = remote.inputFileID, files.contains(file) { return 1 }
    // An older copy of the ledger may have counted otherwise; the content is what is paid for.
    let isContent =
      remote.metadata[BatchMetadata.project] == projectID
      && remote.metadata[BatchMetadata.digest] == batch.digest.hex
    return isContent && remote.mayHaveAnswers ? 2 : nil
  }

  /// The batch among those of the account; of several the surest, and of twins the first made.
  func find(in remotes: [RemoteBatch]) -> RemoteBatch? {
    var best: (place: Place, remote: RemoteBatch)?
    for remote in remotes {
      guard let rank = rank(remote) else { continue }
      let place = Place(
        rank: rank, hasFailed: remote.status == .failed, createdAt: remote.createdAt ?? .max)
      if let best, best.place < place { continue }
      best = (place, remote)
    }
    return best?.remote
  }

  private struct Place: Comparable {
    var rank: Int
    var hasFailed: Bool
    var createdAt: Int64

    static func < (one: Place, other: Place) -> Bool {
      if one.rank != other.rank { return one.rank < other.rank }
      if one.hasFailed != other.hasFailed { return other.hasFailed }
      return one.createdAt < other.createdAt
    }
  }
}

extension RemoteBatch {
  /// Whether answers may come of it, or have.
  var mayHaveAnswers: Bool {
    if !status.isFinal { return true }
    return status != .failed && (outputFileID != nil || (counts?.completed ?? 0) > 0)
  }

  /// Whether it has come to its end with nothing but the word for it: no file, no count, no fault.
  var showsNothing: Bool {
    status.isFinal && status != .completed && !mayHaveAnswers && errorFileID == nil
      && faults.isEmpty
  }
}

/// Looks for a batch in the account.
struct BatchSearch: Sendable {
  let client: OpenAIClient
  let ledger: Ledger
  let projectID: String
  let calls: PatientCalls
  /// Told of each listing of the account's batches, and when it was asked for.
  var sees: @Sendable ([RemoteBatch], Timestamp) async -> Void = { _, _ in }

  /// What the account has of a batch: `.some(nil)` where it shows none, `nil` where the run stops.
  ///
  /// - Parameters:
  ///   - file: the id of its uploaded file.
  ///   - byName: whether to look for uploads under our name, too: another one than that may have been used.
  func find(
    _ batch: LedgerBatch, file: String?, byName: Bool
  ) async throws(APIFailure) -> RemoteBatch?? {
    var marks = BatchMarks(projectID: projectID, batch: batch)
    if let file { marks.files.insert(file) }
    marks.others = others(than: batch)
    let (client, known, report) = (client, marks, calls.report)
    let began = calls.time.steady()
    let remotes = try await calls(.search(batch: batch.number)) {
      () async throws(APIFailure) in
      try await client.allBatches(
        until: { known.rank($0) == 0 },
        leadsInCircle: { report(.remark(batch: nil, words: BatchWords.circle)) })
    }
    guard let remotes else { return nil }
    await sees(remotes, began)
    if let found = marks.find(in: remotes) { return .some(found) }
    guard byName else { return .some(nil) }
    guard let named = try await filesNamed(as: batch) else { return nil }
    marks.files.formUnion(named)
    return .some(marks.find(in: remotes))
  }

  /// The uploaded file of a batch: `.some(nil)` where there is none, `nil` where the run stops.
  func file(of batch: LedgerBatch) async throws(APIFailure) -> String?? {
    try await filesNamed(as: batch).map(\.first)
  }

  private func filesNamed(as batch: LedgerBatch) async throws(APIFailure) -> [String]? {
    let (client, name) = (client, BatchMarks.fileName(of: batch, projectID: projectID))
    return try await calls(.searchForFile(batch: batch.number)) {
      () async throws(APIFailure) in
      try await client.files(purpose: "batch").filter { $0.fileName == name }.map(\.id)
    }
  }

  private func others(than batch: LedgerBatch) -> Set<String> {
    let rows = (try? ledger.batches()) ?? []
    return Set(rows.filter { $0.number != batch.number }.compactMap(\.remoteID))
  }
}
