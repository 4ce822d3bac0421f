import Testing

@testable import Tokenizer
import TestSupport

@Suite struct TokenEstimateTests {
  private let estimate = TokenCounter.estimate

  static let examples: [(String, Int)] = [
    ("", 0), ("a", 1), (" the", 1), (" the old man", 3), ("2012", 2), ("    ", 1), ("é", 2),
  ]

  @Test(arguments: examples)
  func `a short text is estimated`(_ text: String, _ expected: Int) {
    #expect(estimate.count(text) == expected)
  }

  @Test func `an estimate is never above the number of bytes`() {
    var source = SeededGenerator(seed: 3)
    for _ in 0..<1_000 {
      let text = source.text(upTo: 300)
      #expect(estimate.count(text) <= text.utf8.count)
    }
  }

  @Test(.enabled(if: SharedFiles.hasVocabulary, Comment(rawValue: SharedFiles.whyNot)))
  func `an estimate is never below the exact count of nonsense`() throws {
    let exact = try SharedFiles.counter.get()
    var source = SeededGenerator(seed: 4)
    for _ in 0..<3_000 {
      let text = source.text(upTo: 60)
      #expect(estimate.count(text) >= exact.count(text), "\(text.debugDescription)")
      let bytes = (0..<30).map { _ in UInt8.random(in: 0...255, using: &source) }
      #expect(estimate.count(bytes) >= exact.count(bytes), "\(bytes)")
    }
  }

  @Test(.enabled(if: SharedFiles.hasVocabulary, Comment(rawValue: SharedFiles.whyNot)))
  func `an estimate is never below the exact count of a vector`() throws {
    for vector in try SharedFiles.objects("tokenizer/vectors.jsonl") {
      let text = try #require(vector["text"] as? String)
      #expect(estimate.count(text) >= vector["count"] as? Int ?? .max, "\(text.debugDescription)")
    }
  }

  @Test(
    .enabled(
      if: SharedFiles.hasVocabulary && SharedFiles.exists("corpus/raw/plot_summaries.txt"),
      Comment(rawValue: SharedFiles.whyNot)),
    arguments: ["corpus/raw/plot_summaries.txt", "corpus/similar/plot_summaries.txt"])
  func `of real plots it is never below and in all at most 1.4 times the exact count`(
    _ name: String
  ) throws {
    let exact = try SharedFiles.counter.get()
    var sums = (estimate: 0, exact: 0)
    for plot in try SharedFiles.plots(name) {
      let counts = (estimate: estimate.count(plot), exact: exact.count(plot))
      #expect(counts.estimate >= counts.exact)
      sums.estimate += counts.estimate
      sums.exact += counts.exact
    }
    #expect(Double(sums.estimate) < 1.4 * Double(sums.exact))
  }

  /// What the bound rests on.
  @Test(.enabled(if: SharedFiles.hasVocabulary, Comment(rawValue: SharedFiles.whyNot)))
  func `all that the estimate knows to be a token is one`() throws {
    let exact = try SharedFiles.counter.get()
    for (table, length) in [
      (TokenEstimate.pairs, 2), (TokenEstimate.triples, 3), (TokenEstimate.quadruples, 4),
    ] {
      let text = Array(table.description.utf8)
      #expect(text.count % length == 0)
      for start in stride(from: 0, to: text.count, by: length) {
        #expect(exact.count(Array(text[start..<start + length])) == 1)
      }
    }
    for word in TokenEstimate.words.description.split(separator: " ") {
      #expect(exact.count(" " + word) == 1)
    }
    for number in 0...999 { #expect(exact.count(String(number)) == 1) }
    for number in 0...99 {
      #expect(exact.count(String(number + 1_000).dropFirst().description) == 1)
    }
    for count in 1...79 { #expect(exact.count(String(repeating: " ", count: count)) == 1) }
  }
}
