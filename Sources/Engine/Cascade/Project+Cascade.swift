import Basics
import Planner
import Recipe
package import Store
import Tropefile
import TropeModel

extension Project {
  /// The project as it asks the strong model of its cascade, a movie a request; `nil` without a cascade.
  ///
  /// Prices and expectations of the tropefile are those of its own model.
  package var strong: Project? {
    guard let strongRecipe, settings.recipe.cascade.strongModel != nil else { return nil }
    var settings = settings
    settings.recipe.becomeStrong()
    settings.prices.forget()
    settings.forecast.outputTokens = nil
    settings.askOtherModelAtEndpoints()
    return Project(
      directory: directory, tropefile: tropefile, settings: settings, recipe: strongRecipe
    ).served(byEndpoints: endpointMachines)
  }

  /// Which cascade the tropefile asks for; `nil` without one.
  package func cascadeKey(isSandbox: Bool) -> CascadeKey? {
    guard let strongRecipe else { return nil }
    return CascadeKey(
      owner: owner, cheap: recipe.hashes.combined, strong: strongRecipe.hashes.combined,
      target: settings.recipe.cascade.target, risk: settings.recipe.cascade.risk,
      isSandbox: isSandbox, measure: settings.recipe.cascade.gold.isEmpty ? .strong : .gold)
  }

  /// Refuses a cascade that cannot be.
  func checkCascade() throws(BuildError) {
    guard let strongRecipe else { return }
    if strongRecipe.hashes.combined == recipe.hashes.combined {
      throw .cascade(.sameVariant(recipe.parameters.variantName))
    }
    if ModelFacts.named(strongRecipe.parameters.model) == nil {
      throw .cascade(.unknownStrong(strongRecipe.parameters.model))
    }
    if local != nil { throw .cascade(.localModel(recipe.parameters.model)) }
  }
}

extension Ledger {
  /// The cascade of a project, also where its directory was moved since.
  func cascade(of key: CascadeKey) throws(StoreError) -> CascadeEntry? {
    try cascade(key, isLeft: { !NewFile.exists($0) })
  }

  /// The certified one that holds until the one that is under way is certified, too; `nil` where there is none.
  func formerCascade(of key: CascadeKey) throws(StoreError) -> CascadeEntry? {
    try cascades(key, isLeft: { !NewFile.exists($0) }).dropFirst().first { $0.promise != nil }
  }
}

extension Recipe {
  /// The same question, asked of the strong model; `nil` without a cascade.
  func strong(_ settings: Settings.Recipe) -> Recipe? {
    guard settings.cascade.strongModel != nil else { return nil }
    var settings = settings
    settings.becomeStrong()
    return Recipe(
      fields: fields, catalog: catalog ?? .builtIn, prompt: prompt,
      parameters: ProjectLoader.parameters(settings))
  }
}

extension Settings.Recipe {
  fileprivate mutating func becomeStrong() {
    if let model = cascade.strongModel { namedModel = model }
    namedEffort = cascade.strongEffort
    moviesPerRequest = 1
    confidence = .none
    namedVotes = nil
    cascade.strongModel = nil
    cascade.strongEffort = nil
    cascade.gold = []
    cascade.namedTarget = nil
    cascade.namedRisk = nil
  }
}

extension Settings.Prices {
  fileprivate mutating func forget() {
    (input, cachedInput, output, batchInput, batchOutput) = (nil, nil, nil, nil, nil)
  }
}

extension ModelParameters {
  /// As people call it: `gpt-6.1-terra (low)`.
  package var variantName: String { model + (reasoningEffort.map { " (\($0))" } ?? "") }
}
