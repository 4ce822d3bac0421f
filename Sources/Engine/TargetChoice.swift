import Display
import Formats
package import Inputs
import Store
import TropeModel
import Tropefile

/// Which movies a command is about, where they are not named: those that are of a kind. What is chosen in several ways is
/// what all of them choose.
package struct TargetChoice: Sendable, Equatable {
  /// `--failed`: those that a build could not make a record of and does not ask about again by itself.
  package var failed = false
  /// `--where`: those that a condition of SQL holds for.
  package var condition: String?
  /// `--sample`: so many of them, the first ones of the draw by which `try` compares variants.
  package var sample: Int?
  /// `--unsure`: so many of them, those with the labels that the model was least sure of.
  package var unsure: Int?

  package init() {}

  /// Whether anything chooses.
  package var isThere: Bool { self != TargetChoice() }

  /// Whether the condition names what only the movies' metadata tells; what stands in single quotes is a text.
  package var asksMetadata: Bool {
    guard let condition else { return false }
    let parts = condition.split(separator: "'", omittingEmptySubsequences: false)
    let words = parts.enumerated().lazy.filter { $0.offset.isMultiple(of: 2) }
      .flatMap { $0.element.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" } }
    return words.contains { Self.ofMetadata.contains(String($0)) }
  }

  /// Those of `columns` that inputs tell without metadata are not among them.
  private static let ofMetadata = Set(columns).subtracting(["movie_id", "has_cast"])

  /// What a condition is over.
  package static let columns = [
    "movie_id", "title", "year", "released", "runtime", "revenue", "genres", "languages",
    "countries", "has_cast",
  ]
}

/// Finds out which movies a choice means. Changes nothing.
package struct TargetChooser: Sendable {
  private let project: Project
  private let isSandbox: Bool
  /// What a split would make before; `nil` where there is none to do.
  private let split: PlannedFiles?

  package init(project: Project, isSandbox: Bool, split: PlannedFiles?) {
    self.project = project
    self.isSandbox = isSandbox
    self.split = split
  }

  /// The options with the movies that they mean; as they are where nothing chooses.
  package func choose(_ options: BuildOptions) async throws -> BuildOptions {
    let choice = options.choice
    guard choice.isThere else { return options }
    let entries = try entries()
    try checkNamed(options.movies, entries)
    let database = try TropesDatabase.openForReading(path: project.paths.database)
    var wanted = options.movies.isEmpty ? nil : Set(options.movies)
    if choice.failed { wanted = try await failedMovies(options, database) }
    if let condition = choice.condition {
      let met = try movies(where: condition, entries, database)
      wanted = wanted?.intersection(met) ?? met
    }
    if let unsure = choice.unsure {
      let sorted = try database?.leastSureMovies() ?? []
      if sorted.isEmpty { throw BuildError.nothingUnsure }
      wanted = Set(sorted.filter { wanted?.contains($0) ?? true }.prefix(max(0, unsure)))
    }
    if let sample = choice.sample {
      let drawn = try await draw().filter { wanted?.contains($0) ?? true }
      wanted = Set(drawn.prefix(max(0, sample)))
    }
    var chosen = options
    let movies = (wanted ?? []).sorted()
    chosen.chosen = movies
    // As if they had been named: what failed for bad replies is asked again.
    if choice.failed || !options.movies.isEmpty { chosen.movies = movies }
    return chosen
  }

  /// The movies that are there.
  private func entries() throws -> [InputEntry] {
    var directory = project.inputs
    directory.planned = split
    return try directory.list(withStamps: false).entries.filter { $0.plot != nil }
  }

  private func checkNamed(_ named: [MovieID], _ entries: [InputEntry]) throws {
    let there = Set(entries.map(\.movie))
    let unknown = named.filter { !there.contains($0) }
    guard unknown.isEmpty else {
      throw BuildError.unknownMovies(unknown, directory: project.settings.input.directory)
    }
  }

  // MARK: What failed

  /// Of the movies that the options name, or of all.
  private func failedMovies(
    _ options: BuildOptions, _ database: TropesDatabase?
  ) async throws -> Set<MovieID> {
    var options = options
    // To explain is to look at what is named without taking it for a wish to ask again.
    options.explains = !options.movies.isEmpty
    let survey = try await survey(
      options, database, try Ledger.openForReading(path: project.paths.ledger))
    let noted = Set(survey.noted.map(\.movie))
    let stale =
      survey.reused.map(\.target.movie) + survey.inBatches.map(\.target.movie)
      + survey.toAsk.map(\.movie)
    return Set(survey.failed.map(\.movie) + stale.filter(noted.contains))
  }

  private func survey(
    _ options: BuildOptions, _ database: TropesDatabase?, _ ledger: Ledger?
  ) async throws -> Survey {
    var surveyor = Surveyor(project: project, options: options, isSandbox: isSandbox)
    surveyor.split = split
    return try await surveyor.survey(database: database, ledger: ledger)
  }

  // MARK: The draw

  /// All movies that can be asked, in the order in which `try` draws them.
  private func draw() async throws -> [MovieID] {
    var everything = BuildOptions()
    everything.forgetsReplies = true
    let targets = try await survey(everything, nil, nil).toAsk
    guard !targets.isEmpty else { return [] }
    return try TrialSample(targets, count: targets.count, gold: []).drawn
  }

  // MARK: A condition

  private func movies(
    where condition: String, _ entries: [InputEntry], _ database: TropesDatabase?
  ) throws -> Set<MovieID> {
    // A whole query is a value above 0 as a condition, and would choose all.
    let word = condition.drop { !$0.isLetter }.prefix { $0.isLetter }.uppercased()
    if ["SELECT", "WITH", "VALUES", "WHERE"].contains(word) {
      throw BuildError.badCondition(condition, why: "give the condition alone, without \(word)")
    }
    var known: [MovieID: MovieMetadata] = [:]
    let there = Set(entries.map(\.movie))
    _ = try project.forEachMovieMetadata(after: split, wanted: there.contains) {
      known[$0.movie] = $0
    }
    let rows = JSON.array(entries.map { Self.row($0, known[$0.movie]) })
    let found = try MovieQuery.movies(
      where: condition, columns: TargetChoice.columns, rows: rows.line, in: database)
    switch found {
    case .success(let movies): return Set(movies)
    case .failure(let fault): throw BuildError.badCondition(condition, why: fault.message)
    }
  }

  /// By the names of `TargetChoice.columns`.
  private static func row(_ entry: InputEntry, _ known: MovieMetadata?) -> JSON {
    let names = { (labels: [MetadataLabel]?) -> JSON in
      labels.map { .array($0.map { .string($0.name) }) } ?? .null
    }
    let row: JSONObject = [
      "movie_id": JSON(entry.movie), "title": JSON(known?.title),
      "year": JSON(known?.releaseDate?.year), "released": JSON(known?.releaseDate?.description),
      "runtime": JSON(known?.runtime), "revenue": JSON(known?.revenue),
      "genres": names(known?.genres), "languages": names(known?.languages),
      "countries": names(known?.countries), "has_cast": .bool(entry.cast != nil),
    ]
    return .object(row)
  }
}

extension Run {
  /// The same with the movies that its options choose.
  ///
  /// - Parameter split: what a split would make before; `nil` where there is none to do.
  func choosing(after split: PlannedFiles?) async throws -> Run {
    Run(
      project: project,
      options: try await TargetChooser(project: project, isSandbox: door.isSandbox, split: split)
        .choose(options),
      purpose: purpose, door: door)
  }
}
