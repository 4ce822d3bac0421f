import Lanes
import Planner
import Recipe
import TropeModel

/// Turns the plan's requests into ones that can be sent.
struct RequestMaker: Sendable {
  private let questions: [Digest: Question]
  private let tokenCounts: [Digest: TokenCount]
  /// What a request for one movie weighs beyond it, taken from the plan's own.
  private let overhead: TokenCount

  init(_ preview: Preview) {
    let targets = preview.survey.toAsk + preview.survey.inBatches.map(\.target)
    questions = Dictionary(
      targets.map { ($0.question.hash, $0.question) }, uniquingKeysWith: { first, _ in first })
    tokenCounts = preview.tokenCounts
    let requests = preview.plan.batches.joined().map { $0 } + preview.plan.realtime
    let sample = requests.first { $0.items.count == 1 } ?? requests.first
    let items = sample?.items.reduce(0) { $0 + $1.input.tokens } ?? 0
    overhead = TokenCount(
      max(0, (sample?.input.tokens ?? Self.usualOverhead) - items),
      isExact: sample?.items.count == 1 && sample?.input.isExact == true)
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
