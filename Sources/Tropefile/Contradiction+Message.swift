import TropeModel

extension Contradiction: CustomStringConvertible {
  /// What cannot be together, for settings that no file places.
  package var description: String { words(explicit: Set(keys)).message }

  /// `explicit`: the keys that were given; the others have their default, which is said.
  func words(explicit: Set<String>) -> (message: String, advice: String?) {
    func named(_ key: String, _ value: String) -> String {
      "'\(key)' (\(value)\(explicit.contains(key) ? "" : ", the default"))"
    }
    switch self {
    case .batchLargerThanQueue(let target, let queue):
      return (
        named(keys[0], Quantity.show(count: target)) + " is more than "
          + named(keys[1], Quantity.show(count: queue)),
        "such a batch would never be accepted"
      )
    case .outputLargerThanContext(let output, let context):
      return (
        named(keys[0], Quantity.show(count: output)) + " leaves no room for a question within "
          + named(keys[1], Quantity.show(count: context)),
        nil
      )
    case .worstBeforeTypical(let typical, let worst):
      return (
        named(keys[0], Quantity.show(duration: worst)) + " is less than "
          + named(keys[1], Quantity.show(duration: typical)),
        nil
      )
    case .databaseIsLedger(let path):
      return (
        "'build.database' and 'ledger' are the same file, '\(path)'",
        "one can be rebuilt at no cost, the other was paid for: give two paths"
      )
    case .exportIsKept(let path, let key):
      return (
        "the export '\(path)' would replace the file that '\(key)' names",
        "give the export a path of its own"
      )
    case .exportsCollide(let path):
      return ("two exports are the same file, '\(path)'", "give each a path of its own")
    case .ledgerInBuildDirectory(let ledger, let directory):
      return (
        "'ledger' ('\(ledger)') lies in 'build.directory' ('\(directory)')",
        "what was paid for must outlive the build directory: put it elsewhere"
      )
    case .rawAndTable:
      return (
        "'corpus.raw' and 'corpus.table' are both given",
        "the inputs are made from one of the two: remove the other"
      )
    case .fieldsOfOtherKind(let kind):
      return (
        "'recipe.fields' is given, but 'recipe.kind: \(kind.rawValue)' has fields of its own",
        "write 'kind: custom', or remove the fields"
      )
    case .customWithoutFields:
      return (
        "'recipe.kind: custom' needs 'recipe.fields'",
        "describe what is asked of each character, as 'fields: {age: {type: integer}}'"
      )
    case .nothingAsked:
      return (
        "'recipe.characters: none' leaves nothing to ask without 'recipe.movie_fields'",
        "describe what is asked of the movie, as 'movie_fields: {ending: {type: text}}'"
      )
    case .aboutNoCharacters(let key):
      return (
        "'\(key)' is about characters, and with 'recipe.characters: none' none is asked about",
        "remove one of them"
      )
    case .tooManyFieldsTogether(let count):
      return (
        "'recipe.fields' and 'recipe.movie_fields' have \(count) fields together",
        "a recipe can have \(StrictSchema.mostFields)"
      )
    case .tooManyValuesTogether(let count):
      return (
        "'recipe.fields' and 'recipe.movie_fields' have \(count) values to choose from in all",
        "strict response schemas allow \(StrictSchema.mostEnumValues)"
      )
    case .decisionsOnMovies:
      return (
        "'recipe.endpoint: decisions' decides about characters, and 'recipe.movie_fields' is about the movie",
        "remove one of them, or ask by 'endpoint: chat'"
      )
    case .decisionsElsewhere(let strategy):
      return (
        "'recipe.endpoint: decisions' cannot go with 'plan.strategy: \(strategy.rawValue)'",
        "decisions are made in real time: write 'strategy: realtime', or leave it out"
      )
    case .decisionsInGroups(let movies):
      return (
        "'recipe.endpoint: decisions' cannot go with \(movies) movies per request",
        "each request decides about one movie: leave 'recipe.movies_per_request' out"
      )
    case .decisionsWith(let key):
      return (
        "'\(key)' cannot go with 'recipe.endpoint: decisions', which has no such parameter",
        "remove one of them"
      )
    case .decisionsWithoutNames:
      return (
        "'recipe.endpoint: decisions' decides about names, and with 'recipe.characters: from_plot' there are none",
        "remove one of them"
      )
    case .decisionsOnField(let name):
      return (
        "the field '\(name)' is no choice, and 'recipe.endpoint: decisions' only chooses",
        "make it a choice, a boolean or a trope, or ask by 'endpoint: chat'"
      )
    case .decisionsOnOptional(let name):
      return (
        "the field '\(name)' is optional, and 'recipe.endpoint: decisions' always chooses",
        "remove 'optional', or give the field a value for it, as 'unknown'"
      )
    case .decisionsAmong(let values, let name):
      return (
        "the field '\(name)' has \(values) \(values == 1 ? "value" : "values"); "
          + "a decision is among \(Endpoint.choices.lowerBound) to \(Endpoint.choices.upperBound)",
        nil
      )
    case .endpointsWithFlex(let strategy):
      return (
        "'lanes.realtime.endpoints' cannot go with 'plan.strategy: \(strategy.rawValue)'",
        "the tier flex is OpenAI's own: name another strategy, or remove the endpoints"
      )
    case .otherModelWithoutOwn(let endpoint):
      return (
        "the endpoint '\(TropefileFault.shown(endpoint))' names a model, and the recipe names none that it could be or not be",
        "name the recipe's by 'recipe.model'"
      )
    case .cascadeAtOtherModel(let endpoint, let model):
      return (
        "the endpoint '\(TropefileFault.shown(endpoint))' has another model, "
          + "'\(TropefileFault.shown(model))', and 'recipe.cascade' is about one cheap model",
        "leave the endpoint out, or the cascade"
      )
    case .cascadeWithoutStrong(let key):
      return (
        "'\(key)' is given, but 'recipe.cascade' names no strong model",
        "write 'strong: {model: gpt-6.1-terra, effort: low}' into it, or remove it"
      )
    case .cascadeWithoutCheap:
      return (
        "'recipe.cascade' needs to know the cheap model too",
        "name it by 'recipe.model'"
      )
    case .cascadeWithoutConfidence:
      return (
        "'recipe.cascade' sorts the movies by how sure the cheap model was, and nothing tells that",
        "write 'recipe.confidence: logprobs', or votes where the model gives none"
      )
    case .cascadeOfDecisions:
      return (
        "'recipe.cascade' cannot go with 'recipe.endpoint: decisions'",
        "the strong model would be asked in another way than the cheap one: ask by 'endpoint: chat'"
      )
    case .votesOfNone:
      return (
        "'recipe.votes' is given, but 'recipe.confidence' is not votes",
        "write 'confidence: votes', or remove it"
      )
    case .votesOnDecisions:
      return (
        "'recipe.confidence: votes' cannot go with 'recipe.endpoint: decisions'",
        "decisions tell how sure they are by themselves: remove it"
      )
    case .votesWithoutLists:
      return (
        "'recipe.confidence: votes' asks with tropes and values in other orders, and the recipe asks for neither a "
          + "trope nor a choice",
        "write 'confidence: logprobs', or remove it"
      )
    case .cascadeGoldWithoutTrope:
      return (
        "'recipe.cascade.gold' has tropes, and the recipe asks for none",
        "leave it out: the target is agreement with the strong model then"
      )
    case .catalogWithoutTrope(let kind):
      return (
        "'recipe.catalog' is given, but "
          + (kind == .custom
            ? "no field is of type 'trope'" : "'recipe.kind: \(kind.rawValue)' asks for no trope"),
        "remove it" + (kind == .custom ? ", or add a field of that type" : "")
      )
    }
  }
}
