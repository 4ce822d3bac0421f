import Basics
import Formats

/// Turns chat requests into answers. It remembers what it has worked out: a prefix's checked schema and catalog,
/// and the answers to whole bodies.
final class ChatEngine: Sendable {
  /// Counts tokens, exactly where a vocabulary was found.
  let tokens: any TokenCounting
  private let prefixes = Locked<[[UInt8]: Prefix]>([:])
  private let answers = Locked<[[UInt8]: ChatOutcome]>([:])

  /// Some 2 kB each.
  private static let mostAnswers = 20_000
  private static let mostPrefixes = 200

  /// What requests of one schema and system message share.
  private struct Prefix: Sendable {
    var tokens: Int
    var schemaTokens: Int
    var catalogs: CatalogShelf
    /// Whether the system message speaks of lines, as one does that says how names are listed.
    var namesStandOnLines: Bool
  }

  /// An engine that has answered nothing yet.
  init(tokens: any TokenCounting) { self.tokens = tokens }

  /// The answer to a body, and the body's SHA-256.
  func outcome(
    of body: [UInt8]
  ) throws(APIFailure) -> (outcome: ChatOutcome, digest: [UInt8]) {
    let digest = SHA256.hash(body)
    if let known = answers.withLock({ $0[digest] }) { return (known, digest) }
    let json: JSON
    do { json = try JSON(parsing: body) } catch { throw .notJSON }
    let outcome = try outcome(of: json)
    answers.withLock { answers in
      if answers.count >= Self.mostAnswers { answers.removeAll(keepingCapacity: true) }
      answers[digest] = outcome
    }
    return (outcome, digest)
  }

  /// The answer to a parsed body.
  func outcome(of body: JSON) throws(APIFailure) -> ChatOutcome {
    let request = try ChatRequest(body)
    let systemText = request.systemText
    let schema: JSON? = if case .schema(_, _, let schema) = request.format { schema } else { nil }
    let digest = Self.digest(schema: schema, systemText: systemText)
    let prefix = try prefix(request, schema: schema, systemText: systemText, digest: digest)

    var promptTokens = tokens.tokensOfReplyFrame + prefix.schemaTokens
    for message in request.messages {
      promptTokens += tokens.tokensOfFrame
      promptTokens +=
        message.content == systemText && message.role == "system"
        ? prefix.tokens - prefix.schemaTokens - tokens.tokensOfFrame : tokens.count(message.content)
      if let name = message.name { promptTokens += 1 + tokens.count(name) }
    }
    guard promptTokens + (request.mostTokens ?? 0) <= request.model.contextTokens else {
      throw .contextTooLong(limit: request.model.contextTokens, messages: promptTokens)
    }
    let movies = MovieText.all(
      in: request.userText, namesStandOnLines: prefix.namesStandOnLines)
    let content = answer(request, schema: schema, catalogs: prefix.catalogs, movies: movies)
    var outcome = ChatOutcome(
      model: request.model, modelName: request.modelName, content: content,
      promptTokens: promptTokens, completionTokens: tokens.count(content),
      prefixTokens: prefix.tokens,
      prefix: PromptCache.PrefixKey(
        model: request.model.name, digest: digest, cacheKey: request.cacheKey),
      questions: movies.map { Hex.text(SHA256.hash($0.source)) },
      serviceTier: request.serviceTier, weight: Self.weight(of: request),
      mostTokens: request.mostTokens)
    if let most = request.mostTokens, outcome.completionTokens > most {
      cut(&outcome, to: most)
    }
    return outcome
  }

  /// Cuts an answer off as a token limit does.
  func cut(_ outcome: inout ChatOutcome, to mostTokens: Int) {
    let whole = outcome.content ?? ""
    // The longest beginning that fits; a count never falls as a text grows by much.
    let fits = (0..<whole.count).bisect { tokens.count(String(whole.prefix($0 + 1))) <= mostTokens }
    let content = String(whole.prefix(fits))
    outcome.content = content
    outcome.completionTokens = tokens.count(content)
    outcome.finishReason = "length"
  }

  private func prefix(
    _ request: ChatRequest, schema: JSON?, systemText: String, digest: [UInt8]
  ) throws(APIFailure) -> Prefix {
    if case .schema(let name, let isStrict, let schema) = request.format, isStrict,
      prefixes.withLock({ $0[digest] }) == nil
    {
      try SchemaRules.check(schema, name: name)
    }
    if let known = prefixes.withLock({ $0[digest] }) { return known }
    let schemaTokens = schema.map { tokens.count(schema: $0) } ?? 0
    let systemTokens = systemText.isEmpty ? 0 : tokens.tokensOfFrame + tokens.count(systemText)
    let prefix = Prefix(
      tokens: schemaTokens + systemTokens, schemaTokens: schemaTokens,
      catalogs: CatalogShelf(systemText: systemText),
      namesStandOnLines: Words.all(of: systemText).contains("line"))
    prefixes.withLock { prefixes in
      if prefixes.count >= Self.mostPrefixes { prefixes.removeAll() }
      prefixes[digest] = prefix
    }
    return prefix
  }

  private func answer(
    _ request: ChatRequest, schema: JSON?, catalogs: CatalogShelf, movies: [MovieText]
  ) -> String {
    switch request.format {
    case .schema(_, _, let schema):
      return SchemaAnswer(schema: schema, catalogs: catalogs, movies: movies).value().text
    case .jsonObject:
      let labels = catalogs.describedLabels
      let trope: JSON =
        labels.isEmpty
        ? ["type": "string"] : ["type": "string", "enum": .array(labels.map { .string($0) })]
      let schema: JSON = [
        "type": "object",
        "properties": [
          "characters": [
            "type": "array",
            "items": [
              "type": "object", "properties": ["name": ["type": "string"], "trope": trope],
            ],
          ]
        ],
      ]
      return SchemaAnswer(schema: schema, catalogs: catalogs, movies: movies).value().text
    case .text:
      return "This is a sandbox: a word-overlap labeller that answers in the form of a response "
        + "schema. Ask with a response_format of type json_schema."
    }
  }

  private static func digest(schema: JSON?, systemText: String) -> [UInt8] {
    var hash = SHA256()
    hash.update(schema?.bytes ?? [])
    hash.update([0])
    hash.update(Array(systemText.utf8))
    return hash.finalize()
  }

  /// The larger of the tokens asked for and an estimate from the characters, as the service weighs a request before it runs.
  private static func weight(of request: ChatRequest) -> Int {
    let characters = request.messages.reduce(0) { $0 + $1.content.utf8.count }
    return max(request.mostTokens ?? 0, (characters + 3) / 4)
  }
}
