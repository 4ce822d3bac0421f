import Planner
import Recipe

extension Dialect {
  /// As many as the API tells at most.
  private static let alternatives = 20

  /// What the requests of a plan say beside what they ask: how they are served, to OpenAI's own server alone, and bounds in the
  /// schema to one's own.
  ///
  /// - Parameters:
  ///   - isOpenAI: whether the server of `api.base_url` is OpenAI's own, or plays it.
  ///   - endpoint: one of several servers of the real-time lane; `nil`: the server of `api.base_url`.
  convenience init(
    of project: Project, _ preview: Preview, isOpenAI: Bool, at endpoint: EndpointTerms? = nil
  ) {
    let recipe = project.recipe
    let rule = (endpoint?.terms ?? preview.terms).prices.cache
    let isOwn = endpoint?.isOwn ?? project.asksAsOwn
    // A sandbox that plays a model of one's own is asked as that is.
    let isOpenAI = !isOwn && (endpoint?.isOpenAI ?? isOpenAI)
    let overhead = preview.overhead
    self.init(
      sendsTier: isOpenAI && !recipe.asksForDecisions, hasMarks: isOpenAI && rule.kind == .marked,
      key: recipe.cacheKey,
      marksBatches: rule.appliesInBatch, triesBatches: preview.batchCacheIsUnknown, rule: rule,
      boundsSchemas: isOwn,
      // OpenAI's own are summed; of others nobody knows whether they are taken before the schema bars all else.
      logprobs: project.asksForLogprobs ? (isOpenAI ? 0 : Self.alternatives) : nil,
      reading: isOpenAI ? .plain : .shareAmongLabels,
      prefix: { movies in
        if let overhead { return overhead.entry(movies: movies).sharedPrefix }
        // Where nothing was counted: four letters a token, as English has it.
        let texts = recipe.fixedTexts(groupSize: movies)
        return (texts.system.count + texts.schema.count) / 4
      })
  }
}
