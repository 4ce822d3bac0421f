import OpenAIClient
import Recipe
import Store
import TropeModel

/// What the lines of a batch come to: lines and the rows of the ledger go in, what became of each question comes out.
/// It changes nothing but through `Recorder.take`.
struct BatchHarvest {
  private let batch: LedgerBatch
  /// Which model it asks, where it tells.
  private let terms: BatchTerms?
  private let context: LaneContext
  private let rows: [String: [BatchQuestion]]
  /// Lines whose replies the ledger has from an earlier reading.
  private let kept: Set<String>
  private var seen: Set<String> = []
  /// Whether the output has lines and none of them can be read: then it is not the output, but a page of something on the way.
  private(set) var outputIsUnreadable = false
  /// Requests with a line in the output, and with one in the errors alone.
  private var answeredLines = 0
  private var failedLineCount = 0

  /// What the lines cost that were not kept before.
  private(set) var dollars = 0.0
  private(set) var outcomes: [SettledQuestion] = []
  /// Questions whose replies were no good and that are to be asked again.
  private(set) var toAsk: [Question] = []
  /// Questions whose lines failed without a reply, by how they go again.
  private(set) var failedLines: [Regrouping: FailedLines] = [:]
  /// Requests that were refused, until it is seen whether all are.
  private var refused: [(rows: [BatchQuestion], failure: APIFailure)] = []
  /// A refusal that only a person can mend: no money, a key that is not accepted.
  private(set) var refusal: APIFailure?

  /// Questions whose lines failed, and why the last of those lines did.
  struct FailedLines {
    var rows: [BatchQuestion] = []
    var reason = ""
  }

  /// Which of the two files a line stands in.
  enum Source { case output, errors }

  /// - Parameters:
  ///   - terms: which model it asks, and at which prices; `nil` for those of this run.
  ///   - questions: the batch's, as the ledger has them.
  ///   - kept: custom ids of lines whose replies the ledger has.
  init(
    _ batch: LedgerBatch, _ terms: BatchTerms?, _ questions: [BatchQuestion], kept: Set<String>,
    context: LaneContext
  ) {
    self.batch = batch
    self.terms = terms
    self.context = context
    self.kept = kept
    rows = Dictionary(grouping: questions, by: \.customID).mapValues { rows in
      rows.sorted { ($0.key.count, $0.key) < ($1.key.count, $1.key) }
    }
  }

  /// Reads the files of a batch, as far as their lines are whole.
  mutating func read(
    _ files: [(path: String, source: Source)]
  ) async throws(JSONLinesError) {
    let text = context.client.text
    for (path, source) in files {
      var lines = try JSONLines(path: path)
      var (count, readable) = (0, 0)
      while let bytes = try lines.next() {
        count += 1
        guard let line = try? BatchOutputLine.parse(bytes, text: text) else {
          continue
        }
        readable += 1
        await take(line, from: source)
      }
      if source == .output { outputIsUnreadable = count > 0 && readable == 0 }
    }
    await settleRefused()
  }

  /// The questions that no line has answered, and that are open.
  var open: [BatchQuestion] {
    rows.filter { !seen.contains($0.key) }.flatMap(\.value).filter { $0.outcome == nil }
  }

  /// How many requests without a line the server says it has answered: so many lines are still to come.
  func missing(by remote: RemoteBatch) -> Int {
    let without = rows.count { !seen.contains($0.key) && $0.value.contains { $0.outcome == nil } }
    guard without > 0 else { return 0 }
    guard let counts = remote.counts, counts.completed > 0 || counts.failed > 0 else {
      // A batch that is completed and gives no line at all has not told its results yet.
      return remote.status == .completed && seen.isEmpty ? without : 0
    }
    // What the server counts as answered can stand in either file.
    let answered = answeredLines + max(0, failedLineCount - counts.failed)
    return min(without, max(0, counts.completed - answered))
  }

  /// What the ledger is told at the end: questions without a line are planned again.
  var closing: BatchClosing {
    .collected(outcomes + open.map { SettledQuestion($0.question, .plannedAgain) })
  }

  private mutating func take(_ line: BatchOutputLine, from source: Source) async {
    // A line that was there before, or that names no request of this batch, tells nothing.
    guard let rows = rows[line.customID], seen.insert(line.customID).inserted else { return }
    if source == .output { answeredLines += 1 } else { failedLineCount += 1 }
    switch line.outcome {
    case .failed(let failure): await take(failure, rows)
    case .reply(let reply): await take(reply, line, rows)
    }
  }

  private mutating func take(_ failure: APIFailure, _ rows: [BatchQuestion]) async {
    guard rows.contains(where: { $0.outcome == nil }) else { return }
    if failure.refusesCacheOptions {
      context.cacheIsRefused()
      return planAgain(rows, failure, .inSameRequests)
    }
    let names = context.dialect.boundNames(writtenAt: batch.createdAt)
    if context.boundIsRefused(failure, in: names) {
      return planAgain(rows, failure, .inSameRequests)
    }
    if failure.mayRefuseSchema, context.dialect.mayHaveBounds(writtenAt: batch.createdAt) {
      context.boundsAreRefused()
      return planAgain(rows, failure, .inSameRequests)
    }
    if failure.disposition == .failRequest {
      refused.append((rows, failure))
      return
    }
    if failure.disposition == .stopPayingLanes { refusal = failure }
    planAgain(rows, failure, failure.concernsNoQuestion ? .inSameRequests : .inSameRequestsOnce)
  }

  /// Decides of what was refused: most lines refused alike are no fault of their movies.
  private mutating func settleRefused() async {
    let everything = RefusalWatch.everything(refused.map(\.failure), ofLines: seen.count)
    for (rows, failure) in refused {
      if let everything, RefusalLikeness(failure) == everything {
        refusal = refusal ?? failure
        planAgain(rows, failure, .inSameRequests)
      } else if rows.count > 1 {
        // One movie of a group may be what the server does not take: each is asked alone then.
        planAgain(rows, failure, .alone)
      } else {
        let reason = failure.description
        outcomes += rows.map { SettledQuestion($0.question, .failed(reason)) }
        await context.fail(
          await context.wanted(rows), reason: reason, advice: Recorder.askedAgain)
      }
    }
    refused = []
  }

  private mutating func planAgain(
    _ rows: [BatchQuestion], _ failure: APIFailure, _ regrouping: Regrouping
  ) {
    failedLines[regrouping, default: FailedLines()].rows += rows
    failedLines[regrouping]?.reason = failure.description
    outcomes += rows.map { SettledQuestion($0.question, .plannedAgain) }
  }

  private mutating func take(
    _ reply: ChatReply, _ line: BatchOutputLine, _ rows: [BatchQuestion]
  ) async {
    let answered = answered(line, reply, rows)
    let after = await context.recorder.take(answered)
    dollars += after.dollars
    let again = Set(after.toAsk.map(\.hash))
    for (row, verdict) in zip(rows, answered.verdicts) {
      let outcome: QuestionOutcome =
        switch verdict {
        case .record: .answered
        // An earlier reading has settled it, and it may have been answered elsewhere since.
        case .bad where row.outcome != nil: row.outcome ?? .plannedAgain
        case .bad where again.contains(row.question): .plannedAgain
        case .bad(let fault): .failed("\(fault)")
        }
      outcomes.append(SettledQuestion(row.question, outcome))
    }
    for failed in after.failed {
      context.report(.failed(movie: failed.movie, reason: failed.reason))
      if context.failFast { context.stop.raise(.failedFast) }
    }
    // A question that an earlier reading has settled, before a kill, is in the plan of this run.
    let open = Set(rows.filter { $0.outcome == nil }.map(\.question))
    toAsk += after.toAsk.filter { open.contains($0.hash) }
  }

  /// A reply with the verdict on each of its questions. A question that no target of this run waits for cannot be
  /// checked now: its reply is kept and checked when it is wanted.
  private func answered(
    _ line: BatchOutputLine, _ reply: ChatReply, _ rows: [BatchQuestion]
  ) -> Answered {
    let questions = rows.map { row in
      context.recorder.question(row.question)
        ?? Question(unknown: row.question, movie: row.movie)
    }
    let confidences = context.confidences(of: reply)
    let judgement = context.recipe.judgement(on: reply, for: questions, confidences: confidences)
    var verdicts = judgement.verdicts
    for (place, row) in rows.enumerated() where !context.recorder.isWanted(row.question) {
      verdicts[place] = .record([])
    }
    return Answered(
      lane: .batch, batch: batch.number, customID: line.customID,
      requestID: line.requestID, status: line.status ?? 200, reply: reply, body: line.body,
      questions: questions, verdicts: verdicts, notes: judgement.notes, confidences: confidences,
      isKeptAlready: kept.contains(line.customID), batchWrittenAt: batch.createdAt,
      isOfOtherRecipe: batch.recipe != context.recipe.hashes.combined, batchTerms: terms)
  }
}

extension LaneContext {
  /// The questions among these that a target of this run waits for and that have no record yet.
  func wanted(_ rows: [BatchQuestion]) async -> [Question] {
    var wanted: [Question] = []
    for row in rows {
      guard let question = recorder.question(row.question) else { continue }
      guard await !recorder.isSettled(row.question) else { continue }
      wanted.append(question)
    }
    return wanted
  }
}
