import Formats
import TropeModel

/// Asking by decisions: a question of choice for each field of each character, instead of a
/// text to be written.
extension Recipe {
  /// Whether this recipe asks so.
  package var asksForDecisions: Bool { parameters.endpoint == .decisions }

  /// The values of a field that can be chosen from, as JSON, in order; none where a field is no choice.
  static func choices(of field: RecipeField, _ catalog: Catalog?) -> [JSON] {
    switch field.type {
    case .trope: (catalog?.tropes ?? []).map { .string($0.name) }
    case .choice(let values): values.map { .string($0) }
    case .boolean: [.bool(true), .bool(false)]
    case .text, .integer, .number: []
    }
  }

  /// The field with the most values to choose from; `nil` without fields.
  package var widestDecision: (field: String, choices: Int)? {
    fields.fields.map { (field: $0.name, choices: Self.choices(of: $0, catalog).count) }
      .max { $0.choices < $1.choices }
  }

  /// The name under which a question is asked and answered: `c1` is the first character.
  static func questionName(_ character: Int, _ field: RecipeField) -> String {
    "c\(character + 1)_\(field.name)"
  }

  /// The body of a request for decisions about one movie, which must have names.
  func decisionsBody(for question: Question, extras: RequestExtras) -> [UInt8] {
    let names = question.names ?? []
    let perName = decisionQuestions.reduce(0) { $0 + $1.tail.count + 160 }
    var body: [UInt8] = []
    body.reserveCapacity(
      systemMessage.utf8.count + question.userMessage.count * 17 / 16 + 400 + names.count * perName)
    body += decisionsBeginning(isMarked: extras.isMarked)
    JSONText.appendEscaped(question.userMessage, to: &body)
    body += #""}],"questions":["#.utf8
    for (character, name) in names.enumerated() {
      for (place, part) in decisionQuestions.enumerated() {
        if character + place > 0 { body.append(UInt8(ascii: ",")) }
        body += #"{"type":"choice","name":"#.utf8
        JSONText.appendString(Self.questionName(character, part.field), to: &body)
        body += #","instructions":"#.utf8
        JSONText.appendString(part.instructions(about: name), to: &body)
        body += part.tail
      }
    }
    body += "]".utf8
    body += extras.members.utf8
    body.append(UInt8(ascii: "}"))
    return body
  }

  /// Everything before the user's text.
  func decisionsBeginning(isMarked: Bool) -> [UInt8] {
    var json = Array(#"{"model":"#.utf8)
    JSONText.appendString(parameters.model, to: &json)
    json += #","input":[{"role":"system","content":"#.utf8
    if isMarked { json += #"[{"type":"input_text","text":"#.utf8 }
    JSONText.appendString(systemMessage, to: &json)
    if isMarked { json += #","prompt_cache_breakpoint":{"mode":"explicit"}}]"#.utf8 }
    json += #"},{"role":"user","content":""#.utf8
    return json
  }

  /// What the questions about one field are made of.
  struct DecisionQuestion: Sendable {
    var field: RecipeField
    /// The instructions in front of the character's name and behind it.
    var before: String
    var after: String
    /// From the comma behind the instructions to the brace that ends the question.
    var tail: [UInt8]

    func instructions(about name: String) -> String { before + Question.asked(name) + after }
  }

  /// The questions about each character, rendered once.
  static func decisionQuestions(
    _ fields: FieldList, _ catalog: Catalog?
  ) -> [DecisionQuestion] {
    fields.fields.map { field in
      var tail = Array(#","choices":["#.utf8)
      for (place, value) in choices(of: field, catalog).enumerated() {
        if place > 0 { tail.append(UInt8(ascii: ",")) }
        JSON.object(["value": value]).append(to: &tail)
      }
      let (before, after) = instructions(of: field)
      return DecisionQuestion(
        field: field, before: before, after: after, tail: tail + Array("]}".utf8))
    }
  }

  private static func instructions(of field: RecipeField) -> (before: String, after: String) {
    let after = field.description.isEmpty ? "?" : "? \(field.name): \(field.description)"
    return field.type == .trope
      ? ("Which trope best describes the part of \"", "\" in the plot" + after)
      : ("What is \"\(field.name)\" of \"", "\"" + after)
  }

  /// The texts that the questions about one name cost beside the movie's own, each in a frame: for a count of their
  /// tokens.
  package func decisionTexts(for name: String) -> [[UInt8]] {
    decisionQuestions.map { Array($0.instructions(about: name).utf8) }
  }

  /// The values that are offered with every character, of all fields, as text.
  package var decisionChoices: [[UInt8]] {
    fields.fields.flatMap { Self.choices(of: $0, catalog) }.map { value in
      Array((value.stringValue ?? (value == true ? "true" : "false")).utf8)
    }
  }
}
