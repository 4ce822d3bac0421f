import ProjectFiles
import Recipe
package import TropeModel
import Tropefile
package import Planner

/// Reads a project: tropefile, catalog, prompt.
package enum ProjectLoader {
  /// What flags lay over the tropefile. `nil` leaves a setting as it is.
  package struct Overrides: Sendable {
    package var databasePath: String?
    package var inputDirectory: String?
    package var batchDirectory: String?
    package var strategy: Strategy?
    package var numBatches: Int?
    package var batchTokenTarget: Int?
    package var deadline: Duration?
    package var budget: Double?
    package var sandbox = false
    package var baseURL: String?
    package var concurrency: Int?
    package var tier: Int?
    /// Whether the built-in prompt is taken, though the tropefile names another.
    package var ignoresPrompt = false

    package init() {}
  }

  /// - Parameters:
  ///   - directory: the project directory.
  ///   - file: the tropefile's path, relative to `directory` unless absolute.
  /// - Throws: `BuildError`: no tropefile, or all its faults and those of the files it names.
  package static func load(
    directory: String, file: String = "tropefile", overrides: Overrides = Overrides()
  ) throws(BuildError) -> Project {
    let settings = try settings(directory: directory, file: file, overrides: overrides)
    let recipe = try recipe(settings, directory: directory)
    let project = Project(
      directory: directory, tropefile: Project.resolve(file, in: directory), settings: settings,
      recipe: recipe)
    // The reader compares spellings; here it is seen whether two of them are one file.
    if !settings.exports.files.isEmpty {
      let kept = KeptFiles(project)
      for target in settings.exports.files {
        try kept.refuse(
          Project.resolve(target.path, in: directory), option: "\(file): the export")
      }
    }
    return project
  }

  private static func settings(
    directory: String, file: String, overrides: Overrides
  ) throws(BuildError) -> Settings {
    let path = Project.resolve(file, in: directory)
    let bytes: [UInt8]
    do {
      bytes = try AtomicFile.read(path)
    } catch {
      // Like the original's commands, one can do without a tropefile by saying where the inputs are.
      if error.isMissing, let input = overrides.inputDirectory {
        var settings = Settings(inputDirectory: input)
        lay(overrides, over: &settings)
        return settings
      }
      if error.isMissing { throw .noTropefile(path: path) }
      throw .other("\(error)")
    }
    do {
      return try TropefileReader.read(bytes: bytes, path: file) { lay(overrides, over: &$0) }
    } catch {
      throw .faults(error.all)
    }
  }

  private static func lay(_ flags: Overrides, over settings: inout Settings) {
    if let path = flags.databasePath { settings.build.database = path }
    if let path = flags.inputDirectory { settings.input.directory = path }
    if let path = flags.batchDirectory { settings.lanes.batch.directory = path }
    if let strategy = flags.strategy { settings.plan.strategy = strategy }
    if let count = flags.numBatches { settings.plan.numBatches = count }
    if let tokens = flags.batchTokenTarget { settings.plan.batchTokenTarget = tokens }
    if let deadline = flags.deadline { settings.plan.deadline = deadline }
    if let budget = flags.budget { settings.plan.budget = budget }
    if flags.ignoresPrompt { settings.recipe.prompt = nil }
    if flags.sandbox { settings.api.sandbox = true }
    if let url = flags.baseURL { settings.api.baseURL = url }
    if let tier = flags.tier { settings.limits.tier = tier }
    if let count = flags.concurrency { settings.lanes.realtime.concurrency = count }
  }

  private static func recipe(
    _ settings: Settings, directory: String
  ) throws(BuildError) -> Recipe {
    var faults: [Diagnostic] = []
    let fields = FieldList(settings.recipe)
    var catalog = Catalog.builtIn
    if let path = settings.recipe.catalog {
      let bytes = try read(path, key: "recipe.catalog", directory: directory)
      do { catalog = try Catalog(csv: bytes, path: path) } catch { faults += error.all }
    }
    var prompt = Prompt.builtIn(for: fields)
    if let path = settings.recipe.prompt {
      let bytes = try read(path, key: "recipe.prompt", directory: directory)
      do { prompt = try Prompt(bytes: bytes, path: path, fields: fields) } catch {
        faults.append(error)
      }
    }
    do {
      try fields.check(with: catalog, path: settings.recipe.catalog ?? "built-in catalog")
    } catch {
      faults.append(error)
    }
    guard faults.isEmpty else { throw .faults(faults) }
    // A model that refuses a parameter is not sent it: in a batch that would fail every line.
    let facts = ModelFacts.named(settings.recipe.model)
    return Recipe(
      fields: fields, catalog: catalog, prompt: prompt,
      parameters: ModelParameters(
        model: settings.recipe.model,
        temperature: facts?.acceptsTemperature == false ? nil : settings.recipe.temperature,
        seed: settings.recipe.seed, maxOutputTokens: settings.recipe.maxOutputTokens,
        reasoningEffort: facts?.acceptsReasoningEffort == false
          ? nil : settings.recipe.reasoningEffort))
  }

  private static func read(
    _ path: String, key: String, directory: String
  ) throws(BuildError) -> [UInt8] {
    do {
      return try AtomicFile.read(Project.resolve(path, in: directory))
    } catch {
      throw .cannotRead(path: path, key: key, why: "\(error)")
    }
  }
}

extension FieldList {
  /// What the tropefile asks of each character.
  fileprivate init(_ settings: Settings.Recipe) {
    self =
      switch settings.effectiveKind {
      case .tropes: .tropes
      case .deaths: .deaths
      case .custom: .custom(settings.fields)
      }
  }
}

extension Project {
  /// Limits and prices of the project's model.
  ///
  /// - Throws: `BuildError` naming the keys that a model needs which no table knows.
  package func terms() throws(BuildError) -> ModelTerms {
    let limits = settings.limits
    let prices = settings.prices
    do {
      return try ModelTerms(
        model: settings.recipe.model, tier: limits.tier,
        limits: LimitOverrides(
          requestsPerMinute: limits.requestsPerMinute, requestsPerDay: limits.requestsPerDay,
          tokensPerMinute: limits.tokensPerMinute, enqueuedTokens: limits.enqueuedTokens,
          contextTokens: limits.contextTokens, requestsPerBatch: limits.requestsPerBatch,
          bytesPerBatch: limits.batchFileSize),
        prices: PriceOverrides(
          input: prices.input, cachedInput: prices.cachedInput, output: prices.output,
          batchInput: prices.batchInput, batchOutput: prices.batchOutput))
    } catch {
      throw .other("\(error)")
    }
  }
}
