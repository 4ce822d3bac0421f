import Planner
import Testing

struct OutputBoundTests {
  private func bound(_ model: String, _ effort: String? = nil, text: Bool = false) -> OutputBound {
    OutputBound(
      model: model, facts: .named(model), effort: effort, fixed: nil, hasFreeText: text,
      contextTokens: 8_192)
  }

  @Test func `leaves a reply room, and one that reasons more`() {
    let plain = bound("gpt-4o-mini").tokens(expected: 100, movies: 1, input: 2_400)
    #expect((300...2_000).contains(plain))
    #expect(bound("gpt-4o-mini", text: true).tokens(expected: 100, movies: 1, input: 0) > plain)
    let luna = bound("gpt-6-luna").tokens(expected: 100, movies: 1, input: 2_400)
    #expect(luna >= 4 * 100 + 2_000)
    #expect(bound("gpt-6-luna", "none").tokens(expected: 100, movies: 1, input: 0) == plain)
    #expect(bound("gpt-6-luna", "high").tokens(expected: 100, movies: 1, input: 0) > luna)
  }

  @Test func `a model reasons where its own effort says so, or the one that is asked for`() {
    func tokens(_ model: String, _ effort: String? = nil) -> Int {
      bound(model, effort).tokens(expected: 100, movies: 1, input: 0)
    }
    let plain = tokens("gpt-4o-mini")
    // By itself it does not reason, though it takes an effort.
    #expect(tokens("gpt-5.4-mini") == plain)
    #expect(tokens("gpt-5.4-mini", "low") > plain)
    #expect(tokens("gpt-5-mini") > plain)
    // It takes none, whatever is asked for.
    #expect(tokens("gpt-4o-mini", "high") == plain)
    #expect(tokens("gpt-6-luna") == tokens("gpt-6-luna", "medium"))
  }

  @Test func `a model that no table knows reasons where its name says so, and fits its context`() {
    let plain = bound("llama-3.1-8b").tokens(expected: 100, movies: 1, input: 2_400)
    #expect(plain == bound("gpt-4o-mini").tokens(expected: 100, movies: 1, input: 2_400))
    let thinking = bound("deepseek-r1-distill").tokens(expected: 100, movies: 1, input: 2_400)
    #expect(thinking == 8_192 - 2_400)
  }

  @Test func `never passes what the model writes, and never overflows`() {
    #expect(bound("gpt-4o-mini").tokens(expected: 100_000, movies: 64, input: 0) == 16_384)
    #expect(
      bound("gpt-4o-mini").tokens(expected: .max, movies: .max, input: .max, enlarged: .max)
        <= 16_384)
    #expect(bound("x").tokens(expectedInAll: .max, movies: .max, unnamed: .max) == .max)
  }

  @Test func `what the tropefile says holds as it is`() {
    let fixed = OutputBound(fixed: 500, thoughts: Thoughts(reasons: true, effort: nil))
    #expect(fixed.isFixed)
    #expect(fixed.tokens(expected: 9, movies: 4, input: 9, enlarged: 16) == 2_000)
    #expect(fixed.tokens(expectedInAll: 9, movies: 4, unnamed: 4) == 2_000)
  }

  @Test func `whose characters nobody names, its reply is allowed the length of its plot`() {
    #expect(OutputBound.allowance(unnamedBytes: 400) == 100)
    #expect(OutputBound.allowance(unnamedBytes: 1_000_000) == OutputBound.mostAllowance)
    #expect(OutputBound.allowance(unnamedBytes: 0) == 0)
    let bound = OutputBound(thoughts: .none)
    let named = bound.tokens(expected: 73, movies: 1, input: 0)
    #expect(bound.tokens(expected: 73, movies: 1, unnamed: 100, input: 0) == named + 100)
  }

  @Test func `sums are those of the requests one by one`() {
    let bound = OutputBound(thoughts: .none)
    let parts = [(90, 1), (400, 4), (7, 1)]
    let sum = parts.reduce(0) { $0 + bound.tokens(expected: $1.0, movies: $1.1, input: 0) }
    #expect(bound.tokens(expectedInAll: 497, movies: 6, unnamed: 0) == sum)
    #expect(
      bound.tokens(expectedInAll: 400, movies: 4, unnamed: 2)
        == bound.tokens(expected: 400, movies: 4, unnamed: 2, input: 0))
  }
}
