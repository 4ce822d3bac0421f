import OpenAIClient
import Store
import TropeModel

/// What else the account's list of batches holds: tokens of others in the queue, and batches of this project that the
/// ledger does not know under their id. These are twins of one that was made twice, or orphans of a ledger
/// that was put back from a backup; none is ignored, for each is paid for.
actor AccountBatches {
  private let client: OpenAIClient
  private let ledger: Ledger
  private let projectID: String
  private let isSandbox: Bool
  private let calls: PatientCalls
  /// Those that were told of, or dealt with.
  private var known: Set<String> = []
  /// What was made in this run and may have a twin that nobody has looked for yet.
  private var made = MadeBatches()

  init(
    client: OpenAIClient, ledger: Ledger, projectID: String, isSandbox: Bool, calls: PatientCalls
  ) {
    self.client = client
    self.ledger = ledger
    self.projectID = projectID
    self.isSandbox = isSandbox
    self.calls = calls
  }

  /// The tokens that batches of others hold in the queue; `nil` where that is not known. The API does not tell a foreign
  /// batch's tokens, so each of its requests is taken to be as long as ours are on average.
  func tokensElsewhere() async -> Int? {
    let began = calls.time.steady()
    guard let batches = try? await client.batches(after: nil, limit: 100).items,
      let own = try? ledger.batches()
    else { return nil }
    await saw(batches, askedAt: began)
    let requests = own.reduce(0) { $0 + $1.requests }
    let tokens = own.reduce(0) { $0 + $1.inputTokens.tokens }
    let mean = requests > 0 ? tokens / requests : 0
    return batches.filter {
      !$0.status.isFinal && $0.metadata[BatchMetadata.project] != projectID
    }.reduce(0) { $0 + ($1.counts?.total ?? 0).multipliedClamped(by: mean) }
  }

  /// Before anything is sent: what the account has of this project comes into the ledger.
  ///
  /// - Returns: the batches that were given, as the ledger has them now, with those that came back.
  func settle(_ open: [LedgerBatch]) async -> [LedgerBatch] {
    let (client, report) = (client, calls.report)
    let listing = await calls.untilStopped { () async throws(APIFailure) in
      try await client.allBatches(
        leadsInCircle: { report(.remark(batch: nil, words: BatchWords.circle)) })
    }
    guard case .success(let remotes) = listing else { return open }
    let back = await tend(remotes, isStart: true)
    let numbers = Set(open.map(\.number)).union(back)
    let rows = try? ledger.batches().filter { numbers.contains($0.number) && !$0.state.isFinal }
    return rows ?? open
  }

  /// Another listing of the account's batches, whoever asked for it: what it shows is tended.
  func saw(_ remotes: [RemoteBatch], askedAt moment: Timestamp) async {
    made.listed(remotes, askedAt: moment)
    _ = await tend(remotes, isStart: false)
  }

  /// The server has a batch of this run.
  ///
  /// - Parameter isSuspect: whether something between us and the server may have asked for it more than once.
  func have(_ remote: RemoteBatch, isSuspect: Bool) {
    made.note(remote, at: calls.time.steady(), isSuspect: isSuspect)
  }

  /// The server has no list of batches.
  func listsNothing() { made.missed(isForGood: true) }

  /// Looks once for twins of what this run has made, where that is due: a while after a creation that may have been made
  /// twice, and after any once the lane has ended.
  func lookForTwins(laneHasEnded: Bool = false) async {
    let now = calls.time.steady()
    guard calls.stop.raised == nil, made.isDue(at: now, laneHasEnded: laneHasEnded) else { return }
    // Of many batches that are polled together one looks for all.
    let isTooOld = made.look()
    let client = client
    let listing = await calls.untilStopped { () async throws(APIFailure) in
      try await client.allBatches(until: isTooOld)
    }
    switch listing {
    case .success(let remotes): await saw(remotes, askedAt: now)
    case .failure(let failure): made.missed(isForGood: failure.meansNoBatches)
    }
  }

  /// Adopts or cancels what the ledger does not know, and tells of it.
  ///
  /// - Parameter isStart: whether nothing is on its way yet. Later a batch without an id is one whose own run looks for it.
  /// - Returns: the numbers of batches that were given up and that the server has after all.
  private func tend(_ remotes: [RemoteBatch], isStart: Bool) async -> [Int] {
    guard let rows = try? ledger.batches() else { return [] }
    known.formUnion(rows.compactMap(\.remoteID))
    let shown = Set(remotes.map(\.id))
    var back: [Int] = []
    var over: [String] = []
    // What answered nothing has cost nothing. The first made comes first: of twins it is the one that stays.
    for remote in remotes.reversed() where remote.mayHaveAnswers && !known.contains(remote.id) {
      guard let row = row(of: remote, among: rows) else {
        if remote.metadata[BatchMetadata.project] == projectID {
          known.insert(remote.id)
          tell(nil, BatchWords.orphan(remote))
        }
        continue
      }
      // Others of the list may have become known by what was done for one before.
      let now = (try? ledger.batch(row.number)) ?? row
      switch (now.state, now.remoteID) {
      case (.written, nil), (.uploading, nil), (.uploaded, nil), (.creating, nil):
        guard isStart else { continue }
        guard adopt(remote, as: now) else { return back }
        tell(now.number, BatchWords.adopted(remote))
      case (.abandoned, nil):
        // What it asked is planned again: what it has answered by now is taken, and no more is to be paid for.
        guard adopt(remote, as: now) else { return back }
        back.append(now.number)
        known.insert(remote.id)
        _ = await cancel(remote)
        tell(now.number, BatchWords.cameBack(remote))
      case (_, let own?) where !shown.contains(own):
        // A list may call by another name what the creation was answered with: that would be this very batch.
        guard isStart else { continue }
        tell(now.number, BatchWords.otherName(remote, own))
      case _ where remote.status.isFinal:
        over.append(remote.id)
      default:
        // Known before the answer: another listing may come meanwhile.
        known.insert(remote.id)
        switch await cancel(remote) {
        case .cancelling: tell(now.number, BatchWords.twin(remote, isKnownAs: now.remoteID))
        case .over: over.append(remote.id)
        case .failed(let failure):
          known.remove(remote.id)
          made.missed(isForGood: false)
          tell(now.number, BatchWords.twinStays(remote, failure))
        }
        continue
      }
      known.insert(remote.id)
    }
    if !over.isEmpty { tell(nil, BatchWords.over(over)) }
    return back
  }

  private func row(of remote: RemoteBatch, among rows: [LedgerBatch]) -> LedgerBatch? {
    rows.filter { $0.isSandbox == isSandbox }.compactMap { row in
      let marks = BatchMarks(
        projectID: projectID, batch: row, files: Set([row.inputFileID].compactMap(\.self)))
      return marks.rank(remote).map { (rank: $0, row) }
    }.min { $0.rank < $1.rank }?.1
  }

  private func adopt(_ remote: RemoteBatch, as row: LedgerBatch) -> Bool {
    do throws(StoreError) {
      try ledger.advance(
        row.number,
        BatchAdvance(
          standing: .init(
            .submitted, inputFileID: remote.inputFileID ?? row.inputFileID, remoteID: remote.id,
            submittedAt: row.submittedAt ?? calls.time.now())))
      return true
    } catch {
      calls.stop.raise(.cannotGoOn(.disk(.store(error))))
      return false
    }
  }

  /// What became of a batch that the server was to cancel.
  private enum Cancelling {
    case cancelling, over
    case failed(APIFailure)
  }

  /// Has the server cancel a batch. One that has come to its end meanwhile is refused, by some gateways as if they had failed.
  private func cancel(_ remote: RemoteBatch) async -> Cancelling {
    if remote.status.isFinal { return .over }
    if remote.status == .cancelling { return .cancelling }
    let client = client
    let answer = await calls.untilStopped { () async throws(APIFailure) in
      try await client.cancelBatch(id: remote.id)
    }
    guard case .failure(let failure) = answer else { return .cancelling }
    let state = await calls.untilStopped { () async throws(APIFailure) in
      try await client.batch(id: remote.id)
    }
    guard case .success(let now) = state, now.status.isFinal || now.status == .cancelling else {
      return .failed(failure)
    }
    return now.status.isFinal ? .over : .cancelling
  }

  private func tell(_ batch: Int?, _ words: String) {
    calls.report(.remark(batch: batch, words: words))
  }
}

extension Int {
  fileprivate func multipliedClamped(by other: Int) -> Int {
    let (product, isTooMuch) = multipliedReportingOverflow(by: other)
    return isTooMuch ? .max / 1_000 : product
  }
}
