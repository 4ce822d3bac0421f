import Quality
import Recipe
import Store
import Tropefile
import TropeModel

/// What is frozen, what it costs to ask again, and what comes later.
extension CascadeRun {
  /// Strong answers to movies, from kept replies to requests of one movie.
  struct StrongAnswers {
    var answered: [MovieID: (question: Digest, characters: [LabelledCharacter])] = [:]
    /// Movies without a question that could still be asked.
    var cannotBeAsked: Set<MovieID> = []
    /// The strong question of each movie that has one.
    var questions: [MovieID: Digest] = [:]
  }

  func strongAnswers(_ movies: [MovieID]) async throws -> StrongAnswers {
    var options = BuildOptions()
    options.sample = movies
    let survey = try await survey(strong, options)
    var answers = StrongAnswers()
    for reused in survey.reused {
      answers.answered[reused.target.movie] = (reused.target.question.hash, reused.characters)
      answers.questions[reused.target.movie] = reused.target.question.hash
    }
    let open = survey.toAsk + survey.inBatches.map(\.target)
    for target in open { answers.questions[target.movie] = target.question.hash }
    answers.cannotBeAsked = Set(movies).subtracting(open.map(\.movie))
      .subtracting(answers.answered.keys)
    return answers
  }

  /// What a survey finds as if there were no records.
  private func survey(_ project: Project, _ options: BuildOptions) async throws -> Survey {
    var surveyor = Surveyor(project: project, options: options, isSandbox: door.isSandbox)
    surveyor.counter = door.counter
    return try await surveyor.survey(database: nil, ledger: ledger)
  }

  /// Freezes the movies that the cheap model has labelled, and writes nothing; `nil` where there are none.
  func freeze() async throws -> FrozenCascade? {
    let cheap = try await survey(project, BuildOptions())
    guard cheap.reused.contains(where: { !$0.characters.isEmpty }) else { return nil }
    let strong = try await strongAnswers(cheap.reused.map(\.target.movie))
    let voted = try votedConfidences(cheap)
    var rows: [CascadeMovieRow] = []
    var digest = PopulationDigest()
    var dollars = 0.0
    for reused in cheap.reused {
      // Where votes are asked for, every ask costs what the first one does.
      dollars +=
        reused.reply.costDollars / Double(max(1, reused.reply.questionCount))
        * Double(project.asks)
      var row = frozen(reused, cheap, strong, voted)
      if row.labels.isEmpty {
        // Nothing to promise.
        row.part = .kept
      } else if key.measure == .strong, let answer = strong.answered[row.movie] {
        row.part = .pilot
        row.answer = StrongAnswer(answer.characters, on: row.labels, project.recipe).text
      }
      rows.append(row)
      guard !row.labels.isEmpty else { continue }
      digest.add(
        row.movie,
        labels: row.labels.map { label in
          (
            label.name, label.label,
            label.confidence.flatMap { Confidence(probability: Double($0) / 1_000_000) }
          )
        })
    }
    let frozen = digest.finish()
    let population = CascadePopulation(rows.map(\.movieOfCascade), digest: frozen)
    // Against gold the pilot is a draw and nothing else: which movies have strong answers may follow from which were labelled.
    let answered = Set(rows.lazy.filter { $0.part == .pilot }.map(\.movie))
    let wanted = Cascade.pilotSize(population.movies.count) - answered.count
    let pilot = Set(population.pilot(wanted, without: answered))
    for place in rows.indices where pilot.contains(rows[place].movie) {
      rows[place].part = .pilot
    }
    let entry = CascadeEntry(
      key: key, cheapName: project.recipe.parameters.variantName,
      strongName: self.strong.recipe.parameters.variantName, population: frozen,
      cheapDollars: dollars, begunAt: door.time.now())
    return FrozenCascade(entry: entry, rows: rows)
  }

  /// What votes have made of the labels of records; a reply does not tell that. `nil` where nothing votes.
  private func votedConfidences(_ cheap: Survey) throws -> [MovieID: [String: Double]]? {
    guard project.votes != nil else { return nil }
    return try database.confidences(of: Set(cheap.reused.map(\.target.movie)))
  }

  private func frozen(
    _ reused: ReusableTarget, _ cheap: Survey, _ strong: StrongAnswers,
    _ voted: [MovieID: [String: Double]]?
  ) -> CascadeMovieRow {
    let question = reused.target.question.hash
    var characters = reused.characters
    if let voted {
      let own = voted[reused.target.movie] ?? [:]
      for place in characters.indices {
        characters[place].confidence = own[characters[place].name]
      }
    }
    return CascadeMovieRow(
      movie: reused.target.movie, question: question,
      strongQuestion: strong.questions[reused.target.movie] ?? question,
      labels: project.recipe.frozen(characters),
      plotTokens: cheap.tokenCounts[question]?.tokens ?? 1)
  }

  /// What the strong model's questions are expected to cost, in dollars; of one that cannot be asked what others cost in
  /// the mean.
  func prices(of movies: [MovieID]) async throws -> [MovieID: Double] {
    guard !movies.isEmpty else { return [:] }
    var options = BuildOptions()
    options.sample = movies
    options.forgetsReplies = true
    let look = try await door.previewer(strong, options).look(
      database: nil, ledger: ledger)
    let dollars = look.dollars(by: strong.settings.plan.strategy)
    let mean = dollars.isEmpty ? 1 : dollars.values.reduce(0, +) / Double(dollars.count)
    return Dictionary(
      movies.map { ($0, max(dollars[$0] ?? mean, .leastNormalMagnitude)) },
      uniquingKeysWith: { first, _ in first })
  }

  // MARK: Later

  /// Decides about movies that are new or have changed, by the kept order and cut: they are not covered.
  ///
  /// - Parameter rechecksLabels: whether records were made in this run, so that one may have other labels than those
  ///   that were frozen.
  func decideLater(_ entry: CascadeEntry, rechecksLabels: Bool) async throws {
    guard let promise = entry.promise,
      let standing = try CascadeStanding(
        project, database: database, ledger: ledger, isSandbox: door.isSandbox)
    else { return }
    var movies = Set(standing.undecided)
    if rechecksLabels { movies.formUnion(try relabelled(entry)) }
    guard !movies.isEmpty else { return }
    var options = BuildOptions()
    options.movies = movies.sorted()
    let cheap = try await survey(project, options)
    let strong = try await strongAnswers(movies.sorted())
    let dollars = try await prices(of: movies.sorted())
    let order = Cascade(entry, try ledger.cascadeMovies(entry.number)).order
    let voted = try votedConfidences(cheap)
    var rows = cheap.reused.map { reused in
      var row = frozen(reused, cheap, strong, voted)
      row.isLater = true
      row.dollars = dollars[row.movie] ?? 0
      row.part =
        row.labels.isEmpty || order.keeps(row.movieOfCascade, by: promise.keptMovies)
        ? .kept : .again
      return row
    }
    let known = Set(rows.map(\.movie))
    for row in try database.buildLog()
    where movies.contains(row.movie) && !known.contains(row.movie) {
      // Its record was taken over as it is: there is no reply to sort it by.
      rows.append(
        CascadeMovieRow(
          movie: row.movie, isLater: true, question: row.question,
          strongQuestion: strong.questions[row.movie] ?? row.question, labels: [], plotTokens: 1,
          part: .kept))
    }
    try ledger.addLater(rows, to: entry.number)
    door.report(.told(CascadeWords.later(rows, entry)))
  }

  /// Movies that keep cheap labels and whose record has others now: somebody had the cheap model asked anew.
  private func relabelled(_ entry: CascadeEntry) throws -> [MovieID] {
    var kept: [MovieID: [CascadeLabel]] = [:]
    for isLater in [false, true] {
      for row in try ledger.cascadeMovies(entry.number, later: isLater) {
        kept[row.movie] = row.part == .kept ? row.labels : nil
      }
    }
    let cheap = Set(
      try database.buildLog().lazy.filter { $0.recipe == key.cheap }.map(\.movie))
    var found: [MovieID] = []
    try database.forEachRecord(started: { found = [] }) { record in
      guard let labels = kept[record.movie], cheap.contains(record.movie) else { return }
      let now = project.recipe.frozen(record.characters)
      let isSame =
        now.count == labels.count
        && zip(now, labels).allSatisfy { $0.name == $1.name && $0.label == $1.label }
      if !isSame { found.append(record.movie) }
    }
    return found
  }
}

/// A cascade that could begin.
struct FrozenCascade {
  var entry: CascadeEntry
  var rows: [CascadeMovieRow]
}
