package import TropeModel

/// What can be wrong with one line of the file of labels by hand, or with the file; words in `OverrideFault+Message.swift`.
package enum OverrideProblem: Error, Hashable, Sendable {
  /// No trope of the catalog; the nearest ones.
  case unknownTrope(String, near: [String])
  /// A text that the field cannot have; what it takes.
  case wrongValue(field: String, found: String, expected: String)
  /// The line says nothing of any field.
  case nothing(fields: [String])
  /// A column that is neither the recipe's nor the file's own.
  case unknownColumn(String, fields: [String])
  /// No field of the recipe.
  case unknownField(String, fields: [String])
}

extension Recipe {
  /// The labels of a file, and what is wrong with it: lines of which nothing can be made, and columns that are passed over.
  package func handLabels(
    in file: OverrideFile
  ) -> (labels: [(label: HandLabel, line: Int)], problems: [(line: Int?, problem: OverrideProblem)])
  {
    let names = fields.fields.map { OverrideFile.column(of: $0.name) }
    var labels: [(label: HandLabel, line: Int)] = []
    var problems: [(line: Int?, problem: OverrideProblem)] = []
    let own = [OverrideFile.movieColumn, OverrideFile.characterColumn, OverrideFile.noteColumn]
    for column in file.header where !column.isEmpty && !own.contains(column) {
      if !names.contains(column) { problems.append((1, .unknownColumn(column, fields: names))) }
    }
    for line in file.lines {
      guard let movie = file.movie(of: line) else { continue }
      do throws(OverrideProblem) {
        var answers: [FieldAnswer] = []
        for field in fields.fields {
          let text = SingleLine.collapsed(file.cell(OverrideFile.column(of: field.name), of: line))
          if !text.isEmpty { answers.append(try handAnswer(text, to: field)) }
        }
        guard !answers.isEmpty else { throw .nothing(fields: names) }
        labels.append(
          (
            HandLabel(
              movie: movie, character: file.character(of: line), answers: answers,
              tropeField: tropeField, note: file.cell(OverrideFile.noteColumn, of: line)),
            line.number
          ))
      } catch {
        problems.append((line.number, error))
      }
    }
    return (labels, problems)
  }

  /// The field that is a trope.
  package var tropeField: String? { fields.fields.first { $0.type == .trope }?.name }

  /// What a text means as an answer to a field: `null`, where the field is optional, that the plot does not tell.
  package func handAnswer(
    _ text: String, to field: RecipeField
  ) throws(OverrideProblem) -> FieldAnswer {
    FieldAnswer(field: field.name, value: try handValue(text, of: field))
  }

  /// The text that stands for an answer in the file.
  package static func cell(of answer: FieldAnswer) -> String { answer.value.text ?? "null" }

  private func handValue(
    _ text: String, of field: RecipeField
  ) throws(OverrideProblem) -> FieldValue {
    if case .choice(let values) = field.type, values.contains(text) { return .text(text) }
    if text == "null", field.isOptional { return .null }
    switch field.type {
    case .trope: return .text(try handTrope(text).id)
    case .text: return .text(text)
    case .integer(let range):
      if let number = Int(text), range.contains(number) { return .integer(number) }
    case .number(let range):
      if let number = Double(text), number.isFinite, range.contains(number) {
        return .number(number)
      }
    case .boolean:
      switch text.lowercased() {
      case "true", "yes", "1", "1.0": return .boolean(true)
      case "false", "no", "0", "0.0": return .boolean(false)
      default: break
      }
    case .choice: break
    }
    throw .wrongValue(
      field: field.name, found: SingleLine.clipped(text, to: 60), expected: field.expectation)
  }

  /// A trope by its id or its name; letter case and the forms of quotes and dashes make no difference.
  private func handTrope(_ text: String) throws(OverrideProblem) -> Trope {
    let tropes = catalog?.tropes ?? []
    if let trope = tropes.first(where: { $0.id == text || $0.name == text }) { return trope }
    let key = NameKey(text)
    let alike = tropes.filter { NameKey($0.name) == key || NameKey($0.id) == key }
    if alike.count == 1 { return alike[0] }
    throw .unknownTrope(
      SingleLine.clipped(text, to: 60), near: NearNames.of(text, among: tropes.map(\.name)))
  }
}
