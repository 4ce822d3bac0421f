import Basics
import Formats

/// What the labeller decides: all of the answer but what the cache saves.
struct DecisionOutcome: Sendable {
  /// The model that was asked.
  var model: ModelFacts
  /// The name of the model as it was asked for.
  var modelName: String
  /// An answer for each question.
  var answers: [JSON]
  var inputTokens: Int
  var marks: [BreakpointCache.Mark]
  /// SHA-256, in hexadecimal, of each movie's part of the input.
  var movies: [String]
  /// What the request weighs against the tokens of a minute.
  var weight: Int

  /// The bill of this answer.
  func bill(_ use: BreakpointCache.Use, at time: Double) -> Bill {
    let usage = Usage(
      input: inputTokens, cached: use.cached, written: use.written, writtenLong: use.writtenLong)
    return Bill(
      at: time, model: model.name, way: .decisions, questions: movies, usage: usage,
      cost: model.prices.cost(usage, .decisions))
  }

  /// The answer's body.
  func body(_ use: BreakpointCache.Use) -> JSON {
    [
      "model": .string(ModelTable.sandboxName), "answers": .array(answers),
      "usage": [
        "input_tokens": .integer(inputTokens),
        "input_tokens_details": [
          "cached_tokens": .integer(use.cached), "cache_write_tokens": .integer(use.written),
        ],
        "output_tokens": 0, "output_tokens_details": ["reasoning_tokens": 0],
        "total_tokens": .integer(inputTokens),
      ],
    ]
  }
}

/// Turns requests for decisions into answers.
struct DecisionEngine: Sendable {
  let tokens: any TokenCounting
  /// What refuses questions by chance.
  let faults: AnswerFaults
  /// The quality that is played; `nil` where words decide.
  private let quality: PlayedQuality?
  /// The catalogs of earlier questions: most requests repeat theirs.
  private let catalogs = Locked<[[DecisionRequest.Choice]: CatalogIndex]>([:])

  private static let mostCatalogs = 200

  /// An engine that has decided nothing yet.
  init(tokens: any TokenCounting, faults: AnswerFaults, quality: PlayedQuality?) {
    self.tokens = tokens
    self.faults = faults
    self.quality = quality
  }

  /// Tokens of a question over those of its texts, and of a choice over those of its own.
  private static let questionFrame = 15
  private static let choiceFrame = 2

  /// The answer to a body; `occasion` tells repeated requests apart.
  func outcome(of body: [UInt8], occasion: Int) throws(APIFailure) -> DecisionOutcome {
    let json: JSON
    do { json = try JSON(parsing: body) } catch { throw .notJSON }
    let request = try DecisionRequest(json)
    let (inputTokens, marks) = read(request)
    guard inputTokens <= request.model.size.input else {
      throw .contextTooLong(limit: request.model.size.input, messages: inputTokens)
    }
    let movies = MovieText.all(in: request.userText, namesStandOnLines: true)
    let digest = SHA256.hash(body)
    let played = quality?.movies(
      of: PlayedQuality.Sitting(
        model: request.model.name, effort: "none", form: Array("decisions".utf8),
        plots: [Truth.key(Array(movies[0].plot.utf8))],
        occasion: quality?.occasion(of: digest) ?? 0))
    let answers = request.questions.enumerated().map { index, question in
      let isRefused =
        faults.rates[.refusal] > 0
        && faults.randomness.draw("refusal \(index)", digest, count: occasion)
          < faults.rates[.refusal]
      return isRefused
        ? ["type": "refusal", "name": JSON(question.name)] as JSON
        : answer(question, movies[0], played?.first)
    }
    return DecisionOutcome(
      model: request.model, modelName: request.modelName, answers: answers,
      inputTokens: inputTokens, marks: marks,
      movies: movies.map { Hex.text(SHA256.hash($0.source)) }, weight: (body.count + 3) / 4)
  }

  private func read(
    _ request: DecisionRequest
  ) -> (tokens: Int, marks: [BreakpointCache.Mark]) {
    var reading = MarkedReading(
      equal: [Array("decisions \(request.model.name) \(request.cacheKey ?? "")".utf8)])
    for message in request.messages {
      reading.begin(message, frame: tokens.tokensOfFrame)
      for part in message.parts { reading.read(part, tokens: tokens.count(part.text)) }
    }
    reading.end(request.cacheOptions)
    var count = reading.tokens
    for question in request.questions {
      count += Self.questionFrame + tokens.count(question.instructions)
      switch question.kind {
      case .predicate: break
      case .choice(let choices), .score(let choices):
        for choice in choices {
          count += Self.choiceFrame + tokens.count(choice.label)
          if let text = choice.description { count += 1 + tokens.count(text) }
        }
      }
    }
    return (count + tokens.tokensOfReplyFrame, reading.marks)
  }

  // MARK: Answers

  private func answer(
    _ question: DecisionRequest.Question, _ text: MovieText, _ played: PlayedQuality.PlayedMovie?
  ) -> JSON {
    switch question.kind {
    case .predicate: predicate(question, text)
    case .choice(let choices): choice(question, choices, text, played)
    case .score(let levels): score(question, levels, text)
    }
  }

  /// The share of its words that the plot knows.
  private func predicate(_ question: DecisionRequest.Question, _ text: MovieText) -> JSON {
    let words = Set(Words.content(of: question.instructions))
    let plot = Set(Words.content(of: text.plot))
    let share =
      words.isEmpty ? 0.5 : Double(words.intersection(plot).count) / Double(words.count)
    return [
      "type": "predicate", "name": JSON(question.name),
      "probability": Self.short(0.02 + 0.96 * share),
    ]
  }

  private func choice(
    _ question: DecisionRequest.Question, _ choices: [DecisionRequest.Choice], _ text: MovieText,
    _ played: PlayedQuality.PlayedMovie?
  ) -> JSON {
    let catalog = catalog(of: choices)
    var text = text
    text.names = [Self.name(in: question.instructions, of: text)].compactMap(\.self)
    let (best, chances) = LabelledMovie(text, played: played)
      .choice(text.names.isEmpty ? nil : 0, in: catalog)
    let probabilities = zip(choices, chances).map { choice, chance -> JSON in
      ["value": choice.value, "probability": Self.short(chance)]
    }
    return [
      "type": "choice", "name": JSON(question.name), "choice": choices[best].value,
      "confidence": Self.short(chances[best]), "probabilities": .array(probabilities),
    ]
  }

  private func catalog(of choices: [DecisionRequest.Choice]) -> CatalogIndex {
    catalogs.withLock { catalogs in
      if let known = catalogs[choices] { return known }
      var descriptions: [String: String] = [:]
      for choice in choices { descriptions[choice.label] = choice.description }
      let catalog = CatalogIndex(labels: choices.map(\.label), descriptions: descriptions)
      if catalogs.count >= Self.mostCatalogs { catalogs.removeAll() }
      catalogs[choices] = catalog
      return catalog
    }
  }

  /// How often the plot speaks of whom the question is about.
  private func score(
    _ question: DecisionRequest.Question, _ levels: [DecisionRequest.Choice], _ text: MovieText
  ) -> JSON {
    var text = text
    text.names = [Self.name(in: question.instructions, of: text)].compactMap(\.self)
    let movie = LabelledMovie(text)
    let mentions = text.names.isEmpty ? 0 : movie.mentionCount(0)
    let place = min(1, Double(mentions) / 8) * Double(levels.count - 1)
    let weights = levels.indices.map { 1 / (1 + 8 * abs(Double($0) - place)) }
    let sum = weights.reduce(0, +)
    let chances = weights.map { $0 / sum }
    let mean = chances.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    let probabilities = zip(levels, chances).enumerated().map { index, level -> JSON in
      [
        "value": .integer(index), "label": level.0.value, "probability": Self.short(level.1),
      ]
    }
    return [
      "type": "score", "name": JSON(question.name), "score": Self.short(mean),
      "confidence": Self.short(chances.max() ?? 0), "probabilities": .array(probabilities),
    ]
  }

  /// Whom a question is about: the name it repeats from the input, else the longest run of capitals after its first word.
  private static func name(in instructions: String, of text: MovieText) -> String? {
    let told = text.names.filter { instructions.contains($0) }
    if let name = told.max(by: { $0.utf8.count < $1.utf8.count }) { return name }
    var runs: [[Substring]] = [[]]
    for word in instructions.split(separator: " ").dropFirst() {
      let bare = word.prefix { $0.isLetter || $0 == "-" || $0 == "'" }
      if bare.first?.isUppercase ?? false {
        runs[runs.count - 1].append(bare)
        if bare.endIndex == word.endIndex { continue }
      }
      runs.append([])
    }
    return runs.max { $0.count < $1.count }.flatMap { run in
      run.isEmpty ? nil : run.joined(separator: " ")
    }
  }

  /// Six digits tell enough.
  private static func short(_ value: Double) -> JSON {
    .number((value * 1_000_000).rounded() / 1_000_000)
  }
}
