import Basics
import Testing

@Suite struct EditDistanceTests {
  @Test(arguments: [
    ("model", "model", 0), ("modle", "model", 1), ("modle", "mode", 1), ("", "abc", 3),
    ("seed", "sede", 1), ("batch", "bath", 1), ("tier", "fire", 2), ("kitten", "sitting", 3),
  ])
  func `an adjacent swap counts as one edit`(first: String, second: String, edits: Int) {
    #expect(EditDistance.between(first, second) == edits)
    #expect(EditDistance.between(second, first) == edits)
  }

  @Test func `ties go to the word nearest in length`() {
    #expect(EditDistance.nearest(to: "modle", in: ["mode", "model"]) == "model")
  }

  @Test(arguments: ["x", "colour", "", "frobnicate"])
  func `what is near to nothing gets no suggestion`(word: String) {
    #expect(EditDistance.nearest(to: word, in: ["model", "seed", "strategy"]) == nil)
  }

  @Test func `a very long word costs no time`() {
    let long = String(repeating: "model", count: 100_000)
    #expect(EditDistance.nearest(to: long, in: ["model"]) == nil)
  }
}
