import Planner
import Store
import Tropefile
import TropeModel

/// How a budget is kept: what is under way counts at the most that it can cost.
extension Build {
  /// The budget of this run. A batch waits for others where those come to their end in this run.
  func spendingCap(
    _ preview: Preview, _ scope: BuildScope, _ bounds: OutputBounds, _ dialect: Dialect
  ) -> SpendingCap {
    let most = BatchMost(project, preview.terms)
    let ledger = ledger
    let requestMost = RequestMost(prices: preview.terms.prices, bounds: bounds)
    let mostOfRequests: @Sendable ([PendingRequest]) -> [Double] = { batch in
      let writing = dialect.writingShare(ofBatch: batch.count)
      return batch.map { requestMost.inBatch($0, writing: writing) }
    }
    return SpendingCap(
      limit: project.settings.plan.budget,
      mostOfBatch: { number, forecast in
        guard let batch = try? ledger.batch(number) else { return forecast * Self.unknownShare }
        return most.dollars(of: batch)
      },
      // Whoever names batches wants these sent, and no others.
      mostOfRequests: scope.isOfBatches ? nil : mostOfRequests,
      waits: options.noWait || scope.isOfBatches ? nil : (around.stop, around.time))
  }

  /// How many times its forecast a batch may cost of which the ledger has no row.
  private static let unknownShare = 4.0
}

/// The most that batches can cost that were written down, as a run holds it against its budget.
struct BatchMost: Sendable {
  private let project: Project
  /// Those of this run, which hold for a batch that tells no others.
  private let own: ModelTerms
  private let bound: OutputBound?

  init(_ project: Project, _ terms: ModelTerms) {
    self.project = project
    own = terms
    bound = terms.outputBound(of: project.recipe)
  }

  /// In dollars: by the bounds that stand in its file, which is read for that.
  func dollars(of batch: LedgerBatch) -> Double {
    let path = BatchFiles.inputPath(
      of: batch, in: project.paths.batches, project: project.directory)
    let terms = BatchTerms(of: batch, file: path, unlike: own.model)
    let prices = (terms?.prices ?? own.prices).ofSums
    let file = BatchFiles.most(ofFile: path)
    let output = file?.output ?? outputBound(of: batch, prices)
    return max(
      batch.forecastCost,
      prices.mostCost(
        input: batch.inputTokens.tokens, output: output, in: .batch, writing: file?.writing ?? 1))
  }

  /// The most output tokens of a batch whose file is gone, or whose requests have no bound: the ledger has its forecast
  /// and its input, the rest of the forecast is output. Whose characters the model names itself nobody knows any more, so all
  /// movies count as such.
  private func outputBound(of batch: LedgerBatch, _ prices: Prices) -> Int {
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
}
