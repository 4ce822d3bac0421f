import Testing
import TropeModel

@testable import Tropefile

/// The fields of a recipe in the tropefile.
@Suite struct RecipeFieldsTests {
  private func settings(_ recipe: String) throws -> Settings.Recipe {
    let text = "input: {directory: d}\nrecipe:\n" + recipe
    return try TropefileReader.read(bytes: Array(text.utf8), path: "tropefile").recipe
  }

  private func type(_ description: String) throws -> FieldType? {
    try settings("  fields: {f: {\(description)}}").fields.first?.type
  }

  @Test func `fields are read in their order, with all that describes them`() throws {
    let recipe = try settings(
      """
        fields:
          profession:
            type: text
            description: "what the character does: for a living"
          age: {type: integer, range: 0..120, optional: yes}
          side: {type: choice, values: [good, "yes", 7]}
      """)
    #expect(
      recipe.fields == [
        RecipeField(
          name: "profession", type: .text, description: "what the character does: for a living"),
        RecipeField(
          name: "age", type: .integer(FieldRange(least: 0, most: 120)), isOptional: true),
        RecipeField(name: "side", type: .choice(["good", "yes", "7"])),
      ])
    #expect(recipe.kind == nil && recipe.effectiveKind == .custom && !recipe.asksForTrope)
  }

  @Test(arguments: [
    ("type: text", FieldType.text), ("type: boolean", .boolean), ("type: trope", .trope),
    ("type: integer", .integer(FieldRange())),
    ("type: integer, range: -10..-3", .integer(FieldRange(least: -10, most: -3))),
    ("type: integer, range: 5..5", .integer(FieldRange(least: 5, most: 5))),
    ("type: integer, range: 1_000..2k", .integer(FieldRange(least: 1_000, most: 2_000))),
    ("type: integer, range: 18..", .integer(FieldRange(least: 18))),
    ("type: integer, range: ..0", .integer(FieldRange(most: 0))),
    ("type: number, range: -0.5..1.25", .number(FieldRange(least: -0.5, most: 1.25))),
    ("range: 1..2, type: number", .number(FieldRange(least: 1, most: 2))),
  ])
  func `each type is read`(description: String, type: FieldType) throws {
    #expect(try self.type(description) == type)
  }

  @Test func `the kind follows from the fields where it is not given`() throws {
    #expect(try settings("  seed: 1").effectiveKind == .tropes)
    #expect(try settings("  seed: 1").asksForTrope)
    #expect(try settings("  kind: deaths").effectiveKind == .deaths)
    #expect(try !settings("  kind: deaths").asksForTrope)
    #expect(try settings("  fields: {role: {type: trope}}").asksForTrope)
    #expect(try settings("  fields:\n  kind: tropes").fields.isEmpty)
  }

  @Test func `all that is wrong with fields is told in one pass`() {
    checkKey(
      """
      recipe:
        fields:
          1️⃣name: {type: text}
          2️⃣Shoe Size: {type: integer}
          age: {type: 3️⃣integr, 4️⃣descripton: x}
          5️⃣job: {description: x}
          side: {type: choice, values: 6️⃣[]}
          7️⃣mood: {type: choice}
          year: {type: integer, range: 8️⃣2000..1900}
          rich: 9️⃣boolean
      """,
      "a field cannot be named 'name' (answers and tables use that name for something else)",
      "'Shoe Size' cannot be the name of a field (names are made of a to z, 0 to 9 and '_', begin "
        + "with a letter and have at most 64, as 'shoe_size')",
      "unknown type 'integr': it must be one of 'text', 'integer', 'number', 'boolean', 'choice', "
        + "'trope' (did you mean 'integer'?)",
      "unknown key 'descripton' of the field 'age' (did you mean 'description'?)",
      "the field 'job' has no type (it is one of 'text', 'integer', 'number', 'boolean', 'choice', "
        + "'trope')",
      "the list of values is empty (there must be something to choose from)",
      "the field 'mood' has no values to choose from (write 'values: [one, another]')",
      "the range '2000..1900' ends before it begins",
      "the field 'rich' is described by a single value (write 'rich: {type: text, description: what "
        + "it is}')")
  }

  @Test(arguments: [
    (
      "f: {type: integer, range: 1️⃣5}",
      "'range' must be two numbers as in 0..120, not '5' (one of the two may be left out)"
    ),
    (
      "f: {type: integer, range: 1️⃣..}",
      "'range' must be two numbers as in 0..120, not '..' (one of the two may be left out)"
    ),
    (
      "f: {type: integer, range: 1️⃣0.5..1}",
      "'range' must be two numbers as in 0..120, not '0.5..1' (one of the two may be left out)"
    ),
    ("f: {type: integer, range: 1️⃣[0, 1]}", "'range' takes one value, not a list"),
    (
      "f: {type: text, range: 1️⃣0..1}",
      "a field of type 'text' has no 'range' ('integer' and 'number' have one)"
    ),
    (
      "f: {type: integer, values: 1️⃣[a]}",
      "a field of type 'integer' has no 'values' ('choice' has them)"
    ),
    ("f: {type: choice, values: 1️⃣a}", "'values' must be a list (write 'values: [one, another]')"),
    ("f: {type: choice, values: [a, 1️⃣a]}", "the value 'a' is in the list already"),
    ("f: {type: choice, values: [a, 1️⃣[b]]}", "a value to choose must be a text, not a list"),
    (
      "f: {type: choice, values: [a, 1️⃣null]}",
      "a value to choose cannot be null ('optional: yes' allows no answer; quoted, 'null' is a text)"
    ),
    (
      "f: {type: choice, values: [a, 1️⃣~, b]}",
      "a value to choose cannot be null ('optional: yes' allows no answer; quoted, 'null' is a text)"
    ),
    (
      "f: {type: text, description: 1️⃣~}",
      "'description' of a field cannot be null (remove it, or quote it where it is meant as text)"
    ),
    (
      "f: {type: 1️⃣null}",
      "'type' of a field cannot be null (remove it, or quote it where it is meant as text)"
    ),
    (
      "f: {type: choice, values: [a, 1️⃣' b']}",
      "the value ' b' begins or ends with a blank (remove it)"
    ),
    (
      "f: {type: choice, values: [a, 1️⃣'']}",
      "a value to choose is empty ('optional: yes' allows no answer)"
    ),
    ("f: {type: text, optional: 1️⃣maybe}", "'optional' must be true or false, not 'maybe'"),
    ("f: {type: text, description: 1️⃣\"a\\nb\"}", "'description' must be one line of text"),
    ("f: {type: 1️⃣[text]}", "'type' takes one value, not a list"),
    ("f: {type: text}, 1️⃣f: {type: text}", "'f' was already set on line 3"),
    ("f: {type: text, 1️⃣type: text}", "'type' was already set on line 3"),
    (
      "a: {type: trope}, 1️⃣b: {type: trope}",
      "'b' is a second field of type 'trope', after 'a' (a character has one; other lists can be of type 'choice')"
    ),
    (
      "f: {type: text, 1️⃣default: x}",
      "unknown key 'default' of the field 'f' (a field has 'type', 'description', 'optional', 'range', 'values')"
    ),
    (
      "1️⃣7up: {type: text}",
      "'7up' cannot be the name of a field (names are made of a to z, 0 to 9 and '_', begin with a letter and have at most 64, as 'up')"
    ),
  ])
  func `each fault of a field has its place and words`(fields: String, message: String) {
    checkKey("recipe:\n  fields: {\(fields)}", message)
  }

  @Test(arguments: [
    ("fields: 1️⃣[a]", "'fields' takes names and values, not a list (write 'fields: {Name: value}')"),
    (
      "1️⃣kind: custom",
      "'recipe.kind: custom' needs 'recipe.fields' (describe what is asked of each character, as 'fields: {age: {type: integer}}')"
    ),
    (
      "kind: 1️⃣death",
      "'kind' must be one of 'tropes', 'deaths', 'custom', or null for none, not 'death' (did you mean 'deaths'?)"
    ),
    (
      "kind: deaths\n  1️⃣fields: {f: {type: text}}",
      "'recipe.fields' is given, but 'recipe.kind: deaths' has fields of its own (write 'kind: custom', or remove the fields)"
    ),
    (
      "kind: deaths\n  1️⃣catalog: c.csv",
      "'recipe.catalog' is given, but 'recipe.kind: deaths' asks for no trope (remove it)"
    ),
    (
      "fields: {f: {type: text}}\n  1️⃣catalog: c.csv",
      "'recipe.catalog' is given, but no field is of type 'trope' (remove it, or add a field of that type)"
    ),
  ])
  func `kind, fields and catalog have to fit together`(recipe: String, message: String) {
    checkKey("recipe:\n  \(recipe)", message)
  }

  @Test func `more than a strict schema holds is refused`() {
    let fields = (0...100).map { "\($0 == 100 ? "1️⃣" : "")f\($0): {type: text}" }
    checkKey(
      "recipe:\n  fields: {\(fields.joined(separator: ", "))}",
      "101 fields are more than the 100 that a recipe can have")
    let values = (0..<501).map { "v\($0)" }.joined(separator: ", ")
    checkKey(
      "recipe:\n  fields: {1️⃣a: {type: choice, values: [\(values)]}, b: {type: choice, values: [\(values)]}}",
      "the fields have 1002 values to choose from in all (strict response schemas allow 1000)")
    let long = (0..<251).map { "v\($0)" + String(repeating: "x", count: 60) }
    checkKey(
      "recipe:\n  fields: {a: {type: choice, values: 1️⃣[\(long.joined(separator: ", "))]}}",
      "the 251 values have \(long.joined().count) characters (strict response schemas allow a list of "
        + "more than 250 values at most 15000)")
  }

  // MARK: - The movie itself

  @Test func `the movie's own fields are described as the characters' are`() throws {
    let recipe = try settings(
      """
        movie_fields:
          ending: {type: choice, values: [happy, sad], description: how the story ends}
          name: {type: text}
          year_told: {type: integer, range: 1900.., optional: yes}
      """)
    #expect(
      recipe.movieFields == [
        RecipeField(
          name: "ending", type: .choice(["happy", "sad"]), description: "how the story ends"),
        RecipeField(name: "name", type: .text),
        RecipeField(
          name: "year_told", type: .integer(FieldRange(least: 1900)), isOptional: true),
      ])
    #expect(recipe.fields.isEmpty && recipe.effectiveKind == .tropes && recipe.asksForTrope)
    let alone = try settings("  characters: none\n  movie_fields: {mood: {type: text}}")
    #expect(alone.effectiveKind == .custom && !alone.asksForTrope)
    #expect(try settings("  movie_fields:").movieFields.isEmpty)
  }

  @Test func `what is wrong with them is told in the same words`() {
    checkKey(
      """
      recipe:
        movie_fields:
          1️⃣characters: {type: text}
          role: {type: 2️⃣trope}
          mood: {type: 3️⃣choise, values: [a, b]}
          4️⃣Title: {type: text}
          ending: {type: choice, values: 5️⃣[]}
          6️⃣year: {type: integer}
      """,
      "a field cannot be named 'characters' (answers and tables use that name for something else)",
      "the field 'role' of the movie cannot be of type 'trope' (tropes are for characters; a list of "
        + "your own can be of type 'choice')",
      "unknown type 'choise': it must be one of 'text', 'integer', 'number', 'boolean', 'choice' "
        + "(did you mean 'choice'?)",
      "'Title' cannot be the name of a field (names are made of a to z, 0 to 9 and '_', begin with a "
        + "letter and have at most 64)",
      "the list of values is empty (there must be something to choose from)",
      "a field cannot be named 'year' (answers and tables use that name for something else)")
  }

  @Test func `without characters there must be something to ask, and nothing about them`() {
    checkKey(
      "recipe: {1️⃣characters: none}",
      "'recipe.characters: none' leaves nothing to ask without 'recipe.movie_fields' (describe what is "
        + "asked of the movie, as 'movie_fields: {ending: {type: text}}')")
    let asks = "characters: none, movie_fields: {mood: {type: text}}"
    for (key, text) in [
      ("kind", "kind: deaths"), ("fields", "fields: {age: {type: integer}}"),
      ("catalog", "catalog: c.csv"), ("confidence", "confidence: votes"),
    ] {
      checkKey(
        "recipe: {1️⃣\(text), \(asks)}",
        "'recipe.\(key)' is about characters, and with 'recipe.characters: none' none is asked about "
          + "(remove one of them)")
    }
    checkKey("recipe: {kind: custom, \(asks)}")
    checkKey(
      "recipe: {endpoint: decisions, 1️⃣movie_fields: {mood: {type: text}}}",
      "'recipe.endpoint: decisions' decides about characters, and 'recipe.movie_fields' is about the "
        + "movie (remove one of them, or ask by 'endpoint: chat')")
  }

  @Test func `together with the characters' they fit into a strict schema`() {
    let many = { (count: Int) in
      (0..<count).map { "f\($0): {type: boolean}" }.joined(separator: ", ")
    }
    checkKey("recipe: {fields: {\(many(60))}, movie_fields: {\(many(40))}}")
    checkKey(
      "recipe: {fields: {\(many(60))}, 1️⃣movie_fields: {\(many(41))}}",
      "'recipe.fields' and 'recipe.movie_fields' have 101 fields together (a recipe can have 100)")
    let values = { (count: Int) in "[" + (0..<count).map { "v\($0)" }.joined(separator: ", ") + "]"
    }
    checkKey(
      "recipe: {fields: {a: {type: choice, values: \(values(500))}}, 1️⃣movie_fields: {b: {type: choice, values: \(values(501))}}}",
      "'recipe.fields' and 'recipe.movie_fields' have 1001 values to choose from in all (strict "
        + "response schemas allow 1000)")
  }
}
