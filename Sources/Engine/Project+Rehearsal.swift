import OpenAIClient
import Planner
import Recipe
import Tropefile
import TropeModel

// A rehearsal of a model that no table knows.
extension Project {
  /// Whether the sandbox that is started here answers to the recipe's model, of which no table knows, as the server does that
  /// the project names. A name that looks like a mistyped one is taken as meant where a command or a server of one's own serves it.
  var rehearsesUnknownModel: Bool {
    let model = settings.recipe.model
    guard settings.api.sandbox, ModelFacts.named(model) == nil else { return false }
    return servesOwnModels || ModelFacts.nearest(to: model).isEmpty
  }

  private var servesOwnModels: Bool {
    settings.lanes.batch.command != nil || !settings.lanes.realtime.endpoints.isEmpty
      || settings.api.baseURL.flatMap { ServerName($0) }?.isThisMachine == true
  }

  /// Whether the sandbox plays a model of one's own that a server on this machine would answer by, or a command: what is asked of
  /// it is what they would be asked.
  private var rehearsesOwnModel: Bool {
    guard settings.api.sandbox, ModelFacts.named(settings.recipe.model) == nil else { return false }
    if settings.plan.strategy == .batch, settings.lanes.batch.command != nil { return true }
    return settings.api.baseURL.flatMap { ServerName($0) }?.isThisMachine == true
  }

  /// Whether requests are as a model of one's own takes them, and say nothing that only OpenAI's server knows.
  var asksAsOwn: Bool { isOwn || rehearsesOwnModel }

  /// That a rehearsal goes without limits and prices, since no table has those of the model and the tropefile does not either;
  /// `nil` where that is not so.
  package var rehearsalNotice: String? {
    guard rehearsesUnknownModel, (try? ownTerms(isOwn: false)) == nil else { return nil }
    return
      "no table knows the model '\(settings.recipe.model)': the rehearsal goes without limits and prices, but for those "
      + "of the tropefile"
  }

  /// The names of models that the sandbox answers to beside those that it has by itself.
  package var modelsToPlay: [String] {
    let strong = [strongRecipe?.parameters.model].compactMap(\.self)
    let named = [settings.recipe.model] + settings.trial.models + strong
    return Set(named.filter { ModelFacts.named($0) == nil || $0.contains("/") }).sorted()
  }
}
