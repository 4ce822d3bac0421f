import Formats
package import Quality
package import TropeModel

/// How a server's log probabilities are to be read.
package enum ProbabilityReading: Hashable, Sendable {
  /// As those of the labels: the sum over a label's tokens.
  case plain
  /// As taken before the schema bars all other text, as llama.cpp's are: a label's share among the alternatives that
  /// go on with some label.
  case shareAmongLabels
}

/// How sure a model was, from the log probabilities of its reply.
extension Recipe {
  /// The fields whose values are of a list, and so the ones that a confidence is about: it is that of all of them together.
  package var gradedFields: [RecipeField] {
    fields.fields.filter { field in
      switch field.type {
      case .trope, .choice, .boolean: true
      case .text, .integer, .number: false
      }
    }
  }

  /// The confidence of each element of a reply.
  ///
  /// - Returns: `nil` where the tokens do not hold the reply's text, or nothing of it can be read.
  package func confidences(
    of content: String, _ tokens: [TokenProbabilities.Token], reading: ProbabilityReading
  ) -> LabelConfidences? {
    let bytes = Array(content.utf8)
    guard let probabilities = TokenProbabilities(tokens, text: bytes) else { return nil }
    var notes: Set<ReplyNote> = []
    let text = ReplyWrapping.unwrapped(bytes, &notes)
    guard let root = JSONDocument.salvage(Array(text)).document?.root, root.kind == .object else {
      return nil
    }
    let graded = gradedFields.map { field in
      (field: field, labels: reading == .plain ? nil : Self.labels(of: field, catalog))
    }
    var byKey: [String: [Double?]] = [:]
    for member in root.members {
      // A movie that is asked about itself has its characters in an object.
      let list = fields.asksOfMovies ? member.value[FieldList.charactersKey] : nil
      guard let list = list ?? (member.value.kind == .array ? member.value : nil) else { continue }
      byKey[member.name] = list.elements.map { element in
        var sum = 0.0
        for (field, labels) in graded {
          guard
            let log = logProbability(
              of: field, among: labels, in: element, from: text.startIndex, probabilities)
          else { return nil }
          sum += log
        }
        return graded.isEmpty ? nil : Confidence(logProbability: sum)?.value
      }
    }
    let confidences = LabelConfidences(byKey: byKey)
    return confidences.isEmpty ? nil : confidences
  }

  /// - Parameters:
  ///   - labels: of which it is the share; `nil` for none.
  ///   - start: where the JSON begins in the reply.
  private func logProbability(
    of field: RecipeField, among labels: [[UInt8]]?, in element: JSONView, from start: Int,
    _ probabilities: TokenProbabilities
  ) -> Double? {
    let value = element.members.last { $0.name == field.name }?.value
    guard let value else { return nil }
    var range = value.range.lowerBound + start..<value.range.upperBound + start
    let isText = value.kind == .string
    // Where one name begins another, only the quote tells that it ended.
    if isText { range = range.lowerBound..<range.upperBound + 1 }
    guard let labels else { return probabilities.logProbability(of: range) }
    // Then the quote is the first thing that tells a label from null.
    if field.isOptional, isText { range = range.lowerBound - 1..<range.upperBound }
    return probabilities.logShare(of: range, among: labels)
  }

  /// All values of a field as they stand in an answer; each text without its first quote, where no null can stand in its
  /// place.
  private static func labels(of field: RecipeField, _ catalog: Catalog?) -> [[UInt8]] {
    let labels = choices(of: field, catalog).map { Array($0.line.utf8) }
    if field.isOptional { return labels + [Array("null".utf8)] }
    return field.type == .boolean ? labels : labels.map { Array($0.dropFirst()) }
  }
}
