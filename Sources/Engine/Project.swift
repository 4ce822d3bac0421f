package import Inputs
import Planner
import ProjectFiles
package import Recipe
package import Tropefile
import TropeModel

/// A project as one run sees it: its settings with every path resolved, and its recipe read.
package struct Project: Sendable {
  /// The directory that paths of the tropefile are relative to; without a trailing slash.
  package let directory: String
  /// The tropefile's path, usable as it is; `nil` where there is none.
  package let tropefile: String?
  package private(set) var settings: Settings
  package private(set) var recipe: Recipe
  /// The recipe of a cascade's strong model; `nil` without a cascade.
  package private(set) var strongRecipe: Recipe?
  /// Whether the model is not named but that of the records.
  package let keepsModel: Bool
  package private(set) var paths: Paths
  /// What the server that is asked told, where it is one on this machine; whatever the model.
  private(set) var machine: LocalServer?
  /// The same of those endpoints that are on this machine, by their names.
  private(set) var endpointMachines: [String: LocalServer] = [:]

  /// Its recipe, and that of a cascade's strong model.
  package var recipes: [Recipe] { [recipe, strongRecipe].compactMap(\.self) }

  /// The directory of the inputs as the recipe takes them: without casts where the model says which characters there are.
  package var inputs: InputDirectory {
    var inputs = InputDirectory(path: paths.input)
    inputs.readsCasts = settings.recipe.characters == .cast
    return inputs
  }

  /// Where things are on disk, each path usable as it is.
  package struct Paths: Sendable, Equatable {
    package var input: String
    /// What the inputs are made from, if from anything.
    package var corpus: CorpusOrigin?
    /// The movies' metadata as the tropefile names it.
    package var movieMetadata: String?
    package var build: String
    package var database: String
    package var ledger: String
    package var batches: String
    package var status: String
    package var lock: String
    package var overridesLock: String
    /// What the split knows of its last time.
    package var split: String
    /// The limits that the provider's administration told.
    package var limits: String
    /// What the exports were made from.
    package var exports: String
    /// The last comparison of variants, for the report.
    package var trial: String
    /// The labels that people set by hand.
    package var overrides: String
    /// The records of a build that asked who dies, for exports.
    package var exportedDeaths: String?
    /// Where the sandbox keeps its state, when this project starts one.
    package var sandbox: String
  }

  /// - Parameters:
  ///   - directory: the project directory.
  ///   - tropefile: the tropefile's path, usable as it is.
  ///   - settings: the tropefile's settings, flags already laid over them.
  ///   - recipe: made of the settings' catalog, prompt and model.
  ///   - keepsModel: whether the model is not named but that of the records.
  package init(
    directory: String, tropefile: String? = nil, settings: Settings, recipe: Recipe,
    keepsModel: Bool = false
  ) {
    self.directory = directory
    self.tropefile = tropefile
    self.settings = settings
    self.recipe = recipe
    strongRecipe = recipe.strong(settings.recipe)
    self.keepsModel = keepsModel
    func resolve(_ path: String) -> String { Self.resolve(path, in: directory) }
    let build = resolve(settings.build.directory)
    let files = BuildPaths(buildDirectory: build)
    paths = Paths(
      input: resolve(settings.input.directory),
      corpus: Self.corpus(settings.corpus, resolve),
      movieMetadata: settings.corpus.movieMetadata.map(resolve),
      build: build,
      database: settings.build.database.map(resolve) ?? files.database,
      ledger: resolve(settings.ledger),
      batches: Self.batchDirectory(settings, in: directory),
      status: files.statusDirectory,
      lock: files.lock,
      overridesLock: files.overridesLock,
      split: resolve(settings.input.directory) + "/.tropebuild-split",
      limits: build + "/limits.json",
      exports: build + "/exports.json",
      trial: files.trialNote,
      overrides: resolve(settings.recipe.overrides),
      exportedDeaths: settings.exports.deaths.map(resolve),
      sandbox: files.sandboxDirectory)
  }

  /// Where the files of batches are.
  static func batchDirectory(_ settings: Settings, in directory: String) -> String {
    let own = settings.lanes.batch.directory.map { resolve($0, in: directory) }
    return own
      ?? BuildPaths(buildDirectory: resolve(settings.build.directory, in: directory)).batchDirectory
  }

  private static func corpus(
    _ corpus: Settings.Corpus, _ resolve: (String) -> String
  ) -> CorpusOrigin? {
    if let raw = corpus.raw { return .raw(directory: resolve(raw)) }
    guard let path = corpus.table else { return nil }
    var columns = PlotColumns()
    columns[.id] = corpus.columns.id
    columns[.title] = corpus.columns.title
    columns[.plot] = corpus.columns.plot
    columns[.characters] = corpus.columns.characters
    columns[.year] = corpus.columns.year
    columns[.genre] = corpus.columns.genre
    return .table(
      PlotTable(path: resolve(path), columns: columns, separator: corpus.separator))
  }

  /// The directory of records and status files that nobody reads.
  var scratch: String { BuildPaths(buildDirectory: paths.build).trialDirectory }

  /// The same with other settings that make no other question, and beside the records, see `Run.lanesBeside`.
  func beside(_ change: (inout Settings) -> Void = { _ in }) -> Project {
    var project = changed(change)
    project.paths.database = scratch + "/tropes.db"
    project.paths.status = scratch + "/status"
    return project
  }

  /// The same project with other plans.
  func planned(_ change: (inout Settings.Plan) -> Void) -> Project {
    changed { change(&$0.plan) }
  }

  /// The same with other settings that make no other question.
  func changed(_ change: (inout Settings) -> Void) -> Project {
    var project = self
    change(&project.settings)
    return project
  }

  /// The same where only this recipe is asked, by the same model, and beside the records: for asks after the first.
  func asking(_ recipe: Recipe, _ change: (inout Settings) -> Void) -> Project {
    var project = beside(change)
    project.recipe = recipe
    project.strongRecipe = nil
    return project
  }

  /// What the server on this machine told that serves a model of one's own; `nil` where another is asked, and where the model
  /// is in a table: then that server is a gateway to one that is paid.
  package var local: LocalServer? {
    ModelFacts.named(settings.recipe.model) == nil ? machine : nil
  }

  /// Whether a model may be asked that no table knows: the project's own, or one that `try` compares.
  package var namesUnknownModel: Bool {
    ([settings.recipe.model] + settings.trial.models).contains { ModelFacts.named($0) == nil }
  }

  /// The same project where a server on this machine is asked.
  package func served(by server: LocalServer) -> Project {
    var project = self
    project.machine = server
    guard project.local != nil else { return project }
    project.settings.lanes.realtime.usualConcurrency = server.slots ?? LocalServer.usualSlots
    // Few such servers have batches, and where nothing is paid none is cheaper.
    project.settings.plan.usualStrategy = .realtime
    return project
  }

  /// The same where endpoints on this machine have told what they are.
  package func served(byEndpoints machines: [String: LocalServer]) -> Project {
    var project = self
    project.endpointMachines = machines
    return project
  }

  /// The same for another model than that of the tropefile's recipe.
  func forOtherModel() -> Project {
    var project = self
    project.settings.askOtherModelAtEndpoints()
    return project
  }

  /// The same where the server that is asked has said that it is a sandbox: that plays batches too.
  package var rehearsed: Project {
    var project = self
    project.settings.lanes.batch.command = nil
    return project
  }

  /// A path as the project means it: absolute as it stands, otherwise below `directory`.
  package static func resolve(_ path: String, in directory: String) -> String {
    var tail = Substring(path)
    if tail.hasPrefix("/") { return path }
    while tail.hasPrefix("./") { tail = tail.dropFirst(2) }
    while tail.hasSuffix("/"), tail.count > 1 { tail = tail.dropLast() }
    if tail.isEmpty || tail == "." { return directory }
    // Messages name files as people would.
    if directory == "." { return String(tail) }
    return directory == "/" ? "/" + tail : directory + "/" + tail
  }
}
