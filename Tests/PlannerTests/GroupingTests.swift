import Planner
import Testing
import TropeModel

@Suite struct GroupingTests {
  private let overhead = RequestOverhead(
    [.init(tokens: 1_963, bytes: 9_000, sharedPrefix: 1_952)], isExact: true)

  private func requests(
    _ items: [PlanItem], _ movies: Int, limits: Limits = tier1, most: Int = 32_000
  ) -> [PlanRequest] {
    Plan(
      items: items, strategy: .realtime, numBatches: 0, batchTokenTarget: 1, limits: limits,
      grouping: Grouping(moviesPerRequest: movies, mostInputTokens: most, overhead: overhead)
    ).realtime
  }

  @Test(arguments: [1, 2, 4, 8, 16, 64])
  func `Every movie is in one request, and no request has too many`(movies: Int) {
    let items = plots(1_000)
    let grouped = requests(items, movies)
    #expect(grouped.allSatisfy { (1...movies).contains($0.items.count) })
    #expect(Set(grouped.flatMap(\.items)) == Set(items))
    #expect(grouped.questionCount == items.count)
  }

  @Test func `The movies of a request are neighbours in length`() {
    let grouped = requests(plots(1_000), 8)
    let ranges = grouped.map { $0.items.map(\.input.tokens) }.sorted { $0[0] < $1[0] }
    for (shorter, longer) in zip(ranges, ranges.dropFirst()) {
      #expect((shorter.last ?? 0) <= longer[0])
    }
  }

  @Test func `A group stays under the token bound, and a longer movie goes alone`() {
    let grouped = requests((1...20).map { item($0, tokens: $0 * 1_000) }, 16, most: 12_000)
    for request in grouped where request.items.count > 1 {
      #expect(request.input.tokens <= 12_000)
    }
    #expect(grouped.filter { $0.items[0].input.tokens > 10_037 }.allSatisfy { $0.items.count == 1 })
  }

  @Test func `A group's expected reply stays well under the longest possible`() {
    let items = (1...64).map { item($0, tokens: 100, output: 1_000) }
    #expect(requests(items, 64).allSatisfy { $0.expectedOutput <= 8_192 })
  }

  @Test func `A group is never more than a minute's tokens`() {
    var limits = tier1
    limits.tokensPerMinute = 4_000
    let grouped = requests((1...30).map { item($0, tokens: 500) }, 16, limits: limits)
    #expect(grouped.map(\.items.count).max() == 4)
    #expect(grouped.questionCount == 30)
  }
}
