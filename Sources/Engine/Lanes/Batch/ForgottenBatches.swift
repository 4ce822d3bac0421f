import OpenAIClient
import Recipe
import Store
import TropeModel

/// Batches that the ledger has as never sent and that the account may have all the same: those of a ledger that was put back from
/// a backup.
///
/// They are looked for before anything is planned in their place. What the account has is under way again in the ledger, with all
/// that it asks, so that none of it is asked a second time.
struct ForgottenBatches {
  let client: OpenAIClient
  let ledger: Ledger
  let isSandbox: Bool
  let calls: PatientCalls

  /// Takes back those that the account has.
  ///
  /// - Parameters:
  ///   - outdated: numbers of batches that were written, and are to be given up as things stand.
  ///   - isWanted: whether something that such a batch asks is to be asked. One that asks nothing of the kind is left to the
  ///     batch lane, which has it cancelled.
  /// - Returns: what is to be told of each.
  /// - Throws: `StoreError` where the ledger cannot be read or written.
  func takeBack(
    _ outdated: Set<Int>, where isWanted: (LedgerBatch, [BatchQuestion]) -> Bool
  ) async throws -> [String] {
    let rows = try ledger.batches()
    let candidates = try rows.filter { row in
      guard row.isSandbox == isSandbox, row.remoteID == nil,
        row.state == .abandoned || outdated.contains(row.number)
      else { return false }
      return isWanted(row, try ledger.questions(ofBatch: row.number))
    }
    guard !candidates.isEmpty else { return [] }
    let client = client
    let listing = await calls.untilStopped { () async throws(APIFailure) in
      try await client.allBatches()
    }
    // What cannot be listed now is looked for once more when the lane begins.
    guard case .success(let remotes) = listing else { return [] }
    let known = Set(rows.compactMap(\.remoteID))
    let projectID = try ledger.projectID()
    return try candidates.compactMap { row in
      let marks = BatchMarks(
        projectID: projectID, batch: row, files: Set([row.inputFileID].compactMap(\.self)),
        others: known)
      guard let remote = marks.find(in: remotes.filter(\.mayHaveAnswers)) else { return nil }
      try ledger.advance(
        row.number,
        BatchAdvance(
          standing: .init(
            .submitted, inputFileID: remote.inputFileID ?? row.inputFileID, remoteID: remote.id,
            submittedAt: row.submittedAt ?? calls.time.now()),
          reopens: true))
      return BatchWords.tookBack(row.number, remote)
    }
  }
}

extension Run {
  /// Where this run is about to ask something that a batch asks which the ledger has as never sent: looks whether the account has
  /// that batch.
  ///
  /// - Returns: whether it has any: then what is to be asked is another matter.
  func takesBack(
    _ preview: Preview, _ scope: BuildScope, _ client: OpenAIClient?
  ) async throws -> Bool {
    guard let client, project.batchCommand == nil, scope == .everything || scope == .realtime,
      try Ledger.openForReading(path: project.paths.ledger) != nil
    else { return false }
    let asked = Set(preview.survey.toAsk.map(\.question.hash))
    // What later parts of the run ask is not known yet.
    let later = Set(
      (project.furtherAsks.map(\.recipe) + [project.strongRecipe].compactMap(\.self))
        .map(\.hashes.combined))
    let outdated = preview.survey.givenUpBatches + (preview.votes?.givenUpBatches ?? [])
    let ledger = try Ledger.open(path: project.paths.ledger, owner: project.owner)
    let calls = PatientCalls(
      time: door.time, stop: door.stop, random: door.random, report: { _ in }, noWait: true)
    let told = try await ForgottenBatches(
      client: client, ledger: ledger, isSandbox: door.isSandbox, calls: calls
    ).takeBack(Set(outdated.map(\.number))) { batch, questions in
      later.contains(batch.recipe) || questions.contains { asked.contains($0.question) }
    }
    try ledger.close()
    for words in told { door.report(.notice(words)) }
    return !told.isEmpty
  }
}
