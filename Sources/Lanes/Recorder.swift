package import OpenAIClient
package import Planner
package import ProjectFiles
package import Recipe
package import Store
package import TropeModel

/// Writes what the lanes bring, in the order that loses nothing: the reply into the ledger first, then the record
/// into tropes.db, then the status file. Replies are written in groups; `flush` writes what is there.
package actor Recorder {
  /// How replies are grouped: what a power cut may lose is at most what came in `interval`.
  package struct Grouping: Sendable {
    package var interval: Duration
    package var replies: Int

    package init(interval: Duration = .milliseconds(100), replies: Int = 512) {
      self.interval = interval
      self.replies = replies
    }
  }

  private let ledger: Ledger
  private let database: TropesDatabase
  private let status: StatusDirectory
  private let prices: Prices
  private let requestedModel: String
  private let isSandbox: Bool
  private let attempts: Int
  private let grouping: Grouping
  private let time: TimeSource
  private let stop: StopSignal
  private let report: @Sendable (LaneEvent) -> Void

  private var targets: [Digest: [BuildTarget]]
  private var tokenCounts: [Digest: TokenCount]
  private var badAnswers: [Digest: Int]
  private var recorded: Set<Digest> = []
  private var failedQuestions: Set<Digest> = []
  private var waiting: [(paid: PaidReply, records: [FinishedRecord], lane: Lane, batch: Int?)] = []
  /// How many of those, from the first on, are in the ledger though their records could not be written.
  private var kept = 0
  private var sentRequests: [RealtimeRequest] = []
  private var failures: [TargetFailure] = []
  private var flushing: Task<Void, Never>?
  private var remoteIDs: [Int: String] = [:]
  private var lastRefusal: (kind: APIFailure.Kind, count: Int)?
  /// Room for the replies that arrive while the disk is found full.
  private var reserve: DiskReserve?
  /// What could not be written, in words; the run stops then.
  private var writeFailure: String?
  /// Sums of this run, for its summary.
  package private(set) var tally = Tally()

  /// What a run has done so far.
  package struct Tally: Sendable, Equatable {
    package var recordedMovies = 0
    package var reusedMovies = 0
    package var replies = 0
    package var usage = TokenUsage.zero
    package var dollars = 0.0
    package var failed: [MovieID: String] = [:]
  }

  /// - Parameters:
  ///   - targets: the targets of this run, by the question that their record is made from.
  ///   - badAnswers: how many bad answers the ledger holds for a question.
  ///   - attempts: how many bad answers a question gets before its targets fail.
  package init(
    ledger: Ledger, database: TropesDatabase, status: StatusDirectory, prices: Prices,
    requestedModel: String, isSandbox: Bool, targets: [BuildTarget],
    tokenCounts: [Digest: TokenCount],
    badAnswers: [Digest: Int], attempts: Int, grouping: Grouping = Grouping(), time: TimeSource,
    stop: StopSignal, report: @escaping @Sendable (LaneEvent) -> Void
  ) {
    self.ledger = ledger
    self.database = database
    self.status = status
    self.prices = prices
    self.requestedModel = requestedModel
    self.isSandbox = isSandbox
    self.targets = Dictionary(grouping: targets, by: \.question.hash)
    self.tokenCounts = tokenCounts
    self.badAnswers = badAnswers
    self.attempts = attempts
    self.grouping = grouping
    self.time = time
    self.stop = stop
    self.report = report
  }

  // MARK: What the lanes bring

  /// Takes a reply in: it is kept, good or bad, and what is good in it becomes a record.
  package func take(_ answered: Answered) -> AfterReply {
    var after = AfterReply()
    lastRefusal = nil
    let paid = paidReply(answered)
    var records: [FinishedRecord] = []
    for (question, verdict) in zip(answered.questions, answered.verdicts) {
      switch verdict {
      case .record(let characters):
        guard recorded.insert(question.hash).inserted else { continue }
        records += finished(question.hash, characters, answered, paid)
      case .bad(let fault):
        guard !recorded.contains(question.hash) else { continue }
        let count = (badAnswers[question.hash] ?? 0) + 1
        badAnswers[question.hash] = count
        if count < attempts {
          after.askAgain(question, reason: "\(fault)")
        } else {
          let reason = "\(count) replies were no good; the last one: \(fault)"
          after.failed += failTargets(of: question.hash, reason: reason, attempts: count) { movie in
            "see 'tropebuild explain \(movie)'; 'tropebuild \(movie)' asks again"
          }
        }
      }
    }
    tally.replies += 1
    tally.usage = tally.usage + paid.usage
    tally.dollars += paid.costDollars
    waiting.append((paid, records, answered.lane, answered.batch))
    report(.paid(lane: answered.lane, usage: paid.usage, dollars: paid.costDollars))
    if waiting.count >= grouping.replies { flush() } else { flushSoon() }
    return after
  }

  /// Records targets from replies that are kept already.
  package func reuse(
    _ reused: [(target: BuildTarget, reply: KeptReply, characters: [CharacterTrope])]
  ) {
    for start in stride(from: 0, to: reused.count, by: 4_096) {
      let share = reused[start..<min(start + 4_096, reused.count)]
      let now = time.now()
      let records = share.map { target, reply, characters in
        FinishedRecord(
          log: target.log, characters: characters, castStatus: target.castStatus, lane: .reuse,
          batchNumber: reply.batchNumber,
          remoteBatchID: reply.batchNumber.flatMap(remoteID), model: reply.model,
          usage: reply.usage,
          costDollars: 0, tokenCount: tokenCounts[target.question.hash]?.tokens ?? 0, builtAt: now)
      }
      do {
        try database.record(records)
      } catch {
        return cannotWrite("\(error)")
      }
      tally.reusedMovies += records.count
      for record in records { setStatus(record.movie, .done) }
      report(.recorded(movies: records.map(\.movie), lane: .reuse, batch: nil))
    }
  }

  /// A request is about to go out in real time.
  package func sent(_ request: PendingRequest, at moment: Timestamp) {
    sentRequests.append(
      RealtimeRequest(sentAt: moment, tokens: request.inputTokens.tokens))
    for question in request.questions {
      for target in targets[question.hash] ?? [] { setStatus(target.movie, .sent) }
    }
    flushSoon()
  }

  /// Questions wait again: a request that did not find its end in this run.
  package func queuedAgain(_ questions: [Digest]) {
    for target in questions.flatMap({ targets[$0] ?? [] }) { setStatus(target.movie, .queued) }
  }

  /// Questions are in a batch.
  package func submitted(_ questions: [Digest], batch: Int, remoteID: String) {
    let now = time.now()
    var pending: [PendingTarget] = []
    for target in questions.flatMap({ targets[$0] ?? [] }) {
      setStatus(target.movie, .submitted, ["batch": "\(batch)", "remote": remoteID])
      pending.append(
        PendingTarget(
          movie: target.movie, state: .submitted, castStatus: target.castStatus, batchNumber: batch,
          remoteBatchID: remoteID, tokenCount: tokenCounts[target.question.hash]?.tokens ?? 0,
          since: now))
    }
    do { try database.setPending(pending) } catch { cannotWrite("\(error)") }
  }

  /// The targets of these questions have failed for a reason that is not a bad reply.
  package func fail(_ questions: [Digest], reason: String, advice: String) {
    for question in questions {
      for (movie, reason) in failTargets(
        of: question, reason: reason, attempts: badAnswers[question] ?? 0, advice: { _ in advice })
      {
        report(.failed(movie: movie, reason: reason))
      }
    }
    flushSoon()
  }

  /// Notes a target that cannot be asked at all.
  ///
  /// - Parameter isNoted: an earlier run has noted it, in the database and by its status file.
  package func failInput(
    _ movie: MovieID, reason: String, advice: String, attempts: Int, isNoted: Bool = false
  ) {
    tally.failed[movie] = reason
    guard !isNoted else { return }
    failures.append(
      TargetFailure(
        movie: movie, question: nil, reason: reason, attempts: attempts, failedAt: time.now()))
    setStatus(
      movie, .failed, ["reason": reason, "attempts": "\(attempts)", "do": advice])
  }

  /// Whether the server refuses whatever is asked: the same refusal several times in a row and no reply between.
  package func refused(_ failure: APIFailure) -> Bool {
    guard failure.disposition == .failRequest else { return false }
    let count = lastRefusal?.kind == failure.kind ? (lastRefusal?.count ?? 0) + 1 : 1
    lastRefusal = (failure.kind, count)
    return count >= 5 && tally.replies == 0 && failure.kind != .contextTooLong
  }

  /// Whether a question has its record or has failed: then nothing more is to be asked of it.
  package func isSettled(_ question: Digest) -> Bool {
    recorded.contains(question) || failedQuestions.contains(question)
  }

  /// Whether targets of this run wait for a question.
  package func isWanted(_ question: Digest) -> Bool { targets[question] != nil }

  /// The question of a wanted target, to be rendered again or checked against.
  package func question(_ hash: Digest) -> Question? { targets[hash]?.first?.question }

  // MARK: Writing

  /// Writes all that waits; afterwards it is durable, or the run stops.
  package func flush() {
    flushing?.cancel()
    flushing = nil
    guard !waiting.isEmpty || !sentRequests.isEmpty || !failures.isEmpty else { return }
    do {
      try keepPaid()
      try ledger.noteRealtimeRequests(sentRequests, isSandbox: isSandbox)
      sentRequests = []
      try database.record(waiting.flatMap(\.records))
      try database.setFailures(failures)
      failures = []
    } catch {
      return cannotWrite("\(error)")
    }
    let written = waiting
    waiting = []
    kept = 0
    for (_, records, lane, batch) in written where !records.isEmpty {
      for record in records { setStatus(record.movie, .done) }
      tally.recordedMovies += records.count
      report(.recorded(movies: records.map(\.movie), lane: lane, batch: batch))
    }
  }

  /// Gives the recorder room on the disk, for what has been paid when there is no other.
  package func use(_ reserve: DiskReserve) { self.reserve = reserve }

  /// Where the ledger takes nothing more, the reserve makes room for what is here, and the run stops.
  private func keepPaid() throws {
    let paid = waiting[kept...].map(\.paid)
    do {
      try ledger.keep(paid)
    } catch {
      guard let reserve, reserve.release() else { throw error }
      cannotWrite("\(error)")
      try ledger.keep(paid)
    }
    kept = waiting.count
  }

  /// What could not be written, if anything.
  package var failureToWrite: String? { writeFailure }

  /// The API's name of a batch, for the records made from it.
  private func remoteID(ofBatch number: Int) -> String? {
    if let known = remoteIDs[number] { return known }
    let found = (try? ledger.batch(number))?.remoteID
    remoteIDs[number] = found
    return found
  }

  private func flushSoon() {
    guard flushing == nil else { return }
    let interval = grouping.interval
    let time = time
    flushing = Task { [weak self] in
      try? await time.sleep(interval)
      guard !Task.isCancelled else { return }
      await self?.flush()
    }
  }

  private func cannotWrite(_ why: String) {
    writeFailure = why
    stop.raise(.cannotGoOn(why))
  }

  private func setStatus(
    _ movie: MovieID, _ state: TargetState, _ detail: StatusDetail = StatusDetail()
  ) {
    do {
      try status.set(movie, state, detail)
    } catch {
      cannotWrite("\(error)")
    }
  }

  private func failTargets(
    of question: Digest, reason: String, attempts: Int, advice: (MovieID) -> String
  ) -> [(movie: MovieID, reason: String)] {
    guard failedQuestions.insert(question).inserted else { return [] }
    var failed: [(movie: MovieID, reason: String)] = []
    for target in targets[question] ?? [] {
      tally.failed[target.movie] = reason
      failures.append(
        TargetFailure(
          movie: target.movie, question: question, reason: reason, attempts: attempts,
          failedAt: time.now(), castStatus: target.castStatus,
          tokenCount: tokenCounts[question]?.tokens ?? 0))
      setStatus(
        target.movie, .failed,
        ["reason": reason, "attempts": "\(attempts)", "do": advice(target.movie)])
      failed.append((target.movie, reason))
    }
    return failed
  }

  private func paidReply(_ answered: Answered) -> PaidReply {
    let usage = answered.reply?.usage ?? .zero
    let cost =
      answered.lane == .batch
      ? prices.batchCost(input: usage.input, cached: usage.cachedInput, output: usage.output)
      : prices.realtimeCost(input: usage.input, cached: usage.cachedInput, output: usage.output)
    let isGrouped = answered.questions.count > 1
    return PaidReply(
      receivedAt: time.now(), lane: answered.lane, batchNumber: answered.batch,
      customID: answered.customID, requestID: answered.requestID,
      model: answered.reply?.model ?? requestedModel, requestedModel: requestedModel,
      finishReason: answered.reply?.finishReason,
      content: answered.reply?.content ?? answered.reply?.refusal, statusCode: answered.status,
      body: answered.body, usage: usage, costDollars: cost,
      isSandbox: answered.reply?.model == TropesDatabase.sandboxModel,
      answers: zip(answered.questions, answered.verdicts).enumerated().map { place, pair in
        let verdict: AnswerVerdict =
          if case .bad(let fault) = pair.1 { .bad("\(fault)") } else { .valid }
        return PaidAnswer(
          question: pair.0.hash, key: isGrouped ? "m\(place + 1)" : "", verdict: verdict)
      })
  }

  private func finished(
    _ question: Digest, _ characters: [CharacterTrope], _ answered: Answered, _ paid: PaidReply
  ) -> [FinishedRecord] {
    let share = max(1, answered.questions.count)
    let sharing = targets[question] ?? []
    // What several movies or targets got from one reply is divided among them, so that sums come out right.
    let parts = share * max(1, sharing.count)
    let place = answered.questions.firstIndex { $0.hash == question } ?? 0
    return sharing.enumerated().map { number, target in
      FinishedRecord(
        log: target.log, characters: characters, castStatus: target.castStatus, lane: answered.lane,
        batchNumber: answered.batch,
        remoteBatchID: answered.batch.flatMap(remoteID), model: paid.model,
        usage: paid.usage.share(place * sharing.count + number, of: parts),
        costDollars: paid.costDollars / Double(parts),
        tokenCount: tokenCounts[question]?.tokens ?? 0, builtAt: paid.receivedAt)
    }
  }
}
