import Testing
import TropeModel

struct SaturatingTests {
  @Test func `arithmetic stays at the ends of what fits`() {
    #expect(Int.max.addingSaturated(1) == .max)
    #expect(Int.min.addingSaturated(-1) == .min)
    #expect(1.addingSaturated(2) == 3)
    #expect(Int.min.subtractingSaturated(1) == .min)
    #expect(Int.max.subtractingSaturated(-1) == .max)
    #expect(Int.max.multipliedSaturated(by: 2) == .max)
    #expect(Int.max.multipliedSaturated(by: -2) == .min)
    #expect(Int.min.multipliedSaturated(by: -1) == .max)
  }

  @Test func `moments and sums of tokens have ends, too`() {
    let end = Timestamp(milliseconds: .max)
    #expect(end + .seconds(1) == end)
    #expect(end + .seconds(9_000_000_000_000_000_000) == end)
    #expect(Timestamp(milliseconds: .min) - end < .zero)
    #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
    let all = TokenUsage(input: .max, cachedInput: .max, output: .max)
    #expect(all + all == all)
    #expect((TokenCount(.max, isExact: true) + TokenCount(1, isExact: true)).tokens == .max)
    _ = end.iso8601
  }
}
