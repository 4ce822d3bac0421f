import OpenAIClient
import Store
import TropeModel

/// What else the account's list of batches holds: tokens of others in the queue, and batches of this project that the
/// ledger does not know under their id. These are twins of one that was made twice, or orphans of a ledger
/// that was put back from a backup; none is ignored, for each is paid for. A twin becomes a batch of the ledger whose questions are
/// all the other's: so it counts against the budget, is collected, and is booked as any other.
actor AccountBatches {
  private let client: OpenAIClient
  private let ledger: Ledger
  private let projectID: String
  private let isSandbox: Bool
  private let calls: PatientCalls
  private let cap: SpendingCap
  /// What was found that is to be brought to its end, besides the lane's own: twins, and what was given up and is there after all.
  nonisolated let found: AsyncStream<LedgerBatch>
  private let finding: AsyncStream<LedgerBatch>.Continuation
  /// Those that were told of, or dealt with.
  private var known: Set<String> = []
  /// What was made in this run and may have a twin that nobody has looked for yet.
  private var made = MadeBatches()

  init(
    client: OpenAIClient, ledger: Ledger, projectID: String, isSandbox: Bool, calls: PatientCalls,
    cap: SpendingCap
  ) {
    self.client = client
    self.ledger = ledger
    self.projectID = projectID
    self.isSandbox = isSandbox
    self.calls = calls
    self.cap = cap
    (found, finding) = AsyncStream.makeStream()
  }

  /// Nothing more is looked for: `found` ends.
  nonisolated func end() { finding.finish() }

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
  /// - Returns: the batches that were given, as the ledger has them now.
  func settle(_ open: [LedgerBatch]) async -> [LedgerBatch] {
    let (client, report) = (client, calls.report)
    let listing = await calls.untilStopped { () async throws(APIFailure) in
      try await client.allBatches(
        leadsInCircle: { report(.remark(batch: nil, words: BatchWords.circle)) })
    }
    guard case .success(let remotes) = listing else { return open }
    await tend(remotes, isStart: true)
    let numbers = Set(open.map(\.number))
    let rows = try? ledger.batches().filter { numbers.contains($0.number) && !$0.state.isFinal }
    return rows ?? open
  }

  /// Another listing of the account's batches, whoever asked for it: what it shows is tended.
  func saw(_ remotes: [RemoteBatch], askedAt moment: Timestamp) async {
    made.listed(remotes, askedAt: moment)
    await tend(remotes, isStart: false)
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
  private func tend(_ remotes: [RemoteBatch], isStart: Bool) async {
    guard let rows = try? ledger.batches() else { return }
    known.formUnion(rows.compactMap(\.remoteID))
    let shown = Set(remotes.map(\.id))
    var over: [String] = []
    // What answered nothing has cost nothing. The first made comes first: of twins it is the one that stays.
    for remote in remotes.reversed() where remote.mayHaveAnswers {
      if known.contains(remote.id) {
        await cancelAgain(remote, among: rows)
        continue
      }
      guard let row = row(of: remote, among: rows) else {
        if remote.metadata[BatchMetadata.project] == projectID {
          known.insert(remote.id)
          tell(nil, BatchWords.orphan(remote))
        }
        continue
      }
      // Others of the list may have become known by what was done for one before. This one is, before the next call is answered:
      // another listing may come meanwhile.
      let now = (try? ledger.batch(row.number)) ?? row
      // Its own run has learnt of it since the rows were read.
      guard now.remoteID != remote.id else {
        known.insert(remote.id)
        continue
      }
      switch (now.state, now.remoteID) {
      case (.written, nil), (.uploading, nil), (.uploaded, nil), (.creating, nil):
        guard isStart else { continue }
        known.insert(remote.id)
        guard adopt(remote, as: now) != nil else { return }
        tell(now.number, BatchWords.adopted(remote))
      case (.abandoned, nil):
        // What it asked is planned again: what it has answered by now is taken, and no more is to be paid for.
        known.insert(remote.id)
        guard let back = adopt(remote, as: now) else { return }
        await hold(back)
        _ = await cancel(remote)
        tell(now.number, BatchWords.cameBack(remote))
        finding.yield(back)
      case (_, let own?) where !shown.contains(own):
        // A list may call by another name what the creation was answered with: that would be this very batch.
        guard isStart else { continue }
        known.insert(remote.id)
        tell(now.number, BatchWords.otherName(remote, own))
      default:
        known.insert(remote.id)
        guard let twin = addTwin(remote, of: now) else { return }
        await hold(twin)
        if await isOver(remote, of: now.number, isKnownAs: now.remoteID) { over.append(remote.id) }
        finding.yield(twin)
      }
    }
    if !over.isEmpty { tell(nil, BatchWords.over(over)) }
  }

  /// Counts a batch against the budget at the most that it can cost, until it is known what it did.
  private func hold(_ batch: LedgerBatch) async {
    await cap.holdBatch(batch.number, batch.forecastCost)
  }

  /// Has a twin cancelled.
  ///
  /// - Returns: whether it has come to its end before.
  private func isOver(
    _ remote: RemoteBatch, of number: Int, isKnownAs other: String?
  ) async -> Bool {
    switch await cancel(remote) {
    case .cancelling: tell(number, BatchWords.twin(remote, isKnownAs: other))
    case .over: return true
    case .failed(let why):
      made.isTwinLeft()
      tell(number, BatchWords.twinStays(remote, why))
    }
    return false
  }

  /// Has a batch cancelled that the ledger knows and that is at work although all that it asks is settled: one that could not be
  /// cancelled before, in this run or an earlier one, or that was told to have ended without an answer.
  private func cancelAgain(_ remote: RemoteBatch, among rows: [LedgerBatch]) async {
    guard !remote.status.isFinal, remote.status != .cancelling,
      let row = rows.first(where: { $0.remoteID == remote.id })
    else { return }
    guard row.state == .submitted else { return await cancelEnded(remote, row) }
    guard (try? ledger.hasOpenQuestions(inBatch: row.number)) == false else { return }
    let other = rows.first { $0.digest == row.digest && $0.number != row.number }
    _ = await isOver(remote, of: row.number, isKnownAs: other?.remoteID)
  }

  /// The same of one that the ledger has closed. A list may lag behind what was collected: then there is nothing to cancel.
  private func cancelEnded(_ remote: RemoteBatch, _ row: LedgerBatch) async {
    guard let questions = try? ledger.questions(ofBatch: row.number),
      !questions.contains(where: { $0.outcome == .answered })
    else { return }
    if case .over = await cancel(remote) { return }
    tell(row.number, BatchWords.stillAtWork(remote))
  }

  private func row(of remote: RemoteBatch, among rows: [LedgerBatch]) -> LedgerBatch? {
    rows.filter { $0.isSandbox == isSandbox }.compactMap { row in
      let marks = BatchMarks(
        projectID: projectID, batch: row, files: Set([row.inputFileID].compactMap(\.self)))
      return marks.rank(remote).map { (rank: $0, row) }
    }.min { $0.rank < $1.rank }?.1
  }

  /// - Returns: the batch as the ledger has it then; `nil` where that cannot be written, and the run stops.
  private func adopt(_ remote: RemoteBatch, as row: LedgerBatch) -> LedgerBatch? {
    written { () throws(StoreError) in
      try ledger.advance(
        row.number,
        BatchAdvance(
          standing: .init(
            .submitted, inputFileID: remote.inputFileID ?? row.inputFileID, remoteID: remote.id,
            submittedAt: row.submittedAt ?? calls.time.now())))
    }
  }

  private func addTwin(_ remote: RemoteBatch, of row: LedgerBatch) -> LedgerBatch? {
    written { () throws(StoreError) in
      try ledger.addTwin(of: row.number, remoteID: remote.id, at: calls.time.now())
    }
  }

  private func written(_ body: () throws(StoreError) -> LedgerBatch?) -> LedgerBatch? {
    do throws(StoreError) { return try body() } catch {
      calls.stop.raise(.cannotGoOn(.disk(.store(error))))
      return nil
    }
  }

  /// What became of a batch that the server was to cancel.
  private enum Cancelling {
    case cancelling, over
    /// Why it was not.
    case failed(String)
  }

  private func cancel(_ remote: RemoteBatch) async -> Cancelling {
    if remote.status.isFinal { return .over }
    if remote.status == .cancelling { return .cancelling }
    let client = client
    let answer = await calls.untilStopped { () async throws(APIFailure) in
      try await client.cancelled(remote.id)
    }
    return switch answer {
    case .success(let now?): now.status.isFinal ? .over : .cancelling
    case .success(nil): .failed(BatchWords.unknown)
    case .failure(let failure): .failed(failure.reason)
    }
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
