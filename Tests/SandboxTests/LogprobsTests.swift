import Formats
import Glibc
import Testing

@testable import Sandbox

@Suite struct LogprobsTests {
  private static let asked: [(String, JSON)] = [("logprobs", true), ("top_logprobs", 5)]

  /// The entries of an answer's first choice, and its content.
  private static func answer(
    _ sandbox: SandboxHarness, _ body: JSON
  ) async throws -> (content: String, entries: [JSON]) {
    let choice = try #require(
      try await sandbox.call("POST", "/chat/completions", json: body).json["choices"]?[0])
    return (
      try #require(choice["message"]?["content"]?.stringValue),
      try #require(choice["logprobs"]?["content"]?.arrayValue)
    )
  }

  private static func bytes(_ entry: JSON) -> [UInt8] {
    (entry["bytes"]?.arrayValue ?? []).compactMap {
      $0.intValue.map { UInt8(truncatingIfNeeded: $0) }
    }
  }

  /// The probability of the text at a place: of its tokens and of the one that closes it.
  private static func chance(of label: String, in content: String, _ entries: [JSON]) throws
    -> Double
  {
    let whole = Array(content.utf8)
    let wanted = Array("\"\(label)\"".utf8)
    let start = try #require(
      (0...(whole.count - wanted.count)).last { whole[$0...].starts(with: wanted) })
    var position = 0
    var sum = 0.0
    for entry in entries {
      let end = position + bytes(entry).count
      if end > start + 1, position < start + wanted.count {
        sum += entry["logprob"]?.doubleValue ?? 0
      }
      position = end
    }
    return exp(sum)
  }

  @Test func `the tokens make up the answer, each with its likeliest rivals`() async throws {
    try await SandboxHarness.run { sandbox in
      let (content, entries) = try await Self.answer(sandbox, Sample.body(more: Self.asked))
      #expect(entries.flatMap(Self.bytes) == Array(content.utf8))
      for entry in entries {
        let value = try #require(entry["logprob"]?.doubleValue)
        #expect(value <= 0 && value > -25)
        let top = try #require(entry["top_logprobs"]?.arrayValue)
        #expect(top.count <= 5)
        let values = top.compactMap { $0["logprob"]?.doubleValue }
        #expect(values == values.sorted(by: >))
        #expect(values.map { exp($0) }.reduce(0, +) < 1.001)
      }
      let again = try await Self.answer(sandbox, Sample.body(more: Self.asked))
      #expect(again.entries == entries)
    }
  }

  @Test func `a label that the plot speaks for is likelier than one that it does not`() async throws
  {
    try await SandboxHarness.run { sandbox in
      let (content, entries) = try await Self.answer(sandbox, Sample.body(more: Self.asked))
      let sure = try Self.chance(of: "Mad Scientist", in: content, entries)
      let body = Sample.body(plot: "Victor walks.", names: ["Victor"], more: Self.asked)
      let (other, others) = try await Self.answer(sandbox, body)
      let unsure = try Self.chance(of: "No Trope", in: other, others)
      #expect(sure > 0.5 && sure <= 0.98)
      #expect(unsure < sure + 0.3)
    }
  }

  @Test func `labels that begin alike are parted at the first token that differs`() throws {
    let catalog = CatalogIndex(
      labels: ["Mentor", "Mentor Turned Villain", "Hero"], descriptions: [:])
    let content = #"{"a":"Mentor"}"#
    let span = LabelSpan(range: 6..<12, catalog: catalog, chances: [0.6, 0.3, 0.1], choice: 0)
    let json = Logprobs(tokens: WordPieces(), top: 3).json(content, [span])
    let entries = try #require(json["content"]?.arrayValue)
    func value(_ token: String) -> Double {
      entries.first { $0["token"]?.stringValue == token }?["logprob"]?.doubleValue ?? 1
    }
    // Two hundredths are for what the schema forbids; of the rest nine tenths begin with Mentor.
    #expect(abs(exp(value("Mentor")) - 0.98 * 0.9) < 1e-4)
    #expect(abs(exp(value("\"}")) - 0.6 / 0.9) < 1e-4)
    let first = try #require(entries.first { $0["token"] == "Mentor" })
    let rivals = first["top_logprobs"]?.arrayValue?.map { $0["token"] ?? .null }
    #expect(rivals == ["Mentor", "Hero", "unknown"])
  }

  @Test func `an answer without probabilities has none`() async throws {
    try await SandboxHarness.run { sandbox in
      let answer = try await sandbox.call("POST", "/chat/completions", json: Sample.body())
      #expect(answer.json["choices"]?[0]?["logprobs"] == .null)
    }
  }

  @Test(
    arguments: [
      [("top_logprobs", 5)], [("logprobs", true), ("top_logprobs", 21)], [("logprobs", "yes")],
    ] as [[(String, JSON)]])
  func `a wrong wish for probabilities is refused`(more: [(String, JSON)]) {
    #expect(throws: APIFailure.self) { try ChatRequest(Sample.body(more: more)) }
  }
}

/// Cuts texts into words, each with the space before it, and what is between.
struct WordPieces: TokenCounting {
  let isExact = false

  func count(_ bytes: [UInt8]) -> Int { pieces(bytes).count }

  func lengths(_ bytes: [UInt8]) -> [Int]? { nil }
}
