import Testing

@testable import Tropefile

@Suite struct EditDistanceTests {
  @Test(arguments: [
    ("model", "model", 0), ("modle", "model", 1), ("modle", "mode", 1), ("", "abc", 3),
    ("seed", "sede", 1), ("batch", "bath", 1), ("tier", "fire", 2),
  ])
  func `an adjacent swap counts as one edit`(first: String, second: String, edits: Int) {
    #expect(EditDistance.between(first, second) == edits)
    #expect(EditDistance.between(second, first) == edits)
  }

  @Test func `ties go to the word nearest in length`() {
    #expect(TropefileSchema.nearest(to: "modle", in: ["mode", "model"]) == "model")
  }

  @Test(arguments: [
    ("numBatches", "num_batches"), ("num-batches", "num_batches"), ("TIER", "tier"),
    ("temprature", "temperature"), ("base-url", "base_url"),
  ])
  func `slips find their word`(slip: String, word: String) {
    #expect(TropefileSchema.nearest(to: slip, in: TropefileSchema.keys.map(\.name)) == word)
  }

  @Test(arguments: ["x", "colour", "", "frobnicate"])
  func `what is near to nothing gets no suggestion`(word: String) {
    #expect(TropefileSchema.nearest(to: word, in: ["model", "seed", "strategy"]) == nil)
  }

  @Test func `a very long word costs no time`() {
    let long = String(repeating: "model", count: 100_000)
    #expect(TropefileSchema.nearest(to: long, in: ["model"]) == nil)
  }
}
