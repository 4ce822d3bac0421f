import Formats
package import TropeModel

/// The body of a reply as the ledger keeps it: as it came, but with the log probabilities of its tokens reduced to the
/// confidences that were made of them. They are twenty times as long as all the rest.
package enum ReplyBody {
  private static let choices = "choices"
  private static let logprobs = "logprobs"
  private static let confidences = "label_confidences"

  /// A body with these confidences in place of its log probabilities; as it is where it has none.
  package static func reduced(_ body: [UInt8], to confidences: LabelConfidences?) -> [UInt8] {
    guard let root = try? JSONDocument(body).root else { return body }
    var reduced: [UInt8] = []
    var end = 0
    for choice in root[choices]?.elements ?? [] {
      guard let range = choice[logprobs]?.range, range.lowerBound >= end else { continue }
      reduced += body[end..<range.lowerBound]
      // Of several choices none but the first is read.
      (end == 0 ? json(confidences) : .null).append(to: &reduced)
      end = range.upperBound
    }
    return end == 0 ? body : reduced + body[end...]
  }

  /// The confidences that stand in a kept body; `nil` where there are none.
  static func confidences(in body: [UInt8]) -> LabelConfidences? {
    let kept = (try? JSONDocument(body).root)?[choices]?.elements.first?[logprobs]?[confidences]
    guard let kept, kept.kind == .object else { return nil }
    return LabelConfidences(
      byKey: Dictionary(
        kept.members.map { ($0.name, $0.value.elements.map(\.double)) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// What a body that has confidences holds, for a query.
  static let mark = "\"\(confidences)\""

  private static func json(_ kept: LabelConfidences?) -> JSON {
    guard let kept else { return .null }
    let members = kept.byKey.sorted { $0.key < $1.key }.map { key, numbers in
      JSONObject.Member(key, .array(numbers.map { JSON($0) }))
    }
    return [confidences: .object(JSONObject(members))]
  }
}
