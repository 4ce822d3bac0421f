import Planner
package import Recipe
import TropeModel

/// Turns the plan's requests into ones that can be sent, and says what a request uses.
struct RequestMaker: Sendable {
  private let questions: [Digest: Question]
  private let tokenCounts: [Digest: TokenCount]
  private let overhead: RequestOverhead?
  private let reply: ReplyExpectation?
  private let limits: Limits
  private let bound: OutputBound?
  private let isSilent: Bool

  init(_ preview: Preview, recipe: Recipe) {
    let targets = preview.survey.toAsk + preview.survey.inBatches.map(\.target)
    questions = Dictionary(
      targets.map { ($0.question.hash, $0.question) }, uniquingKeysWith: { first, _ in first })
    tokenCounts = preview.tokenCounts
    overhead = preview.overhead
    reply = preview.reply
    limits = preview.terms.limits
    bound = preview.terms.outputBound(of: recipe)
    isSilent = recipe.asksForDecisions
  }

  /// Prompt, schema and framing with the built-in catalog, where no plan tells better: a run that only collects.
  private static let usualOverhead = 2_000
  private static let usualOutput = 100

  func request(_ planned: PlanRequest) -> PendingRequest {
    PendingRequest(
      questions: planned.items.compactMap { questions[$0.question] }, inputTokens: planned.input,
      expectedOutput: planned.expectedOutput)
  }

  /// The request that asks one question alone.
  func alone(_ question: Question) -> PendingRequest {
    PendingRequest(
      questions: [question], inputTokens: input([question]), expectedOutput: output(of: question))
  }

  /// What a request with these questions is expected to use, and what it may.
  func expectedUse(_ questions: [Question]) -> ExpectedUse {
    let input = input(questions)
    let output = questions.reduce(0) { $0.addingSaturated(self.output(of: $1)) }
    return ExpectedUse(
      input: input, output: output,
      outputBound: bound?.tokens(
        expected: output, movies: questions.count,
        unnamed: questions.unnamedAllowance, input: input.tokens),
      mostOutput: limits.outputTokens, mostInput: limits.contextTokens)
  }

  /// What batches of earlier runs are expected to use, which this one collects: in requests of the size that is planned now.
  func underWay(_ preview: Preview) -> LaneForecast {
    var sum = LaneForecast()
    let questions = preview.survey.inBatches.map(\.target.question)
    let size = max(1, preview.moviesPerRequest)
    for start in stride(from: 0, to: questions.count, by: size) {
      let request = Array(questions[start..<min(start + size, questions.count)])
      sum.addBatched(
        expectedUse(request).forecast, questions: request.count, preview.terms.prices)
    }
    sum.typical = preview.underWay.typical
    return sum
  }

  private func input(_ questions: [Question]) -> TokenCount {
    let fixed =
      overhead.map { TokenCount($0.entry(movies: questions.count).tokens, isExact: $0.isExact) }
      ?? TokenCount(Self.usualOverhead, isExact: false)
    return questions.reduce(fixed) { sum, question in
      sum
        + (tokenCounts[question.hash]
          ?? TokenCount(question.messageBytes, isExact: false))
    }
  }

  private func output(of question: Question) -> Int {
    if isSilent { return 0 }
    return reply?.tokens(of: question)
      ?? question.nameCount.map { 10 + 21 * $0 } ?? Self.usualOutput
  }
}

extension Preview {
  /// The body of a request for this question alone, as it would be sent.
  package func requestBody(of question: Question, recipe: Recipe) -> [UInt8] {
    let request = RequestMaker(self, recipe: recipe).alone(question)
    let bounds = terms.outputBounds(of: recipe)
    return recipe.requestBody(
      for: [question], outputBound: bounds.inBody(bounds.tokens(for: request)))
  }
}

extension ModelTerms {
  /// The bounds that requests of a recipe are sent with.
  func outputBounds(of recipe: Recipe) -> OutputBounds { OutputBounds(outputBound(of: recipe)) }

  /// How many output tokens requests of a recipe are allowed; `nil` for decisions, which write nothing.
  func outputBound(of recipe: Recipe) -> OutputBound? {
    if recipe.asksForDecisions { return nil }
    return OutputBound(
      model: model, facts: facts, effort: recipe.parameters.reasoningEffort,
      fixed: recipe.parameters.maxOutputTokens,
      hasFreeText: recipe.fields.fields.contains { $0.type == .text },
      contextTokens: limits.contextTokens)
  }
}

extension RunCourse {
  /// As a preview has it.
  init(_ preview: Preview, underWay: LaneForecast) {
    self.init(preview.forecast, underWay: underWay, turnaround: preview.turnaround)
  }
}
