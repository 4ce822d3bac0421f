package import Planner
package import Recipe
package import Tokenizer
package import TropeModel

/// Counts what requests weigh: the fixed part once for each size of request, each question once and for all.
package struct RequestWeights: Sendable {
  private let recipe: Recipe
  private let counter: @Sendable () async throws -> TokenCounter

  /// - Parameters:
  ///   - counter: called when something has to be counted, and not before: loading a vocabulary takes time.
  package init(
    project: Project, counter: @escaping @Sendable () async throws -> TokenCounter
  ) {
    recipe = project.recipe
    self.counter = counter
  }

  /// The tokens of questions' own parts, those known already taken over.
  package func count(
    _ questions: [Question], known: [Digest: TokenCount]
  ) async throws -> [Digest: TokenCount] {
    var counts = known
    var seen: Set<Digest> = []
    let missing = questions.filter {
      known[$0.hash]?.isExact != true && seen.insert($0.hash).inserted
    }
    guard !missing.isEmpty else { return counts }
    let counter = try await counter()
    let decisions = recipe.asksForDecisions ? DecisionWeights(recipe, counter) : nil
    for (question, tokens) in zip(missing, counter.counts(missing.lazy.map(\.userMessage))) {
      counts[question.hash] = TokenCount(
        tokens + (decisions?.tokens(of: question) ?? 0),
        isExact: counter.isExact && decisions == nil)
    }
    return counts
  }

  /// What every request weighs beyond its questions, for sizes up to the largest that is asked for.
  ///
  /// - Parameter offset: by how much the API's counts have differed from ours so far, for a size of request.
  package func overhead(
    sizes largest: Int, offset: (Int) -> Int?
  ) async throws -> RequestOverhead {
    let counter = try await counter()
    let hasMarks =
      ModelFacts.named(recipe.parameters.model)?.hasCacheBreakpoints ?? false
    var entries: [RequestOverhead.Entry] = []
    for size in 1...max(1, largest) {
      let fixed = recipe.fixedTexts(groupSize: size)
      let schema = fixed.schema.isEmpty ? 0 : counter.schemaTokens(fixed.schema)
      let system = counter.count(fixed.system)
      let framing = counter.chatOverhead(messages: [("system", nil), ("user", nil)])
      // A mark stands behind the system message and its frame; before gpt-5.6 the cache counts in steps, frame or not.
      let frame =
        hasMarks ? framing - counter.chatOverhead(messages: [("user", nil)]) : 0
      let wrappers = Self.wrapperTokens(size, counter)
      let learned = offset(size) ?? 0
      let bytes =
        recipe.fixedPart(groupSize: size).count + 360 + (size > 1 ? size * 64 : 0)
      entries.append(
        RequestOverhead.Entry(
          tokens: max(0, schema + system + framing + wrappers + learned), bytes: bytes,
          sharedPrefix: schema + system + frame))
    }
    return RequestOverhead(entries, isExact: counter.isExact)
  }

  /// What putting so many questions into one message costs beyond them.
  ///
  /// A question ends with ">" and what follows it begins with a line feed, and these two are one token: only a
  /// count of the whole tells. The seams are the same around every question. An estimate is a bound of
  /// each part, so there the parts are added up.
  private static func wrapperTokens(_ size: Int, _ counter: TokenCounter) -> Int {
    guard size > 1 else { return 0 }
    let wrappers = (0..<size).map(Recipe.wrapper(at:))
    guard counter.isExact else {
      return wrappers.reduce(0) { $0 + counter.count($1.before) + counter.count($1.after) }
    }
    let sample = Array("<summary>x</summary>".utf8)
    let whole = wrappers.flatMap { $0.before + sample + $0.after }
    return counter.count(whole) - size * counter.count(sample)
  }

  /// The plan's view of a target.
  package func item(
    _ target: BuildTarget, tokens: TokenCount, reply: ReplyExpectation
  ) -> PlanItem {
    let question = target.question
    return PlanItem(
      movie: target.movie, question: question.hash, input: tokens,
      bodyBytes: question.messageBytes * 17 / 16 + 64,
      expectedOutput: reply.tokens(of: question),
      unnamedAllowance: question.unnamedAllowance)
  }
}
