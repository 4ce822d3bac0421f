import OpenAIClient
import Planner
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// What the ledger keeps of the prices of a batch.
@Suite struct BatchTermsTests {
  @Test(arguments: ModelFacts.all.map(\.name))
  func `prices cost the same once they were written down`(_ model: String) throws {
    let prices = try some(ModelFacts.named(model)).prices
    let text = BatchTerms(model: model, prices: prices).pricesText
    let read = try some(Prices(ofBatch: text))
    for input in [1, 1_000, 1_000_000] {
      let usage = TokenUsage(
        input: input, cachedInput: input / 4, cacheWrite: input / 2, output: input / 10)
      #expect(read.cost(of: usage, in: .batch) == prices.cost(of: usage, in: .batch))
      #expect(
        read.mostCost(input: input, output: 7, in: .batch, writing: 0.5)
          == prices.mostCost(input: input, output: 7, in: .batch, writing: 0.5))
    }
  }

  @Test(arguments: ["", "1", "{}", "{\"input\":1}", "{\"input\":1e999,\"cached_input\":1}"])
  func `what tells no prices tells none`(_ text: String) {
    #expect(Prices(ofBatch: text) == nil)
  }

  @Test func `a reply of a batch is booked by what the batch asked, in rehearsals too`()
    async throws
  {
    for isSandbox in [false, true] {
      let rig = try Rig(movies: 1, isSandbox: isSandbox)
      for answering in ["gpt-4o-2024-08-06", "deployment-1"] {
        var answered = try RecorderTests.answered(
          rig, rig.questions[0], body: Reply.good(model: answering), batch: 1)
        answered.isOfOtherRecipe = true
        answered.batchTerms = BatchTerms(
          model: "gpt-4o", prices: try some(ModelFacts.named("gpt-4o")).prices)
        let paid = await rig.recorder.paidReply(answered, answered.reply?.usage ?? .zero)
        #expect(paid.requestedModel == "gpt-4o")
        #expect(abs(paid.costDollars - 0.000_175) < 1e-12)
      }
    }
  }
}
