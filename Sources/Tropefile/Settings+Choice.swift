extension Settings {
  /// Sets aside the strategy and the movies a request that the tropefile names, where the command line asks for a choice:
  /// then only what another flag names stands.
  package mutating func letChoose(by given: [Setting]) {
    let named = Set(given.map(\.key))
    guard plan.choose, named.contains("plan.choose") else { return }
    if !named.contains("plan.strategy") {
      (plan.strategySetAside, plan.namedStrategy) = (plan.namedStrategy, nil)
    }
    if !named.contains("recipe.movies_per_request") {
      (recipe.moviesPerRequestSetAside, recipe.namedMoviesPerRequest) =
        (recipe.namedMoviesPerRequest, nil)
    }
  }
}
