import Foundation
import JSONBytes
import OpenAIClient
import Recipe
package import Store
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
    for (id, path, lines) in [
      (remote.outputFileID, files.output, remote.counts?.completed),
      (remote.errorFileID, files.errors, remote.counts?.failed),
    ] {
      guard let id else { continue }
      guard let isThere = try await download(batch, id, to: path, lines: lines ?? 0) else {
        return false
      }
      // One that the server has deleted may have been downloaded before.
      if isThere || FileManager.default.isReadableFile(atPath: path) { taken.append(path) }
    }
    let why = "the batch \(remote.status.text) without an answer to it"
    return await take(batch, files: taken, why: why)
  }

  /// Downloads one file, again where it is cut off; false where it is gone, `nil` where the run stops.
  ///
  /// - Parameter lines: how many the server counts. That is a hint and no more: what lies in the file is what there is.
  private func download(
    _ batch: LedgerBatch, _ id: String, to path: String, lines: Int
  ) async throws(APIFailure) -> Bool? {
    let client = context.client
    for attempt in 0..<2 {
      do throws(APIFailure) {
        let done: Bool? = try await calls.settled("downloading batch \(batch.number)") {
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
      if attempt > 0 || Self.isWhole(path, lines: lines) { break }
    }
    return true
  }

  /// Whether a file has so many lines at least and the last of them is whole JSON.
  private static func isWhole(_ path: String, lines expected: Int) -> Bool {
    guard var lines = try? JSONLines(path: path) else { return false }
    var last: [UInt8]?
    var count = 0
    while let line = try? lines.next() {
      last = line
      count += 1
    }
    guard count >= expected else { return false }
    guard let last else { return true }
    return (try? BatchOutputLine.parse(last)) != nil
  }

  /// Takes lines from the files of a batch that were downloaded before; nothing is asked of the server. What has
  /// no line there stays as it is.
  ///
  /// - Returns: false where there are no such files, or they cannot be read.
  package func takeFromFiles(_ batch: LedgerBatch) async -> Bool {
    let files = BatchFiles(number: batch.number, in: settings.directory)
    let there = [files.output, files.errors].filter {
      FileManager.default.isReadableFile(atPath: $0)
    }
    guard !there.isEmpty else { return false }
    return await take(
      batch, files: there, why: "no line of the downloaded files answers it",
      isWhole: false)
  }

  /// Takes the lines of files that are here, and settles every question of the batch. A question that an earlier reading
  /// has settled, before a kill, is not handed over again: it is in the plan of this run.
  ///
  /// - Parameter isWhole: whether no more can come; otherwise questions without a line stay open.
  func take(
    _ batch: LedgerBatch, files: [String], why: String, isWhole: Bool = true
  ) async -> Bool {
    do {
      var taking = try BatchTaking(
        ledger.questions(ofBatch: batch.number), kept: ledger.keptCustomIDs(ofBatch: batch.number))
      for path in files {
        var lines = try JSONLines(path: path)
        while let bytes = try lines.next() {
          guard let line = try? BatchOutputLine.parse(bytes) else { continue }
          await take(line, batch, &taking)
        }
      }
      await context.recorder.flush()
      if await context.recorder.failureToWrite != nil { return false }
      await context.cap.paidInBatch(taking.dollars, ending: isWhole ? batch.number : nil)
      let open = isWhole ? taking.open.filter { $0.outcome == nil } : []
      taking.outcomes += open.map { ($0.question, QuestionOutcome.plannedAgain) }
      try ledger.setOutcomes(
        taking.outcomes.map { (question: $0.0, outcome: .some($0.1)) }, inBatch: batch.number)
      await planAgain(open, of: batch, inSameRequests: true, reason: why)
      await planAgain(
        taking.failedLines, of: batch, inSameRequests: false, reason: taking.reason ?? why)
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
      guard rows.contains(where: { $0.outcome == nil }) else { return }
      // One movie of a group may be what the server does not take: each is asked alone then.
      if failure.disposition == .failRequest, rows.count == 1 {
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
      let answered = answered(line, reply, rows, batch, taking)
      let after = await context.recorder.take(answered)
      taking.dollars += after.dollars
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
      let open = Set(rows.filter { $0.outcome == nil }.map(\.question))
      taking.toAsk += after.toAsk.filter { open.contains($0.hash) }
    }
  }

  /// A reply with the verdict on each of its questions. A question that no target of this run waits for cannot be
  /// checked now: its reply is kept and checked when it is wanted.
  private func answered(
    _ line: BatchOutputLine, _ reply: ChatReply, _ rows: [BatchQuestion], _ batch: LedgerBatch,
    _ taking: BatchTaking
  ) -> Answered {
    var questions: [Question] = []
    for row in rows {
      questions.append(
        context.recorder.question(row.question)
          ?? Question(unknown: row.question, movie: row.movie))
    }
    var verdicts = context.recipe.verdicts(on: reply, for: questions)
    for (place, row) in rows.enumerated() where !context.recorder.isWanted(row.question) {
      verdicts[place] = .record([])
    }
    return Answered(
      lane: .batch, batch: batch.number, customID: line.customID,
      requestID: line.requestID,
      status: line.status ?? 200, reply: reply, body: line.body, questions: questions,
      verdicts: verdicts, isKeptAlready: taking.kept.contains(line.customID),
      isOfOtherRecipe: batch.recipe != context.recipe.hashes.combined)
  }

  /// The server refused the whole file. What its faults name fails, the rest is to be planned again: nothing ran.
  ///
  /// - Returns: that rest, and the server's words.
  func rejected(
    _ batch: LedgerBatch, _ faults: [RemoteBatch.Fault]
  ) async throws -> (others: [BatchQuestion], words: String) {
    let words =
      faults.first.map { $0.message ?? $0.code ?? "no reason given" } ?? "no reason given"
    let rows = try ledger.questions(ofBatch: batch.number)
    // The file may be gone by now; then no line can be told.
    let byLine = (try? customIDs(of: batch)) ?? []
    var blamed: [String: String] = [:]
    for fault in faults {
      guard let line = fault.line, line >= 1, line <= byLine.count else { continue }
      blamed[byLine[line - 1]] = fault.message ?? fault.code ?? "refused"
    }
    let others = rows.filter { blamed[$0.customID] == nil && $0.outcome == nil }
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
      context.stop.raise(.cannotGoOn("the server refused batch \(batch.number): \(words)"))
    }
    return (others, words)
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
  /// Lines whose replies the ledger has from an earlier reading.
  let kept: Set<String>
  /// What the lines cost that were not kept before.
  var dollars = 0.0
  private var seen: Set<String> = []
  var outcomes: [(Digest, QuestionOutcome)] = []
  /// Questions whose replies were no good and that are to be asked again.
  var toAsk: [Question] = []
  /// Questions whose lines failed without a reply.
  var failedLines: [BatchQuestion] = []
  /// Why the last of those failed.
  var reason: String?

  init(_ questions: [BatchQuestion], kept: Set<String>) {
    self.kept = kept
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
