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
  let database: TropesDatabase
  private let status: StatusDirectory
  let prices: Prices
  let requestedModel: String
  let isSandbox: Bool
  let counted: CountedOverhead?
  private let attempts: Int
  private let grouping: Grouping
  let time: TimeSource
  private let stop: StopSignal
  let report: @Sendable (LaneEvent) -> Void

  private(set) var targets: [Digest: [BuildTarget]]
  let tokenCounts: [Digest: TokenCount]
  private var badAnswers: [Digest: Int]
  var recorded: Set<Digest> = []
  private var failedQuestions: Set<Digest> = []
  /// Replies that are not in the ledger yet.
  private var unkept: [PaidReply] = []
  /// Records that are not in tropes.db yet; each one's reply is in `unkept` or in the ledger.
  private var unrecorded: [(records: [FinishedRecord], lane: Lane, batch: Int?)] = []
  /// Billed less counted input tokens, by size of request, not in the ledger yet.
  private var offsets: [Int: [Int]] = [:]
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
  package internal(set) var tally = Tally()

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
  ///   - counted: what billed tokens are to be compared with, where requests were counted exactly.
  package init(
    ledger: Ledger, database: TropesDatabase, status: StatusDirectory, prices: Prices,
    requestedModel: String, isSandbox: Bool, targets: [BuildTarget],
    tokenCounts: [Digest: TokenCount],
    badAnswers: [Digest: Int], attempts: Int, counted: CountedOverhead? = nil,
    grouping: Grouping = Grouping(), time: TimeSource,
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
    self.counted = counted
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
    if !answered.isKeptAlready { after.dollars = paid.costDollars }
    var records: [FinishedRecord] = []
    for (question, verdict) in zip(answered.questions, answered.verdicts) {
      switch verdict {
      case .record(let characters):
        guard recorded.insert(question.hash).inserted else { continue }
        forgetFailure(of: question.hash)
        records += finished(question.hash, characters, answered, paid)
      case .bad(let fault):
        guard !isSettled(question.hash) else { continue }
        // One that is kept already is among those that the ledger has counted.
        let count = (badAnswers[question.hash] ?? 0) + (answered.isKeptAlready ? 0 : 1)
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
    if !records.isEmpty { unrecorded.append((records, answered.lane, answered.batch)) }
    if !answered.isKeptAlready {
      tally.replies += 1
      tally.usage = tally.usage + paid.usage
      tally.dollars += paid.costDollars
      unkept.append(paid)
      if let offset = offset(of: paid, answered.questions) {
        offsets[answered.questions.count, default: []].append(offset)
      }
      report(.paid(lane: answered.lane, usage: paid.usage, dollars: paid.costDollars))
    }
    if max(unkept.count, unrecorded.count) >= grouping.replies { flush() } else { flushSoon() }
    return after
  }

  /// A question that has failed was answered after all, by the other lane.
  private func forgetFailure(of question: Digest) {
    guard failedQuestions.remove(question) != nil else { return }
    for target in targets[question] ?? [] {
      tally.failed[target.movie] = nil
      failures.removeAll { $0.movie == target.movie }
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
    for question in questions where !isSettled(question) {
      for target in targets[question] ?? [] { setStatus(target.movie, .queued) }
    }
  }

  /// Questions are in a batch.
  package func submitted(_ questions: [Digest], batch: Int, remoteID: String) {
    let now = time.now()
    var pending: [PendingTarget] = []
    for target in questions.filter({ !isSettled($0) }).flatMap({ targets[$0] ?? [] }) {
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
    let written: [(records: [FinishedRecord], lane: Lane, batch: Int?)]
    // What was written is let go of at once: after a failure further on it must not be written again, a reply
    // least of all, which would then be paid for twice in the books.
    do {
      try keepPaid()
      try ledger.noteRealtimeRequests(sentRequests, isSandbox: isSandbox)
      sentRequests = []
      if let counted {
        for (size, offsets) in offsets {
          try ledger.addCalibration(recipe: counted.recipe, groupSize: size, offsets: offsets)
        }
      }
      offsets = [:]
      try database.record(unrecorded.flatMap(\.records))
      written = unrecorded
      unrecorded = []
      if !failures.isEmpty { try database.setFailures(failures) }
      failures = []
    } catch {
      return cannotWrite("\(error)")
    }
    for (records, lane, batch) in written {
      for record in records { setStatus(record.movie, .done) }
      tally.recordedMovies += records.count
      report(.recorded(movies: records.map(\.movie), lane: lane, batch: batch))
    }
  }

  /// Gives the recorder room on the disk, for what has been paid when there is no other.
  package func use(_ reserve: DiskReserve) { self.reserve = reserve }

  /// Where the ledger takes nothing more, the reserve makes room for what is here, and the run stops.
  private func keepPaid() throws {
    do {
      try ledger.keep(unkept)
    } catch {
      guard let reserve, reserve.release() else { throw error }
      cannotWrite("\(error)")
      try ledger.keep(unkept)
    }
    unkept = []
  }

  /// What could not be written, if anything.
  package var failureToWrite: String? { writeFailure }

  /// The API's name of a batch, for the records made from it.
  func remoteID(ofBatch number: Int) -> String? {
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

  /// A write failed: the run stops.
  func cannotWrite(_ why: String) {
    writeFailure = why
    stop.raise(.cannotGoOn(why))
  }

  /// Sets a target's status file.
  func setStatus(
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
}
