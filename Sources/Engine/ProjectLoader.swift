import Basics
package import Planner
import Recipe
package import Tropefile
import TropeModel

/// Reads a project: tropefile, catalog, prompt.
package enum ProjectLoader {
  /// - Parameters:
  ///   - directory: the project directory.
  ///   - file: the tropefile's path, relative to `directory` unless absolute.
  ///   - given: what the command line sets; it wins over the tropefile.
  ///   - needsInput: whether a project without an input directory is refused.
  ///   - model: what a project without records asks whose tropefile names no model; `nil`: the default.
  /// - Throws: `BuildError`: no tropefile, or all its faults and those of the files it names.
  package static func load(
    directory: String, file: String = "tropefile", settings given: [Setting] = [],
    needsInput: Bool = true, model: String? = nil
  ) throws(BuildError) -> Project {
    let bytes = try tropefile(
      Project.resolve(file, in: directory),
      // One can do without a tropefile by saying where the inputs are.
      isOptional: given.contains { $0.key == "input.directory" })
    var settings: Settings
    do {
      settings = try TropefileReader.read(
        bytes: bytes, path: file, settings: given, needsInput: needsInput)
    } catch {
      throw .faults(error.all)
    }
    settings.letChoose(by: given)
    let history =
      settings.recipe.dependsOnHistory
      ? ModelHistory(
        database: Project.resolve(settings.databasePath, in: directory),
        ledger: Project.resolve(settings.ledger, in: directory),
        batchFile: { batch in
          BatchFiles.inputPath(
            of: batch, in: Project.batchDirectory(settings, in: directory), project: directory)
        }) : ModelHistory()
    let keepsModel = settings.recipe.keepModel(of: history, otherwise: model)
    let recipe = try recipe(settings, directory: directory, history)
    let project = Project(
      directory: directory, tropefile: Project.resolve(file, in: directory), settings: settings,
      recipe: recipe, keepsModel: keepsModel)
    try project.checkCascade()
    // The reader compares spellings; here it is seen whether two of them are one file.
    if !settings.exports.files.isEmpty {
      let kept = KeptFiles(project)
      for target in settings.exports.files {
        let (path, option) = (
          Project.resolve(target.path, in: directory), "\(file): the export"
        )
        try kept.refuse(path, option: option)
        // A build would write to it each time, and might wait for ever for a reader.
        if (try? OutputPlace(path))?.isStream == true {
          throw BuildError.outputIsKept(path: path, option: option, role: "a device or a pipe")
        }
      }
    }
    return project
  }

  private static func tropefile(
    _ path: String, isOptional: Bool
  ) throws(BuildError) -> [UInt8] {
    do {
      return try GivenFile.read(path)
    } catch {
      guard error.isMissing else { throw .file(error) }
      guard isOptional else { throw .noTropefile(path: path) }
      return []
    }
  }

  private static func recipe(
    _ settings: Settings, directory: String, _ history: ModelHistory
  ) throws(BuildError) -> Recipe {
    var faults: [Diagnostic] = []
    let fields = FieldList(settings.recipe)
    var catalog = Catalog.builtIn
    if let path = settings.recipe.catalog {
      let bytes = try read(path, key: "recipe.catalog", directory: directory)
      do { catalog = try Catalog(csv: bytes, path: path) } catch { faults += error.all }
    }
    var prompt = Prompt.builtIn(for: fields, endpoint: settings.recipe.endpoint)
    if let path = settings.recipe.prompt {
      let bytes = try read(path, key: "recipe.prompt", directory: directory)
      do { prompt = try Prompt(bytes: bytes, path: path, fields: fields) } catch {
        faults.append(error)
      }
    }
    do {
      let path = settings.recipe.catalog ?? "built-in catalog"
      try fields.check(with: catalog, path: path)
      if settings.recipe.endpoint == .decisions {
        try fields.checkDecidable(with: catalog, path: path)
      }
    } catch {
      faults.append(error)
    }
    guard faults.isEmpty else { throw .faults(faults) }
    let make = { (parameters: ModelParameters) in
      Recipe(fields: fields, catalog: catalog, prompt: prompt, parameters: parameters)
    }
    let parameters = parameters(settings.recipe)
    let recipe = make(parameters)
    guard parameters.temperature != nil, settings.recipe.hasNewTemperature else { return recipe }
    // Until November 2026 such a model was sent no temperature: records that were made so are kept.
    var bare = parameters
    bare.temperature = nil
    let earlier = make(bare)
    return history.prefers(earlier, to: recipe) ? earlier : recipe
  }

  /// A model that refuses a parameter is not sent it: in a batch that would fail every line.
  static func parameters(_ recipe: Settings.Recipe) -> ModelParameters {
    // A decision has neither a text to be drawn nor an effort.
    if recipe.endpoint == .decisions {
      return ModelParameters(model: recipe.model, endpoint: .decisions)
    }
    let facts = recipe.facts
    let effort = facts?.acceptsReasoningEffort == false ? nil : recipe.reasoningEffort
    return ModelParameters(
      model: recipe.model,
      temperature: facts?.acceptsTemperature(effort: effort) == false ? nil : recipe.temperature,
      seed: recipe.seed, maxOutputTokens: recipe.maxOutputTokens, reasoningEffort: effort)
  }

  private static func read(
    _ path: String, key: String, directory: String
  ) throws(BuildError) -> [UInt8] {
    do throws(FileError) {
      return try GivenFile.read(Project.resolve(path, in: directory))
    } catch {
      throw .cannotRead(error, key: key)
    }
  }
}

extension Settings.Recipe {
  fileprivate var facts: ModelFacts? { ModelFacts.named(model) }

  /// Whether what is asked depends on what was asked before.
  fileprivate var dependsOnHistory: Bool { namedModel == nil || hasNewTemperature }

  /// Whether the model is sent a temperature only since November 2026.
  fileprivate var hasNewTemperature: Bool { facts?.sampling == .withoutReasoning }

  /// Fills in the model that nobody names.
  ///
  /// - Parameter otherwise: what a project without records asks; `nil`: the default.
  /// - Returns: whether it is that of the records.
  fileprivate mutating func keepModel(of history: ModelHistory, otherwise: String?) -> Bool {
    guard namedModel == nil else { return false }
    guard let (kept, effort) = history.model else {
      if let otherwise { model = otherwise }
      return false
    }
    if namedEffort == nil { namedEffort = effort }
    model = kept
    return true
  }
}

extension FieldList {
  /// What the tropefile asks of each character and of the movie itself.
  fileprivate init(_ settings: Settings.Recipe) {
    let ofCharacters: FieldList =
      switch settings.effectiveKind {
      case .tropes: .tropes
      case .deaths: .deaths
      case .custom: .custom(settings.fields)
      }
    self = ofCharacters.asking(ofMovie: settings.movieFields)
  }
}

extension Project {
  /// Limits and prices of the project's model.
  ///
  /// - Parameter read: what the provider's administration told of the limits: below the tropefile and above the tables.
  /// - Throws: `BuildError` naming the keys that a model needs which no table knows.
  package func terms(read: ReadLimits? = nil) throws(BuildError) -> ModelTerms {
    do {
      return try ownTerms(read: read, isOwn: isOwn)
    } catch .plan(.missingValues) where rehearsesUnknownModel {
      return try ownTerms(read: read, isOwn: true)
    }
  }

  /// - Parameter isOwn: whether a model that no table knows goes without limits and prices.
  func ownTerms(read: ReadLimits? = nil, isOwn: Bool) throws(BuildError) -> ModelTerms {
    let limits = settings.limits
    let told = read?.limits(of: settings.recipe.model)
    let prices = settings.prices
    do {
      return try ModelTerms(
        model: settings.recipe.model, tier: limits.tier,
        limits: LimitOverrides(
          requestsPerMinute: limits.requestsPerMinute ?? told?.requestsPerMinute,
          requestsPerDay: limits.requestsPerDay ?? told?.requestsPerDay,
          tokensPerMinute: limits.tokensPerMinute ?? told?.tokensPerMinute,
          enqueuedTokens: limits.enqueuedTokens
            ?? (batchCommand == nil ? told?.enqueuedTokens : Limits.none),
          contextTokens: limits.contextTokens ?? local?.contextTokens,
          requestsPerBatch: limits.requestsPerBatch,
          bytesPerBatch: limits.batchFileSize),
        prices: PriceOverrides(
          input: prices.input, cachedInput: prices.cachedInput, output: prices.output,
          batchInput: prices.batchInput ?? (batchCommand == nil ? nil : 0),
          batchOutput: prices.batchOutput ?? (batchCommand == nil ? nil : 0)),
        isOwn: isOwn)
    } catch {
      throw .plan(error)
    }
  }
}
