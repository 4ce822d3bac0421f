import Foundation
import Testing
import TestSupport
import TropeModel

@testable import Recipe

/// Recipes that ask for fields: what follows from a description.
struct FieldRecipeTests {
  /// A field of each type, and each of them where it may be null.
  static let types: [(type: FieldType, schema: String, optionalSchema: String)] = [
    (.text, #"{"type":"string"}"#, #"{"type":["string","null"]}"#),
    (.boolean, #"{"type":"boolean"}"#, #"{"type":["boolean","null"]}"#),
    (.integer(FieldRange()), #"{"type":"integer"}"#, #"{"type":["integer","null"]}"#),
    (
      .integer(FieldRange(least: -5, most: 120)),
      #"{"type":"integer","minimum":-5,"maximum":120}"#,
      #"{"type":["integer","null"],"minimum":-5,"maximum":120}"#
    ),
    (
      .number(FieldRange(least: 0.5)), #"{"type":"number","minimum":0.5}"#,
      #"{"type":["number","null"],"minimum":0.5}"#
    ),
    (
      .number(FieldRange(most: 2)), #"{"type":"number","maximum":2}"#,
      #"{"type":["number","null"],"maximum":2}"#
    ),
    (
      .choice(["good", "\"bad\""]), #"{"type":"string","enum":["good","\"bad\""]}"#,
      #"{"anyOf":[{"type":"string","enum":["good","\"bad\""]},{"type":"null"}]}"#
    ),
    (
      .trope, ##"{"$ref":"#/$defs/trope"}"##,
      ##"{"anyOf":[{"$ref":"#/$defs/trope"},{"type":"null"}]}"##
    ),
  ]

  private func schema(of field: RecipeField, model: String = "m") throws -> String {
    let recipe = try Fixture.recipe(
      fields: [field], parameters: ModelParameters(model: model))
    let text = String(decoding: recipe.schemaJSON, as: UTF8.self)
    let start = try #require(text.firstRange(of: "\"f\":")).upperBound
    let end = try #require(text.firstRange(of: #"},"required":["name","f"]"#)).lowerBound
    return String(text[start..<end])
  }

  @Test func `each type has its schema`() throws {
    for (type, schema, optional) in Self.types {
      #expect(try self.schema(of: RecipeField(name: "f", type: type)) == schema)
      #expect(
        try self.schema(of: RecipeField(name: "f", type: type, isOptional: true)) == optional)
    }
  }

  @Test func `a fine-tuned model, which refuses bounds, is not sent them`() throws {
    let field = RecipeField(name: "f", type: .integer(FieldRange(least: 0, most: 9)))
    #expect(try schema(of: field, model: "ft:gpt-4o-mini:me") == #"{"type":"integer"}"#)
  }

  @Test(arguments: [1, 8, 64])
  func `the schema of any fields keeps the rules of strict mode`(groupSize: Int) throws {
    let fields = Self.types.enumerated().flatMap { place, row in
      [
        RecipeField(name: "f\(place)", type: row.type),
        RecipeField(name: "g\(place)", type: row.type, isOptional: true),
      ]
    }
    for fields in [fields.filter { $0.type != .trope }, fields, FieldList.deaths.fields] {
      let recipe = try Fixture.recipe(fields: fields)
      let schema = try Fixture.object(recipe.schemaJSON(groupSize: groupSize))
      #expect(StrictSchemaRules(schema).faults == [])
    }
  }

  @Test func `without a trope among the fields no catalog is sent`() throws {
    let recipe = try Fixture.recipe(fields: FieldList.deaths.fields)
    #expect(recipe.catalog == nil)
    let body = String(
      decoding: recipe.requestBody(for: [try Fixture.question(recipe)]), as: UTF8.self)
    #expect(!body.contains("Chosen One") && !body.contains("trope"))
  }

  @Test func `who dies is asked in a few words`() throws {
    let recipe = Recipe(
      fields: .deaths, catalog: .builtIn, prompt: .builtIn(for: .deaths),
      parameters: ModelParameters(model: "gpt-4o-mini"))
    #expect(
      String(decoding: recipe.schemaJSON, as: UTF8.self) == """
        {"$defs":{"characters":{"type":"array","items":{"type":"object","properties":\
        {"name":{"type":"string"},"dies":{"type":"boolean"}},"required":["name","dies"],\
        "additionalProperties":false}}},"type":"object","properties":\
        {"characters":{"$ref":"#/$defs/characters"}},"required":["characters"],\
        "additionalProperties":false}
        """)
    #expect(recipe.schemaName == "character_deaths")
    #expect(recipe.systemMessage.contains("- dies: true if the character dies"))
    #expect(recipe.groupSystemMessage == recipe.systemMessage)
  }

  @Test func `the prompt tells of each field what it may hold`() {
    let list = FieldList.custom([
      RecipeField(name: "job", type: .text, description: "what it does for a living"),
      RecipeField(
        name: "age", type: .integer(FieldRange(least: 0, most: 120)), isOptional: true),
      RecipeField(name: "mass", type: .number(FieldRange(least: 0.5))),
      RecipeField(name: "rich", type: .boolean, description: "whether it has money"),
      RecipeField(name: "side", type: .choice(["good", "bad"]), isOptional: true),
      RecipeField(name: "role", type: .trope, description: "what it is"),
    ])
    #expect(
      list.block == """
        - job: what it does for a living (a text)
        - age (a whole number from 0 to 120; null if the plot does not tell)
        - mass (a number of at least 0.5)
        - rich: whether it has money (true or false)
        - side (one of "good", "bad"; null if the plot does not tell)
        - role: what it is (the name of one trope in <tropes>)
        """)
    #expect(
      list.words == """
        job: a text; age: a whole number from 0 to 120, or null; mass: a number of at least 0.5; \
        rich: true or false; side: one of 'good', 'bad', or null; role: one trope of the catalog
        """)
  }

  @Test(arguments: [
    ("Do it.", "<tropes>\nFIELDS\nDo it."), ("{{fields}} Do it.", "<tropes>\nFIELDS Do it."),
    ("Do {{fields}} with {{catalog}}.", "Do FIELDS with <tropes>."),
  ])
  func `each list goes to its mark or before the text`(text: String, filled: String) throws {
    let catalog = try Fixture.catalog()
    // What a list holds is no mark.
    let list = FieldList.custom([
      RecipeField(name: "role", type: .trope, description: "{{catalog}}{{fields}}")
    ])
    let prompt = try Prompt(bytes: Fixture.bytes(text), path: "p", fields: list)
    #expect(
      prompt.filled(catalog: catalog, fields: list)
        == filled.replacing("<tropes>", with: catalog.block).replacing("FIELDS", with: list.block))
  }

  @Test(arguments: [
    (
      "{{catalog}} {{fields}} Do it.", FieldList.deaths,
      "p:1:1: unknown placeholder '{{catalog}}' (no field is a trope, so there is no list of tropes; "
        + "the only placeholder is '{{fields}}')"
    ),
    (
      "{{fields}} {{fields}} Do it.", .deaths,
      "p:1:12: '{{fields}}' is here for the second time (remove it: every request would pay for the "
        + "list twice)"
    ),
    (
      "{{field}} Do it.",
      .custom([RecipeField(name: "r", type: .trope)]),
      "p:1:1: unknown placeholder '{{field}}' (the placeholders are '{{catalog}}' and '{{fields}}')"
    ),
    (
      "{{fields}}", .deaths,
      "p: the prompt is empty (say what the model is to do, or leave 'recipe.prompt' out to use the "
        + "built-in prompt)"
    ),
    (
      "{{fields}} Do it.", .tropes,
      "p:1:1: unknown placeholder '{{fields}}' (the only placeholder is '{{catalog}}')"
    ),
  ])
  func `a mark that the fields do not have is refused`(
    text: String, list: FieldList, message: String
  ) {
    #expect {
      try Prompt(bytes: Fixture.bytes(text), path: "p", fields: list)
    } throws: { error in
      (error as? Diagnostic)?.description == message
    }
  }

  @Test func `whatever changes in a field changes the recipe, its prompt's words excepted`() throws
  {
    let age = RecipeField(
      name: "age", type: .integer(FieldRange(least: 0, most: 120)), description: "in years")
    let job = RecipeField(name: "job", type: .text)
    var older = age
    older.type = .integer(FieldRange(least: 0, most: 130))
    var open = age
    open.type = .integer(FieldRange(most: 120))
    var number = age
    number.type = .number(FieldRange(least: 0, most: 120))
    var optional = age
    optional.isOptional = true
    var renamed = age
    renamed.name = "years"
    var described = age
    described.description = "in days"
    let good = RecipeField(name: "side", type: .choice(["a", "b"]))
    let bad = RecipeField(name: "side", type: .choice(["b", "a"]))
    let one = RecipeField(name: "side", type: .choice(["ab"]))
    let lists = [
      [age, job], [job, age], [age], [older, job], [open, job], [number, job], [optional, job],
      [renamed, job], [described, job], [good], [bad], [one],
    ]
    let recipes = try lists.map { try Fixture.recipe(fields: $0).hashes }
    #expect(Set(recipes.map(\.fields)).count == lists.count)
    #expect(Set(recipes.map(\.combined)).count == lists.count)
    #expect(Set(recipes.map(\.prompt)).count == 1 && Set(recipes.map(\.model)).count == 1)
    #expect(try Fixture.recipe(fields: lists[0]).hashes == recipes[0])
    #expect(recipes.allSatisfy { $0.fields != nil })
  }

  @Test func `a catalog and lists that a strict schema cannot hold together are refused`() throws {
    let rows = (1...990).map { "T\($0),Trope \($0),\n" }.joined()
    let catalog = try Fixture.catalog("id,name,description\n" + rows)
    let choice = RecipeField(name: "n", type: .choice((1...11).map(String.init)))
    let list = FieldList.custom([choice, RecipeField(name: "role", type: .trope)])
    #expect {
      try list.check(with: catalog, path: "c.csv")
    } throws: { error in
      (error as? Diagnostic)?.description
        == "c.csv: the 990 tropes of the catalog and the 11 values of the fields are more than "
        + "1000 together (strict response schemas have this limit)"
    }
    try FieldList.custom([choice]).check(with: catalog, path: "c.csv")
  }
}
