import Foundation
import Testing
import TropeModel

@testable import Recipe

/// The schema of one request alone, for servers that hold answers to it while they write.
@Suite struct BoundedSchemaTests {
  private static let bounded = RequestExtras(
    isBounded: true, boundNames: [.completionTokens, .tokens])

  private func schema(_ body: [UInt8]) throws -> [String: Any] {
    let object = try Fixture.object(body)
    let format = try #require(object["response_format"] as? [String: Any])
    let inner = try #require(format["json_schema"] as? [String: Any])
    return try #require(inner["schema"] as? [String: Any])
  }

  private func list(_ schema: [String: Any], _ key: String) throws -> [String: Any] {
    let properties = try #require(schema["properties"] as? [String: Any])
    return try #require(properties[key] as? [String: Any])
  }

  @Test func `each name has its place, once, and no more characters fit`() throws {
    let recipe = try Fixture.recipe()
    let names = [#"Rotwang "the inventor""#, "Freder\nFredersen", "Maria <b>", "Ève"]
    let question = try Fixture.question(recipe, cast: names)
    let schema = try schema(recipe.requestBody(for: [question], extras: Self.bounded))
    let list = try list(schema, "characters")
    #expect(list["minItems"] as? Int == 4 && list["maxItems"] as? Int == 4)
    let items = try #require(list["prefixItems"] as? [[String: Any]])
    let asked = items.map { item in
      ((item["properties"] as? [String: Any])?["name"] as? [String: Any])?["enum"] as? [String]
    }
    #expect(asked == names.map { [Question.asked($0)] })
    #expect(items.allSatisfy { $0["required"] as? [String] == ["name", "trope"] })
    #expect(items.allSatisfy { $0["additionalProperties"] as? Bool == false })
    #expect((schema["$defs"] as? [String: Any])?.keys.sorted() == ["trope"])
    #expect(schema["required"] as? [String] == ["characters"])
  }

  @Test func `what such a schema allows is a record`() throws {
    let recipe = try Fixture.recipe()
    let question = try Fixture.question(recipe, cast: ["A  <i>", "b\"c"])
    let schema = try schema(recipe.requestBody(for: [question], extras: Self.bounded))
    let items = try #require(try list(schema, "characters")["prefixItems"] as? [[String: Any]])
    let answer = try items.map { item -> [String: String] in
      let name = (item["properties"] as? [String: Any])?["name"] as? [String: Any]
      return ["name": try #require((name?["enum"] as? [String])?.first), "trope": "Mentor"]
    }
    let content = String(
      decoding: try JSONSerialization.data(withJSONObject: ["characters": answer]), as: UTF8.self)
    let verdict = recipe.check(
      content: content, finishReason: "stop", refusal: nil, for: [question])
    guard case .record(let characters, _)? = verdict.first else {
      Issue.record("no record: \(verdict)")
      return
    }
    #expect(characters.map(\.name) == ["A  <i>", "b\"c"])
  }

  @Test func `where the model names the characters itself, list and names have an end`() throws {
    let recipe = try Fixture.recipe()
    let question = try Fixture.question(recipe, cast: nil)
    let schema = try schema(recipe.requestBody(for: [question], extras: Self.bounded))
    let list = try list(schema, "characters")
    #expect(list["maxItems"] as? Int == 40 && list["minItems"] == nil)
    let item = try #require(list["items"] as? [String: Any])
    let name = (item["properties"] as? [String: Any])?["name"] as? [String: Any]
    #expect(name?["minLength"] as? Int == 1 && name?["maxLength"] as? Int == 80)
  }

  @Test(arguments: [
    (888, 1, [RecipeField](), 17), (3_552, 1, [], 40), (10, 1, [], 1), (888, 2, [], 8),
    (888, 1, [RecipeField(name: "motive", type: .text)], 9),
  ])
  func `such a list has as many places as the bound on output has room for`(
    bound: Int, movies: Int, fields: [RecipeField], places: Int
  ) throws {
    let recipe = try fields.isEmpty ? Fixture.recipe() : Fixture.recipe(fields: fields)
    let questions = try (1...movies).map {
      try Fixture.question(recipe, movie: Int64($0), cast: nil)
    }
    let keys = movies == 1 ? ["characters"] : ["m1", "m2"]
    let body = recipe.requestBody(for: questions, outputBound: bound, extras: Self.bounded)
    for key in keys { #expect(try list(schema(body), key)["maxItems"] as? Int == places) }
    // What the recipe itself allows each movie counts as well as what is expected of it.
    let own = try Fixture.recipe(
      fields: recipe.fields.fields,
      parameters: ModelParameters(model: "smol", maxOutputTokens: bound / movies))
    let same = own.requestBody(for: questions, extras: Self.bounded)
    for key in keys { #expect(try list(schema(same), key)["maxItems"] as? Int == places) }
  }

  @Test func `texts have an end, and other fields are what they are in every schema`() throws {
    let fields = [
      RecipeField(name: "motive", type: .text),
      RecipeField(name: "secret", type: .text, isOptional: true),
      RecipeField(name: "age", type: .integer(FieldRange(least: 0, most: 120))),
    ]
    let recipe = try Fixture.recipe(fields: fields)
    let question = try Fixture.question(recipe, cast: ["Ann"])
    let schema = try schema(recipe.requestBody(for: [question], extras: Self.bounded))
    let items = try #require(try list(schema, "characters")["prefixItems"] as? [[String: Any]])
    let properties = try #require(items.first?["properties"] as? [String: Any])
    let motive = try #require(properties["motive"] as? [String: Any])
    #expect(motive["maxLength"] as? Int == 400 && motive["type"] as? String == "string")
    let secret = try #require(
      (properties["secret"] as? [String: Any])?["anyOf"] as? [[String: Any]])
    #expect(secret.map { $0["type"] as? String } == ["string", "null"])
    #expect(secret.first?["maxLength"] as? Int == 400)
    let age = try #require(properties["age"] as? [String: Any])
    #expect(age["minimum"] as? Int == 0 && age["maximum"] as? Int == 120)
  }

  @Test func `movies of a group have lists of their own`() throws {
    let recipe = try Fixture.recipe()
    let questions = try [["A"], nil, ["B", "C", "D"]].enumerated().map {
      try Fixture.question(recipe, movie: Int64($0.offset + 1), cast: $0.element)
    }
    let schema = try schema(recipe.requestBody(for: questions, extras: Self.bounded))
    #expect(schema["required"] as? [String] == ["m1", "m2", "m3"])
    #expect(try list(schema, "m1")["maxItems"] as? Int == 1)
    #expect(try list(schema, "m2")["maxItems"] as? Int == 40)
    #expect(try list(schema, "m3")["minItems"] as? Int == 3)
  }

  @Test(arguments: [nil, 700]) func `the bound on output stands under both of its names`(
    own: Int?
  ) throws {
    let recipe = try Fixture.recipe(
      parameters: ModelParameters(model: "smol", temperature: 0, maxOutputTokens: own))
    let questions = try (1...2).map { try Fixture.question(recipe, movie: $0) }
    let object = try Fixture.object(
      recipe.requestBody(
        for: questions, outputBound: own == nil ? 900 : nil, extras: Self.bounded))
    #expect(object["max_completion_tokens"] as? Int == own.map { $0 * 2 } ?? 900)
    #expect(object["max_tokens"] as? Int == own.map { $0 * 2 } ?? 900)
    let plain = try Fixture.object(recipe.requestBody(for: questions, outputBound: 900))
    #expect(plain["max_tokens"] == nil)
    let older = try Fixture.object(
      recipe.requestBody(
        for: questions, outputBound: own == nil ? 900 : nil,
        extras: RequestExtras(boundNames: [.tokens])))
    #expect(older["max_completion_tokens"] == nil)
    #expect(older["max_tokens"] as? Int == own.map { $0 * 2 } ?? 900)
  }

  @Test func `only the schema differs, and no hash knows of it`() throws {
    let recipe = try Fixture.recipe()
    let question = try Fixture.question(recipe)
    let before = question.hash
    let bounded = recipe.requestBody(for: [question], outputBound: 9, extras: Self.bounded)
    let plain = recipe.requestBody(for: [question], outputBound: 9)
    #expect(try Fixture.messages(bounded) == Fixture.messages(plain))
    #expect(try Fixture.question(recipe).hash == before)
  }
}
