import Foundation
import Testing

@testable import Recipe

/// The rules of strict response schemas ("Structured Outputs", 2026, with the smaller bounds of
/// 2025 on nesting and properties, which some compatible servers still have; "minimum" and its like
/// as of 2026).
struct StrictSchemaRules {
  private(set) var faults: [String] = []
  private var enumValues = 0
  private var characters = 0
  private var properties = 0
  private let definitions: [String: Any]

  static let knownKeys: Set<String> = [
    "$defs", "$ref", "type", "enum", "items", "properties", "required", "additionalProperties",
    "anyOf", "description", "minimum", "maximum",
  ]

  init(_ schema: [String: Any]) {
    definitions = schema["$defs"] as? [String: Any] ?? [:]
    if schema["type"] as? String != "object" { faults.append("the root is not an object") }
    characters += definitions.keys.reduce(0) { $0 + $1.count }
    for (name, definition) in definitions { check(definition, at: "$defs/\(name)", level: 0) }
    check(schema, at: "root", level: 1)
    follow(schema, level: 1)
    if enumValues > 1_000 { faults.append("\(enumValues) enum values") }
    if characters > 120_000 { faults.append("\(characters) characters") }
    if properties > 100 { faults.append("\(properties) properties") }
  }

  private mutating func check(_ node: Any, at place: String, level: Int) {
    guard let node = node as? [String: Any] else { return faults.append("\(place): no object") }
    for key in node.keys where !Self.knownKeys.contains(key) { faults.append("\(place): \(key)") }
    if node["$defs"] != nil, place != "root" { faults.append("\(place): inner $defs") }
    if let reference = node["$ref"] as? String {
      if node.count != 1 { faults.append("\(place): $ref with siblings") }
      if definition(reference) == nil { faults.append("\(place): \(reference) is not defined") }
      return
    }
    if let variants = node["anyOf"] as? [Any] {
      if node.count != 1 { faults.append("\(place): anyOf with siblings") }
      for variant in variants { check(variant, at: "\(place)|", level: level) }
      return
    }
    if let values = node["enum"] as? [String] {
      if Set(values).count != values.count { faults.append("\(place): doubled enum value") }
      let length = values.reduce(0) { $0 + $1.count }
      if values.count > 250, length > 15_000 { faults.append("\(place): enum too long") }
      enumValues += values.count
      characters += length
    }
    let types = (node["type"] as? [String])?.filter { $0 != "null" }
    switch types?.count == 1 ? types?.first : node["type"] as? String {
    case "object":
      let members = node["properties"] as? [String: Any] ?? [:]
      properties += members.count
      characters += members.keys.reduce(0) { $0 + $1.count }
      if node["additionalProperties"] as? Bool != false { faults.append("\(place): open object") }
      if Set(node["required"] as? [String] ?? []) != Set(members.keys) {
        faults.append("\(place): not all required")
      }
      for (key, member) in members { check(member, at: "\(place).\(key)", level: level + 1) }
    case "array":
      guard let items = node["items"] else { return faults.append("\(place): no items") }
      check(items, at: "\(place)[]", level: level + 1)
    case "string", "number", "integer", "boolean", "null": break
    default: faults.append("\(place): no type")
    }
  }

  /// Nesting as an answer has it, references followed.
  private mutating func follow(_ node: Any, level: Int) {
    guard let node = node as? [String: Any] else { return }
    if level > 5 { return faults.append("nested more than 5 levels") }
    if let reference = node["$ref"] as? String {
      return follow(definition(reference) ?? [:], level: level)
    }
    for member in (node["properties"] as? [String: Any] ?? [:]).values {
      follow(member, level: level + 1)
    }
    if let items = node["items"] { follow(items, level: level + 1) }
  }

  private func definition(_ reference: String) -> Any? {
    reference.hasPrefix("#/$defs/") ? definitions[String(reference.dropFirst(8))] : nil
  }
}

struct ResponseSchemaTests {
  @Test(arguments: [1, 2, 8, 64])
  func `the schema keeps the rules of strict mode`(groupSize: Int) throws {
    let recipe = Recipe(
      catalog: .builtIn, prompt: .builtIn, parameters: ModelParameters(model: "gpt-4o-mini"))
    let schema = try Fixture.object(recipe.schemaJSON(groupSize: groupSize))
    #expect(StrictSchemaRules(schema).faults == [])
  }

  @Test func `the checker of these tests sees what breaks the rules`() throws {
    let text = """
      {"$defs":{"a":{"type":"object","properties":{"x":{"type":"string","default":1}},"required":[]}},
      "type":"array","items":{"$ref":"#/$defs/b","description":"x"}}
      """
    #expect(StrictSchemaRules(try Fixture.object(Fixture.bytes(text))).faults.count == 6)
  }

  @Test func `the schema of one movie, in full`() throws {
    let schema = String(decoding: try Fixture.recipe().schemaJSON, as: UTF8.self)
    #expect(
      schema == """
        {"$defs":{"trope":{"type":"string","enum":["Chosen One","Mentor","Golden Boy/Girl","No Trope"]},\
        "characters":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},\
        "trope":{"$ref":"#/$defs/trope"}},"required":["name","trope"],"additionalProperties":false}}},\
        "type":"object","properties":{"characters":{"$ref":"#/$defs/characters"}},\
        "required":["characters"],"additionalProperties":false}
        """)
  }

  @Test func `several movies share the definitions, and the enum is there once`() throws {
    let schema = String(decoding: try Fixture.recipe().schemaJSON(groupSize: 3), as: UTF8.self)
    #expect(schema.ranges(of: "Golden Boy/Girl").count == 1)
    #expect(schema.contains(#""required":["m1","m2","m3"]"#))
  }

  @Test func `names that JSON must escape are escaped`() throws {
    let recipe = try Fixture.recipe(catalog: "id,name,description\nA,\"The \"\"Boss\"\" \\o/\",x\n")
    let schema = try Fixture.object(recipe.schemaJSON)
    let definitions = schema["$defs"] as? [String: [String: Any]]
    #expect(definitions?["trope"]?["enum"] as? [String] == ["The \"Boss\" \\o/"])
  }
}
