import Testing

@testable import Tropefile

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("numBatches", "num_batches"), ("num-batches", "num_batches"), ("TIER", "tier"),
    ("temprature", "temperature"), ("base-url", "base_url"),
  ])
  func `slips find their key`(slip: String, word: String) {
    #expect(TropefileSchema.nearest(to: slip, in: TropefileSchema.keys.map(\.name)) == word)
  }
}
