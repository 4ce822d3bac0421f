import OpenAIClient
package import Planner
import Recipe
package import Tropefile
import TropeModel

/// One of several servers of the real-time lane with all that holds there.
package struct EndpointTerms: Sendable {
  /// As the tropefile describes it.
  package var endpoint: RealtimeEndpoint
  /// Its limits and prices.
  package var terms: ModelTerms
  /// The name that it knows the model by.
  package var model: String
  /// The same as the ledger has it: one model under several names is asked for by the recipe's.
  package var bookedModel: String
  /// Whether that is said to be another model than the recipe's.
  package var isOtherModel: Bool
  /// The most requests under way at once.
  package var concurrency: Int
  /// Whether it is OpenAI's own, or plays it.
  package var isOpenAI: Bool
  /// Whether a model of one's own answers on this machine, of which no table knows.
  package var isOwn: Bool

  package var name: String { endpoint.name }
}

extension Project {
  /// The servers that share the real-time lane, in the tropefile's order; empty where one is asked alone, and for a sandbox that
  /// is started here.
  package var endpoints: [RealtimeEndpoint] {
    settings.api.sandbox ? [] : settings.lanes.realtime.endpoints
  }

  /// The same with what holds at each, the cheapest first.
  ///
  /// - Parameter isSandbox: whether they are sandboxes, which play OpenAI's server.
  package func endpointTerms(isSandbox: Bool) throws(BuildError) -> [EndpointTerms] {
    var all: [EndpointTerms] = []
    for endpoint in endpoints { all.append(try terms(of: endpoint, isSandbox: isSandbox)) }
    return all.enumerated().sorted {
      ($0.element.terms.usualRequestCost, $0.offset)
        < ($1.element.terms.usualRequestCost, $1.offset)
    }.map(\.element)
  }

  private func terms(
    of endpoint: RealtimeEndpoint, isSandbox: Bool
  ) throws(BuildError) -> EndpointTerms {
    let recipe = settings.recipe.model
    let asked = endpoint.model ?? recipe
    let known = ModelFacts.named(asked)
    let isOneName = ModelNames.areSame(asked, recipe)
    if !isOneName {
      guard let isSame = endpoint.isSameModel else {
        throw .endpoint(endpoint.name, .modelIsUnclear(asked, recipe: recipe))
      }
      if isSame, known != nil, ModelFacts.named(recipe) != nil {
        throw .endpoint(endpoint.name, .modelsDiffer(asked, recipe: recipe))
      }
    }
    let isOther = !isOneName && endpoint.isSameModel == false
    // Under a name of a server's own it is the recipe's model that prices and limits are about.
    let model = isOther || known != nil ? asked : recipe
    let name = ServerName(endpoint.baseURL)
    let isOwn = name?.isThisMachine == true && ModelFacts.named(model) == nil
    let machine = endpointMachines[endpoint.name]
    let lane = settings.lanes.realtime
    let own = isOwn ? (machine?.slots ?? LocalServer.usualSlots) : lane.concurrency
    let isOpenAI = isSandbox || name?.origin == ServerName.openAI?.origin
    do throws(PlanError) {
      let terms = try ModelTerms(
        model: model, tier: settings.limits.tier,
        limits: limits(of: endpoint, isOwn: isOwn || isOther, machine),
        prices: prices(
          of: endpoint, isOwn: isOwn || isOther, isKnown: ModelFacts.named(model) != nil),
        isOwn: isOwn)
      return EndpointTerms(
        endpoint: endpoint, terms: terms.asked(takesMarks: isOpenAI, batchHits: nil), model: asked,
        bookedModel: isOther ? asked : recipe, isOtherModel: isOther,
        concurrency: endpoint.concurrency ?? lane.namedConcurrency ?? own, isOpenAI: isOpenAI,
        isOwn: isOwn)
    } catch {
      throw .endpoint(endpoint.name, .plan(error))
    }
  }

  /// - Parameter isOwn: whether the tropefile's own sections are about another model.
  private func limits(
    of endpoint: RealtimeEndpoint, isOwn: Bool, _ machine: LocalServer?
  ) -> LimitOverrides {
    let own = endpoint.limits
    let all = isOwn ? nil : settings.limits
    return LimitOverrides(
      requestsPerMinute: own.requestsPerMinute ?? all?.requestsPerMinute,
      requestsPerDay: own.requestsPerDay ?? all?.requestsPerDay,
      tokensPerMinute: own.tokensPerMinute ?? all?.tokensPerMinute,
      // It gets no batches.
      enqueuedTokens: Limits.none,
      contextTokens: own.contextTokens ?? all?.contextTokens ?? machine?.contextTokens)
  }

  private func prices(
    of endpoint: RealtimeEndpoint, isOwn: Bool, isKnown: Bool
  ) -> PriceOverrides {
    let own = endpoint.prices
    let all = isOwn ? nil : settings.prices
    return PriceOverrides(
      input: own.input ?? all?.input, cachedInput: own.cachedInput ?? all?.cachedInput,
      output: own.output ?? all?.output, batchInput: isKnown ? nil : 0,
      batchOutput: isKnown ? nil : 0)
  }

  /// What holds for the lanes together: real time at all endpoints, batches at `api.base_url`. Without endpoints it is what
  /// `terms` says.
  ///
  /// - Returns: the terms, and whether batches can be planned.
  func sharedTerms(
    _ endpoints: [EndpointTerms], read: ReadLimits?
  ) throws(BuildError) -> (terms: ModelTerms, hasBatches: Bool) {
    guard !endpoints.isEmpty else { return (try terms(read: read), true) }
    var batches: ModelTerms?
    if settings.plan.strategy == .realtime {
      // Whoever asks in real time alone need not say what batches cost.
      batches = try? terms(read: read)
    } else {
      batches = try terms(read: read)
    }
    let shared = ModelTerms(
      sharing: endpoints.map(\.terms), model: settings.recipe.model, batches: batches)
    guard let shared else { return (try terms(read: read), true) }
    return (shared, batches != nil)
  }
}

extension Recipe {
  /// The same as a server is asked that knows the model by another name. Its questions are those of this one.
  func asked(ofModel model: String) -> Recipe {
    guard model != parameters.model else { return self }
    var parameters = parameters
    parameters.model = model
    return Recipe(
      fields: fields, catalog: catalog ?? .builtIn, prompt: prompt, parameters: parameters)
  }
}
