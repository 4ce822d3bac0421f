import Planner
import ProjectFiles
import Quality
import Store
import Tropefile
import TropeModel

extension CascadeRun {
  /// Asks about the test's movies, block after block, until nothing can change any more. What was frozen and the order stay
  /// the same meanwhile, so neither is made again for each block.
  ///
  /// - Returns: whether all of them are settled.
  mutating func askSample(
    _ movies: [MovieID], _ begun: CascadeTest, _ rows: [CascadeMovieRow], _ entry: CascadeEntry,
    block: Int?
  ) async throws -> Bool {
    var (test, next) = (begun, movies)
    let sizes = Dictionary(
      rows.map { ($0.movie, $0.labels.count) }, uniquingKeysWith: { first, _ in first })
    while !next.isEmpty {
      guard let answers = try await ask(next, rows, entry, as: .sample) else { return false }
      test.take(
        Dictionary(
          answers.map { ($0, $1.errors(of: sizes[$0] ?? 0)) },
          uniquingKeysWith: { first, _ in first }))
      next = block.map { Array(test.next($0)) } ?? []
    }
    return true
  }

  /// Asks the strong model, and notes what it says of the frozen labels.
  ///
  /// - Returns: its answers; `nil` where not all of them are settled.
  mutating func ask(
    _ movies: [MovieID], _ rows: [CascadeMovieRow], _ entry: CascadeEntry, as part: CascadePart
  ) async throws -> [MovieID: StrongAnswer]? {
    let (failed, hasStopped) = try await stage(movies, stationsLeft: part == .pilot ? 3 : 2)
    let given = try await strongAnswers(movies)
    let asked = Set(movies)
    let frozen = Dictionary(
      rows.lazy.filter { asked.contains($0.movie) }.map { ($0.movie, $0) },
      uniquingKeysWith: { first, _ in first })
    var answers: [MovieID: StrongAnswer] = [:]
    for movie in movies {
      guard let row = frozen[movie] else { continue }
      if let answer = given.answered[movie], answer.question == row.strongQuestion {
        answers[movie] = StrongAnswer(answer.characters, on: row.labels, project.recipe)
      } else if given.answered[movie] != nil || failed.contains(movie)
        || given.cannotBeAsked.contains(movie)
      {
        // Also one whose plot has changed: what was frozen cannot be asked about any more.
        answers[movie] = .refused
      }
    }
    try ledger.noteAnswers(answers.mapValues(\.text), of: entry.number, as: part)
    return !hasStopped && answers.count == movies.count ? answers : nil
  }

  /// Asks about what is left: the movies above the cut, and those of pilot and test whose answers were kept before.
  mutating func askRest() async throws -> Bool {
    guard
      let standing = try CascadeStanding(
        project, database: database, ledger: ledger, isSandbox: door.isSandbox),
      let entry = standing.entry, !standing.open.isEmpty
    else { return true }
    let (failed, hasStopped) = try await stage(standing.open, stationsLeft: 1)
    if hasStopped { return false }
    // What is still as it was cannot be asked: refused, or its plot is gone.
    guard
      let after = try CascadeStanding(
        project, database: database, ledger: ledger, isSandbox: door.isSandbox)
    else { return true }
    let refused = Set(after.open).union(failed).sorted()
    for isLater in [false, true] {
      try ledger.noteAnswers(
        Dictionary(
          refused.map { ($0, CascadePlace.refused) }, uniquingKeysWith: { first, _ in first }),
        of: entry.number, later: isLater)
    }
    return true
  }

  /// A build of these movies by the strong model: their records are replaced as answers come.
  ///
  /// - Returns: movies that it refused, and whether something stopped it before all were settled.
  private mutating func stage(
    _ movies: [MovieID], stationsLeft: Int
  ) async throws -> (failed: Set<MovieID>, hasStopped: Bool) {
    var options = BuildOptions()
    options.sample = movies
    options.noWait = self.options.noWait
    let project = planned(stationsLeft: stationsLeft)
    let preview = try await door.previewer(project, options).preview(
      database: database, ledger: ledger)
    if preview.survey.hasNothingToDo { return ([], false) }
    if case .none? = preview.choice { say(CascadeWords.noPlanFits(project.settings.plan)) }
    let run = Run(project: project, options: options, door: door)
    let toldEnd = try await run.checkModel(preview, .everything, client)
    let built = try await run.lanes(
      preview, .everything, client, database, ledger, toldEnd: toldEnd, hands: hands,
      part: nextPart(preview, isLast: stationsLeft == 1))
    // They have a record: the cheap model's.
    let failed = built.failed.map(\.movie)
    if !failed.isEmpty {
      try database.clearFailures(of: failed)
      try StatusWriter(StatusDirectory(project.paths.status)).remove(failed)
    }
    take(built)
    return (Set(failed), !built.isThrough)
  }

  /// The strong model's project with what is left of the budget, and of the time an even part of it for each station that may
  /// come.
  func planned(stationsLeft: Int) -> Project {
    strong.planned { plan in
      plan.keepRest(
        spent: summary.spent, elapsed: door.time.steady() - began, parts: stationsLeft)
    }
  }

  /// The part of the run that begins now. What follows the last one is nothing; what follows the others is what the forecast
  /// leaves, once there is one.
  mutating func nextPart(_ preview: Preview, isLast: Bool = false) -> RunPart {
    parts += 1
    let left = forecast.map { forecast in
      max(
        0, forecast.dollars - (summary.dollars - forecast.paid) - preview.forecast.total.cost)
    }
    return RunPart(
      number: parts, count: nil, dollarsBefore: summary.dollars,
      secondsBefore: (door.time.steady() - began).inSeconds,
      dollarsAfter: isLast ? 0 : left, secondsAfter: isLast ? 0 : nil)
  }

  /// Adds what the strong model was asked.
  ///
  /// - Parameter hasRecords: whether its answers have become records.
  mutating func take(_ built: BuildSummary, hasRecords: Bool = true) {
    if hasRecords { summary.addRecords(of: built) }
    summary.left += built.left
    summary.inBatches += built.inBatches
    summary.addUse(of: built)
  }
}
