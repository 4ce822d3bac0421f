package import Inputs
import Recipe
package import Store
package import Tokenizer
import Tropefile
package import TropeModel

/// Makes a survey: the half of a build that changes nothing.
package struct Surveyor: Sendable {
  package let project: Project
  package internal(set) var options: BuildOptions
  /// Whether the run talks to a sandbox: only then does what its labeller answered count, and only its batches
  /// are this run's.
  package let isSandbox: Bool
  /// How many bad replies a question gets before its target fails.
  package let attempts: Int
  /// Called with the path of every input file that is opened.
  package var willOpen: (@Sendable (String) -> Void)?
  /// Called when something has to be counted, and not before. Without one nothing is.
  package var counter: (@Sendable () async throws -> TokenCounter)?
  /// Whether what the asks after the first ask is made of the same reading, for `Survey.further`.
  var looksFurther = false
  /// Whether batches that were written and ask what nobody wants any more are left as they are; else a build plans anew what is
  /// wanted of them.
  var keepsOutdatedBatches = false
  /// What a split would make before; `nil` where there is none to do.
  package var split: PlannedFiles?

  package init(project: Project, options: BuildOptions, isSandbox: Bool) {
    self.project = project
    self.options = options
    self.isSandbox = isSandbox
    attempts = project.settings.lanes.attempts
  }

  /// Scans, hashes what the stamps do not settle, renders, and looks for kept replies.
  ///
  /// - Parameters:
  ///   - database: the records and build log; `nil` before the first build.
  ///   - ledger: the kept replies and batches; `nil` before the first request.
  /// - Throws: `BuildError` when the input directory cannot be listed or a database cannot be read.
  package func survey(database: TropesDatabase?, ledger: Ledger?) async throws -> Survey {
    var directory = project.inputs
    directory.hooks.willOpen = willOpen
    directory.planned = split
    // Without a build log there is nothing to compare stamps with, and all that is there is read.
    let listing = try directory.list(withStamps: database != nil)
    let look = try look(at: listing, directory: directory, database: database)
    let verdicts = look.verdicts

    var survey = Survey()
    survey.upToDate = verdicts.upToDate
    survey.orphans = verdicts.orphans
    survey.unknownMovies = verdicts.unknown
    survey.noted = try database?.failures() ?? []
    survey.failedWithoutPlot = Set(
      survey.noted.map(\.movie).filter { listing.entry(of: $0)?.plot == nil })
    survey.ignoredFiles = listing.ignored.map { "\($0.name): \($0.why)" }
    let open = try openBatches(ledger)
    note(open, in: &survey)
    guard !verdicts.examine.isEmpty else {
      try dissolve(
        open.own, wanted: [], recipes: look.state.recipes, ledger: ledger, in: &survey)
      return survey
    }

    let entries = verdicts.examine.map { listing.entries[$0] }
    var examination = Examination(
      directory: directory, scanStart: listing.startedAtNanoseconds,
      recipe: project.recipe,
      log: look.state.log, loggedRecipes: look.state.recipes, request: look.request,
      keepsWalk: options.explains)
    if looksFurther { examination.further = project.furtherAsks.map(\.recipe) }
    if let counter, !options.adopt { examination.count = count(counter, ledger) }
    let examined = try await examination.run(entries)
    survey.upToDate += examined.upToDate
    survey.refreshed = examined.refreshed
    survey.failed = examined.failed
    survey.walked = examined.walked
    survey.tokenCounts = examined.tokenCounts
    if options.adopt {
      survey.leftStale = examined.stale.count
      return survey
    }
    if looksFurther {
      survey.further = FurtherTargets(
        asks: examined.further, counts: Self.byMovie(examined.tokenCounts, examined.stale))
    }
    try divide(
      examined.stale, open, recipes: look.state.recipes, ledger: ledger, into: &survey)
    return survey
  }

  /// The same of targets whose files an ask before has read: nothing is opened.
  ///
  /// - Parameter counts: of their movies' questions.
  func survey(
    _ stale: [BuildTarget], counts: [MovieID: TokenCount], ledger: Ledger?
  ) throws -> Survey {
    var survey = Survey()
    let open = try openBatches(ledger)
    note(open, in: &survey)
    survey.tokenCounts.reserveCapacity(counts.isEmpty ? 0 : stale.count)
    for target in stale { survey.tokenCounts[target.question.hash] = counts[target.movie] }
    try divide(stale, open, recipes: [:], ledger: ledger, into: &survey)
    return survey
  }

  private static func byMovie(
    _ counts: [Digest: TokenCount], _ stale: [BuildTarget]
  ) -> [MovieID: TokenCount] {
    guard !counts.isEmpty else { return [:] }
    return Dictionary(
      stale.compactMap { target in counts[target.question.hash].map { (target.movie, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The batches of all asks, but of those that were not sent this ask's alone: the others are judged, and sent, where what
  /// they ask is known. What works on batches that are there tells of all.
  private func openBatches(_ ledger: Ledger?) throws -> OpenBatches {
    let open = try OpenBatches(ledger, project, isSandbox: isSandbox)
    guard !keepsOutdatedBatches, open.own.contains(where: \.isUnsent) else { return open }
    let own = project.recipe.hashes.combined
    let others = otherAsks
    return open.without { batch in
      batch.isUnsent && batch.recipe != own
        && (options.further != nil || others.contains(batch.recipe))
    }
  }

  /// The recipes of the asks after the first.
  private var otherAsks: [Digest] { project.furtherAsks.map(\.recipe.hashes.combined) }

  private func note(_ open: OpenBatches, in survey: inout Survey) {
    survey.isAdopting = options.adopt
    // Adopting asks nothing, so it leaves batches alone too.
    if !options.adopt, !options.forgetsReplies { survey.openBatches = open.own.map(\.number) }
    survey.othersBatches = open.others.map(\.number)
  }

  /// Tells of stale targets what serves them, where they are, and which have to be asked.
  private func divide(
    _ stale: [BuildTarget], _ open: OpenBatches, recipes: [Digest: RecipeHashes],
    ledger: Ledger?, into survey: inout Survey
  ) throws {
    if options.forgetsReplies {
      survey.toAsk = stale
      return
    }
    let unserved = try reuse(stale, ledger: ledger, into: &survey)
    if options.sample != nil {
      survey.openBatches = try sampleBatches(open.own, of: unserved, ledger: ledger)
    }
    // What an answer serves already is not to be asked by a batch that was written before.
    try dissolve(
      open.own, wanted: Set(unserved.map(\.question.hash)), recipes: recipes, ledger: ledger,
      in: &survey)
    try settle(unserved, ledger: ledger, into: &survey)
  }

  /// Counts questions, but for those that the ledger has counted.
  private func count(
    _ counter: @escaping @Sendable () async throws -> TokenCounter, _ ledger: Ledger?
  ) -> @Sendable ([Question]) async throws -> [Digest: TokenCount] {
    let weights = RequestWeights(project: project, counter: counter)
    // Counts of earlier versions are called exact for every model.
    let knows = VocabularySource.o200kBase.fits(model: project.settings.recipe.model)
    return { questions in
      let known = (knows ? try ledger?.tokenCounts(for: questions.map(\.hash)) : nil) ?? [:]
      return try await weights.count(questions, known: known)
    }
  }

  /// Batches of this project of which nothing has been sent and that ask something nobody wants any more are given up,
  /// and the rest of them is planned anew, unless they are to be kept. A run for some movies only does not judge.
  ///
  /// - Parameter recipes: those that are known, by their combined hash.
  private func dissolve(
    _ open: [LedgerBatch], wanted: Set<Digest>, recipes: [Digest: RecipeHashes], ledger: Ledger?,
    in survey: inout Survey
  ) throws {
    survey.keepsOutdatedBatches = keepsOutdatedBatches
    guard options.judgesBatches, let ledger else { return }
    for batch in open where batch.isUnsent {
      let questions = try ledger.questions(ofBatch: batch.number)
      let unwanted = questions.count { !wanted.contains($0.question) }
      guard unwanted > 0 else { continue }
      survey.outdatedBatches.append(
        OutdatedBatch(
          number: batch.number, questions: questions.count, unwanted: unwanted,
          recipe: otherRecipe(of: batch, recipes)))
    }
    let givenUp = Set(survey.givenUpBatches.map(\.number))
    survey.openBatches.removeAll(where: givenUp.contains)
  }

  private func otherRecipe(
    of batch: LedgerBatch, _ recipes: [Digest: RecipeHashes]
  ) -> OutdatedBatch.OtherRecipe? {
    let now = project.recipe.hashes
    guard batch.recipe != now.combined else { return nil }
    if let place = otherAsks.firstIndex(of: batch.recipe) {
      return OutdatedBatch.OtherRecipe(changes: [], ask: place + 2)
    }
    guard let then = recipes[batch.recipe] else { return OutdatedBatch.OtherRecipe(changes: []) }
    let changes = Staleness.changes(from: then, to: now)
    return OutdatedBatch.OtherRecipe(
      changes: changes, model: changes.contains(.modelChanged) ? then.modelName : nil)
  }

  /// The first cut-off, and what the database knows of the movies that it does not settle.
  private func look(
    at listing: InputListing, directory: InputDirectory, database: TropesDatabase?
  ) throws -> (verdicts: StatVerdicts, state: BuildState, request: StalenessRequest) {
    var request = try request(directory: directory)
    let recipe = project.recipe.hashes.combined
    var verdicts = StatVerdicts()
    var hasRecords = false
    let state =
      try database?.buildState { sandboxRecords, rows in
        request.outdated = isSandbox ? [] : sandboxRecords
        var merge = StatMerge(entries: listing.entries, recipe: recipe, request: request)
        hasRecords = false
        try rows { row in
          hasRecords = true
          merge.take(row)
        }
        verdicts = merge.finish()
        return verdicts.examine.map { listing.entries[$0].movie }
      }
    if listing.entries.isEmpty, !hasRecords {
      throw BuildError.nothingToBuild(directory: project.paths.input)
    }
    if state == nil {
      verdicts = Staleness.statVerdicts(
        entries: listing.entries, log: [], recipe: recipe, request: request)
    }
    return (verdicts, state ?? .empty, request)
  }

  private func request(directory: InputDirectory) throws -> StalenessRequest {
    var assumed: Set<MovieID> = []
    for path in options.assumeChanged {
      guard let movie = directory.movie(ofPath: path) else {
        throw BuildError.notAnInput(path: path, directory: project.paths.input)
      }
      assumed.insert(movie)
    }
    return StalenessRequest(
      wanted: options.wanted.map { .only(Set($0)) } ?? .everything,
      alwaysMake: options.alwaysMake, assumeChanged: assumed,
      checkAll: options.checkAll || options.explains,
      adopt: options.adopt, accepted: project.strongRecipe?.hashes.combined)
  }

  /// Serves the stale targets that a kept reply serves, and returns the others.
  private func reuse(
    _ stale: [BuildTarget], ledger: Ledger?, into survey: inout Survey
  ) throws -> [BuildTarget] {
    if options.fresh { survey.freshAfter = try ledger?.freshAfter(options.freshName(in: project)) }
    var replies = KeptReplies(recipe: project.recipe, ledger: ledger, acceptsSandbox: isSandbox)
    replies.size = size
    // Before `--fresh` has begun no answer is fresh.
    if options.fresh { replies.after = survey.freshAfter ?? .max }
    let kept = try replies.last(
      for: stale.filter { !isAssumedChanged($0) }.map(\.question.hash))
    let unserved = try stale.filter { target in
      guard let last = kept[target.question.hash],
        var reusable = try replies.serving(target, last: last)
      else { return true }
      if options.asksAgain {
        guard let again = try replies.serving(target, excluding: [reusable.reply.replyID]) else {
          return true
        }
        reusable = again
      }
      survey.reused.append(reusable)
      return false
    }
    survey.refuted += replies.refuted
    return unserved
  }

  /// Sends each stale target that no reply serves the cheapest way that is open to it.
  private func settle(
    _ stale: [BuildTarget], ledger: Ledger?, into survey: inout Survey
  ) throws {
    let questions = stale.map(\.question.hash)
    let openBatches = Set(survey.openBatches)
    let inFlight = (try ledger?.questionsInFlight() ?? [:]).filter {
      openBatches.contains($0.value)
    }
    let bad =
      try ledger?.badAnswerCounts(for: questions, acceptingSandbox: isSandbox, size: size) ?? [:]
    for target in stale {
      let question = target.question
      if project.recipe.asksForDecisions, !question.hasNames {
        survey.failed.append(
          FailedTarget(
            movie: target.movie, reason: "decisions need names, and its cast has none",
            advice: "give it a cast, or ask by 'recipe.endpoint: chat', which finds the names"))
      } else if let batch = inFlight[question.hash] {
        survey.inBatches.append(WaitingTarget(target: target, batch: batch))
      } else if let count = bad[question.hash], count >= attempts, !isAskedFor(target) {
        survey.failed.append(
          FailedTarget(
            movie: target.movie, reason: FailedTarget.badReplies(count),
            advice: options.explains
              ? "'tropebuild \(target.movie)' asks again"
              : "see 'tropebuild explain \(target.movie)'; 'tropebuild --failed' asks again",
            attempts: count))
      } else {
        survey.toAsk.append(target)
      }
    }
  }

  /// The open batches that a sample waits for: those that ask something of it, in requests of its own size. What else is
  /// under way is not a comparison's to wait for.
  private func sampleBatches(
    _ open: [LedgerBatch], of unserved: [BuildTarget], ledger: Ledger?
  ) throws -> [Int] {
    let wanted = Set(unserved.map(\.question.hash))
    return try open.filter { batch in
      guard batch.moviesPerRequest == project.settings.recipe.moviesPerRequest else { return false }
      return try ledger?.questions(ofBatch: batch.number)
        .contains { $0.outcome == nil && wanted.contains($0.question) } ?? false
    }.map(\.number)
  }

  private var size: RequestSize { options.size(project.settings.recipe.moviesPerRequest) }

  private func isAssumedChanged(_ target: BuildTarget) -> Bool {
    !options.assumeChanged.isEmpty && target.reasons.contains(.askedFor) && !options.alwaysMake
  }

  /// Whether the user named this movie, or wants all built: then one that failed is tried again. To explain is not to
  /// ask.
  private func isAskedFor(_ target: BuildTarget) -> Bool {
    guard !options.explains else { return false }
    return options.movies.contains(target.movie) || target.reasons.contains(.askedFor)
  }
}

extension Surveyor {
  /// Movies with a record and no plot any more.
  package func orphans(database: TropesDatabase?) throws -> [MovieID] {
    guard let database else { return [] }
    let listing = try project.inputs.list()
    return Staleness.statVerdicts(
      entries: listing.entries, log: try database.buildLog(),
      recipe: project.recipe.hashes.combined
    ).orphans
  }
}
