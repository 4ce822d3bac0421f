package import TropeModel

/// Two settings, each possible, that cannot be together.
package enum Contradiction: Hashable, Sendable {
  /// A batch that is filled to `target` never fits into a queue of `queue` tokens.
  case batchLargerThanQueue(target: Int, queue: Int)
  /// Replies longer than question and reply together may be.
  case outputLargerThanContext(output: Int, context: Int)
  /// The worst case is better than the usual one.
  case worstBeforeTypical(typical: Duration, worst: Duration)
  /// Records and ledger in one file.
  case databaseIsLedger(path: String)
  /// The ledger among the things that may be deleted.
  case ledgerInBuildDirectory(ledger: String, directory: String)
  /// Two things that the inputs are to be made from.
  case rawAndTable
  /// Fields, and a recipe that has its own.
  case fieldsOfOtherKind(RecipeKind)
  /// A recipe of fields without any.
  case customWithoutFields
  /// No characters to ask about, and nothing of the movie either.
  case nothingAsked
  /// No characters, and this key that is about them.
  case aboutNoCharacters(key: String)
  /// More fields of characters and movie together than a strict schema holds.
  case tooManyFieldsTogether(Int)
  /// More values of all lists together than a strict schema holds.
  case tooManyValuesTogether(Int)
  /// A catalog that nothing is chosen from.
  case catalogWithoutTrope(RecipeKind)
  /// Decisions, which no batch makes and flex does not serve.
  case decisionsElsewhere(Strategy)
  /// Decisions about several movies in one request.
  case decisionsInGroups(Int)
  /// Decisions, and a parameter that only chat completions have.
  case decisionsWith(key: String)
  /// Decisions, which are about characters, and fields of the movie.
  case decisionsOnMovies
  /// Decisions about characters whose names nobody knows.
  case decisionsWithoutNames
  /// Decisions, and a field that is no choice.
  case decisionsOnField(String)
  /// Decisions, and a field that may be null.
  case decisionsOnOptional(String)
  /// Decisions, and a list of so many values.
  case decisionsAmong(values: Int, field: String)
  /// Endpoints, and a tier that only OpenAI's own server has.
  case endpointsWithFlex(Strategy)
  /// An endpoint of another model than the recipe's, which is not named.
  case otherModelWithoutOwn(endpoint: String)
  /// An endpoint of another model than the recipe's, and a cascade.
  case cascadeAtOtherModel(endpoint: String, model: String)
  /// Something of a cascade that has no strong model: this key.
  case cascadeWithoutStrong(key: String)
  /// A cascade whose cheap model is not named.
  case cascadeWithoutCheap
  /// A cascade that nothing could sort by.
  case cascadeWithoutConfidence
  /// A cascade from decisions.
  case cascadeOfDecisions
  /// A number of asks where nothing votes.
  case votesOfNone
  /// Votes on decisions, which tell how sure they are.
  case votesOnDecisions
  /// Votes with nothing whose order could change.
  case votesWithoutLists
  /// A cascade whose target is about labelled tropes, and a recipe that asks for none.
  case cascadeGoldWithoutTrope

  /// An export in the place of something that is read or kept: the file of this key.
  case exportIsKept(path: String, key: String)
  /// Two exports in one place.
  case exportsCollide(path: String)

  /// The keys that contradict each other, the one to change first.
  package var keys: [String] {
    switch self {
    case .batchLargerThanQueue: ["plan.batch_token_target", "limits.enqueued_tokens"]
    case .outputLargerThanContext: ["recipe.max_output_tokens", "limits.context_tokens"]
    case .worstBeforeTypical:
      ["forecast.batch_turnaround_worst", "forecast.batch_turnaround_typical"]
    case .exportIsKept, .exportsCollide: ["exports.files"]
    case .databaseIsLedger: ["build.database", "ledger"]
    case .ledgerInBuildDirectory: ["ledger", "build.directory"]
    case .rawAndTable: ["corpus.table", "corpus.raw"]
    case .fieldsOfOtherKind: ["recipe.fields", "recipe.kind"]
    case .customWithoutFields: ["recipe.kind", "recipe.fields"]
    case .nothingAsked: ["recipe.characters", "recipe.movie_fields"]
    case .aboutNoCharacters(let key): [key, "recipe.characters"]
    case .tooManyFieldsTogether, .tooManyValuesTogether: ["recipe.movie_fields", "recipe.fields"]
    case .catalogWithoutTrope: ["recipe.catalog", "recipe.kind", "recipe.fields"]
    case .decisionsElsewhere: ["plan.strategy", "recipe.endpoint"]
    case .decisionsInGroups: ["recipe.movies_per_request", "recipe.endpoint"]
    case .decisionsWith(let key): [key, "recipe.endpoint"]
    case .decisionsOnMovies: ["recipe.movie_fields", "recipe.endpoint"]
    case .decisionsWithoutNames: ["recipe.characters", "recipe.endpoint"]
    case .decisionsOnField, .decisionsOnOptional, .decisionsAmong:
      ["recipe.fields", "recipe.endpoint"]
    case .endpointsWithFlex: ["plan.strategy", "lanes.realtime.endpoints"]
    case .otherModelWithoutOwn: ["lanes.realtime.endpoints", "recipe.model"]
    case .cascadeAtOtherModel: ["lanes.realtime.endpoints", "recipe.cascade.strong.model"]
    case .cascadeWithoutStrong(let key): [key]
    case .cascadeWithoutCheap: ["recipe.cascade.strong.model", "recipe.model"]
    case .cascadeWithoutConfidence: ["recipe.cascade.strong.model", "recipe.confidence"]
    case .cascadeGoldWithoutTrope: ["recipe.cascade.gold", "recipe.kind", "recipe.fields"]
    case .cascadeOfDecisions: ["recipe.cascade.strong.model", "recipe.endpoint"]
    case .votesOfNone: ["recipe.votes", "recipe.confidence"]
    case .votesOnDecisions: ["recipe.confidence", "recipe.endpoint"]
    case .votesWithoutLists: ["recipe.confidence", "recipe.kind", "recipe.fields"]
    }
  }
}

extension Settings {
  /// What cannot be together in these settings. A default never takes part in the first: where only
  /// the queue was given, and is shorter than the default target, batches are to be made to fit.
  package var contradictions: [Contradiction] {
    var found: [Contradiction] = []
    if let queue = limits.enqueuedTokens, plan.batchTokenTarget > queue,
      plan.batchTokenTarget != Plan().batchTokenTarget
    {
      found.append(.batchLargerThanQueue(target: plan.batchTokenTarget, queue: queue))
    }
    if let output = recipe.maxOutputTokens, let context = limits.contextTokens, output >= context {
      found.append(.outputLargerThanContext(output: output, context: context))
    }
    if let typical = forecast.batchTurnaroundTypical, let worst = forecast.batchTurnaroundWorst,
      worst < typical
    {
      found.append(.worstBeforeTypical(typical: typical, worst: worst))
    }
    let ledgerParts = Self.parts(of: ledger)
    if ledgerParts == Self.parts(of: databasePath) {
      found.append(.databaseIsLedger(path: ledger))
    }
    let buildParts = Self.parts(of: build.directory)
    if !buildParts.isEmpty, ledgerParts.count > buildParts.count,
      ledgerParts.starts(with: buildParts)
    {
      found.append(.ledgerInBuildDirectory(ledger: ledger, directory: build.directory))
    }
    if corpus.raw != nil, corpus.table != nil { found.append(.rawAndTable) }
    if recipe.endpoint == .decisions {
      if plan.strategy != .realtime { found.append(.decisionsElsewhere(plan.strategy)) }
      found += recipe.contradictionsOfDecisions
    }
    if !lanes.realtime.endpoints.isEmpty, plan.strategy.usesFlex {
      found.append(.endpointsWithFlex(plan.strategy))
    }
    if recipe.namedModel == nil,
      let named = lanes.realtime.endpoints.first(where: { $0.model != nil })
    {
      found.append(.otherModelWithoutOwn(endpoint: named.name))
    }
    if recipe.cascade.strongModel != nil,
      let other = lanes.realtime.endpoints.first(where: { $0.isSameModel == false })
    {
      found.append(.cascadeAtOtherModel(endpoint: other.name, model: other.model ?? ""))
    }
    return found + recipe.contradictions + recipe.voteContradictions
      + recipe.cascadeContradictions + exportContradictions
  }

  private var exportContradictions: [Contradiction] {
    var kept: [(key: String, path: String?)] = [
      ("ledger", ledger), ("build.database", databasePath), ("exports.deaths", exports.deaths),
      ("recipe.catalog", recipe.catalog), ("recipe.prompt", recipe.prompt),
      ("recipe.overrides", recipe.overrides), ("try.gold", trial.gold),
      ("corpus.movie_metadata", corpus.movieMetadata), ("corpus.table", corpus.table),
    ]
    kept += recipe.cascade.gold.map { ("recipe.cascade.gold", $0) }
    var found: [Contradiction] = []
    var seen: [[Substring]] = []
    for target in exports.files {
      let parts = Self.parts(of: target.path)
      if let key = kept.first(where: { $0.path.map(Self.parts) == parts })?.key {
        found.append(.exportIsKept(path: target.path, key: key))
      }
      if seen.contains(parts) { found.append(.exportsCollide(path: target.path)) }
      seen.append(parts)
    }
    return found
  }

  /// The parts of a path by its spelling alone: the project directory itself has none, an absolute
  /// path starts with "/". Links are not followed; this is a check against slips, not a safeguard.
  private static func parts(of path: String) -> [Substring] {
    var parts: [Substring] = path.hasPrefix("/") ? ["/"] : []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != "..", last != "/" {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return parts
  }
}

extension Settings.Recipe {
  fileprivate var contradictionsOfDecisions: [Contradiction] {
    var found: [Contradiction] = []
    if moviesPerRequest > 1 { found.append(.decisionsInGroups(moviesPerRequest)) }
    if seed != nil { found.append(.decisionsWith(key: "recipe.seed")) }
    if characters == .fromPlot { found.append(.decisionsWithoutNames) }
    if !movieFields.isEmpty { found.append(.decisionsOnMovies) }
    if maxOutputTokens != nil { found.append(.decisionsWith(key: "recipe.max_output_tokens")) }
    if let namedEffort, namedEffort != "none" {
      found.append(.decisionsWith(key: "recipe.reasoning_effort"))
    }
    for field in effectiveKind == .custom ? fields : [] {
      switch field.type {
      case .text, .integer, .number: found.append(.decisionsOnField(field.name))
      case .choice(let values) where !Endpoint.choices.contains(values.count):
        found.append(.decisionsAmong(values: values.count, field: field.name))
      case .choice, .trope, .boolean:
        if field.isOptional { found.append(.decisionsOnOptional(field.name)) }
      }
    }
    return found
  }

  fileprivate var cascadeContradictions: [Contradiction] {
    guard cascade.strongModel != nil else {
      let keys = [
        ("strong.effort", cascade.strongEffort != nil), ("target", cascade.namedTarget != nil),
        ("gold", !cascade.gold.isEmpty), ("risk", cascade.namedRisk != nil),
      ]
      return keys.filter(\.1).map { .cascadeWithoutStrong(key: "recipe.cascade.\($0.0)") }
    }
    if endpoint == .decisions { return [.cascadeOfDecisions] }
    var found: [Contradiction] = []
    if namedModel == nil { found.append(.cascadeWithoutCheap) }
    if confidence == .none { found.append(.cascadeWithoutConfidence) }
    if !cascade.gold.isEmpty, !asksForTrope { found.append(.cascadeGoldWithoutTrope) }
    return found
  }

  fileprivate var voteContradictions: [Contradiction] {
    guard confidence == .votes else { return namedVotes == nil ? [] : [.votesOfNone] }
    if characters == .none { return [] }
    if endpoint == .decisions { return [.votesOnDecisions] }
    let hasLists =
      switch effectiveKind {
      case .tropes: true
      case .deaths: false
      // Without fields another contradiction tells.
      case .custom:
        fields.isEmpty || fields.contains { $0.type.kind == .trope || $0.type.kind == .choice }
      }
    return hasLists ? [] : [.votesWithoutLists]
  }

  fileprivate var contradictions: [Contradiction] {
    let kind = effectiveKind
    var found = contradictionsOfMovies
    if kind != .custom, !fields.isEmpty { found.append(.fieldsOfOtherKind(kind)) }
    if kind == .custom, fields.isEmpty {
      if characters != .none { found.append(.customWithoutFields) }
    } else if catalog != nil, !asksForTrope {
      found.append(.catalogWithoutTrope(kind))
    }
    return found
  }

  private var contradictionsOfMovies: [Contradiction] {
    var found: [Contradiction] = []
    if characters == .none {
      let keys = [
        ("kind", kind != nil && kind != .custom), ("fields", !fields.isEmpty),
        ("catalog", catalog != nil), ("confidence", confidence != .none),
        ("cascade.strong.model", cascade.strongModel != nil),
      ]
      found += keys.filter(\.1).map { .aboutNoCharacters(key: "recipe.\($0.0)") }
      if movieFields.isEmpty { found.append(.nothingAsked) }
    }
    if movieFields.isEmpty { return found }
    let all = fields + movieFields
    if all.count > StrictSchema.mostFields { found.append(.tooManyFieldsTogether(all.count)) }
    let values = all.reduce(0) { sum, field in
      if case .choice(let values) = field.type { sum + values.count } else { sum }
    }
    if values > StrictSchema.mostEnumValues { found.append(.tooManyValuesTogether(values)) }
    return found
  }
}
