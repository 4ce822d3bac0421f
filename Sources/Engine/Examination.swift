import Basics
import Inputs
import Recipe
import TropeModel

/// Reads, hashes and renders the targets that their stamps do not settle, on all cores and, as long as they wait for the
/// disk, on more threads than those.
struct Examination: Sendable {
  let directory: InputDirectory
  let scanStart: Int64
  let recipe: Recipe
  /// The build log, ascending by movie.
  let log: [BuildLogEntry]
  let loggedRecipes: [Digest: RecipeHashes]
  let request: StalenessRequest
  /// Whether what is seen of each movie is kept, and every question rendered.
  var keepsWalk = false
  /// The recipes of the asks after the first, whose questions are made of the same reading.
  var further: [Recipe] = []
  /// Counts the questions of stale targets while their texts are at hand; `nil`: nothing is to be asked, so nothing is
  /// counted.
  var count: (@Sendable ([Question]) async throws -> [Digest: TokenCount])?

  struct Outcome: Sendable {
    var upToDate = 0
    var refreshed: [BuildLogEntry] = []
    var stale: [BuildTarget] = []
    /// For each of `further`, what it asks of the stale ones.
    var further: [[BuildTarget]] = []
    var failed: [FailedTarget] = []
    var walked: [WalkedMovie] = []
    var tokenCounts: [Digest: TokenCount] = [:]

    mutating func append(_ standing: Standing) {
      switch standing {
      case .upToDate: upToDate += 1
      case .refresh(let row): refreshed.append(row)
      }
    }

    mutating func append(_ other: Outcome) {
      upToDate += other.upToDate
      refreshed.append(contentsOf: other.refreshed)
      stale.append(contentsOf: other.stale)
      for place in further.indices where place < other.further.count {
        further[place].append(contentsOf: other.further[place])
      }
      failed.append(contentsOf: other.failed)
      walked.append(contentsOf: other.walked)
      tokenCounts.merge(other.tokenCounts) { first, _ in first }
    }
  }

  /// Movies that one task examines in a row: enough that starting it costs nothing beside them.
  private static let share = 128
  /// So many tasks go at a time: enough for all reading threads, and few enough that the texts they hold take some megabytes,
  /// however many movies there are.
  private static let mostTasks = 24

  /// - Returns: what was found, each list in the order of `entries`.
  /// - Throws: `InputError` where the directory cannot be opened any more, and what `count` throws.
  func run(_ entries: [InputEntry]) async throws -> Outcome {
    let shares = stride(from: 0, to: entries.count, by: Self.share).map {
      entries[$0..<min($0 + Self.share, entries.count)]
    }
    var outcomes: [Outcome?] = Array(repeating: nil, count: shares.count)
    try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
      var waiting = shares.enumerated().makeIterator()
      func start() {
        guard let (place, share) = waiting.next() else { return }
        group.addTask(executorPreference: ReadingThreads.shared) {
          (place, try await examine(share))
        }
      }
      for _ in 0..<Self.mostTasks { start() }
      for try await (place, outcome) in group {
        outcomes[place] = outcome
        start()
      }
    }
    var all = Outcome()
    all.further = further.map { _ in [] }
    for outcome in outcomes { if let outcome { all.append(outcome) } }
    return all
  }

  private func examine(_ entries: ArraySlice<InputEntry>) async throws -> Outcome {
    let reader = try directory.reader()
    var outcome = Outcome()
    outcome.further = further.map { _ in [] }
    for entry in entries { examine(entry, reader, into: &outcome) }
    guard !outcome.stale.isEmpty else { return outcome }
    if let count {
      // Counting waits for nothing but a core.
      let questions = outcome.stale.map(\.question)
      outcome.tokenCounts = try await withTaskExecutorPreference(globalConcurrentExecutor) {
        try await count(questions)
      }
    }
    outcome.stale = outcome.stale.map { $0.setAside() }
    return outcome
  }

  private func examine(_ entry: InputEntry, _ reader: InputReader, into outcome: inout Outcome) {
    let logged = logEntry(of: entry.movie)
    do throws(InputFault) {
      let contents = try reader.contents(entry, scanStart: scanStart)
      let standing = Staleness.decideByContent(
        movie: entry.movie, plot: contents.plot, cast: contents.cast, log: logged,
        recipe: recipe.hashes, request: request)
      if let standing { outcome.append(standing) }
      if standing == nil || keepsWalk {
        let fingerprint = try reader.fingerprint(of: contents)
        let message = MovieMessage(
          movie: fingerprint.movie, plot: fingerprint.plotText.utf8, cast: fingerprint.castNames)
        let seen = WalkedMovie.Seen(
          fingerprint: fingerprint, question: recipe.question(message))
        if standing == nil { decide(seen, message, logged, into: &outcome) }
        note(entry.movie, logged, .success(seen), in: &outcome)
      }
    } catch {
      note(entry.movie, logged, .failure(error), in: &outcome)
      outcome.failed.append(
        FailedTarget(
          movie: entry.movie, reason: error.reason,
          advice: error.advice))
    }
  }

  private func note(
    _ movie: MovieID, _ logged: BuildLogEntry?, _ seen: Result<WalkedMovie.Seen, InputFault>,
    in outcome: inout Outcome
  ) {
    if keepsWalk {
      outcome.walked.append(WalkedMovie(logged: logged, seen: seen))
    }
  }

  private func decide(
    _ seen: WalkedMovie.Seen, _ message: MovieMessage, _ logged: BuildLogEntry?,
    into outcome: inout Outcome
  ) {
    let fingerprint = seen.fingerprint
    let examined = Examined(fingerprint, seen.question)
    let decision = Staleness.decide(
      examined, log: logged, loggedRecipe: logged.flatMap { loggedRecipes[$0.recipe] },
      recipe: recipe.hashes, request: request)
    switch decision {
    case .stands(let standing): outcome.append(standing)
    case .stale(let reasons):
      outcome.stale.append(
        BuildTarget(
          movie: fingerprint.movie, question: seen.question,
          log: examined.logEntry(recipe: recipe.hashes), castStatus: fingerprint.castStatus,
          reasons: reasons))
      for (place, recipe) in further.enumerated() {
        outcome.further[place].append(target(fingerprint, message, of: recipe))
      }
    }
  }

  /// What an ask after the first asks of a movie: it has no record of its own.
  private func target(
    _ fingerprint: Fingerprint, _ message: MovieMessage, of recipe: Recipe
  ) -> BuildTarget {
    let question = recipe.question(message).setAside()
    return BuildTarget(
      movie: fingerprint.movie, question: question,
      log: Examined(fingerprint, question).logEntry(recipe: recipe.hashes),
      castStatus: fingerprint.castStatus,
      reasons: request.alwaysMake ? [.noRecord, .askedFor] : [.noRecord])
  }

  private func logEntry(of movie: MovieID) -> BuildLogEntry? { log.bisect(\.movie, movie) }
}

extension Examined {
  fileprivate init(_ fingerprint: Fingerprint, _ question: Question) {
    self.init(
      movie: fingerprint.movie, plot: fingerprint.plot, cast: fingerprint.cast,
      question: question.hash)
  }
}
