import Formats
import Quality
import TropeModel

/// Reading what was decided.
extension Recipe {
  /// Checks a reply to the questions about one movie. Its content is `{"answers":[…]}`, with name, choice and confidence
  /// of each.
  func judgeDecisions(_ content: String?, for question: Question) -> ReplyJudgement {
    guard let content, !content.isEmpty else { return ReplyJudgement(.empty, [question]) }
    let (reply, fault) = JSONDocument.salvage(Array(content.utf8))
    if let fault { return ReplyJudgement(.notJSON(fault), [question]) }
    guard let root = reply?.root else { return ReplyJudgement(.empty, [question]) }
    do throws(ReplyFault) {
      let (characters, notes) = try decided(root, question.names ?? [])
      return ReplyJudgement(verdicts: [.record(characters)], notes: notes)
    } catch {
      return ReplyJudgement(error, [question])
    }
  }

  private func decided(
    _ root: JSONView, _ names: [String]
  ) throws(ReplyFault) -> ([LabelledCharacter], Set<ReplyNote>) {
    guard root.kind == .object, let list = root["answers"] else {
      throw .missingKey(place: "the reply", key: "answers")
    }
    guard list.kind == .array else {
      throw .wrongKind(place: "'answers'", expected: .array, found: list.kind)
    }
    let answers = try byName(list.elements, names)
    var missing: [String] = []
    var refused = 0
    var characters: [LabelledCharacter] = []
    for (place, name) in names.enumerated() {
      let own = fields.fields.map { answers[Self.questionName(place, $0)] }
      let given = own.compactMap(\.self)
      guard given.count == own.count else {
        missing.append(name)
        continue
      }
      if given.contains(where: { $0["type"]?.string == "refusal" }) {
        refused += 1
        characters.append(unlabelled(name))
      } else {
        characters.append(try labelled(name, given))
      }
    }
    guard missing.isEmpty else { throw .namesLeftOut(missing) }
    guard refused == 0 || refused < names.count else { throw .refused("it decides on nobody") }
    return (characters, refused > 0 ? [.characterRefused] : [])
  }

  /// The answers by the names of their questions; by their places where a server leaves the names out.
  private func byName(
    _ elements: [JSONView], _ names: [String]
  ) throws(ReplyFault) -> [String: JSONView] {
    let asked = names.indices.flatMap { character in
      fields.fields.map { Self.questionName(character, $0) }
    }
    let isNamed = elements.contains { $0["name"] != nil }
    var answers: [String: JSONView] = [:]
    for (place, element) in elements.enumerated() {
      guard element.kind == .object else {
        throw .wrongKind(place: "'answers[\(place)]'", expected: .object, found: element.kind)
      }
      let given =
        isNamed ? element["name"]?.string ?? "" : asked.indices.contains(place) ? asked[place] : ""
      let name = try Self.word(given) { "'answers[\(place)].name'" }
      guard answers.updateValue(element, forKey: name) == nil else {
        throw .doubledKey(place: "'answers'", key: SingleLine.clipped(name, to: 40))
      }
    }
    return answers
  }

  private func labelled(
    _ name: String, _ answers: [JSONView]
  ) throws(ReplyFault) -> LabelledCharacter {
    var character = LabelledCharacter(name: name, tropeID: nil, isInCast: true)
    var least: Double?
    var ofTrope: Double?
    for (field, answer) in zip(fields.fields, answers) {
      guard let choice = answer["choice"] else {
        throw .missingKey(place: "an answer about '\(SingleLine.clipped(name))'", key: "choice")
      }
      let confidence = answer["confidence"]?.double.flatMap(Self.confidence)
      if field.type == .trope {
        character.tropeID = try trope(in: choice, field, of: name)?.id
        ofTrope = confidence
      } else {
        character.fields.append(
          FieldAnswer(field: field.name, value: try value(in: choice, field, of: name)))
      }
      if let confidence { least = min(least ?? confidence, confidence) }
    }
    // A trope's, where there is one: else that of the field that is least sure.
    character.confidence = ofTrope ?? least
    return character
  }

  /// A character that nobody judges: it has its line, and no label.
  private func unlabelled(_ name: String) -> LabelledCharacter {
    LabelledCharacter(
      name: name, tropeID: nil, isInCast: true,
      fields: fields.fields.compactMap { field in
        field.type == .trope ? nil : FieldAnswer(field: field.name, value: .null)
      })
  }

  /// A probability as it is kept; `nil` for what is none.
  static func confidence(_ probability: Double) -> Double? {
    (0...1).contains(probability) ? Confidence(probability: probability)?.value : nil
  }
}
