import Planner
import Testing
import TropeModel

@Suite struct PlanItemTests {
  @Test func `One question under several ids is planned once, for all of them`() {
    var second = item(3, tokens: 10)
    second.question = item(9, tokens: 10).question
    var third = item(5, tokens: 10)
    third.question = second.question
    let planned = PlanItem.sharingQuestions([
      item(9, tokens: 10), item(4, tokens: 10), second, third,
    ])
    #expect(planned.map(\.movie.number) == [3, 4])
    #expect(planned[0].shared.map(\.number) == [5, 9])
    #expect(planned[1].shared.isEmpty)
  }

  @Test func `Different questions stay as they are`() {
    let items = plots(100)
    #expect(PlanItem.sharingQuestions(items) == items)
  }

  @Test func `A request weighs its movies and what every request repeats`() {
    let overhead = RequestOverhead(
      [.init(tokens: 1_963, bytes: 9_000, sharedPrefix: 1_952)], isExact: false)
    let request = PlanRequest(
      items: [item(1, tokens: 400, bytes: 1_600), item(2, tokens: 68, bytes: 270)],
      overhead: overhead)
    #expect(request.input == TokenCount(2_431, isExact: false))
    #expect(request.bodyBytes == 10_870)
    #expect(request.expectedOutput == 146)
    #expect(request.sharedPrefix == 1_952)
  }

  @Test func `The overhead goes by the size of the group, the last entry holding beyond`() {
    let entries = (1...3).map {
      RequestOverhead.Entry(tokens: 100 * $0, bytes: $0, sharedPrefix: 50)
    }
    let overhead = RequestOverhead(entries, isExact: true)
    #expect(
      [1, 2, 3, 4, 64].map { overhead.entry(movies: $0).tokens } == [100, 200, 300, 300, 300])
    #expect(RequestOverhead([], isExact: true).entry(movies: 1).tokens == 0)
  }
}
