import Formats
import Foundation
import Quality
import Testing
import TropeModel

@testable import Recipe

/// Questions about the movie itself, beside those about its characters or alone.
@Suite struct MovieFieldTests {
  private static let ending = RecipeField(
    name: "ending", type: .choice(["happy", "sad"]), description: "how it ends")
  private static let year = RecipeField(
    name: "year_told", type: .integer(FieldRange(least: 1900)), isOptional: true)
  private static let fields = [ending, year]

  private static let good = RecipeField(name: "good", type: .boolean)
  private static let beside = FieldList.custom([good]).asking(ofMovie: fields)
  private static let alone = FieldList.custom([]).asking(ofMovie: fields)

  private func recipe(_ fields: FieldList, prompt: String? = nil) throws -> Recipe {
    Recipe(
      fields: fields, catalog: try Fixture.catalog(),
      prompt: try prompt.map {
        try Prompt(bytes: Fixture.bytes($0), path: "prompt.txt", fields: fields)
      } ?? .builtIn(for: fields),
      parameters: ModelParameters(model: "gpt-4o-mini", temperature: 0))
  }

  private func verdicts(
    _ fields: FieldList, _ content: String, casts: [[String]?] = [["Neo"]]
  ) throws -> [ReplyVerdict] {
    let recipe = try recipe(fields)
    let questions = try casts.enumerated().map { place, cast in
      try Fixture.question(recipe, movie: Int64(place + 1), plot: "Plot \(place).", cast: cast)
    }
    return recipe.check(content: content, finishReason: "stop", refusal: nil, for: questions)
  }

  private static func answers(_ ending: String, _ year: FieldValue) -> [FieldAnswer] {
    [
      FieldAnswer(field: "ending", value: .text(ending)),
      FieldAnswer(field: "year_told", value: year),
    ]
  }

  private static func line(_ name: String, _ good: Bool) -> LabelledCharacter {
    LabelledCharacter(
      name: name, tropeID: nil, isInCast: true,
      fields: [FieldAnswer(field: "good", value: .boolean(good))])
  }

  // MARK: What is asked

  @Test func `without fields of the movie a recipe is what it was`() {
    for list in [FieldList.tropes, .deaths, .custom([Self.good])] {
      let same = list.asking(ofMovie: [])
      #expect(same.hash == list.hash && same.words == list.words && same.marks == list.marks)
      #expect(Prompt.builtIn(for: same).text.contains("{{movie_fields}}") == false)
    }
  }

  @Test func `each of its fields makes another recipe, beside whatever is asked of characters`()
    throws
  {
    var lists = [FieldList.tropes, .deaths, .custom([Self.good]), .custom([])]
    lists += lists.map { $0.asking(ofMovie: [Self.ending]) }
    lists += [Self.beside, FieldList.tropes.asking(ofMovie: [Self.year, Self.ending])]
    lists.append(.custom([Self.good, Self.ending]))
    let hashes = lists.map(\.hash)
    #expect(Set(hashes).count == lists.count)
    let words = FieldList.tropes.asking(ofMovie: [Self.ending]).words
    #expect(
      words == "trope: one trope of the catalog; ending of the movie: one of 'happy', 'sad'")
  }

  @Test func `the schema of one movie has its fields behind the characters`() throws {
    #expect(
      String(decoding: try recipe(Self.beside).schemaJSON, as: UTF8.self)
        == ##"{"$defs":{"characters":{"type":"array","items":{"type":"object","properties":{"##
        + ##""name":{"type":"string"},"good":{"type":"boolean"}},"required":["name","good"],"##
        + ##""additionalProperties":false}}},"type":"object","properties":{"##
        + ##""characters":{"$ref":"#/$defs/characters"},"ending":{"type":"string","enum":["##
        + ##""happy","sad"]},"year_told":{"type":["integer","null"],"minimum":1900}},"##
        + ##""required":["characters","ending","year_told"],"additionalProperties":false}"##)
    #expect(
      String(decoding: try recipe(Self.alone).schemaJSON, as: UTF8.self)
        == ##"{"type":"object","properties":{"ending":{"type":"string","enum":["happy","sad"]},"##
        + ##""year_told":{"type":["integer","null"],"minimum":1900}},"##
        + ##""required":["ending","year_told"],"additionalProperties":false}"##)
  }

  @Test(arguments: [
    (beside, ["characters", "ending", "year_told"]), (alone, ["ending", "year_told"]),
  ])
  func `the schema of several movies has an object for each`(
    fields: FieldList, keys: [String]
  ) throws {
    let recipe = try recipe(fields)
    let schema = try Fixture.object(recipe.schemaJSON(groupSize: 3))
    #expect(schema["required"] as? [String] == ["m1", "m2", "m3"])
    let properties = try #require(schema["properties"] as? [String: [String: String]])
    #expect(properties.values.allSatisfy { $0 == ["$ref": "#/$defs/movie"] })
    let movie = (schema["$defs"] as? [String: Any])?["movie"] as? [String: Any]
    #expect(movie?["required"] as? [String] == keys)
    #expect(movie?["additionalProperties"] as? Bool == false)
    let questions = try (1...3).map { try Fixture.question(recipe, movie: $0, plot: "P\($0)") }
    let body = recipe.requestBody(for: questions)
    #expect(body.starts(with: recipe.fixedPart(groupSize: 3)))
    #expect(try Fixture.object(body)["messages"] != nil)
  }

  @Test func `a bounded schema has room for each name, and then for the movie`() throws {
    let recipe = try recipe(
      FieldList.tropes.asking(ofMovie: [RecipeField(name: "mood", type: .text)]))
    let question = try Fixture.question(recipe, cast: ["Neo"])
    func schema(_ questions: [Question]) throws -> [String: Any] {
      let body = try Fixture.object(
        recipe.requestBody(for: questions, extras: RequestExtras(isBounded: true)))
      let format = body["response_format"] as? [String: Any]
      return try #require((format?["json_schema"] as? [String: Any])?["schema"] as? [String: Any])
    }
    let one = try schema([question])
    #expect(one["required"] as? [String] == ["characters", "mood"])
    #expect((one["$defs"] as? [String: Any])?.keys.sorted() == ["trope"])
    let mood = (one["properties"] as? [String: Any])?["mood"] as? [String: Any]
    #expect(mood?["maxLength"] as? Int == 400)
    let two = try schema([question, question])
    #expect(two["required"] as? [String] == ["m1", "m2"])
    let first = (two["properties"] as? [String: Any])?["m1"] as? [String: Any]
    #expect(first?["required"] as? [String] == ["characters", "mood"])
  }

  @Test func `the built-in prompts tell the movie's fields`() throws {
    let lines = "Of the movie itself give:\n- ending: how it ends (one of \"happy\", \"sad\")\n"
    for list in [FieldList.tropes, .deaths, .custom([Self.good]), .custom([])] {
      let text = try recipe(list.asking(ofMovie: [Self.ending])).systemMessage
      #expect(text.contains(lines) && !text.contains("{{"), "\(list.kind)")
      #expect(text.contains("<names>") == list.asksOfCharacters)
    }
    #expect(try recipe(Self.alone).schemaName == "movie_fields")
  }

  @Test func `a prompt of one's own marks their place, or has them before it with a heading`()
    throws
  {
    let fields = FieldList.custom([Self.good]).asking(ofMovie: [Self.ending])
    #expect(
      try recipe(fields, prompt: "A {{fields}} B {{movie_fields}}").systemMessage
        == "A - good (true or false) B - ending: how it ends (one of \"happy\", \"sad\")")
    #expect(
      try recipe(fields, prompt: "Do it.").systemMessage.hasPrefix(
        "- good (true or false)\nOf the movie itself give:\n- ending: how it ends "))
    #expect(throws: Diagnostic.self) {
      try Prompt(bytes: Fixture.bytes("{{movie_fields}} x"), path: "p", fields: .tropes)
    }
  }

  // MARK: What is answered

  @Test func `the movie's answers are recorded beside its characters`() throws {
    #expect(
      try verdicts(
        Self.beside,
        #"{"characters":[{"name":"Neo","good":true}],"ending":"sad","year_told":1999}"#) == [
          .record([Self.line("Neo", true)], movie: Self.answers("sad", .integer(1999)))
        ])
    // The order of members tells nothing.
    #expect(
      try verdicts(
        Self.beside,
        #"{"year_told":null,"ending":"happy","characters":[{"good":false,"name":"Neo"}]}"#) == [
          .record([Self.line("Neo", false)], movie: Self.answers("happy", .null))
        ])
  }

  @Test func `of several movies each has its own`() throws {
    let content =
      #"{"m2":{"characters":[{"name":"Bo","good":false}],"ending":"sad","year_told":null},"#
      + #""m1":{"characters":[{"name":"Neo","good":true}],"ending":"happy","year_told":2000}}"#
    #expect(
      try verdicts(Self.beside, content, casts: [["Neo"], ["Bo"]]) == [
        .record([Self.line("Neo", true)], movie: Self.answers("happy", .integer(2000))),
        .record([Self.line("Bo", false)], movie: Self.answers("sad", .null)),
      ])
    let recipe = try recipe(Self.beside)
    let question = try Fixture.question(recipe, cast: ["Bo"])
    #expect(
      recipe.check(
        content: content, finishReason: "stop", key: "m2", groupSize: 2, for: question)
        == .record([Self.line("Bo", false)], movie: Self.answers("sad", .null)))
  }

  @Test func `alone it needs no characters`() throws {
    #expect(
      try verdicts(Self.alone, #"{"ending":"sad","year_told":null}"#, casts: [nil]) == [
        .record([], movie: Self.answers("sad", .null))
      ])
    #expect(
      try verdicts(
        Self.alone,
        #"{"m1":{"ending":"sad","year_told":null},"m2":{"ending":"happy","year_told":1950}}"#,
        casts: [nil, nil]) == [
          .record([], movie: Self.answers("sad", .null)),
          .record([], movie: Self.answers("happy", .integer(1950))),
        ])
  }

  @Test(arguments: [
    (
      #"{"ending":"sad"}"#,
      "the reply does not fit the schema: the reply has no 'year_told'"
    ),
    (
      #"{"ending":"open","year_told":null}"#,
      "'ending' of the movie must be one of 'happy', 'sad', not \"open\""
    ),
    (
      #"{"ending":"sad","year_told":1899}"#,
      "'year_told' of the movie must be a whole number of at least 1900, or null, not 1899"
    ),
    (
      #"{"ending":null,"year_told":null}"#,
      "'ending' of the movie must be one of 'happy', 'sad', not null"
    ),
    (
      #"{"ending":"sad","ending":"sad","year_told":null}"#,
      "the reply does not fit the schema: the reply has 'ending' twice"
    ),
  ])
  func `any other answer is bad, and says why`(content: String, words: String) throws {
    guard case .bad(let fault)? = try verdicts(Self.alone, content, casts: [nil]).first else {
      Issue.record("recorded \(content)")
      return
    }
    #expect(fault.description == words)
  }

  @Test(arguments: [
    (
      #"{"ending":"sad","year_told":null}"#,
      ReplyFault.missingKey(place: "the reply", key: "characters")
    ),
    (
      #"{"characters":{},"ending":"sad","year_told":null}"#,
      .wrongKind(place: "'characters'", expected: .array, found: .object)
    ),
    (
      #"{"characters":[{"name":"Neo"}],"ending":"sad","year_told":null}"#,
      .missingKey(place: "'characters[0]'", key: "good")
    ),
    (#"{"characters":[],"ending":"sad","year_told":null}"#, .namesLeftOut(["Neo"])),
  ])
  func `beside characters these are checked as ever`(content: String, fault: ReplyFault) throws {
    #expect(try verdicts(Self.beside, content) == [.bad(fault)])
  }

  @Test func `one bad movie of several leaves the others alone`() throws {
    let good = #"{"characters":[{"name":"Neo","good":true}],"ending":"sad","year_told":null}"#
    let bad = try verdicts(
      Self.beside,
      #"{"m1":\#(good),"m2":[],"m3":{"characters":[{"name":"Neo"}],"ending":"sad","year_told":null}}"#,
      casts: [["Neo"], ["Neo"], ["Neo"]])
    #expect(
      bad == [
        .record([Self.line("Neo", true)], movie: Self.answers("sad", .null)),
        .bad(.wrongKind(place: "'m2'", expected: .object, found: .array)),
        .bad(.missingKey(place: "'m3.characters[0]'", key: "good")),
      ])
    #expect(ReplyFault.wrongValue(field: Self.ending, name: nil, found: "1").likeness == .content)
  }

  @Test func `a control character in a text of the movie makes no other word`() throws {
    let list = FieldList.custom([]).asking(ofMovie: [RecipeField(name: "mood", type: .text)])
    #expect(
      try verdicts(list, #"{"mood":"d\u0000ster"}"#, casts: [nil]) == [
        .bad(.controlCharacter(0, place: "'mood' of the movie"))
      ])
  }

  // MARK: What else is made of an answer

  @Test func `confidences are those of the characters, wherever they stand`() throws {
    let recipe = try recipe(Self.beside)
    let pieces: [(String, Double)] = [
      (#"{"m1":{"characters":[{"name":"Neo","good":"#, 0), ("true", -0.25),
      (#"}],"ending":"sad","year_told":null},"m2":{"characters":[{"name":"Bo","good":"#, -4),
      ("false", -0.5), (#"}],"ending":"sad","year_told":null}}"#, 0),
    ]
    let tokens = pieces.map { text, log in
      TokenProbabilities.Token(bytes: Array(text.utf8), logProbability: log, alternatives: [])
    }
    let content = pieces.map(\.0).joined()
    let found = try #require(recipe.confidences(of: content, tokens, reading: .plain))
    #expect(found.byKey["m1"] == [0.778_801] && found.byKey["m2"] == [0.606_531])
  }

  @Test func `asked again in another order, the movie's fields are as they were`() throws {
    let recipe = try recipe(
      FieldList.custom([RecipeField(name: "side", type: .choice(["a", "b"]))])
        .asking(ofMovie: Self.fields))
    let again = try #require(recipe.asked(time: 2))
    #expect(again.fields.fields[0].type == .choice(["b", "a"]))
    #expect(
      again.fields.movieFields == Self.fields && again.hashes.combined != recipe.hashes.combined)
    #expect(recipe.asked(time: 3) == nil)
  }

  @Test func `a reply of an earlier recipe is read as far as it goes`() throws {
    let tropes = Recipe(
      catalog: try Fixture.catalog(), prompt: .builtIn,
      parameters: ModelParameters(model: "gpt-4o-mini"))
    let character = #"{"name":"Neo","trope":"Mentor"}"#
    let one = try #require(
      tropes.pastAnswer(in: #"{"characters":[\#(character)],"ending":"sad"}"#, key: ""))
    #expect(one.characters.map(\.tropeID) == ["MENTOR"])
    #expect(one.movie == [FieldAnswer(field: "ending", value: .text("sad"))])
    let several = try #require(
      tropes.pastAnswer(
        in: #"{"m1":[],"m2":{"characters":[\#(character)],"year_told":7}}"#, key: "m2"))
    #expect(several.characters.map(\.name) == ["Neo"])
    #expect(several.movie == [FieldAnswer(field: "year_told", value: .integer(7))])
    let alone = try recipe(Self.alone)
    #expect(try #require(alone.pastAnswer(in: #"{"ending":"sad"}"#, key: "")).characters.isEmpty)
    #expect(tropes.pastAnswer(in: #"{"ending":"sad"}"#, key: "") == nil)
  }
}
