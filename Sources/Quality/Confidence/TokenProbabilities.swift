import Basics
import Glibc

/// A reply's text with the log probability of each token, to tell that of a part of it.
///
/// Labels are found by the place of their bytes and not by tokens' texts: quotes and commas join their neighbours
/// in one token, and one character can be cut between two.
package struct TokenProbabilities: Sendable {
  /// One token of a reply.
  package struct Token: Sendable {
    package var bytes: [UInt8]
    package var logProbability: Double
    /// The likeliest tokens of this place, as far as the server told; the token itself may be among them.
    package var alternatives: [Alternative]

    package init(bytes: [UInt8], logProbability: Double, alternatives: [Alternative] = []) {
      self.bytes = bytes
      self.logProbability = logProbability
      self.alternatives = alternatives
    }
  }

  /// What could have stood in a token's place.
  package struct Alternative: Sendable {
    package var bytes: [UInt8]
    package var logProbability: Double

    /// An alternative.
    package init(bytes: [UInt8], logProbability: Double) {
      self.bytes = bytes
      self.logProbability = logProbability
    }
  }

  private let tokens: [Token]
  /// Where each token begins, counted in bytes of the text; may be below 0 for tokens before it.
  private let starts: [Int]
  private let text: [UInt8]

  /// - Parameters:
  ///   - tokens: the reply's tokens in order. Some servers add tokens before or after the text.
  ///   - text: the reply's text.
  /// - Returns: `nil` where the tokens do not hold the text.
  package init?(_ tokens: [Token], text: [UInt8]) {
    let joined = tokens.flatMap(\.bytes)
    guard let shift = Self.place(of: text, in: joined) else { return nil }
    var starts: [Int] = []
    starts.reserveCapacity(tokens.count)
    var start = -shift
    for token in tokens {
      starts.append(start)
      start += token.bytes.count
    }
    self.tokens = tokens
    self.starts = starts
    self.text = text
  }

  /// The log probability of a part of the text: the sum over all tokens that touch it.
  ///
  /// - Parameter range: bytes of the text. For a label those of its string with the closing quote, since where one
  ///   name begins another, only the quote tells that it ended. For an escaped label, as it stands in the text.
  /// - Returns: `nil` for an empty range, one outside of the text, and where the server gave no number.
  package func logProbability(of range: Range<Int>) -> Double? {
    guard let touched = touched(range) else { return nil }
    // A number above 0 is rounding; one that is none stays so, which `min` would not see to.
    let sum = touched.reduce(0) { sum, index in
      let told = tokens[index].logProbability
      return sum + (told > 0 ? 0 : told)
    }
    return sum.isNaN ? nil : sum
  }

  /// The log of a label's share among all labels, at each of its tokens: the probability of the alternatives that
  /// go on with it, over that of those that go on with any label.
  ///
  /// For servers whose log probabilities are taken before the schema bars all other text: the label's own sum then
  /// counts what could never have been answered.
  ///
  /// - Parameters:
  ///   - range: the label's bytes with its closing quote, see `logProbability(of:)`.
  ///   - labels: all labels that the schema allows, as they would stand there, each with its closing quote.
  /// - Returns: `nil` where the text at `range` is none of the labels, or as above.
  package func logShare(of range: Range<Int>, among labels: [[UInt8]]) -> Double? {
    guard let touched = touched(range) else { return nil }
    let label = Array(text[range])
    guard labels.contains(label) else { return nil }
    var sum = 0.0
    for index in touched {
      let token = tokens[index]
      let done = max(0, starts[index] - range.lowerBound)
      // What a token begins with before the label is the same for all that could stand there.
      let lead = token.bytes.prefix(max(0, range.lowerBound - starts[index]))
      let possible = labels.filter { $0.starts(with: label.prefix(done)) }.map {
        $0.dropFirst(done)
      }
      if token.logProbability.isNaN { return nil }
      let own = min(0, token.logProbability)
      var (mine, all) = (0.0, 0.0)
      var isAmong = false
      for alternative in token.alternatives where alternative.bytes.starts(with: lead) {
        let rest = alternative.bytes.dropFirst(lead.count)
        if alternative.logProbability.isNaN { continue }
        let probability = exp(min(0, alternative.logProbability))
        if alternative.bytes == token.bytes { isAmong = true }
        if Self.fits(rest, label.dropFirst(done)) {
          mine += probability
          all += probability
        } else if possible.contains(where: { Self.fits(rest, $0) }) {
          all += probability
        }
      }
      if !isAmong {
        mine += exp(own)
        all += exp(own)
      }
      sum += all > 0 ? log(mine / all) : 0
    }
    return sum
  }

  /// Whether one begins the other, so that the text may still become the label.
  private static func fits(_ text: ArraySlice<UInt8>, _ label: ArraySlice<UInt8>) -> Bool {
    text.count <= label.count ? label.starts(with: text) : text.starts(with: label)
  }

  /// The tokens that touch a part of the text. There are as many parts as characters, and tokens are in order.
  private func touched(_ range: Range<Int>) -> Range<Int>? {
    guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= text.count else { return nil }
    let first = tokens.indices.bisect { starts[$0] + tokens[$0].bytes.count <= range.lowerBound }
    let end = starts.bisect { $0 < range.upperBound }
    return first < end ? first..<end : nil
  }

  /// Nearly always at the beginning; else in a time that only grows with the lengths, whatever a server says.
  private static func place(of text: [UInt8], in joined: [UInt8]) -> Int? {
    if joined.starts(with: text) { return 0 }
    return joined.firstRange(of: text)?.lowerBound
  }
}
