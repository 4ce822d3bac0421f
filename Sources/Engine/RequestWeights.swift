package import Lanes
package import Planner
import Recipe
package import Tokenizer
package import TropeModel

/// Counts what requests weigh: the fixed part once for each size of request, each question once and for all.
package struct RequestWeights: Sendable {
  private let recipe: Recipe
  private let counter: @Sendable () throws -> TokenCounter
  private let outputTokensPerMovie: Int?

  /// - Parameters:
  ///   - counter: called when something has to be counted, and not before: loading a vocabulary takes time.
  ///   - outputTokensPerMovie: what replies have had so far; `nil` to assume it by the length of the cast.
  package init(
    project: Project, counter: @escaping @Sendable () throws -> TokenCounter,
    outputTokensPerMovie: Int?
  ) {
    recipe = project.recipe
    self.counter = counter
    self.outputTokensPerMovie = outputTokensPerMovie
  }

  /// The tokens of questions' own parts, those known already taken over.
  package func count(
    _ targets: [BuildTarget], known: [Digest: TokenCount]
  ) async throws -> [Digest: TokenCount] {
    var counts = known
    var seen: Set<Digest> = []
    let missing = targets.map(\.question).filter {
      known[$0.hash]?.isExact != true && seen.insert($0.hash).inserted
    }
    guard !missing.isEmpty else { return counts }
    let counter = try counter()
    let shares = stride(from: 0, to: missing.count, by: 1_024).map {
      missing[$0..<min($0 + 1_024, missing.count)]
    }
    await withTaskGroup(of: [(Digest, Int)].self) { group in
      for share in shares {
        group.addTask {
          Array(zip(share.map(\.hash), counter.counts(share.map(\.userMessage))))
        }
      }
      for await share in group {
        for (question, tokens) in share {
          counts[question] = TokenCount(tokens, isExact: counter.isExact)
        }
      }
    }
    return counts
  }

  /// What every request weighs beyond its questions, for sizes up to the largest that is asked for.
  ///
  /// - Parameter offset: by how much the API's counts have differed from ours so far, for a size of request.
  package func overhead(
    sizes largest: Int, offset: (Int) -> Double?
  ) throws -> RequestOverhead {
    let counter = try counter()
    var wrapperTokens = 0
    var entries: [RequestOverhead.Entry] = []
    for size in 1...max(1, largest) {
      let fixed = recipe.fixedTexts(groupSize: size)
      let schema = counter.schemaTokens(fixed.schema)
      let system = counter.count(fixed.system)
      let framing = counter.chatOverhead(messages: [("system", nil), ("user", nil)])
      let wrapper = Recipe.wrapper(at: size - 1)
      if size == 2 { wrapperTokens = Self.tokens(Recipe.wrapper(at: 0), counter) }
      if size > 1 { wrapperTokens += Self.tokens(wrapper, counter) }
      let learned = Int((offset(size) ?? 0).rounded(.up))
      let bytes =
        recipe.fixedPart(groupSize: size).count + 160 + (size > 1 ? size * 64 : 0)
      entries.append(
        RequestOverhead.Entry(
          tokens: max(0, schema + system + framing + wrapperTokens + learned), bytes: bytes,
          sharedPrefix: schema + system))
    }
    return RequestOverhead(entries, isExact: counter.isExact)
  }

  private static func tokens(
    _ wrapper: (before: [UInt8], after: [UInt8]), _ counter: TokenCounter
  ) -> Int {
    counter.count(wrapper.before) + counter.count(wrapper.after)
  }

  /// The plan's view of a target.
  package func item(_ target: BuildTarget, tokens: TokenCount) -> PlanItem {
    let question = target.question
    return PlanItem(
      movie: target.movie, question: question.hash, input: tokens,
      bodyBytes: question.userMessage.count * 17 / 16 + 64,
      expectedOutput: outputTokensPerMovie ?? Self.expectedOutput(names: question.names?.count))
  }

  /// Tokens of a reply by the number of names: each line of it repeats a name and names a trope, in some twenty
  /// tokens; a movie without a cast is taken to have a few characters.
  static func expectedOutput(names: Int?) -> Int {
    guard let names else { return ForecastAssumptions.outputTokensPerMovie }
    return 10 + 21 * names
  }
}
