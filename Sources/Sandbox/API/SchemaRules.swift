import Formats

/// The rules of a strict response schema, as documented in 2026.
struct SchemaRules {
  /// Whose rules they are.
  enum Server: Hashable {
    case openAI
    /// One's own, as llama.cpp and vLLM are: it holds an answer to its schema letter by letter, so that each place of a list may
    /// have a schema of its own.
    case own
  }

  private let name: String
  private let refused: [String]
  private var properties = 0
  private var enumValues = 0
  private var characters = 0

  private static let mostProperties = 5_000
  private static let mostLevels = 10
  private static let mostEnumValues = 1_000
  private static let mostCharacters = 120_000
  private static let longEnum = 250
  private static let longEnumCharacters = 15_000
  private static let refused = [
    "allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "default",
    "oneOf", "patternProperties", "unevaluatedProperties",
  ]
  /// A list in which each place has its own.
  private static let places = "prefixItems"
  private static let types = [
    "string", "number", "integer", "boolean", "object", "array", "null",
  ]

  private init(name: String, at server: Server) {
    self.name = name
    refused = Self.refused + (server == .own ? [] : [Self.places])
  }

  /// Throws where a schema breaks a rule; `name` is that of the response format.
  static func check(
    _ schema: JSON, name: String, at server: Server = .openAI
  ) throws(APIFailure) {
    var rules = SchemaRules(name: name, at: server)
    if schema["anyOf"] != nil {
      throw .badSchema(name, "", "the root must be an object and not 'anyOf'")
    }
    let root = resolve(schema, root: schema) ?? schema
    guard root["type"]?.stringValue == "object" else {
      throw .badSchema(name, "", "schema must have 'type': 'object'")
    }
    try rules.walk(schema, path: "", level: 0)
    for keyword in ["$defs", "definitions"] {
      for member in schema[keyword]?.objectValue?.members ?? [] {
        rules.characters += member.key.count
        try rules.walk(member.value, path: "\(keyword).\(member.key)", level: 0)
      }
    }
    try rules.checkReferences(schema, root: schema, path: "")
    if rules.characters > mostCharacters {
      throw .badSchema(
        name, "",
        "names and enum values have \(rules.characters) characters, more than "
          + "\(mostCharacters)")
    }
  }

  /// What a `$ref` of this schema names; the schema itself where it has none, `nil` for a reference to nothing.
  static func resolve(_ schema: JSON, root: JSON) -> JSON? {
    var current = schema
    for _ in 0..<16 {
      guard let reference = current["$ref"]?.stringValue else { return current }
      if reference == "#" { return root }
      guard reference.hasPrefix("#/") else { return nil }
      var target = root
      for part in reference.dropFirst(2).split(separator: "/") {
        guard let next = target[String(part)] else { return nil }
        target = next
      }
      current = target
    }
    return nil
  }

  private mutating func walk(_ schema: JSON, path: String, level: Int) throws(APIFailure) {
    guard let object = schema.objectValue else {
      throw .badSchema(name, path, "a schema must be an object")
    }
    if level > Self.mostLevels {
      throw .badSchema(name, path, "more than \(Self.mostLevels) levels of nesting")
    }
    for keyword in refused where object[keyword] != nil {
      throw .badSchema(name, path, "'\(keyword)' is not permitted")
    }
    if let reference = object["$ref"] {
      if reference.stringValue == nil { throw .badSchema(name, path, "'$ref' must be a string") }
      if object.members.count > 1 {
        throw .badSchema(name, path, "$ref cannot have keywords beside it")
      }
      return
    }
    let types = try types(of: object, path: path)
    if types.contains("object") { try walkObject(object, path: path, level: level) }
    if types.contains("array") { try walkArray(object, path: path, level: level) }
    if let values = object["enum"] { try countEnum(values, path: path) }
    if let constant = object["const"]?.stringValue { characters += constant.count }
    if let variants = object["anyOf"] {
      guard let list = variants.arrayValue, !list.isEmpty else {
        throw .badSchema(name, path, "'anyOf' must be an array of schemas")
      }
      for (index, variant) in list.enumerated() {
        try walk(variant, path: Self.join(path, "anyOf.\(index)"), level: level)
      }
    }
  }

  private mutating func walkArray(
    _ object: JSONObject, path: String, level: Int
  ) throws(APIFailure) {
    if let places = object[Self.places]?.arrayValue {
      for (index, place) in places.enumerated() {
        try walk(place, path: Self.join(path, "\(Self.places).\(index)"), level: level + 1)
      }
      return
    }
    guard let items = object["items"] else {
      throw .badSchema(name, path, "array schema missing items")
    }
    try walk(items, path: Self.join(path, "items"), level: level + 1)
  }

  private func types(of object: JSONObject, path: String) throws(APIFailure) -> [String] {
    guard let value = object["type"] else {
      if object["anyOf"] != nil || object["enum"] != nil || object["const"] != nil { return [] }
      throw .badSchema(name, path, "schema must have a 'type' key")
    }
    let names = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue) ?? []
    guard !names.isEmpty, names.allSatisfy(Self.types.contains) else {
      throw .badSchema(name, path, "\(value.text) is not a valid type")
    }
    return names
  }

  private mutating func walkObject(
    _ object: JSONObject, path: String, level: Int
  ) throws(APIFailure) {
    guard object["additionalProperties"]?.boolValue == false else {
      throw .badSchema(
        name, path, "'additionalProperties' is required to be supplied and to be false")
    }
    let members = object["properties"]?.objectValue?.members ?? []
    let required = object["required"]?.arrayValue?.compactMap(\.stringValue)
    guard let required else {
      if members.isEmpty { return }
      throw .badSchema(
        name, path,
        "'required' is required to be supplied and to be an array including every key in properties"
      )
    }
    for member in members where !required.contains(member.key) {
      throw .badSchema(
        name, path,
        "'required' is required to be supplied and to be an array including every key in "
          + "properties. Missing '\(member.key)'")
    }
    for key in required where !members.contains(where: { $0.key == key }) {
      throw .badSchema(name, path, "'required' names '\(key)', which is no property")
    }
    properties += members.count
    if properties > Self.mostProperties {
      throw .badSchema(name, path, "more than \(Self.mostProperties) properties in all")
    }
    for member in members {
      characters += member.key.count
      try walk(
        member.value, path: Self.join(path, "properties.\(member.key)"), level: level + 1)
    }
  }

  private mutating func countEnum(_ values: JSON, path: String) throws(APIFailure) {
    guard let list = values.arrayValue, !list.isEmpty else {
      throw .badSchema(name, path, "'enum' must be an array with at least one value")
    }
    if Set(list).count < list.count {
      throw .badSchema(name, path, "'enum' has a value twice")
    }
    let length = list.reduce(0) { $0 + ($1.stringValue?.count ?? $1.text.count) }
    enumValues += list.count
    characters += length
    if enumValues > Self.mostEnumValues {
      throw .badSchema(name, path, "more than \(Self.mostEnumValues) enum values in all")
    }
    if list.count > Self.longEnum, length > Self.longEnumCharacters {
      throw .badSchema(
        name, path,
        "an enum of more than \(Self.longEnum) values has more than "
          + "\(Self.longEnumCharacters) characters")
    }
  }

  private func checkReferences(_ value: JSON, root: JSON, path: String) throws(APIFailure) {
    switch value {
    case .object(let object):
      if let reference = object["$ref"]?.stringValue, Self.resolve(value, root: root) == nil {
        throw .badSchema(name, path, "reference '\(reference)' can not be resolved")
      }
      for member in object.members {
        try checkReferences(member.value, root: root, path: Self.join(path, member.key))
      }
    case .array(let elements):
      for element in elements { try checkReferences(element, root: root, path: path) }
    default: break
    }
  }

  private static func join(_ path: String, _ part: String) -> String {
    path.isEmpty ? part : "\(path).\(part)"
  }
}
