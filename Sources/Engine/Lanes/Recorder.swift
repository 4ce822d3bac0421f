package import OpenAIClient
package import Planner
import ProjectFiles
package import Recipe
import Store
package import TropeModel

/// Takes in what the lanes bring, makes records of it, and has both written in groups; `flush` writes what is there.
package actor Recorder {
  /// How replies are grouped: what a power cut may lose is at most what came in `interval` in real time. Replies of
  /// a batch wait for no time: they lie in a downloaded file, which is read again.
  package struct Grouping: Sendable {
    package var interval: Duration
    /// The most that wait, in real time.
    static let replies = 512
    /// The most that wait where they come from a file; each takes some kilobytes meanwhile.
    static let repliesOfBatch = 2_048
    /// So many records at most wait while their replies are written. Records come in the order of tokens and lie in that of
    /// ids, so that each group of them touches most pages of tropes.db; and one that waits takes little.
    static let records = 8_192
    /// Records are written with every so many groups at the latest: in real time once a second.
    static let groupsToRecord = 10

    package init(interval: Duration = .milliseconds(100)) { self.interval = interval }
  }

  let writer: GroupWriter
  let prices: Prices
  let requestedModel: String
  let isSandbox: Bool
  /// Whether the server is one's own, which may answer for any name by the model that it has.
  let isOwn: Bool
  let counted: CountedOverhead?
  let expectation: (@Sendable ([Question]) -> ExpectedUse)?
  let bounds: OutputBounds
  let text: ServerText
  private let attempts: Int
  /// How many movies a request of this run carries as planned.
  let moviesPerRequest: Int?
  let grouping: Grouping
  let time: TimeSource
  let stop: StopSignal
  let report: @Sendable (LaneEvent) -> Void

  let targets: [Digest: [BuildTarget]]
  let tokenCounts: [Digest: TokenCount]
  var badAnswers: [Digest: Int]
  var recorded: Set<Digest> = []
  var failedQuestions: Set<Digest> = []
  /// What is not written yet, but for the groups that the writer has.
  var unwritten = UnwrittenGroup()
  /// Groups that have left the records among it behind.
  var groupsWithoutRecords = 0
  /// Waits until the group is due.
  var writingSoon: Task<Void, Never>?
  /// Writes the last group that was given to the writer, after those before.
  var writing: Task<Void, Never>?
  /// By batch, those without one too.
  var remoteIDs: [Int: String?] = [:]
  /// The price of the last reply: nearly all come from one model.
  var lastPriced: (key: AnsweringModel, model: String, prices: Prices)?
  var refusals = RefusalWatch()
  /// What has been said in this run.
  var remarked: Set<String> = []
  /// By the server, where there are several.
  var badReplies: [String?: BadReplyWatch] = [:]
  var shortPrompts: [String?: ShortPromptWatch] = [:]
  /// What could not be written; the run stops then.
  var writeFailure: DiskFailure?
  /// Sums of this run, for its summary.
  package internal(set) var tally = Tally()
  /// What the run is expected to come to; `nil` where nobody has planned it.
  var course: RunCourse?
  /// Which part of a run that is.
  let part: RunPart
  /// What was last told of that.
  var courseTold: RunForecast?
  let began: Timestamp

  /// What a run has done so far.
  package struct Tally: Sendable, Equatable {
    /// Those with a record from a reply that came in this run, and from a kept one.
    package var recordedMovies: Set<MovieID> = []
    package var reusedMovies: Set<MovieID> = []
    package var replies = 0
    package var usage = TokenUsage.zero
    package var dollars = 0.0
    package var failed: [MovieID: String] = [:]
  }

  /// - Parameters:
  ///   - isOwn: whether the server is one's own, of whose models no table knows.
  ///   - targets: the targets of this run, by the question that their record is made from.
  ///   - badAnswers: how many bad answers the ledger holds for a question.
  ///   - attempts: how many bad answers a question gets before its targets fail.
  ///   - moviesPerRequest: how many movies a request of this run carries as planned; `nil` where nobody says.
  ///   - counted: what billed tokens are to be compared with, where requests were counted exactly.
  ///   - expectation: what a request with these questions uses, as far as anybody knows before it is answered.
  ///   - bounds: the bounds that requests are sent with.
  ///   - text: cleans what is shown of a reply.
  ///   - course: what the run is expected to come to, as planned.
  ///   - part: which part of a run that is, where the run asks more than once.
  package init(
    writer: GroupWriter, prices: Prices,
    requestedModel: String, isSandbox: Bool, isOwn: Bool, targets: [BuildTarget],
    tokenCounts: [Digest: TokenCount],
    badAnswers: [Digest: Int], attempts: Int, moviesPerRequest: Int? = nil,
    counted: CountedOverhead?,
    expectation: (@Sendable ([Question]) -> ExpectedUse)?,
    bounds: OutputBounds, text: ServerText = ServerText(),
    grouping: Grouping = Grouping(), time: TimeSource,
    stop: StopSignal, course: RunCourse? = nil, part: RunPart = RunPart(),
    report: @escaping @Sendable (LaneEvent) -> Void
  ) {
    self.writer = writer
    self.prices = prices
    self.requestedModel = requestedModel
    self.isSandbox = isSandbox
    self.isOwn = isOwn
    self.targets = Dictionary(grouping: targets, by: \.question.hash)
    self.tokenCounts = tokenCounts
    self.badAnswers = badAnswers
    self.attempts = attempts
    self.moviesPerRequest = moviesPerRequest
    self.counted = counted
    self.expectation = expectation
    self.bounds = bounds
    self.text = text
    self.grouping = grouping
    self.time = time
    self.stop = stop
    self.report = report
    self.course = course
    self.part = part
    began = time.now()
  }

  /// Takes a reply in: it is kept, good or bad, and what is good in it becomes a record.
  package func take(_ answered: Answered) async -> AfterReply {
    var after = AfterReply()
    failOwn(refusals.answered(sentAt: answered.sentAt))
    let (usage, isForecast) = believedUsage(answered)
    let paid = paidReply(answered, usage)
    after.isForecast = isForecast
    if !answered.isKeptAlready { after.dollars = paid.costDollars }
    var records: [FinishedRecord] = []
    var settled: [Question] = []
    for (question, verdict) in zip(answered.questions, answered.verdicts) {
      switch verdict {
      case .record(let characters, let movieFields):
        guard recorded.insert(question.hash).inserted else { continue }
        forgetFailure(of: question.hash)
        settled.append(question)
        records += finished(question.hash, characters, movieFields, answered, paid)
      case .bad(let fault):
        guard !isSettled(question.hash) else { continue }
        // One that is kept already is among those that the ledger has counted.
        let count = (badAnswers[question.hash] ?? 0) + (answered.isKeptAlready ? 0 : 1)
        badAnswers[question.hash] = count
        if count < attempts {
          after.askAgain(question, reason: "\(fault)")
        } else {
          let reason = "\(FailedTarget.badReplies(count)); the last one: \(fault)"
          after.failed += failTargets(of: question.hash, reason: reason, attempts: count) { movie in
            "see 'tropebuild explain \(movie)'; 'tropebuild --failed' asks again"
          }
        }
      }
    }
    if !records.isEmpty { unwritten.records.append((records, answered.lane, answered.batch)) }
    if !answered.isKeptAlready {
      tally.replies += 1
      tally.usage = tally.usage + paid.usage
      tally.dollars += paid.costDollars
      unwritten.replies.append(paid)
      (after.isSuspect, after.obstacle) = watch(answered, paid, isForecast: isForecast)
      if !isForecast, let offset = offset(of: paid, answered.questions) {
        let key = LedgerGroup.Counted(
          groupSize: answered.questions.count, endpoint: answered.endpoint?.name)
        unwritten.offsets[key, default: []].append(offset)
      }
      report(.paid(lane: answered.lane, usage: paid.usage, dollars: paid.costDollars))
    }
    learn(from: answered, paid, isForecast: isForecast, settled: settled)
    let most = answered.lane == .batch ? Grouping.repliesOfBatch : Grouping.replies
    if unwritten.replies.count >= most || unwritten.records.count >= Grouping.records {
      await writeBehind()
    } else if answered.lane != .batch {
      writeSoon()
    }
    return after
  }

  /// A request is about to go out in real time.
  ///
  /// - Parameters:
  ///   - countsDay: whether the server allows only so many a day: then each is in the ledger before it goes, so that
  ///   no kill makes it forgotten.
  ///   - endpoint: which of several servers it goes to.
  /// - Returns: whether it may: what cannot be written down is not sent.
  package func sent(
    _ request: PendingRequest, at moment: Timestamp, countsDay: Bool,
    endpoint: String?
  ) async -> Bool {
    unwritten.requests.append(
      RealtimeRequest(
        sentAt: moment, tokens: request.inputTokens.tokens, endpoint: endpoint))
    tell(request.questions.map(\.hash), .sent)
    if countsDay { await writeDue().value } else { writeSoon() }
    return writeFailure == nil
  }

  /// Questions wait again: a request that did not find its end in this run.
  package func queuedAgain(_ questions: [Digest]) {
    tell(questions.filter { !isSettled($0) }, .queued)
  }

  /// Questions wait again that were in a batch, which has left them without an answer.
  package func leftByBatch(_ questions: [Digest]) async {
    let waiting = questions.filter { !isSettled($0) }.flatMap { targets[$0] ?? [] }
    guard !waiting.isEmpty else { return }
    let now = time.now()
    do throws(DiskFailure) {
      try await writer.queuedAgain(
        waiting.map { target in
          PendingTarget(
            movie: target.movie, state: .queued, castStatus: target.castStatus,
            tokenCount: tokenCounts[target.question.hash]?.tokens ?? 0, since: now)
        })
    } catch {
      return cannotWrite(error)
    }
    for target in waiting {
      report(.target(movie: target.movie, state: .queued, detail: StatusDetail()))
    }
  }

  /// Questions are in a batch.
  package func submitted(_ questions: [Digest], batch: Int, remoteID: String) async {
    let now = time.now()
    let pending = questions.filter { !isSettled($0) }.flatMap { targets[$0] ?? [] }.map { target in
      PendingTarget(
        movie: target.movie, state: .submitted, castStatus: target.castStatus, batchNumber: batch,
        remoteBatchID: remoteID, tokenCount: tokenCounts[target.question.hash]?.tokens ?? 0,
        since: now)
    }
    let detail = StatusDetail.submitted(batch, remoteID: remoteID)
    do throws(DiskFailure) {
      try await writer.submitted(pending, detail)
    } catch {
      return cannotWrite(error)
    }
    for target in pending {
      report(.target(movie: target.movie, state: .submitted, detail: detail))
    }
  }

  /// Whether a question has its record or has failed: then nothing more is to be asked of it.
  package func isSettled(_ question: Digest) -> Bool {
    recorded.contains(question) || failedQuestions.contains(question)
  }

  /// Those of the targets whose questions are not settled.
  package func unsettled(_ targets: [BuildTarget]) -> [BuildTarget] {
    targets.filter { !isSettled($0.question.hash) }
  }

  /// Whether targets of this run wait for a question.
  package nonisolated func isWanted(_ question: Digest) -> Bool { targets[question] != nil }

  /// The question of a wanted target, to be rendered again or checked against.
  package nonisolated func question(_ hash: Digest) -> Question? { targets[hash]?.first?.question }
}
