import Testing

@testable import Planner

@Suite struct NearestTests {
  @Test(arguments: [("gpt4o-mini", "gpt-4o-mini"), ("gpt-4.1-min", "gpt-4.1-mini")])
  func `A mistyped model finds its name`(typed: String, meant: String) {
    #expect(Nearest.models(to: typed).first == meant)
  }

  @Test func `A name far from all finds none`() {
    #expect(Nearest.models(to: "mistral-large-instruct").isEmpty)
  }

  @Test(arguments: [("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3)])
  func `The distance counts single edits`(left: String, right: String, distance: Int) {
    #expect(Nearest.distance(left, right) == distance)
  }
}
