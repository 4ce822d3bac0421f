import Quality
import Testing

@Suite struct TokenProbabilitiesTests {
  typealias Token = TokenProbabilities.Token
  typealias Alternative = TokenProbabilities.Alternative

  /// Tokens by their texts, and the place of a label with its closing quote.
  private func reply(
    _ tokens: [(String, Double)], label: String, text: String? = nil
  ) throws -> (TokenProbabilities, Range<Int>) {
    let text = Array((text ?? tokens.map(\.0).joined()).utf8)
    let probabilities = try #require(
      TokenProbabilities(
        tokens.map { Token(bytes: Array($0.0.utf8), logProbability: $0.1) }, text: text))
    let wanted = Array((label + "\"").utf8)
    let start = try #require(
      text.indices.last { text[$0...].starts(with: wanted) })
    return (probabilities, start..<(start + wanted.count))
  }

  private let tokens: [(String, Double)] = [
    ("{\"", -8), ("name", -8), ("\":\"", -8), ("Rick", -8), ("\",\"", -8), ("tro", -8), ("pe", -8),
    ("\":\"", -8), ("Rel", -0.2), ("uct", -0.01), ("ant", -0.02), (" Hero", -0.04), ("\"}", -0.3),
  ]

  @Test func `a label's tokens count from its first to the one that closes its string`() throws {
    let (reply, range) = try reply(tokens, label: "Reluctant Hero")
    let sum = try #require(reply.logProbability(of: range))
    #expect(abs(sum + 0.57) < 1e-12)
    let open = try #require(reply.logProbability(of: range.lowerBound..<(range.upperBound - 1)))
    #expect(abs(open + 0.27) < 1e-12)
  }

  @Test func `a token that only touches the label counts whole`() throws {
    let (reply, range) = try reply(
      [("{\"trope\":", -8), ("\"Men", -0.5), ("tor\"}", -0.25)], label: "Mentor")
    #expect(reply.logProbability(of: range) == -0.75)
  }

  @Test func `a character cut between two tokens is found by its bytes`() throws {
    let text = Array("\"Zoë\"".utf8)
    let cut = [
      Token(bytes: Array(text[..<4]), logProbability: -1),
      Token(bytes: Array(text[4...]), logProbability: -2),
    ]
    let reply = try #require(TokenProbabilities(cut, text: text))
    #expect(reply.logProbability(of: 1..<6) == -3)
    #expect(reply.logProbability(of: 1..<3) == -1)
  }

  @Test func `tokens around the text do not matter and missing ones do`() throws {
    let extra = [("<s>", -3)] + tokens + [("</s>", -4)]
    let (reply, range) = try reply(
      extra, label: "Reluctant Hero", text: tokens.map(\.0).joined())
    #expect(abs(try #require(reply.logProbability(of: range)) + 0.57) < 1e-12)
    let bytes = Array("{}".utf8)
    #expect(TokenProbabilities([], text: bytes) == nil)
    #expect(TokenProbabilities([Token(bytes: [0x7B], logProbability: -1)], text: bytes) == nil)
  }

  /// Looking for it at each place would take hours.
  @Test(.timeLimit(.minutes(10)))
  func `a reply of a million equal letters that its tokens do not hold is no hang`() {
    let tokens = [Token](
      repeating: Token(bytes: [UInt8](repeating: 0x61, count: 1_000), logProbability: -1),
      count: 2_000)
    let text = [UInt8](repeating: 0x61, count: 1_000_000) + [0x62]
    #expect(TokenProbabilities(tokens, text: text) == nil)
  }

  @Test func `a token without a byte belongs to the part that it stands within`() throws {
    let tokens = [("ab", -1.0), ("", -2), ("cd", -4), ("", -8), ("ef", -16)].map {
      Token(bytes: Array($0.0.utf8), logProbability: $0.1)
    }
    let reply = try #require(TokenProbabilities(tokens, text: Array("abcdef".utf8)))
    #expect(reply.logProbability(of: 0..<2) == -1)
    #expect(reply.logProbability(of: 1..<3) == -7)
    #expect(reply.logProbability(of: 2..<4) == -4)
    #expect(reply.logProbability(of: 0..<6) == -31)
    #expect(reply.logProbability(of: 5..<7) == nil)
  }

  @Test func `ranges outside of the text and numbers that are none tell nothing`() throws {
    let (reply, range) = try reply([("\"Mentor", .nan), ("\"", -1)], label: "Mentor")
    #expect(reply.logProbability(of: range) == nil)
    #expect(reply.logProbability(of: 3..<3) == nil)
    #expect(reply.logProbability(of: 5..<99) == nil)
    #expect(reply.logProbability(of: -1..<2) == nil)
    // A probability above 1 is rounding.
    let (sure, place) = try self.reply([("\"Mentor\"", 0.001)], label: "Mentor")
    #expect(sure.logProbability(of: place) == 0)
  }

  // MARK: The share among labels

  private let labels = ["Mentor\"", "Mentor Turned Villain\"", "Hero\"", "Henchman\""]
    .map { Array($0.utf8) }

  private func token(_ text: String, _ own: Double, _ others: [(String, Double)] = []) -> Token {
    Token(
      bytes: Array(text.utf8), logProbability: logarithm(own),
      alternatives: others.map {
        Alternative(bytes: Array($0.0.utf8), logProbability: logarithm($0.1))
      })
  }

  private func share(_ tokens: [Token], label: String) throws -> Double? {
    let text = tokens.flatMap(\.bytes)
    let reply = try #require(TokenProbabilities(tokens, text: text))
    let wanted = Array(label.utf8)
    let start = try #require(text.indices.first { text[$0...].starts(with: wanted) })
    return reply.logShare(of: start..<(start + wanted.count), among: labels).map(exponential)
  }

  @Test func `what no label begins with does not count against a label`() throws {
    // The unmasked model would rather write something else: of what is allowed, Hero has .06 of .08.
    let tokens = [
      token("\"", 0.1), token("Hero", 0.06, [("The", 0.9), ("Hero", 0.06), ("Hen", 0.02)]),
      token("\"", 0.3, [(" of", 0.6), ("\"", 0.3)]),
    ]
    let share = try #require(try share(tokens, label: "Hero\""))
    #expect(abs(share - 0.75) < 1e-12)
  }

  @Test func `where one label begins another the closing quote decides`() throws {
    let tokens = [
      token("\"Men", 0.2, [("\"Men", 0.2), ("\"H", 0.2), ("Men", 0.5)]), token("tor", 0.9),
      token("\"}", 0.3, [("\"}", 0.3), (" Turned", 0.1), ("\"", 0.2), (" of", 0.4)]),
    ]
    // .2 of .4 for the first; for the last .5 of .6, both ways to close the string being one label.
    let share = try #require(try share(tokens, label: "Mentor\""))
    #expect(abs(share - 0.5 * 0.5 / 0.6) < 1e-12)
  }

  @Test func `two ways to cut one label into tokens are one label`() throws {
    let tokens = [
      token("\"", 1), token("He", 0.3, [("He", 0.3), ("Hero", 0.3), ("M", 0.2)]), token("ro\"", 1),
    ]
    let share = try #require(try share(tokens, label: "Hero\""))
    #expect(abs(share - 0.6 / 0.8) < 1e-12)
  }

  @Test func `a text that is no label has no share`() throws {
    #expect(try share([token("\"Nobody\"", 1)], label: "Nobody\"") == nil)
  }
}

private func logarithm(_ value: Double) -> Double { Logit.logarithm(value) }
private func exponential(_ value: Double) -> Double { Logit.exponential(value) }
