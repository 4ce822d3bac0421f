package import Basics
package import Display
package import Planner
import Recipe
package import Store
import Tropefile
import TropeModel

/// A model that can be priced, and what all movies of the project would cost with it.
package struct PricedModel: Sendable {
  package var facts: ModelFacts
  /// `nil` where nobody has announced its end.
  package var end: ModelEnd?
  /// Dollars for all movies, in batches alone and in real time alone; `nil` without a project.
  package var batchCost: Double?
  package var realtimeCost: Double?
  /// Whether it thinks before it answers whatever a request says.
  package var alwaysThinks: Bool
  /// Output tokens a movie of thoughts that the costs hold, for want of replies that tell.
  package var assumedThoughts = 0

  /// - Parameter today: tells what has ended.
  package func isGone(on today: CivilDay) -> Bool { end?.isPast(on: today) == true }
}

extension PricedModel {
  init(_ facts: ModelFacts) {
    self.facts = facts
    end = ModelEnd(of: facts.name)
    alwaysThinks = facts.efforts.map { !$0.names.contains("none") } ?? false
  }

  /// Every model of the table but the sandbox's own, without costs.
  package static var all: [PricedModel] {
    ModelFacts.all.filter { $0.name != TropesDatabase.sandboxModel }.map { PricedModel($0) }
  }
}

extension Previewer {
  /// Every model of the table with what all movies of the project would cost with it, as the tropefile groups them, were
  /// nothing asked yet. Reads at most.
  package func models(database: TropesDatabase?, ledger: Ledger?) async throws -> [PricedModel] {
    var whole = self
    whole.options.alwaysMake = true
    whole.options.fresh = true
    whole.toleratesMissingFlex = true
    // What the project's own model costs is not asked: of one that no table knows nobody need say it.
    if ModelFacts.named(project.settings.recipe.model) == nil {
      whole.project = project.served(by: LocalServer())
    }
    let look = try await whole.look(database: database, ledger: nil)
    guard let workload = look.workload else { return PricedModel.all }
    let settings = project.settings
    var assumptions = workload.assumptions
    // Servers of the project's own serve none of these.
    assumptions.endpoints = []
    return try PricedModel.all.map { model in
      var model = model
      // What the project's own model was taken to think makes way for what this one is.
      model.assumedThoughts = thoughts(of: model.facts)
      let further = model.assumedThoughts - workload.reply.assumedThoughts
      let items = workload.items.map { item in
        var item = item
        item.expectedOutput = max(0, item.expectedOutput.addingSaturated(further))
        return item
      }
      let terms = try ModelTerms(model: model.facts.name, tier: settings.limits.tier)
        .asked(takesMarks: isOpenAI, batchHits: nil)
      let cost = { (strategy: Strategy) in
        Forecast(
          of: Plan(
            items: items, strategy: strategy, numBatches: 0,
            batchTokenTarget: settings.plan.batchTokenTarget, limits: terms.limits,
            grouping: Grouping(
              moviesPerRequest: settings.recipe.moviesPerRequest, overhead: workload.overhead)),
          limits: terms.limits, prices: terms.prices, assumptions: assumptions,
          start: look.moment
        ).total.cost * Double(project.asks)
      }
      model.batchCost = project.recipe.asksForDecisions ? nil : cost(.batch)
      model.realtimeCost = cost(.realtime)
      return model
    }
  }

  /// What a model is taken to think with the effort that the tropefile asks for, or its own where it does not take that.
  private func thoughts(of facts: ModelFacts) -> Int {
    let recipe = project.settings.recipe
    guard !project.recipe.asksForDecisions, project.settings.forecast.outputTokens == nil else {
      return 0
    }
    let effort = recipe.reasoningEffort.flatMap { effort in
      facts.efforts?.names.contains(effort) == true ? effort : nil
    }
    return ModelParameters(
      model: facts.name, maxOutputTokens: recipe.maxOutputTokens, reasoningEffort: effort
    ).assumedThoughts
  }
}
