import Planner
import Recipe
package import Tropefile
package import TropeModel

/// What `try` compares: a recipe, and how many movies share a request.
package struct TrialVariant: Sendable {
  /// The project as it would be with this variant's keys.
  package let project: Project
  /// The keys that make it, as a tropefile has them; those that no axis varies are left out.
  package let keys: [Setting]

  package init(project: Project, keys: [Setting] = []) {
    self.project = project
    self.keys = keys
  }

  package var model: String { project.recipe.parameters.model }
  package var effort: String? { project.recipe.parameters.reasoningEffort }
  package var prompt: String? { project.settings.recipe.prompt }
  package var catalog: String? { project.settings.recipe.catalog }
  package var moviesPerRequest: Int { project.settings.recipe.moviesPerRequest }

  /// What tells variants apart. A recipe's hash does not know the size of requests.
  package struct Identity: Hashable, Sendable {
    package var recipe: Digest
    package var moviesPerRequest: Int
  }

  package var identity: Identity {
    Identity(recipe: project.recipe.hashes.combined, moviesPerRequest: moviesPerRequest)
  }

  /// More than anybody reads, and little enough to be asked.
  package static let most = 64

  /// Every combination of the tropefile's `try` section, each once, in the order of its lists: the model varies slowest.
  ///
  /// - Parameters:
  ///   - base: the project without variants.
  ///   - file: the tropefile's name, as the command line has it.
  ///   - given: what the command line sets.
  /// - Throws: `BuildError`, also for more combinations than `most`.
  package static func all(
    of base: Project, file: String = "tropefile", settings given: [Setting] = []
  ) throws(BuildError) -> [TrialVariant] {
    guard base.recipe.fields.asksOfCharacters else { throw .trial(.noCharacters) }
    let trial = base.settings.trial
    let axes: [(key: String, values: [String])] = [
      ("recipe.model", trial.models), ("recipe.reasoning_effort", trial.efforts),
      ("recipe.prompt", trial.prompts), ("recipe.catalog", trial.catalogs),
      ("recipe.movies_per_request", trial.moviesPerRequest.map(String.init)),
    ].filter { !$0.values.isEmpty }
    let count = axes.reduce(1) { min(1_000_000, $0 * $1.values.count) }
    guard count <= most else { throw .trial(.tooManyVariants(count)) }
    var combinations: [[Setting]] = [[]]
    for axis in axes {
      combinations = combinations.flatMap { keys in
        axis.values.map { keys + [Setting(axis.key, $0, by: "'try'")] }
      }
    }
    guard combinations.count > 1 || !axes.isEmpty else { return [TrialVariant(project: base)] }
    var seen: Set<Identity> = []
    var variants: [TrialVariant] = []
    for keys in combinations {
      let variant = TrialVariant(
        project: try project(with: keys, over: base, file: file, settings: given), keys: keys)
      // A model that does not reason is the same with every effort.
      if seen.insert(variant.identity).inserted { variants.append(variant) }
    }
    return variants
  }

  /// The project as it would be with some keys of the recipe.
  ///
  /// - Parameters:
  ///   - file: the tropefile's name, as the command line has it.
  ///   - given: what the command line sets.
  package static func project(
    with keys: [Setting], over base: Project, file: String, settings given: [Setting]
  ) throws(BuildError) -> Project {
    let own = keys + pricesOfOwn(keys, base) + withoutCascade(base)
    let changed = Set(own.map(\.key))
    let loaded = try ProjectLoader.load(
      directory: base.directory, file: file,
      settings: given.filter { !changed.contains($0.key) } + own)
    let isOther = loaded.settings.recipe.model != base.settings.recipe.model
    let asked = (isOther ? loaded.forOtherModel() : loaded)
      .served(byEndpoints: base.endpointMachines)
    return base.machine.map(asked.served(by:)) ?? asked
  }

  /// A variant is one model: it is compared without the tropefile's other one.
  private static func withoutCascade(_ base: Project) -> [Setting] {
    guard base.strongRecipe != nil else { return [] }
    return TropefileSchema.keys.map(\.path).filter { $0.hasPrefix("recipe.cascade.") }
      .map { Setting($0, "null", by: "'try'") }
  }

  /// Prices of the tropefile are those of its own model. Another one that the tables know has the tables' prices.
  static func pricesOfOwn(_ keys: [Setting], _ base: Project) -> [Setting] {
    guard let model = keys.first(where: { $0.key == "recipe.model" })?.text,
      model != base.settings.recipe.model, ModelFacts.named(model) != nil
    else { return [] }
    return TropefileSchema.keys.map(\.path).filter { $0.hasPrefix("prices.") }
      .map { Setting($0, "null", by: "'try'") }
  }
}
