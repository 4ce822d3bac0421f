import Formats
import TropeModel

/// The strict JSON schema of an answer, and the keys under which a request's movies are answered.
///
/// An answer to one movie is `{"characters":[{"name":…,"trope":…},…]}`, with the recipe's fields behind the name; one
/// to several is `{"m1":[…],"m2":[…],…}`: the keys are by position, so that schema and system message are byte
/// for byte the same for all requests of as many movies, and the server finds them in its prompt
/// cache.
///
/// Where the movie itself is asked about, an answer to one movie has its fields behind the characters, which are read
/// through by then: `{"characters":[…],"ending":…}`; one to several has such an object under each key.
struct ResponseSchema: Sendable {
  /// Up to the root's properties, where they are one for each movie; the definitions, with the enum of all tropes, are
  /// there once.
  private let beginning: [UInt8]
  /// What each of these properties is, by its definition's name.
  private let ofMovie: String
  /// The schema for one movie, where that has fields of its own.
  private let ofOneMovie: [UInt8]?
  /// The definition of a trope, where one is asked for.
  let tropes: JSONObject
  let fields: FieldList
  let statesBounds: Bool

  /// The schema of these fields, a trope among them being one of the catalog's names.
  ///
  /// - Parameter statesBounds: whether ranges of numbers stand in the schema; fine-tuned models refuse them. The
  ///   check holds answers against them in any case.
  init(fields: FieldList, catalog: Catalog?, statesBounds: Bool) {
    self.fields = fields
    self.statesBounds = statesBounds
    var definitions: JSONObject = [:]
    if let catalog {
      definitions.add(
        "trope", ["type": "string", "enum": .strings(catalog.tropes.map(\.name))])
    }
    tropes = definitions
    if fields.asksOfCharacters {
      let character = Self.character(["type": "string"], fields.fields, statesBounds: statesBounds)
      definitions.add(FieldList.charactersKey, ["type": "array", "items": character])
    }
    if fields.asksOfMovies {
      let movie = Self.movie(
        ["$ref": "#/$defs/characters"], fields, statesBounds: statesBounds)
      ofOneMovie = Array(JSON.object(Self.root(movie, definitions)).line.utf8)
      definitions.add("movie", .object(movie))
      ofMovie = "movie"
    } else {
      ofOneMovie = nil
      ofMovie = FieldList.charactersKey
    }
    var json = Array(#"{"$defs":"#.utf8)
    JSON.object(definitions).append(to: &json)
    json += #","type":"object","properties":{"#.utf8
    beginning = json
  }

  /// A schema of an object, with the definitions that it needs.
  static func root(_ object: JSONObject, _ definitions: JSONObject) -> JSONObject {
    definitions.members.isEmpty ? object : ["$defs": .object(definitions)] + object
  }

  /// An object with these members and no others.
  static func object(_ properties: JSONObject) -> JSONObject {
    [
      "type": "object", "properties": .object(properties),
      "required": .strings(properties.keys), "additionalProperties": false,
    ]
  }

  /// What is answered of one movie that has fields of its own.
  ///
  /// - Parameters:
  ///   - characters: the schema of the list of its characters, left out where they are not asked about.
  ///   - mostCharacters: of a text; `nil` for as many as the model likes.
  static func movie(
    _ characters: JSON, _ fields: FieldList, statesBounds: Bool, mostCharacters: Int? = nil
  ) -> JSONObject {
    var properties: JSONObject = [:]
    if fields.asksOfCharacters { properties.add(FieldList.charactersKey, characters) }
    add(fields.movieFields, to: &properties, statesBounds, mostCharacters)
    return object(properties)
  }

  /// What is answered of one character.
  ///
  /// - Parameters:
  ///   - name: the schema of its name.
  ///   - mostCharacters: of a text; `nil` for as many as the model likes.
  static func character(
    _ name: JSON, _ fields: [RecipeField], statesBounds: Bool, mostCharacters: Int? = nil
  ) -> JSON {
    var properties: JSONObject = [FieldList.nameKey: name]
    add(fields, to: &properties, statesBounds, mostCharacters)
    return .object(object(properties))
  }

  private static func add(
    _ fields: [RecipeField], to properties: inout JSONObject, _ statesBounds: Bool,
    _ mostCharacters: Int?
  ) {
    for field in fields {
      properties.add(
        field.name,
        schema(of: field, statesBounds: statesBounds, mostCharacters: mostCharacters))
    }
  }

  /// - Parameter mostCharacters: of a text; `nil` for as many as the model likes.
  private static func schema(
    of field: RecipeField, statesBounds: Bool, mostCharacters: Int?
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
    groupSize == 1 ? FieldList.charactersKey : "m\(position + 1)"
  }

  /// Appends the compact JSON of the schema for requests of so many movies.
  func append(groupSize: Int, to buffer: inout [UInt8]) {
    if groupSize == 1, let ofOneMovie {
      buffer += ofOneMovie
      return
    }
    buffer += beginning
    for position in 0..<groupSize {
      if position > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer += "\"\(Self.key(at: position, of: groupSize))\":".utf8
      buffer += ##"{"$ref":"#/$defs/\##(ofMovie)"}"##.utf8
    }
    buffer += #"},"required":["#.utf8
    for position in 0..<groupSize {
      if position > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer += "\"\(Self.key(at: position, of: groupSize))\"".utf8
    }
    buffer += #"],"additionalProperties":false}"#.utf8
  }

  /// An upper bound of the bytes that `append(groupSize:to:)` appends.
  func size(groupSize: Int) -> Int {
    max(beginning.count, ofOneMovie?.count ?? 0) + 64 * groupSize + 64
  }
}
