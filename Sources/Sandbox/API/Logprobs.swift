import Formats
import Glibc

/// A label that stands in an answer, and what the labeller thought of all labels there.
struct LabelSpan: Sendable {
  /// Where it stands in the answer, without its quotes.
  var range: Range<Int>
  /// The labels that the schema offers.
  var catalog: CatalogIndex
  /// The chance of each of them.
  var chances: [Double]
  /// Which was taken.
  var choice: Int
}

/// Writes the probabilities of an answer's tokens.
///
/// The tokens of a label have those of the labels that begin with the same tokens; the token that closes the string
/// parts a label from those it begins. All else is nearly certain.
struct Logprobs {
  /// Cuts texts into tokens.
  let tokens: any TokenCounting
  /// How many of the likeliest are told at each place.
  let top: Int

  /// What the model would say that the schema forbids: probabilities are those from before the schema is held up.
  private static let forbidden = 0.02
  private static let forbiddenToken = Array("unknown".utf8)
  /// Places of which a value is told at all.
  private static let floor = 1e-9

  /// One token's likely values.
  private struct Place {
    var token: ArraySlice<UInt8>
    var chance: Double
    var others: [(token: [UInt8], chance: Double)] = []
  }

  /// `logprobs` of a choice.
  func json(_ content: String, _ spans: [LabelSpan]) -> JSON {
    let bytes = Array(content.utf8)
    var places: [Place] = []
    var starts: [Int: Int] = [:]
    var position = 0
    for length in tokens.pieces(bytes) {
      let token = bytes[position..<min(bytes.count, position + length)]
      starts[position] = places.count
      places.append(Place(token: token, chance: Self.certainty(token, places.count)))
      position += length
    }
    for span in spans {
      guard let first = starts[span.range.lowerBound], span.range.upperBound < bytes.count else {
        continue
      }
      write(span, from: first, into: &places)
    }
    return ["content": .array(places.map(json)), "refusal": nil]
  }

  /// How sure the model is of a token that says nothing: from 98 to 100 in a hundred.
  private static func certainty(_ token: ArraySlice<UInt8>, _ place: Int) -> Double {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in token { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var generator = SplitMix(state: hash ^ UInt64(truncatingIfNeeded: place))
    return 1 - 0.02 * generator.share()
  }

  /// Gives the tokens of a label, and the one that closes it, their chances.
  private func write(_ span: LabelSpan, from first: Int, into places: inout [Place]) {
    let pieces = span.catalog.pieces(tokens)
    guard pieces.indices.contains(span.choice) else { return }
    let own = pieces[span.choice]
    var rivals = Array(pieces.indices)
    var mass = 1.0
    for (step, piece) in own.enumerated() {
      guard places.indices.contains(first + step) else { return }
      let isClosing = step == own.count - 1
      // The closing token of the answer may be longer than a quote: it has the brackets that follow.
      guard places[first + step].token.starts(with: piece) else { return }
      var groups: [[UInt8]: Double] = [:]
      for rival in rivals where pieces[rival].count > step {
        groups[pieces[rival][step], default: 0] += span.chances[rival]
      }
      let kept = groups[piece] ?? 0
      let allowed = step == 0 && groups[Self.forbiddenToken] == nil ? 1 - Self.forbidden : 1
      let scale = allowed / max(mass, Self.floor)
      var others = groups.filter { $0.key != piece }.map { ($0.key, $0.value * scale) }
      if allowed < 1 { others.append((Self.forbiddenToken, Self.forbidden)) }
      places[first + step].chance = kept * scale
      places[first + step].others = others
      if isClosing { return }
      rivals = rivals.filter { pieces[$0].count > step && pieces[$0][step] == piece }
      mass = kept
    }
  }

  private func json(_ place: Place) -> JSON {
    let own = (token: Array(place.token), chance: place.chance)
    let likeliest = ([own] + place.others).sorted { left, right in
      left.chance == right.chance
        ? left.token.lexicographicallyPrecedes(right.token) : left.chance > right.chance
    }
    var entry = Self.entry(own.token, own.chance)
    entry.add(
      "top_logprobs",
      .array(
        likeliest.prefix(top).filter { $0.chance > Self.floor }.map {
          .object(Self.entry($0.token, $0.chance))
        }))
    return .object(entry)
  }

  private static func entry(_ token: [UInt8], _ chance: Double) -> JSONObject {
    let value = log(max(chance, floor))
    return [
      "token": .string(String(decoding: token, as: UTF8.self)),
      "bytes": .array(token.map { .integer(Int($0)) }),
      "logprob": .number((value * 1_000_000).rounded() / 1_000_000),
    ]
  }
}
