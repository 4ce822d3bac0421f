import Testing

@testable import Tokenizer

@Suite struct TokenCounterTests {
  @Test func anEstimateSaysThatItIsOne() {
    #expect(!TokenCounter.estimate.isExact)
    #expect(TokenCounter.estimate.encode(Array("text".utf8)) == nil)
  }
}
