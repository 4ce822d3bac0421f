import Quality
import Testing

@Suite struct ConfidenceTests {
  @Test(arguments: [
    (0.5, 500_000), (0.123_456_7, 123_457), (0.02, 20_000), (0.019, 20_000), (0, 20_000),
    (-3, 20_000), (0.9999, 999_900), (0.999_95, 999_900), (1, 999_900), (7, 999_900),
    (.infinity, 999_900), (-.infinity, 20_000),
  ])
  func `a confidence has six digits and is never sure`(probability: Double, millionths: Int32)
    throws
  {
    #expect(try #require(Confidence(probability: probability)).millionths == millionths)
  }

  @Test func `what is no number is no confidence`() {
    #expect(Confidence(probability: .nan) == nil)
    #expect(Confidence(logProbability: .nan) == nil)
  }

  @Test func `log probabilities are summed, then raised`() throws {
    #expect(try #require(Confidence(logProbability: -0.5)).millionths == 606_531)
    // What the server calls "not among the likeliest".
    #expect(try #require(Confidence(logProbability: -9999)).millionths == 20_000)
    #expect(try #require(Confidence(logProbability: -.infinity)).millionths == 20_000)
  }

  @Test(arguments: [
    (3, 3, 999_900), (2, 3, 666_667), (1, 3, 333_333), (0, 3, 20_000), (4, 5, 800_000),
  ])
  func `the share of the votes is a confidence`(votes: Int, asks: Int, millionths: Int32) throws {
    #expect(try #require(Confidence(votes: votes, of: asks)).millionths == millionths)
  }

  @Test func `fewer than three asks are none`() {
    #expect(Confidence(votes: 2, of: 2) == nil)
    #expect(Confidence(votes: 4, of: 3) == nil)
    #expect(Confidence(votes: -1, of: 3) == nil)
  }
}
