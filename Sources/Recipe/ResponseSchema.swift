import JSONBytes
import TropeModel

/// The strict JSON schema of an answer, and the keys under which a request's movies are answered.
///
/// An answer to one movie is `{"characters":[{"name":…,"trope":…},…]}`, with the recipe's fields behind the name; one
/// to several is `{"m1":[…],"m2":[…],…}`: the keys are by position, so that schema and system message are byte
/// for byte the same for all requests of as many movies, and the server finds them in its prompt
/// cache.
struct ResponseSchema: Sendable {
  /// Up to the root's properties; the definitions, with the enum of all tropes, are there once.
  private let beginning: [UInt8]

  /// The schema of these fields, a trope among them being one of the catalog's names.
  ///
  /// - Parameter statesBounds: whether ranges of numbers stand in the schema; fine-tuned models refuse them. The
  ///   check holds answers against them in any case.
  init(fields: [CharacterField], catalog: Catalog?, statesBounds: Bool) {
    var json = Array(#"{"$defs":{"#.utf8)
    if let catalog {
      json += #""trope":{"type":"string","enum":"#.utf8
      Self.appendStrings(catalog.tropes.map(\.name), to: &json)
      json += "},".utf8
    }
    json += #""characters":{"type":"array","items":{"type":"object","properties":"#.utf8
    json += #"{"name":{"type":"string"}"#.utf8
    for field in fields {
      json.append(UInt8(ascii: ","))
      JSONText.appendString(field.name, to: &json)
      json.append(UInt8(ascii: ":"))
      Self.append(field, statesBounds: statesBounds, to: &json)
    }
    json += #"},"required":"#.utf8
    Self.appendStrings([FieldList.nameKey] + fields.map(\.name), to: &json)
    json += #","additionalProperties":false}}},"#.utf8
    json += #""type":"object","properties":{"#.utf8
    beginning = json
  }

  private static func append(
    _ field: CharacterField, statesBounds: Bool, to json: inout [UInt8]
  ) {
    func simple(_ type: String, _ more: String = "") -> String {
      let type = field.isOptional ? "[\"\(type)\",\"null\"]" : "\"\(type)\""
      return "{\"type\":\(type)\(more)}"
    }
    func bounds(_ least: String?, _ most: String?) -> String {
      guard statesBounds else { return "" }
      return (least.map { ",\"minimum\":\($0)" } ?? "") + (most.map { ",\"maximum\":\($0)" } ?? "")
    }
    switch field.type {
    case .text: json += simple("string").utf8
    case .boolean: json += simple("boolean").utf8
    case .integer(let range):
      json +=
        simple("integer", bounds(range.least.map(String.init), range.most.map(String.init))).utf8
    case .number(let range):
      json +=
        simple(
          "number", bounds(range.least.map(JSONText.number), range.most.map(JSONText.number))
        ).utf8
    case .choice(let values):
      appendAlternative(isOptional: field.isOptional, to: &json) { json in
        json += #"{"type":"string","enum":"#.utf8
        appendStrings(values, to: &json)
        json.append(UInt8(ascii: "}"))
      }
    case .trope:
      appendAlternative(isOptional: field.isOptional, to: &json) { json in
        json += ##"{"$ref":"#/$defs/trope"}"##.utf8
      }
    }
  }

  /// A schema, or that schema or null.
  private static func appendAlternative(
    isOptional: Bool, to json: inout [UInt8], _ schema: (inout [UInt8]) -> Void
  ) {
    if isOptional { json += #"{"anyOf":["#.utf8 }
    schema(&json)
    if isOptional { json += #",{"type":"null"}]}"#.utf8 }
  }

  private static func appendStrings(_ texts: [String], to json: inout [UInt8]) {
    json.append(UInt8(ascii: "["))
    for (position, text) in texts.enumerated() {
      if position > 0 { json.append(UInt8(ascii: ",")) }
      JSONText.appendString(text, to: &json)
    }
    json.append(UInt8(ascii: "]"))
  }

  /// The key of the movie at a position, from 0, in a request of so many movies.
  static func key(at position: Int, of groupSize: Int) -> String {
    groupSize == 1 ? "characters" : "m\(position + 1)"
  }

  /// Appends the compact JSON of the schema for requests of so many movies.
  func append(groupSize: Int, to buffer: inout [UInt8]) {
    buffer += beginning
    for position in 0..<groupSize {
      if position > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer += "\"\(Self.key(at: position, of: groupSize))\":".utf8
      buffer += ##"{"$ref":"#/$defs/characters"}"##.utf8
    }
    buffer += #"},"required":["#.utf8
    for position in 0..<groupSize {
      if position > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer += "\"\(Self.key(at: position, of: groupSize))\"".utf8
    }
    buffer += #"],"additionalProperties":false}"#.utf8
  }

  /// An upper bound of the bytes that `append(groupSize:to:)` appends.
  func size(groupSize: Int) -> Int { beginning.count + 64 * groupSize + 64 }
}
