import Basics
import Foundation
import Testing

@testable import Tokenizer
import TestSupport

@Suite struct TokenCounterTests {
  @Test func `an estimate says that it is one and has no ids`() {
    #expect(!TokenCounter.estimate.isExact)
    #expect(TokenCounter.estimate.encode(Array("text".utf8)) == nil)
  }

  @Suite(.enabled(if: SharedFiles.hasVocabulary, Comment(rawValue: SharedFiles.whyNot)))
  struct Exact {
    let counter: TokenCounter

    init() throws { counter = try SharedFiles.counter.get() }

    @Test func `counts and ids are tiktoken's for every vector`() throws {
      let vectors = try SharedFiles.objects("tokenizer/vectors.jsonl")
      #expect(vectors.count == 453)
      for vector in vectors {
        let text = Array(try #require(vector["text"] as? String).utf8)
        let name = Comment(rawValue: "\(vector["name"] ?? "")")
        #expect(counter.count(text) == vector["count"] as? Int, name)
        let ids = try #require(counter.encode(text))
        if let expected = vector["ids"] as? [Int] {
          #expect(ids.map(Int.init) == expected, name)
        } else {
          let hash = SHA256.hash(ids.withUnsafeBytes { Array($0) })
          #expect(
            hash.map { String(format: "%02x", $0) }.joined() == vector["ids_sha256"] as? String,
            name)
        }
      }
    }

    @Test func `counting agrees with the ids whatever the text and where it lies`() throws {
      var source = SeededGenerator(seed: 1)
      for _ in 0..<3_000 {
        let bytes = Array(source.text(upTo: 400).utf8)
        let ids = try #require(counter.encode(bytes))
        #expect(
          counter.count(bytes) == ids.count,
          "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
    }

    @Test func `any bytes are counted, with at most one token each`() throws {
      var source = SeededGenerator(seed: 2)
      for _ in 0..<2_000 {
        let bytes = (0..<Int.random(in: 0...300, using: &source)).map { _ in
          UInt8.random(in: 0...255, using: &source)
        }
        let count = counter.count(bytes)
        #expect(count <= bytes.count)
        #expect(counter.encode(bytes)?.count == count)
      }
    }

    @Test(arguments: ["a", " ", "\n", "ab", "x!", "亚", "é", "-", "1", "A", "aB", "qz", "\u{301}"])
    func `a piece of 200 KB comes to an end`(_ unit: String) {
      let text = String(repeating: unit, count: 200_000 / unit.utf8.count)
      #expect((1...200_000).contains(counter.count(text)))
    }

    @Test func `a long run of one letter is cut into tokens of eight`() {
      #expect(counter.count(String(repeating: "a", count: 200_000)) == 25_000)
    }

    @Test func `the text of a special token is ordinary text`() {
      #expect(counter.count("<|endoftext|>") == 7)
    }

    @Test func `tasks may count at once`() async throws {
      let plots = (0..<200).map { number in
        var source = SeededGenerator(seed: UInt64(number))
        return Array(source.text(upTo: 3_000).utf8)
      }
      let expected = plots.map { counter.encode($0)?.count ?? -1 }
      await withTaskGroup(of: [Int].self) { group in
        for _ in 0..<8 { group.addTask { [counter] in plots.map { counter.count($0) } } }
        for await counts in group { #expect(counts == expected) }
      }
      #expect(counter.counts(plots) == expected)
    }

    @Test func `text and bytes count the same`() {
      let text = "Ann Darrow’s café, 1933"
      #expect(counter.count(text) == counter.count(Array(text.utf8)))
      #expect(counter.isExact)
    }
  }
}
