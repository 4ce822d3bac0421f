import Planner
import Recipe
import Store
import TropeModel
import Tropefile

/// How a budget is kept: what is under way counts at the most that it can cost.
extension Build {
  /// The budget of this run. A batch waits for others where those come to their end in this run.
  func spendingCap(_ preview: Preview, _ scope: BuildScope) -> SpendingCap {
    let prices = preview.terms.prices
    let bound = preview.terms.outputBound(of: project.recipe)
    let ledger = ledger
    let targets = preview.survey.toAsk + preview.survey.inBatches.map(\.target)
    let named = Set(targets.filter { $0.question.names != nil }.map(\.question.hash))
    return SpendingCap(
      limit: project.settings.plan.budget,
      mostOfBatch: { number, forecast in
        guard let batch = try? ledger.batch(number) else { return forecast * Self.unknownShare }
        let tokens = batch.inputTokens.tokens
        let input = prices.batchCost(input: tokens, cached: 0, output: 0)
        // The ledger has the batch's forecast and its input: the rest of the forecast is output.
        let expected =
          prices.batchOutput > 0
          ? max(0, batch.forecastCost - input) / prices.batchOutput * 1_000_000 : 0
        // Nobody knows any more of a question that this run does not ask, so it counts as one that may have a long reply.
        let questions = (try? ledger.questions(ofBatch: number).map(\.question)) ?? []
        let output = bound.tokens(
          expectedInAll: Int(min(expected, 1e12).rounded(.up)), movies: batch.questions,
          unnamed: batch.questions - questions.count { named.contains($0) })
        return max(forecast, prices.batchCost(input: tokens, cached: 0, output: output))
      },
      waits: options.noWait || scope.isOfBatches ? nil : (around.stop, around.time))
  }

  /// How many times its forecast a batch may cost of which the ledger has no row.
  private static let unknownShare = 4.0

  /// The planned batches, each small enough that the budget has room for it at the most that it can cost. Where it has room for
  /// all of them they stay as they are.
  func affordable(
    _ batches: [[PendingRequest]], _ preview: Preview, _ bounds: OutputBounds
  ) -> [[PendingRequest]] {
    guard let budget = project.settings.plan.budget else { return batches }
    let prices = preview.terms.prices
    let most: (PendingRequest) -> Double = {
      prices.batchCost(
        input: $0.inputTokens.tokens, cached: 0,
        output: bounds.tokens(for: $0) ?? $0.expectedOutput)
    }
    let all = batches.reduce(0) { $0 + $1.reduce(0) { $0 + most($1) } }
    guard all > budget else { return batches }
    var parts: [[PendingRequest]] = []
    for batch in batches {
      var part: [PendingRequest] = []
      var sum = 0.0
      for request in batch {
        if !part.isEmpty, sum + most(request) > budget / Self.partsOfBudget {
          parts.append(part)
          (part, sum) = ([], 0)
        }
        part.append(request)
        sum += most(request)
      }
      if !part.isEmpty { parts.append(part) }
    }
    return parts
  }

  /// What is left over in the end, since the next batch does not fit any more, is at most such a part.
  private static let partsOfBudget = 8.0
}
