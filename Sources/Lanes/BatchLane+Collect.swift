import Foundation
import OpenAIClient
import Recipe
import Store
import TropeModel

extension BatchLane {
  /// Downloads what a batch brought and takes every line; false where the run stops before.
  func collect(_ batch: LedgerBatch, _ remote: RemoteBatch) async throws(APIFailure) -> Bool {
    let files = BatchFiles(number: batch.number, in: settings.directory)
    do {
      try ledger.updateBatch(batch.number) { row in
        row.remoteStatus = remote.status.text
        row.outputFileID = remote.outputFileID
        row.errorFileID = remote.errorFileID
      }
    } catch {
      context.stop.raise(.cannotGoOn("\(error)"))
      return false
    }
    var taken: [String] = []
    for (id, path) in [(remote.outputFileID, files.output), (remote.errorFileID, files.errors)] {
      guard let id else { continue }
      guard let isThere = try await download(batch, id, to: path) else { return false }
      if isThere { taken.append(path) }
    }
    let why = "the batch \(remote.status.text) without an answer to it"
    return await take(batch, files: taken, why: why)
  }

  /// Downloads one file, again where it is cut off; false where it is gone, `nil` where the run stops.
  private func download(
    _ batch: LedgerBatch, _ id: String, to path: String
  ) async throws(APIFailure) -> Bool? {
    let client = context.client
    for attempt in 0..<2 {
      do throws(APIFailure) {
        let done: Bool? = try await calls("downloading batch \(batch.number)") {
          () async throws(APIFailure) in
          try await client.downloadFile(id: id, toFile: path)
          return true
        }
        guard done != nil else { return nil }
      } catch {
        guard error.kind == .notFound else { throw error }
        context.report(
          .retry(what: "batch \(batch.number)", why: "its results are gone", after: .zero))
        return false
      }
      if attempt > 0 || Self.isWhole(path) { break }
    }
    return true
  }

  /// Whether the last line of a file is whole JSON.
  private static func isWhole(_ path: String) -> Bool {
    guard var lines = try? JSONLines(path: path) else { return false }
    var last: [UInt8]?
    while let line = try? lines.next() { last = line }
    guard let last else { return true }
    return (try? BatchOutputLine.parse(last)) != nil
  }

  /// Takes the lines of files that are here, and settles every question of the batch.
  func take(_ batch: LedgerBatch, files: [String], why: String) async -> Bool {
    do {
      var taking = try BatchTaking(ledger.questions(ofBatch: batch.number))
      for path in files {
        var lines = try JSONLines(path: path)
        while let bytes = try lines.next() {
          guard let line = try? BatchOutputLine.parse(bytes) else { continue }
          await take(line, batch, &taking)
        }
      }
      await context.recorder.flush()
      if await context.recorder.failureToWrite != nil { return false }
      let open = taking.open
      taking.outcomes += open.map { ($0.question, QuestionOutcome.plannedAgain) }
      try ledger.setOutcomes(
        taking.outcomes.map { (question: $0.0, outcome: .some($0.1)) }, inBatch: batch.number)
      await planAgain(await wanted(open), reason: why)
      await planAgain(await wanted(taking.failedLines), reason: taking.reason ?? why)
      await handOver(taking.toAsk.map(context.alone))
      return true
    } catch {
      context.stop.raise(.cannotGoOn("\(error)"))
      return false
    }
  }

  private func take(
    _ line: BatchOutputLine, _ batch: LedgerBatch, _ taking: inout BatchTaking
  ) async {
    guard let rows = taking.firstTime(line.customID) else { return }
    switch line.outcome {
    case .failed(let failure):
      if failure.disposition == .failRequest {
        let reason = failure.description
        taking.outcomes += rows.map { ($0.question, .failed(reason)) }
        await context.fail(
          await wanted(rows), reason: reason, advice: "the next run asks again")
      } else {
        taking.reason = failure.description
        taking.failedLines += rows
        taking.outcomes += rows.map { ($0.question, .plannedAgain) }
      }
    case .reply(let reply):
      let answered = await answered(line, reply, rows, batch)
      let after = await context.recorder.take(answered)
      let again = Set(after.toAsk.map(\.hash))
      for (row, verdict) in zip(rows, answered.verdicts) {
        switch verdict {
        case .record: taking.outcomes.append((row.question, .answered))
        case .bad where again.contains(row.question):
          taking.outcomes.append((row.question, .plannedAgain))
        case .bad(let fault): taking.outcomes.append((row.question, .failed("\(fault)")))
        }
      }
      for failed in after.failed {
        context.report(.failed(movie: failed.movie, reason: failed.reason))
        if context.failFast { context.stop.raise(.failedFast) }
      }
      taking.toAsk += after.toAsk
    }
  }

  /// A reply with the verdict on each of its questions. A question that no target of this run waits for cannot be
  /// checked now: its reply is kept and checked when it is wanted.
  private func answered(
    _ line: BatchOutputLine, _ reply: ChatReply, _ rows: [BatchQuestion], _ batch: LedgerBatch
  ) async -> Answered {
    var questions: [Question] = []
    for row in rows {
      questions.append(
        await context.recorder.question(row.question)
          ?? Question(unknown: row.question, movie: row.movie))
    }
    var verdicts = context.recipe.verdicts(on: reply, for: questions)
    for (place, row) in rows.enumerated() where await !context.recorder.isWanted(row.question) {
      verdicts[place] = .record([])
    }
    return Answered(
      lane: .batch, batch: batch.number, customID: line.customID, requestID: line.requestID,
      status: line.status ?? 200, reply: reply, body: line.body, questions: questions,
      verdicts: verdicts)
  }

  /// The server refused the whole file. What its faults name fails, the rest is planned again: nothing ran.
  func rejected(_ batch: LedgerBatch, _ faults: [RemoteBatch.Fault]) async throws {
    let words =
      faults.first.map { $0.message ?? $0.code ?? "no reason given" } ?? "no reason given"
    try ledger.updateBatch(batch.number) { $0.failure = words }
    let rows = try ledger.questions(ofBatch: batch.number)
    let byLine = try customIDs(of: batch)
    var blamed: [String: String] = [:]
    for fault in faults {
      guard let line = fault.line, line >= 1, line <= byLine.count else { continue }
      blamed[byLine[line - 1]] = fault.message ?? fault.code ?? "refused"
    }
    let others = rows.filter { blamed[$0.customID] == nil }
    try ledger.setOutcome(.plannedAgain, of: others.map(\.question), inBatch: batch.number)
    for row in rows {
      guard let reason = blamed[row.customID] else { continue }
      try ledger.setOutcome(.failed(reason), of: [row.question], inBatch: batch.number)
      await context.fail(
        await wanted([row]), reason: "the server refuses its line of the batch: \(reason)",
        advice: "see 'tropebuild explain \(row.movie)'")
    }
    let isServersFault = faults.contains { $0.isServersFault }
    if blamed.isEmpty, !isServersFault {
      // Nothing tells what to leave out, so the same would be refused again.
      return context.stop.raise(
        .cannotGoOn("the server refused batch \(batch.number): \(words)"))
    }
    await planAgain(
      await wanted(others),
      reason: isServersFault ? "its batch failed: \(words)" : "the server refused its batch")
  }

  /// The custom ids of a batch file, by line.
  private func customIDs(of batch: LedgerBatch) throws -> [String] {
    var ids: [String] = []
    var lines = try JSONLines(path: batch.path)
    while let line = try lines.next() {
      ids.append((try? JSONDocument(line))?.root["custom_id"]?.string ?? "")
    }
    return ids
  }
}

/// What has been settled of a batch while its lines are taken.
struct BatchTaking {
  private let rows: [String: [BatchQuestion]]
  private var seen: Set<String> = []
  var outcomes: [(Digest, QuestionOutcome)] = []
  /// Questions whose replies were no good and that are to be asked again.
  var toAsk: [Question] = []
  /// Questions whose lines failed without a reply.
  var failedLines: [BatchQuestion] = []
  /// Why the last of those failed.
  var reason: String?

  init(_ questions: [BatchQuestion]) {
    rows = Dictionary(grouping: questions, by: \.customID).mapValues { rows in
      rows.sorted { ($0.key.count, $0.key) < ($1.key.count, $1.key) }
    }
  }

  /// The questions that a line answers, in the order of the request; `nil` for a line that was there before or
  /// that names no request of this batch.
  mutating func firstTime(_ customID: String) -> [BatchQuestion]? {
    guard let found = rows[customID], seen.insert(customID).inserted else { return nil }
    return found
  }

  /// The questions that no line has answered.
  var open: [BatchQuestion] { rows.filter { !seen.contains($0.key) }.flatMap(\.value) }
}
