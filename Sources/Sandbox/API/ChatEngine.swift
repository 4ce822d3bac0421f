import Basics
import Formats

/// Turns chat requests into answers. It remembers what it has worked out: a prefix's checked schema and catalog,
/// and the answers to whole bodies.
final class ChatEngine: Sendable {
  /// Counts tokens, exactly where a vocabulary was found.
  let tokens: any TokenCounting
  /// Where draws come from.
  let randomness: Randomness
  /// The quality that is played; `nil` where words decide.
  private let quality: PlayedQuality?
  private let ownModels: Set<String>
  private let prefixes = Locked<[PrefixForm: Prefix]>([:])
  private let shelves = Locked<[String: CatalogShelf]>([:])
  private let answers = Locked<[[UInt8]: ChatOutcome]>([:])

  /// Some 2 kB each.
  private static let mostAnswers = 20_000
  private static let mostPrefixes = 200
  private static let mostShelves = 20

  /// What a prefix is known by.
  private struct PrefixForm: Hashable {
    /// Of schema and system message.
    var digest: [UInt8]
    var rules: SchemaRules.Server
  }

  /// What requests of one schema and system message share.
  private struct Prefix: Sendable {
    var schemaTokens: Int
    /// The tokens of each part of the system messages, in order.
    var partTokens: [Int]
    /// All of its tokens, frames included.
    var tokens: Int
    var catalogs: CatalogShelf
    /// Whether the system message speaks of lines, as one does that says how names are listed.
    var namesStandOnLines: Bool
  }

  /// An engine that has answered nothing yet.
  init(
    tokens: any TokenCounting, randomness: Randomness, quality: PlayedQuality? = nil,
    ownModels: Set<String> = []
  ) {
    self.ownModels = ownModels
    self.tokens = tokens
    self.randomness = randomness
    self.quality = quality
  }

  /// The model that a name means; `nil` where none of that name answers.
  func model(named name: String) -> ModelFacts? { ModelTable.find(name, own: ownModels) }

  /// The answer to a body, and the body's SHA-256.
  func outcome(
    of body: [UInt8]
  ) throws(APIFailure) -> (outcome: ChatOutcome, digest: [UInt8]) {
    let digest = SHA256.hash(body)
    let occasion = quality?.occasion(of: digest) ?? 0
    if occasion == 0, let known = answers.withLock({ $0[digest] }) { return (known, digest) }
    let json: JSON
    do { json = try JSON(parsing: body) } catch { throw .notJSON }
    let outcome = try outcome(of: json, occasion: occasion)
    // What is thought of all labels is too much to keep.
    guard outcome.labels.isEmpty, occasion == 0 else { return (outcome, digest) }
    answers.withLock { answers in
      if answers.count >= Self.mostAnswers { answers.removeAll(keepingCapacity: true) }
      answers[digest] = outcome
    }
    return (outcome, digest)
  }

  /// The answer to the body of a batch's line, which counts as given.
  func outcome(ofLine body: JSON) throws(APIFailure) -> ChatOutcome {
    guard let quality else { return try outcome(of: body) }
    let digest = SHA256.hash(body.bytes)
    let outcome = try outcome(of: body, occasion: quality.occasion(of: digest))
    quality.countAnswer(digest)
    return outcome
  }

  /// The answer to a parsed body; `occasion` tells repeated requests apart.
  func outcome(of body: JSON, occasion: Int = 0) throws(APIFailure) -> ChatOutcome {
    let request = try ChatRequest(body, ownModels: ownModels)
    let systemText = request.systemText
    let digest = Self.digest(of: request)
    let prefix = try prefix(request, systemText: systemText, digest: digest)
    let (promptTokens, marks) = read(request, prefix)
    let size = request.model.size
    guard promptTokens <= size.input, promptTokens + (request.mostTokens ?? 0) <= size.context
    else {
      throw .contextTooLong(limit: min(size.input, size.context), messages: promptTokens)
    }
    let movies = MovieText.all(
      in: request.userText, namesStandOnLines: prefix.namesStandOnLines)
    let played = quality?.movies(
      of: PlayedQuality.Sitting(
        model: request.model.name, effort: request.effort, form: digest,
        plots: movies.map { Truth.key(Array($0.plot.utf8)) }, occasion: occasion))
    let (content, labels) = answer(
      request, catalogs: prefix.catalogs, movies: movies, played: played ?? [])
    let key = PromptCache.PrefixKey(
      model: request.model.name, digest: digest, cacheKey: request.cacheKey)
    var outcome = ChatOutcome(
      model: request.model, modelName: request.modelName, content: content,
      promptTokens: promptTokens, visibleTokens: tokens.count(content),
      cache: request.model.cache == .breakpoints
        ? .marks(marks) : .prefix(key, tokens: prefix.tokens),
      questions: movies.map { Hex.text(SHA256.hash($0.source)) },
      serviceTier: request.serviceTier, weight: Self.weight(of: request))
    outcome.topLogprobs = request.topLogprobs
    outcome.labels = labels
    outcome.reasoningTokens = reasoningTokens(request.effort, outcome.questions)
    if let most = request.mostTokens { fit(&outcome, into: most) }
    return outcome
  }

  /// The input tokens, and the breakpoints with the tokens before each.
  private func read(
    _ request: ChatRequest, _ prefix: Prefix
  ) -> (tokens: Int, marks: [BreakpointCache.Mark]) {
    let hasMarks =
      request.model.cache == .breakpoints
      && (!request.cacheOptions.isExplicit
        || request.messages.contains { $0.parts.contains { $0.life != nil } })
    let settings = [
      request.model.name, request.effort, request.verbosity ?? "", request.cacheKey ?? "",
    ]
    var reading = MarkedReading(
      tokens: prefix.schemaTokens,
      equal: hasMarks ? settings.map { Array($0.utf8) + [0] } + [request.formatBytes] : nil)
    var known = prefix.partTokens[...]
    for message in request.messages {
      let isSystem = message.role == "system" || message.role == "developer"
      let name = message.name.map { 1 + tokens.count($0) } ?? 0
      reading.begin(message, frame: tokens.tokensOfFrame + name)
      for part in message.parts {
        reading.read(part, tokens: isSystem ? known.popFirst() ?? 0 : tokens.count(part.text))
      }
    }
    reading.end(request.cacheOptions)
    return (reading.tokens + tokens.tokensOfReplyFrame, reading.marks)
  }

  private func prefix(
    _ request: ChatRequest, systemText: String, digest: [UInt8]
  ) throws(APIFailure) -> Prefix {
    let form = PrefixForm(digest: digest, rules: rules(for: request))
    if let known = prefixes.withLock({ $0[form] }) { return known }
    var schemaTokens = 0
    if case .schema(let name, let isStrict, let schema) = request.format {
      if isStrict { try SchemaRules.check(schema, name: name, at: form.rules) }
      schemaTokens = tokens.count(schema: schema)
    }
    let parts = request.messages.filter { $0.role == "system" || $0.role == "developer" }
    let partTokens = parts.flatMap(\.parts).map { tokens.count($0.text) }
    let prefix = Prefix(
      schemaTokens: schemaTokens, partTokens: partTokens,
      tokens: schemaTokens + partTokens.reduce(0, +) + parts.count * tokens.tokensOfFrame,
      catalogs: catalogs(systemText),
      namesStandOnLines: Words.all(of: systemText).contains("line"))
    prefixes.withLock { prefixes in
      if prefixes.count >= Self.mostPrefixes { prefixes.removeAll() }
      prefixes[form] = prefix
    }
    return prefix
  }

  /// A model of one's own is served as such servers do, unless it is one of OpenAI's behind a vendor.
  private func rules(for request: ChatRequest) -> SchemaRules.Server {
    ownModels.contains(request.modelName) && request.model.name == ModelTable.sandboxName
      ? .own : .openAI
  }

  /// One for each system message, also where each request has a schema of its own.
  private func catalogs(_ systemText: String) -> CatalogShelf {
    shelves.withLock { shelves in
      if let known = shelves[systemText] { return known }
      let shelf = CatalogShelf(systemText: systemText)
      if shelves.count >= Self.mostShelves { shelves.removeAll() }
      shelves[systemText] = shelf
      return shelf
    }
  }

  private func answer(
    _ request: ChatRequest, catalogs: CatalogShelf, movies: [MovieText],
    played: [PlayedQuality.PlayedMovie]
  ) -> (text: String, labels: [LabelSpan]) {
    let form: JSON
    switch request.format {
    case .schema(_, _, let schema): form = schema
    case .jsonObject: form = Self.schema(labels: catalogs.describedLabels)
    case .text:
      let text =
        "This is a sandbox: a word-overlap labeller that answers in the form of a response "
        + "schema. Ask with a response_format of type json_schema."
      return (text, [])
    }
    let answer = SchemaAnswer(
      schema: form, catalogs: catalogs, movies: movies, notesLabels: request.topLogprobs != nil,
      played: played)
    return answer.text()
  }

  /// The form of an answer that was asked for in JSON and no more.
  private static func schema(labels: [String]) -> JSON {
    let trope: JSON =
      labels.isEmpty
      ? ["type": "string"] : ["type": "string", "enum": .array(labels.map { .string($0) })]
    return [
      "type": "object",
      "properties": [
        "characters": [
          "type": "array",
          "items": ["type": "object", "properties": ["name": ["type": "string"], "trope": trope]],
        ]
      ],
    ]
  }

  private static func digest(of request: ChatRequest) -> [UInt8] {
    var hash = SHA256()
    hash.update(request.formatBytes)
    for message in request.messages where message.role == "system" || message.role == "developer" {
      for part in message.parts { hash.update([0] + Array(part.text.utf8)) }
      hash.update([0, 0])
    }
    return hash.finalize()
  }

  /// The larger of the tokens asked for and an estimate from the characters, as the service weighs a request before it runs.
  private static func weight(of request: ChatRequest) -> Int {
    let characters = request.messages.reduce(0) { sum, message in
      message.parts.reduce(sum) { $0 + $1.text.utf8.count }
    }
    return max(request.mostTokens ?? 0, (characters + 3) / 4)
  }
}

// MARK: The length of answers

extension ChatEngine {
  /// Tokens thought about one question, in steps of 64, at the middle of what is drawn.
  private static let thoughts = [
    "minimal": 1.0, "low": 3, "medium": 10, "high": 30, "xhigh": 60, "max": 120,
  ]

  /// Tokens that are thought and not written: drawn from the seed and the questions, more of them the harder it thinks.
  private func reasoningTokens(_ effort: String, _ questions: [String]) -> Int {
    guard let steps = Self.thoughts[effort] else { return 0 }
    let draw = 0.5 + randomness.draw("reasoning", questions.joined().utf8)
    let share = Double(3 + questions.count) / 4
    return 64 * max(1, Int((steps * share * draw).rounded()))
  }

  /// Ends an answer where its tokens end: what was thought comes first.
  private func fit(_ outcome: inout ChatOutcome, into most: Int) {
    guard outcome.completionTokens > most else { return }
    if outcome.reasoningTokens >= most {
      outcome.reasoningTokens = most
      outcome.content = ""
      outcome.visibleTokens = 0
      outcome.finishReason = "length"
    } else {
      cut(&outcome, to: most - outcome.reasoningTokens)
    }
  }

  /// Cuts what can be read of an answer off as a token limit does.
  func cut(_ outcome: inout ChatOutcome, to mostTokens: Int) {
    let whole = outcome.content ?? ""
    // The longest beginning that fits; a count never falls as a text grows by much.
    let fits = (0..<whole.count).bisect { tokens.count(String(whole.prefix($0 + 1))) <= mostTokens }
    let content = String(whole.prefix(fits))
    outcome.content = content
    outcome.visibleTokens = tokens.count(content)
    outcome.finishReason = "length"
  }
}
