import Lanes
import Planner
import Recipe
import TropeModel

/// Turns the plan's requests into ones that can be sent.
struct RequestMaker: Sendable {
  private let questions: [Digest: Question]
  private let tokenCounts: [Digest: TokenCount]
  /// What a request for one movie weighs beyond it.
  private let overhead: TokenCount

  init(_ preview: Preview) {
    let targets = preview.survey.toAsk + preview.survey.inBatches.map(\.target)
    questions = Dictionary(
      targets.map { ($0.question.hash, $0.question) }, uniquingKeysWith: { first, _ in first })
    tokenCounts = preview.tokenCounts
    overhead =
      preview.overhead.map { TokenCount($0.entry(movies: 1).tokens, isExact: $0.isExact) }
      ?? TokenCount(Self.usualOverhead, isExact: false)
  }

  /// Prompt, schema and framing with the built-in catalog, where no plan tells better: a run that only collects.
  private static let usualOverhead = 2_000
  private static let usualOutput = 100

  /// A request of the plan.
  func request(_ planned: PlanRequest) -> PendingRequest {
    PendingRequest(
      questions: planned.items.compactMap { questions[$0.question] }, inputTokens: planned.input,
      expectedOutput: planned.expectedOutput)
  }

  /// The request that asks one question alone.
  func alone(_ question: Question) -> PendingRequest {
    let own =
      tokenCounts[question.hash]
      ?? TokenCount(question.userMessage.count, isExact: false)
    return PendingRequest(
      questions: [question], inputTokens: own + overhead,
      expectedOutput: question.names.map { 10 + 21 * $0.count } ?? Self.usualOutput)
  }
}
