/// Changes valid answers of a server, at random and the same way for the same seed.
package struct Mutator: Sendable {
  private var generator: SeededGenerator

  package init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// One of these.
  package mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &generator)]
  }

  /// Whether something happens that happens so often.
  package mutating func happens(_ rate: Double) -> Bool {
    Double.random(in: 0..<1, using: &generator) < rate
  }

  /// Statuses that servers, proxies and edges have been seen to send, and some that none should.
  package mutating func status() -> Int {
    pick([
      200, 200, 200, 201, 202, 204, 206, 301, 302, 304, 307, 400, 401, 402, 403, 404, 405, 408, 409,
      410, 413,
      415, 418, 421, 422, 423, 424, 425, 429, 429, 431, 451, 499, 500, 500, 501, 502, 503, 504, 507,
      520, 522,
      524, 529, 530, 598, 599, 600, 999, 100, 0, -1,
    ])
  }

  /// A header and a value for it.
  package mutating func header() -> (name: String, value: String) {
    let name = pick([
      "Content-Type", "Content-Encoding", "Retry-After", "retry-after-ms",
      "llm_provider-retry-after",
      "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests",
      "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens",
      "x-request-id",
      "Location", "x-should-retry", "Date",
    ])
    return (
      name,
      pick([
        "", "0", "-1", "1", "60", "1e9", "1e400", "NaN", "9223372036854775807",
        "99999999999999999999", "1s",
        "6m0s", "8.64s", "-5s", "9999999h", "abc", "text/html", "application/json", "gzip",
        "identity", "br",
        "Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 99 Foo 9999 99:99:99 GMT", "http://127.0.0.1:9/",
        "\u{1B}[31m", "true", "false", String(repeating: "9", count: 5_000),
      ])
    )
  }

  /// The text with one to three changes, of its bytes or of the values in its JSON.
  package mutating func changed(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for _ in 0..<pick([1, 1, 1, 2, 3]) {
      text = happens(0.6) ? withOtherValue(text) : withOtherBytes(text)
    }
    return text
  }

  // MARK: Bytes

  private mutating func place(in text: [UInt8]) -> Int {
    Int.random(in: 0...text.count, using: &generator)
  }

  private mutating func range(in text: [UInt8], atMost longest: Int) -> Range<Int> {
    let start = place(in: text)
    return start..<min(text.count, start + Int.random(in: 0...longest, using: &generator))
  }

  private mutating func withOtherBytes(_ text: [UInt8]) -> [UInt8] {
    var text = text
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return Array(text[..<place(in: text)])
    case 1: text.removeSubrange(range(in: text, atMost: 20))
    case 2: text.insert(contentsOf: text[range(in: text, atMost: 200)], at: place(in: text))
    case 3:
      guard !text.isEmpty else { return [0] }
      text[Int.random(in: 0..<text.count, using: &generator)] = UInt8.random(
        in: 0...255, using: &generator)
    case 4:
      text.insert(
        contentsOf: Array(
          pick([
            "\0", "\u{FEFF}", "\u{2028}", "\n", "\r\n", "\\u0000", "\"", "}", "]", "{", "[", "\\",
          ]).utf8),
        at: place(in: text))
    case 5:
      text.insert(
        contentsOf: pick([[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5]]), at: place(in: text))
    case 6:
      return pick([
        [], Array("<html>502</html>".utf8), Array("null".utf8), Array("[]".utf8), Array("{}".utf8),
        Array("\"\"".utf8), Array("0".utf8), Array("data: [DONE]\n\n".utf8),
        Array(repeating: UInt8(ascii: "["), count: 20_000), Array(repeating: 0x20, count: 10_000),
      ])
    default:
      let first = range(in: text, atMost: 40)
      let moved = text[first]
      text.removeSubrange(first)
      text.insert(contentsOf: moved, at: place(in: text))
    }
    return text
  }

  // MARK: Values

  private static let values = [
    "null", "true", "false", "0", "-1", "1", "0.5", "1e308", "-1e308", "1e400",
    "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "18446744073709551616", "5000000000000000000",
    "\"\"", "\"0\"",
    "\"null\"", "\"429\"", "\"completed\"", "\"failed\"", "\"length\"", "\"eos\"", "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\u202e\"", "\"insufficient_quota\"", "\"rate_limit_exceeded\"", "\"server_error\"", "[]",
    "{}", "[null]",
    "{\"message\":\"x\"}", "[[[[]]]]",
  ]

  /// Another value in place of one of the scalars, or a member twice, or without its value.
  private mutating func withOtherValue(_ text: [UInt8]) -> [UInt8] {
    let scalars = Self.scalars(in: text)
    guard !scalars.isEmpty else { return withOtherBytes(text) }
    let chosen = pick(scalars)
    var new = Array(pick(Self.values).utf8)
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: new = Array(text[pick(scalars)])
    case 1: new = Array(("\"" + String(repeating: "a", count: 70_000) + "\"").utf8)
    case 2: new = []
    default: break
    }
    return text[..<chosen.lowerBound] + new + text[chosen.upperBound...]
  }

  /// Where texts, numbers and literals stand, keys among them.
  private static func scalars(in text: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var place = 0
    while place < text.count {
      let start = place
      switch text[place] {
      case UInt8(ascii: "\""):
        place += 1
        while place < text.count, text[place] != UInt8(ascii: "\"") {
          place += text[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        place = min(place + 1, text.count)
        found.append(start..<place)
      case 0x30...0x39, UInt8(ascii: "-"), 0x61...0x7A:
        while place < text.count, text[place] != UInt8(ascii: ","),
          text[place] != UInt8(ascii: "}"),
          text[place] != UInt8(ascii: "]"), text[place] > 0x20
        { place += 1 }
        found.append(start..<max(place, start + 1))
        place = max(place, start + 1)
      default: place += 1
      }
    }
    return found
  }
}
