import Testing

@testable import Planner

@Suite struct NearestTests {
  @Test(arguments: [("gpt4o-mini", "gpt-4o-mini"), ("gpt-4.1-min", "gpt-4.1-mini")])
  func `A mistyped model finds its name`(typed: String, meant: String) {
    #expect(ModelFacts.nearest(to: typed).first == meant)
  }

  @Test func `A name far from all finds none`() {
    #expect(ModelFacts.nearest(to: "mistral-large-instruct").isEmpty)
    #expect(ModelFacts.nearest(to: "foo").isEmpty && ModelFacts.nearest(to: "gpt").isEmpty)
    #expect(ModelFacts.nearest(to: "x").isEmpty && ModelFacts.nearest(to: "").isEmpty)
  }
}
