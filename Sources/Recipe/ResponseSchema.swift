import Formats
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
  /// The definition of a trope, where one is asked for.
  let tropes: JSONObject
  let fields: [CharacterField]
  let statesBounds: Bool

  /// The schema of these fields, a trope among them being one of the catalog's names.
  ///
  /// - Parameter statesBounds: whether ranges of numbers stand in the schema; fine-tuned models refuse them. The
  ///   check holds answers against them in any case.
  init(fields: [CharacterField], catalog: Catalog?, statesBounds: Bool) {
    self.fields = fields
    self.statesBounds = statesBounds
    var definitions: JSONObject = [:]
    if let catalog {
      definitions.add(
        "trope", ["type": "string", "enum": .strings(catalog.tropes.map(\.name))])
    }
    tropes = definitions
    let character = Self.character(["type": "string"], fields, statesBounds: statesBounds)
    definitions.add("characters", ["type": "array", "items": character])
    var json = Array(#"{"$defs":"#.utf8)
    JSON.object(definitions).append(to: &json)
    json += #","type":"object","properties":{"#.utf8
    beginning = json
  }

  /// What is answered of one character.
  ///
  /// - Parameters:
  ///   - name: the schema of its name.
  ///   - mostCharacters: of a text; `nil` for as many as the model likes.
  static func character(
    _ name: JSON, _ fields: [CharacterField], statesBounds: Bool, mostCharacters: Int? = nil
  ) -> JSON {
    var properties: JSONObject = [FieldList.nameKey: name]
    for field in fields {
      properties.add(
        field.name,
        schema(of: field, statesBounds: statesBounds, mostCharacters: mostCharacters))
    }
    return [
      "type": "object", "properties": .object(properties),
      "required": .strings(properties.keys), "additionalProperties": false,
    ]
  }

  /// - Parameter mostCharacters: of a text; `nil` for as many as the model likes.
  private static func schema(
    of field: CharacterField, statesBounds: Bool, mostCharacters: Int?
  ) -> JSON {
    func simple(_ type: JSON, _ least: JSON? = nil, _ most: JSON? = nil) -> JSON {
      var schema: JSONObject = ["type": field.isOptional ? [type, "null"] : type]
      if statesBounds, let least { schema.add("minimum", least) }
      if statesBounds, let most { schema.add("maximum", most) }
      return .object(schema)
    }
    func orNull(_ schema: JSON) -> JSON {
      field.isOptional ? ["anyOf": [schema, ["type": "null"]]] : schema
    }
    return switch field.type {
    case .text:
      if let mostCharacters {
        orNull(["type": "string", "minLength": 1, "maxLength": .integer(mostCharacters)])
      } else {
        simple("string")
      }
    case .boolean: simple("boolean")
    case .integer(let range):
      simple("integer", range.least.map(JSON.integer), range.most.map(JSON.integer))
    case .number(let range):
      simple("number", range.least.map(JSON.short), range.most.map(JSON.short))
    case .choice(let values): orNull(["type": "string", "enum": .strings(values)])
    case .trope: orNull(["$ref": "#/$defs/trope"])
    }
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
