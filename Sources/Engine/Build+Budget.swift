import Planner
import Store
import Tropefile
import TropeModel

/// How a budget is kept: what is under way counts at the most that it can cost.
extension Build {
  /// The budget of this run. A batch waits for others where those come to their end in this run.
  func spendingCap(_ preview: Preview, _ scope: BuildScope) -> SpendingCap {
    let own = preview.terms
    let bound = own.outputBound(of: project.recipe)
    let (ledger, project) = (ledger, project)
    return SpendingCap(
      limit: project.settings.plan.budget,
      mostOfBatch: { number, forecast in
        guard let batch = try? ledger.batch(number) else { return forecast * Self.unknownShare }
        let tokens = batch.inputTokens.tokens
        let path = BatchFiles.inputPath(
          of: batch, in: project.paths.batches, project: project.directory)
        let terms = BatchTerms(of: batch, file: path, unlike: own.model)
        let prices = (terms?.prices ?? own.prices).ofSums
        let file = BatchFiles.most(ofFile: path)
        let output = file?.output ?? Self.outputBound(of: batch, prices: prices, bound: bound)
        return max(
          forecast,
          prices.mostCost(input: tokens, output: output, in: .batch, writing: file?.writing ?? 1))
      },
      waits: options.noWait || scope.isOfBatches ? nil : (around.stop, around.time))
  }

  /// The most output tokens of a batch whose file is gone, or whose requests have no bound: the ledger has its forecast
  /// and its input, the rest of the forecast is output. Whose characters the model names itself nobody knows any more, so all
  /// movies count as such.
  private static func outputBound(
    of batch: LedgerBatch, prices: Prices, bound: OutputBound?
  ) -> Int {
    // Decisions, which write nothing, are asked in no batch.
    guard let bound else { return 0 }
    let input = prices.batchCost(input: batch.inputTokens.tokens, output: 0)
    let expected =
      prices.batch.output > 0
      ? max(0, batch.forecastCost - input) / prices.batch.output * 1_000_000 : 0
    return bound.tokens(
      expectedInAll: Int(min(expected, 1e12).rounded(.up)), movies: batch.questions,
      unnamed: batch.questions.multipliedSaturated(by: OutputBound.mostAllowance))
  }

  /// How many times its forecast a batch may cost of which the ledger has no row.
  private static let unknownShare = 4.0

  /// The planned batches, each small enough that the budget has room for it at the most that it can cost. Where it has room for
  /// all of them they stay as they are.
  func affordable(
    _ batches: [[PendingRequest]], prices: Prices, _ bounds: OutputBounds, _ dialect: Dialect
  ) -> [[PendingRequest]] {
    guard let budget = project.settings.plan.budget else { return batches }
    let most = batches.map { batch in
      let writing = dialect.writingShare(ofBatch: batch.count)
      return batch.map { request in
        prices.mostCost(
          input: request.inputTokens.tokens,
          output: bounds.tokens(for: request) ?? request.expectedOutput, in: .batch,
          writing: writing)
      }
    }
    guard most.reduce(0, { $0 + $1.reduce(0, +) }) > budget else { return batches }
    var parts: [[PendingRequest]] = []
    for (batch, dollars) in zip(batches, most) {
      var part: [PendingRequest] = []
      var sum = 0.0
      for (request, most) in zip(batch, dollars) {
        if !part.isEmpty, sum + most > budget / Self.partsOfBudget {
          parts.append(part)
          (part, sum) = ([], 0)
        }
        part.append(request)
        sum += most
      }
      if !part.isEmpty { parts.append(part) }
    }
    return parts
  }

  /// What is left over in the end, since the next batch does not fit any more, is at most such a part.
  private static let partsOfBudget = 8.0
}
