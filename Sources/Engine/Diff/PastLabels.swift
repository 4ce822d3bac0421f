import Basics
import Recipe
package import Store
package import Tropefile
package import TropeModel

/// Finds the labels of a recipe, a model, a moment or a file: records where there are such, else replies that the ledger
/// keeps.
package struct PastLabels {
  private let project: Project
  private let file: String
  private let settings: [Setting]
  private let includesSandbox: Bool
  private let movies: [MovieID]?
  private let ledger: Ledger?
  /// The records; the sandbox's where they are included.
  private let records: [StoredRecord]
  private let recipes: [MovieID: Digest]
  private let used: [UsedRecipe]
  private let batches: [BatchRecipe]
  private let sandboxRecords: Int

  /// - Parameters:
  ///   - file: the tropefile's name, as the command line has it.
  ///   - settings: what the command line sets.
  ///   - movies: these alone; `nil` for all.
  /// - Throws: `StoreError`.
  package init(
    _ project: Project, file: String, settings: [Setting], database: TropesDatabase?,
    ledger: Ledger?, includesSandbox: Bool, movies: [MovieID]? = nil
  ) throws {
    self.project = project
    self.file = file
    self.settings = settings
    self.ledger = ledger
    self.includesSandbox = includesSandbox
    self.movies = movies
    (records, sandboxRecords) = try Self.records(database, includesSandbox, movies)
    recipes = try database?.recipesOfRecords() ?? [:]
    used = try database?.usedRecipes() ?? []
    batches = try ledger?.batchRecipes(acceptingSandbox: includesSandbox) ?? []
  }

  private static func records(
    _ database: TropesDatabase?, _ includesSandbox: Bool, _ movies: [MovieID]?
  ) throws -> ([StoredRecord], sandbox: Int) {
    let wanted = movies.map(Set.init)
    var records: [StoredRecord] = []
    var sandbox = 0
    try database?.forEachRecord(started: { (records, sandbox) = ([], 0) }) { record in
      guard wanted?.contains(record.movie) ?? true else { return }
      if !includesSandbox, record.isSandbox {
        sandbox += 1
      } else {
        records.append(record)
      }
    }
    return (records, sandbox)
  }

  /// The labels of a side, as the command line calls it.
  ///
  /// - Throws: `BuildError`, `StoreError`.
  package func side(_ text: String) async throws -> DiffSide {
    let side =
      switch DiffPoint(text) {
      case .now: side(.now, where: { _ in true })
      case .run(let number): try await self.side(ofRun: number)
      case .moment(let moment): try await self.side(.moment(moment, run: nil), until: moment)
      case .setting(let key, let value):
        try await self.side(of: try variant(Setting(key, value, by: "'diff'")).recipe)
      case .named(let name): try await self.side(named: name)
      }
    if case .file = side.source, side.movieCount == 0, side.sandboxRecords > 0 {
      throw BuildError.diff(.sandboxAlone(side.source, records: side.sandboxRecords))
    }
    guard side.movieCount > 0 || side.source == .now else {
      throw BuildError.diff(
        .nothingKept(side.source, mayLackRealtime: side.mayLackRealtime, try known()))
    }
    return side
  }

  /// What exists, for those who name something else.
  private func known() throws -> DiffError.Known {
    let hashes = Set(used.map(\.hash))
    let recipes =
      used.map { $0.hash.recipeName($0.model) }
      + batches.filter { !hashes.contains($0.hash) }.map { $0.hash.recipeName($0.model) }
    let asked = try ledger?.askedModels(acceptingSandbox: includesSandbox) ?? []
    return DiffError.Known(
      recipes: recipes, models: Set(asked + used.map(\.model)).sorted(),
      runs: try ledger?.runs().first?.id ?? 0)
  }

  // MARK: Names

  /// A file where there is one, else a recipe, else a model.
  private func side(named name: String) async throws -> DiffSide {
    if let side = try await side(ofFile: name) { return side }
    let hashes = Set(
      used.map(\.hash) + batches.map(\.hash) + project.recipes.map(\.hashes.combined))
    let isHash = name.utf8.count >= 4 && name.utf8.allSatisfy { Hex.value(of: $0) != nil }
    let meant = isHash ? hashes.filter { $0.hex.hasPrefix(name.lowercased()) } : []
    if meant.count > 1 {
      throw BuildError.diff(.severalRecipes(name, meant.sorted().map(\.shortHex)))
    }
    if let hash = meant.first { return try await side(ofRecipe: hash, recipe(hash)) }
    guard try isModel(name) else { throw BuildError.diff(.unknownSide(name, try known())) }
    return try await side(ofModel: name)
  }

  private func isModel(_ name: String) throws -> Bool {
    let asked = try ledger?.askedModels(acceptingSandbox: includesSandbox) ?? []
    return records.contains { $0.model == name } || used.contains { $0.model == name }
      || asked.contains(name)
  }

  /// A recipe as a whole, where it is the tropefile's but for the model and its parameters.
  private func recipe(_ hash: Digest) -> Recipe? {
    project.recipes.first { $0.hashes.combined == hash }
      ?? used.first { $0.hash == hash }.flatMap {
        project.recipe.asked(with: $0.parameters, hash: hash)
      }
  }

  private func variant(_ setting: Setting) throws -> Project {
    try TrialVariant.project(with: [setting], over: project, file: file, settings: settings)
  }

  // MARK: Sides

  /// The records that a condition holds for.
  private func side(
    _ source: DiffSide.Source, where isMeant: (StoredRecord) -> Bool
  ) -> DiffSide {
    var side = DiffSide(source)
    for record in records where isMeant(record) { side.records[record.movie] = record }
    side.fromRecords = side.records.count
    side.sandboxRecords = sandboxRecords
    return side
  }

  private func side(of recipe: Recipe) async throws -> DiffSide {
    try await side(ofRecipe: recipe.hashes.combined, recipe)
  }

  private func side(ofRecipe hash: Digest, _ recipe: Recipe?) async throws -> DiffSide {
    let model =
      recipe?.parameters.model ?? used.first { $0.hash == hash }?.model
      ?? batches.first { $0.hash == hash }?.model
    var side = side(.recipe(hash, model: model)) { recipes[$0.movie] == hash }
    try await fill(&side, recipes: recipe.map { [$0] } ?? [], batches: [hash])
    side.mayLackRealtime = recipe == nil && side.records.count < records.count
    return side
  }

  private func side(ofModel name: String) async throws -> DiffSide {
    let hashes = Set(
      used.filter { $0.model == name }.map(\.hash)
        + batches.filter { $0.model == name }.map(\.hash))
    var side = side(.model(name)) {
      $0.model == name || recipes[$0.movie].map(hashes.contains) == true
    }
    // Whatever prompt it had, that of today comes first.
    var known = project.recipes.filter { $0.parameters.model == name }
    if known.isEmpty, let variant = try? variant(Setting("recipe.model", name, by: "'diff'")) {
      known.append(variant.recipe)
    }
    known += hashes.subtracting(known.map(\.hashes.combined)).sorted().compactMap(recipe)
    try await fill(&side, recipes: known, batches: hashes)
    side.mayLackRealtime =
      !hashes.isSubset(of: known.map(\.hashes.combined)) && side.records.count < records.count
    return side
  }

  /// Adds what the ledger keeps of movies that no record tells of.
  private func fill(
    _ side: inout DiffSide, recipes: [Recipe], batches hashes: Set<Digest>
  ) async throws {
    guard let past else { return }
    for recipe in recipes {
      side.records.merge(try await past.answers(to: recipe, movies: movies)) { known, _ in known }
    }
    let known = Set(recipes.map(\.hashes.combined))
    let asked = try past.ledger.batchQuestions(
      of: hashes.subtracting(known), acceptingSandbox: includesSandbox)
    side.records.merge(try past.answers(to: asked, movies: movies.map(Set.init))) { known, _ in
      known
    }
  }

  private var past: PastAnswers? {
    ledger.map { PastAnswers(project: project, ledger: $0, acceptsSandbox: includesSandbox) }
  }

  // MARK: Moments

  private func side(ofRun number: Int64) async throws -> DiffSide {
    let runs = try ledger?.runs() ?? []
    guard let place = runs.firstIndex(where: { $0.id == number }) else {
      throw BuildError.diff(.noRun(number, try known()))
    }
    // One that was killed has no end: what came before the next one began is its own.
    let next = place > 0 ? runs[place - 1].startedAt : nil
    let end = runs[place].endedAt ?? next ?? Timestamp(milliseconds: Self.farAway)
    return try await side(.moment(end, run: number), until: end)
  }

  /// The last moment of the year 9999.
  private static let farAway: Int64 = 253_402_300_799_999

  private func side(_ source: DiffSide.Source, until moment: Timestamp) async throws -> DiffSide {
    var side = side(source) { $0.builtAt <= moment }
    let later = Set(records.lazy.filter { $0.builtAt > moment }.map(\.movie))
    if let past, !later.isEmpty {
      var found: PastAnswers.Answers = [:]
      func take(_ answers: PastAnswers.Answers) {
        found.merge(answers) { $0.builtAt < $1.builtAt ? $1 : $0 }
      }
      let own = Set(project.recipes.map(\.hashes.combined))
      let known =
        project.recipes + used.filter { !own.contains($0.hash) }.compactMap { recipe($0.hash) }
      for recipe in known {
        take(try await past.answers(to: recipe, movies: later.sorted(), until: moment))
      }
      let asked = try past.ledger.batchQuestions(of: nil, acceptingSandbox: includesSandbox)
      take(try past.answers(to: asked, movies: later, until: moment))
      side.records.merge(found) { known, _ in known }
    }
    side.unknown = later.count { side.records[$0] == nil }
    return side
  }

  // MARK: Files

  /// `nil` where there is no such file.
  private func side(ofFile name: String) async throws -> DiffSide? {
    let path = Project.resolve(name, in: project.directory)
    let inside = path + "/build/tropes.db"
    let isProject = NamedThing.isDirectory(path)
    guard NamedThing.exists(isProject ? inside : path) else { return nil }
    let kind: DiffFile.Kind = isProject ? .database : try DiffFile.Kind(path, name: name)
    switch kind {
    case .database:
      guard let other = try TropesDatabase.openForReading(path: isProject ? inside : path) else {
        return nil
      }
      let (records, sandbox) = try Self.records(other, includesSandbox, movies)
      var side = DiffSide(.file(name))
      for record in records { side.records[record.movie] = record }
      side.fromRecords = records.count
      side.sandboxRecords = sandbox
      return side
    case .table, .lines:
      var side = DiffSide(.file(name))
      side.fileLabels = try DiffFile.read(path, name: name, kind: kind).of(movies)
      side.fromRecords = side.movieCount
      return side
    case .tropefile:
      let other = try ProjectLoader.load(
        directory: project.directory, file: name, settings: settings)
      return try await side(of: other.recipe)
    }
  }
}
