import Formats
import TropeModel
import Testing

@testable import Recipe

@Suite struct DecisionsTests {
  private static let parameters = ModelParameters(model: "gpt-6-luna", endpoint: .decisions)

  private static func recipe(fields: [RecipeField]? = nil) throws -> Recipe {
    let list = fields.map { FieldList.custom($0) } ?? .tropes
    return Recipe(
      fields: list, catalog: try Fixture.catalog(),
      prompt: try Fixture.prompt("{{catalog}}\nJudge."),
      parameters: parameters)
  }

  private static func verdict(
    _ content: String?, fields: [RecipeField]? = nil
  ) throws -> ReplyVerdict? {
    let recipe = try recipe(fields: fields)
    return recipe.check(
      content: content, finishReason: nil, refusal: nil, for: [try Fixture.question(recipe)]
    ).first
  }

  private static func reply(_ answers: String...) -> String {
    "{\"answers\":[\(answers.joined(separator: ","))]}"
  }

  private static func choice(_ name: String, _ value: String, _ confidence: Double = 0.5) -> String
  {
    #"{"type":"choice","name":"\#(name)","choice":\#(value),"confidence":\#(confidence)}"#
  }

  @Test func `a movie is asked about by a choice for each character, byte for byte`() throws {
    let recipe = try Self.recipe()
    let question = try Fixture.question(recipe, cast: ["Neo", "O\"Brien"])
    let body = recipe.requestBody(
      for: [question], outputBound: 500, extras: RequestExtras(cache: .off))
    let choices =
      #"[{"value":"Chosen One"},{"value":"Mentor"},{"value":"Golden Boy/Girl"},{"value":"No Trope"}]"#
    let system =
      #"<tropes>\nChosen One: Fated to do it.\nMentor: Guides the hero.\nGolden Boy/Girl: Admired, and lucky.\n"#
      + #"No Trope: None fits.\n</tropes>\nJudge."#
    let user = #"<summary>A plot.</summary>\n<names>Neo\nO\"Brien</names>"#
    func asked(_ number: Int, _ name: String) -> String {
      #"{"type":"choice","name":"c\#(number)_trope","instructions":"Which trope best describes the part of \""#
        + name + #"\" in the plot?","choices":"# + choices + "}"
    }
    #expect(
      String(decoding: body, as: UTF8.self)
        == #"{"model":"gpt-6-luna","input":[{"role":"system","content":""# + system
        + #""},{"role":"user","content":""# + user + #""}],"questions":["#
        + asked(1, "Neo") + "," + asked(2, #"O\"Brien"#)
        + #"],"prompt_cache_options":{"mode":"explicit"}}"#)
  }

  @Test func `the shared beginning can be marked for the cache`() throws {
    let recipe = try Self.recipe()
    let body = recipe.requestBody(
      for: [try Fixture.question(recipe)], extras: RequestExtras(cache: .marked(key: "k")))
    let json = try JSON(parsing: body)
    let part = json["input"]?[0]?["content"]?[0]
    #expect(part?["type"] == "input_text")
    #expect(part?["prompt_cache_breakpoint"] == ["mode": "explicit"])
    #expect(json["prompt_cache_key"] == "k")
    #expect(json["input"]?[1]?["content"]?.stringValue?.hasPrefix("<summary>") ?? false)
  }

  @Test func `fields that are choices are asked one by one`() throws {
    let fields = [
      RecipeField(name: "side", type: .choice(["good", "bad"]), description: "Whose side."),
      RecipeField(name: "dies", type: .boolean), RecipeField(name: "role", type: .trope),
    ]
    let recipe = try Self.recipe(fields: fields)
    let json = try JSON(
      parsing: recipe.requestBody(for: [try Fixture.question(recipe, cast: ["Neo"])]))
    let questions = try #require(json["questions"]?.arrayValue)
    #expect(questions.map { $0["name"] } == ["c1_side", "c1_dies", "c1_role"])
    #expect(questions[0]["choices"] == [["value": "good"], ["value": "bad"]])
    #expect(questions[0]["instructions"] == "What is \"side\" of \"Neo\"? side: Whose side.")
    #expect(questions[1]["choices"] == [["value": true], ["value": false]])
    let verdict = try Self.verdict(
      Self.reply(
        Self.choice("c1_side", "\"bad\"", 0.4), Self.choice("c1_dies", "true", 0.3),
        Self.choice("c1_role", "\"Mentor\"", 0.8), Self.choice("c2_side", "\"good\"", 0.9),
        Self.choice("c2_dies", "false", 1), Self.choice("c2_role", "\"Chosen One\"", 0)),
      fields: fields)
    func character(_ name: String, _ side: String, _ dies: Bool, _ trope: String, _ sure: Double)
      -> LabelledCharacter
    {
      LabelledCharacter(
        name: name, tropeID: trope, isInCast: true,
        fields: [
          FieldAnswer(field: "side", value: .text(side)),
          FieldAnswer(field: "dies", value: .boolean(dies)),
        ], confidence: sure)
    }
    #expect(
      verdict
        == .record([
          character("Neo", "bad", true, "MENTOR", 0.8),
          character("Morpheus", "good", false, "CHOSEN_ONE", 0.02),
        ]))
  }

  @Test func `answers are read by their names in any order, and by their places without`() throws {
    let expected = ReplyVerdict.record([
      LabelledCharacter(name: "Neo", tropeID: "CHOSEN_ONE", isInCast: true, confidence: 0.9999),
      LabelledCharacter(name: "Morpheus", tropeID: "MENTOR", isInCast: true, confidence: 0.5),
    ])
    let named = try Self.verdict(
      Self.reply(
        Self.choice("c2_trope", "\"Mentor\""), Self.choice("c1_trope", "\"Chosen One\"", 1)))
    #expect(named == expected)
    let placed = try Self.verdict(
      Self.reply(
        #"{"type":"choice","name":null,"choice":"Chosen One","confidence":1}"#,
        #"{"type":"choice","choice":"Mentor","confidence":0.5}"#))
    #expect(placed == expected)
  }

  @Test func `who is refused alone has no label, and all refused are a refusal`() throws {
    let refusal = #"{"type":"refusal","name":"c1_trope"}"#
    let one = try Self.verdict(Self.reply(refusal, Self.choice("c2_trope", "\"Mentor\"")))
    #expect(
      one
        == .record([
          LabelledCharacter(name: "Neo", tropeID: nil, isInCast: true),
          LabelledCharacter(name: "Morpheus", tropeID: "MENTOR", isInCast: true, confidence: 0.5),
        ]))
    let all = try Self.verdict(Self.reply(refusal, #"{"type":"refusal","name":"c2_trope"}"#))
    guard case .bad(.refused)? = all else {
      Issue.record("\(String(describing: all))")
      return
    }
  }

  private static let wrong: [(String?, ReplyFault.Likeness)] = [
    (nil, .empty), ("", .empty), ("no", .notJSON), ("[]", .shape), (#"{"answers":{}}"#, .shape),
    (#"{"answers":[7]}"#, .shape), (#"{"answers":[]}"#, .content),
    (reply(choice("c1_trope", "\"Mentor\"")), .content),
    (reply(choice("c1_trope", "\"Mentr\""), choice("c2_trope", "\"Mentor\"")), .content),
    (reply(choice("c1_trope", "7"), choice("c2_trope", "\"Mentor\"")), .content),
    (
      reply(
        choice("c1_trope", "\"Mentor\""), choice("c1_trope", "\"Mentor\""),
        choice("c2_trope", "\"Mentor\"")), .shape
    ),
    (
      reply(#"{"type":"choice","name":"c1_trope"}"#, choice("c2_trope", "\"Mentor\"")), .shape
    ),
  ]

  @Test(arguments: wrong)
  func `what is no answer is told`(content: String?, likeness: ReplyFault.Likeness) throws {
    guard case .bad(let fault)? = try Self.verdict(content) else {
      Issue.record("taken: \(content ?? "nothing")")
      return
    }
    #expect(fault.likeness == likeness, "\(fault)")
  }

  @Test func `a question by decisions is another than one by chat, which stays what it was`() throws
  {
    let chat = Recipe(
      catalog: try Fixture.catalog(), prompt: try Fixture.prompt("{{catalog}}\nJudge."),
      parameters: ModelParameters(model: "gpt-6-luna"))
    let decisions = try Self.recipe()
    #expect(chat.hashes.combined != decisions.hashes.combined)
    #expect(chat.hashes.prompt == decisions.hashes.prompt)
    #expect(
      ModelParameters(model: "m").hash == ModelParameters(model: "m", endpoint: .chat).hash)
    #expect(Self.parameters.json.contains(#""endpoint":"decisions""#))
  }

  @Test(arguments: [(0.0, 0.02), (1, 0.9999), (0.1234567, 0.123457)])
  func `a probability is kept within its bounds`(given: Double, kept: Double) {
    #expect(Recipe.confidence(given) == kept)
    #expect(Recipe.confidence(.nan) == nil && Recipe.confidence(1.5) == nil)
  }
}
