import ProjectFiles
import Recipe
import Store
import TropeModel

/// What a run writes before its first request and after its last.
extension GroupWriter {
  /// All that needs no API: verdicts and batches that nobody wants any more, the recipe's description, labels by hand, log
  /// rows, what is taken up.
  ///
  /// - Returns: the batches that were given up.
  func begin(
    _ preview: Preview, recipe: Recipe, hands: Hands?, freshName: String?, isForAll: Bool,
    at now: Timestamp
  ) throws -> [LedgerBatch] {
    let survey = preview.survey
    if let freshName, survey.freshAfter == nil { try ledger.beginFresh(freshName) }
    for refuted in survey.refuted {
      try ledger.setVerdict(
        .bad("\(refuted.fault)"), question: refuted.question, reply: refuted.reply)
    }
    let givenUp = try survey.givenUpBatches.filter { batch in
      try ledger.close(
        batch.number, .givenUp("it was never sent: \(batch.why)", onlyIfUnsent: true), at: now)
    }
    try ledger.keepTokenCounts(preview.tokenCounts)
    try describe(recipe)
    _ = try hands?.apply(to: database)
    try database.refresh(survey.refreshed)
    let passed = survey.overcome + survey.forgotten
    try database.clearFailures(of: passed)
    let earlier = try database.pendingMovies()
    try notePending(preview, earlier, isForAll: isForAll, at: now)
    try status.remove(passed)
    try status.takeUp(
      queued: survey.toAsk.map(\.movie), waiting: survey.inBatches.map(\.target.movie),
      keeping: isForAll ? nil : { earlier.contains($0) })
    return try givenUp.compactMap { try ledger.batch($0.number) }
  }

  private func describe(_ recipe: Recipe) throws {
    try database.setRecipe(
      recipe.hashes, kind: recipe.fields.kind, fields: recipe.fields.words,
      model: recipe.parameters.model, parametersJSON: recipe.parameters.json)
    try database.setFields(
      recipe.fields.fields.map(FieldRow.init), ofMovie: recipe.fields.movieFields.map(FieldRow.init)
    )
    try database.setCatalog(
      recipe.catalog?.tropes.map {
        CatalogRow(id: $0.id, name: $0.name, description: $0.description)
      } ?? [])
  }

  /// - Parameter earlier: what is noted from before.
  private func notePending(
    _ preview: Preview, _ earlier: Set<MovieID>, isForAll: Bool, at now: Timestamp
  ) throws {
    let survey = preview.survey
    // What is in a batch was noted when it was submitted, and may be none of this run's business.
    let clears = isForAll && survey.openBatches.isEmpty
    if clears { try database.clearPending() }
    // Unless somebody has removed tropes.db since.
    let unnoted = survey.inBatches.filter { clears || !earlier.contains($0.target.movie) }
    try database.setPending(
      unnoted.map { waiting in
        pending(waiting.target, .submitted, preview, at: now, batch: waiting.batch)
      } + survey.toAsk.map { pending($0, .queued, preview, at: now) })
  }

  private func pending(
    _ target: BuildTarget, _ state: TargetState, _ preview: Preview, at now: Timestamp,
    batch: Int? = nil
  ) -> PendingTarget {
    PendingTarget(
      movie: target.movie, state: state, castStatus: target.castStatus, batchNumber: batch,
      tokenCount: preview.tokenCounts[target.question.hash]?.tokens ?? 0, since: now)
  }

  /// What the run has left waits for the next one; what failed or is in a batch is told by its file, whoever has submitted
  /// that batch. After a run for all targets nothing else stays: what an earlier run had taken up may not be wanted any more.
  func end(left: [BuildTarget], failed: [MovieID], isForAll: Bool) throws {
    let inFlight = try ledger.questionsInFlight()
    let idle = left.filter { inFlight[$0.question.hash] == nil }.map(\.movie)
    try database.clearPending(idle)
    // Whatever their files say: they are in no batch.
    try status.set(idle.map { StatusDirectory.Change($0, .queued) })
    let batches = try batchesAtServer()
    try status.end(
      left: left.map { target in
        (target.movie, inFlight[target.question.hash].flatMap { batches[$0] })
      }, failed: failed,
      submitted: Set(try batches.keys.flatMap { try movies(inBatch: $0) }),
      keepsOthers: !isForAll)
  }

  /// The movies that wait for a batch. The ledger has one for each question; who else asks the same, what is pending tells.
  private func movies(inBatch number: Int) throws(StoreError) -> [MovieID] {
    try ledger.questions(ofBatch: number).filter { $0.outcome == nil }.map(\.movie)
      + database.pendingMovies(inBatch: number)
  }

  /// What is said of targets in batches that the server has, by their numbers.
  private func batchesAtServer() throws(StoreError) -> [Int: StatusDetail] {
    var details: [Int: StatusDetail] = [:]
    for batch in try ledger.unfinishedBatches()
    where batch.state == .submitted && batch.isSandbox == isSandbox {
      guard let remoteID = batch.remoteID else { continue }
      details[batch.number] = .submitted(batch.number, remoteID: remoteID)
    }
    return details
  }
}

extension StatusDetail {
  /// Of a target in a batch that the server has.
  static func submitted(_ batch: Int, remoteID: String) -> StatusDetail {
    ["batch": "\(batch)", "remote": remoteID]
  }
}

extension FieldRow {
  fileprivate init(_ field: RecipeField) {
    self.init(
      name: field.name, kind: field.type.kind, isOptional: field.isOptional,
      description: field.description)
  }
}
