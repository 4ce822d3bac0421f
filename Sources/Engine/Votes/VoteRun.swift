import Display
import OpenAIClient
import Planner
import Quality
import Recipe
import Store
import Tropefile
import TropeModel

/// The part of a build that asks again, with the lists in other orders, and counts who gave each label.
///
/// Each ask after the first is a build beside the records by a recipe of its own: planned, priced, kept and taken up again as
/// any other. Once they have answered, the labels of the records get the share of the asks that gave them. The locks are
/// held and both databases open.
struct VoteRun {
  /// Its settings hold for all asks together.
  let project: Project
  let asks: Int
  let options: BuildOptions
  /// A build's, or the real-time lane's alone.
  let purpose: Run.Purpose
  let door: Door
  let database: TropesDatabase
  let ledger: Ledger
  /// `nil` where nothing has to be asked.
  let client: OpenAIClient?
  /// When the whole run began, by the steady clock.
  let began: Timestamp
  /// Sums of the whole run.
  private(set) var summary: BuildSummary
  /// Whether this run has asked anything yet, the first ask included.
  private var hasAsked = false
  /// What each ask after the first is expected to come to, as far as it was planned.
  private var forecasts: [Forecast] = []
  /// Whether nothing comes after the last ask.
  private var isLast = true
  /// Movies that no request of an ask can hold.
  private var tooLong: [Int: Set<MovieID>] = [:]

  /// `nil` where nothing votes.
  init?(
    _ project: Project, _ options: BuildOptions, _ purpose: Run.Purpose, _ door: Door,
    database: TropesDatabase, ledger: Ledger, client: OpenAIClient?, began: Timestamp,
    summary: BuildSummary
  ) {
    guard let asks = project.votes else { return nil }
    self.project = project
    self.asks = asks
    self.options = options
    self.purpose = purpose
    self.door = door
    self.database = database
    self.ledger = ledger
    self.client = client
    self.began = began
    self.summary = summary
  }

  /// Asks as far as it can, and counts.
  ///
  /// - Parameters:
  ///   - preview: what the first ask went by.
  ///   - isLast: whether the run ends with the last ask.
  mutating func run(after preview: Preview, isLast: Bool) async throws {
    forecasts = preview.votes?.forecasts ?? []
    self.isLast = isLast
    let movies =
      try VoteStanding(project, database: database)?.movies(
        preview.survey, wanted: options.wanted, without: summary.failed,
        leavesBatches: purpose == .realtime) ?? []
    hasAsked = !preview.survey.toAsk.isEmpty
    guard !movies.isEmpty else { return try endFresh() }
    // Nobody waits for a batch with `--no-wait`, and the asks do not wait for each other.
    var ask = 2
    while ask <= asks, summary.stop == nil || summary.stop == .wouldWait {
      try await self.ask(ask, movies, like: preview)
      ask += 1
    }
    // What is answered is answered, whatever stopped the rest.
    if summary.stop?.isEarly != true { try await count(movies) }
    try endFresh()
  }

  private func endFresh() throws {
    guard options.fresh, summary.isThrough else { return }
    try ledger.endFresh(options.freshName(in: project))
  }

  // MARK: Asking

  /// One ask of these movies, in the lanes and the size of requests of the first.
  private mutating func ask(
    _ number: Int, _ movies: [MovieID], like first: Preview
  ) async throws {
    guard let client,
      let asked = project.asking(time: number)?.changed({ settings in
        settings.plan.strategy = first.plan.strategy
        settings.recipe.moviesPerRequest = first.moviesPerRequest
        settings.plan.keepRest(
          spent: summary.spent, elapsed: door.time.steady() - began, parts: asks - number + 1)
      })
    else { return }
    let options = options.further(movies)
    var preview = try await door.previewer(asked, options).preview(
      database: nil, ledger: ledger)
    tooLong[number] = Set(
      preview.plan.tooLong.flatMap { [$0.item.movie] + $0.item.shared })
    let scope: BuildScope = purpose == .realtime ? .realtime : .everything
    guard scope.needsAPI(preview.survey) else { return }
    // They are kept, and nobody reads their records here.
    preview.survey.reused = []
    let count =
      preview.survey.toAsk.count + (scope == .everything ? preview.survey.inBatches.count : 0)
    if count > 0 { door.report(.told(VoteWords.asking(number, of: asks, movies: count))) }
    let run = Run(project: asked, options: options, purpose: purpose, door: door)
    // The same model as the first time: its end was told then, if anything was asked.
    var toldEnd: ModelEnd?
    if !hasAsked { toldEnd = try await run.checkModel(preview, scope, client) }
    hasAsked = hasAsked || !preview.survey.toAsk.isEmpty
    let part = try await run.lanesBeside(
      preview, client, ledger, scope: scope, toldEnd: toldEnd, part: runPart(number))
    // The same movies, once more; their records are nobody's, and the first ask's are built.
    summary.leftByAsks = max(summary.leftByAsks, part.left)
    summary.inBatches = max(summary.inBatches, part.inBatches)
    summary.addUse(of: part)
  }

  /// Where an ask stands in the run.
  private func runPart(_ number: Int) -> RunPart {
    let later = forecasts.dropFirst(number - 1)
    return RunPart(
      number: number, count: isLast ? asks : nil, dollarsBefore: summary.dollars,
      secondsBefore: (door.time.steady() - began).inSeconds,
      dollarsAfter: isLast ? later.reduce(0) { $0 + $1.total.cost } : nil,
      secondsAfter: isLast ? later.reduce(0) { $0 + $1.total.typical.inSeconds } : nil)
  }

  // MARK: Counting

  /// What has voted on one record.
  private struct Ballot {
    /// What the record is made from.
    let question: Digest
    let characters: [LabelledCharacter]
    /// For each character, the asks that gave its label.
    var votes: [Int]
    var answers = 1
    var isOpen = false

    init(_ record: StoredRecord) {
      question = record.question
      characters = record.characters.map(\.byModel)
      votes = characters.map { _ in 1 }
    }
  }

  /// From so many movies on all records are read, and not one after the other.
  private static let many = 500

  private func ballots(_ movies: [MovieID]) throws -> [MovieID: Ballot] {
    var ballots: [MovieID: Ballot] = [:]
    if movies.count < Self.many {
      for movie in movies { ballots[movie] = try database.storedRecord(of: movie).map(Ballot.init) }
      return ballots
    }
    let wanted = Set(movies)
    try database.forEachRecord(started: { ballots = [:] }) { record in
      if wanted.contains(record.movie) { ballots[record.movie] = Ballot(record) }
    }
    return ballots
  }

  /// Writes the share of the asks that gave each label.
  private mutating func count(_ movies: [MovieID]) async throws {
    var ballots = try ballots(movies)
    guard !ballots.isEmpty else { return }
    let wanted = ballots.keys.sorted()
    let targets = try await Surveyor(
      project: project, options: options, isSandbox: door.isSandbox
    ).furtherTargets(of: wanted, ledger: nil)
    for (ask, (asked, stale)) in zip(2..., zip(project.furtherAsks, targets.asks)) {
      let survey = try Surveyor(
        project: asked, options: options.further(wanted), isSandbox: door.isSandbox
      ).survey(stale, counts: [:], ledger: ledger)
      for reused in survey.reused {
        guard var ballot = ballots[reused.target.movie] else { continue }
        let votes = project.recipe.votes(for: ballot.characters, in: reused.characters)
        for (place, isGiven) in votes.enumerated() where isGiven { ballot.votes[place] += 1 }
        ballot.answers += 1
        ballots[reused.target.movie] = ballot
      }
      for target in survey.toAsk + survey.inBatches.map(\.target)
      where tooLong[ask]?.contains(target.movie) != true {
        ballots[target.movie]?.isOpen = true
      }
    }
    let counted = ballots.sorted { $0.key < $1.key }.map { votes(of: $0.key, $0.value) }
    try database.setVotes(counted)
    summary.votes = BuildSummary.Votes(counted)
  }

  private func votes(of movie: MovieID, _ ballot: Ballot) -> RecordVotes {
    var confidences: [String: Double] = [:]
    for (character, votes) in zip(ballot.characters, ballot.votes) {
      confidences[character.name] = Confidence(votes: votes, of: ballot.answers)?.value
    }
    return RecordVotes(
      movie: movie, question: ballot.question, asks: asks, answers: ballot.answers,
      isOpen: ballot.isOpen, confidences: confidences)
  }
}

extension BuildSummary {
  /// What became of votes.
  package struct Votes: Sendable, Hashable {
    /// How often each movie is asked.
    package var asks = 0
    /// Records whose labels have the votes of all asks.
    package var complete = 0
    /// Records some of whose asks got no good answer, to the end; those of `without` are among them.
    package var fewer = 0
    /// Records with fewer answers than it takes for a confidence, to the end.
    package var without = 0
    /// Records on which others may still vote.
    package var open = 0

    init(_ records: [RecordVotes]) {
      asks = records.first?.asks ?? 0
      for record in records {
        if record.isOpen {
          open += 1
        } else if record.answers == record.asks {
          complete += 1
        } else {
          fewer += 1
          if record.answers < VoteStanding.fewest { without += 1 }
        }
      }
    }
  }
}
