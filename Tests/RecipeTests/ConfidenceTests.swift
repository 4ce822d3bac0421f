import Quality
import Testing
import TropeModel

@testable import Recipe

@Suite struct ConfidenceTests {
  private typealias Token = TokenProbabilities.Token

  /// Tokens that join quotes and commas with their neighbours, as o200k_base does.
  private func tokens(_ pieces: [(String, Double)]) -> [Token] {
    pieces.map { Token(bytes: Array($0.0.utf8), logProbability: $0.1) }
  }

  private static let reply: [(String, Double)] = [
    ("{\"", -0.001), ("characters", 0), ("\":[{\"", 0), ("name", 0), ("\":\"", 0), ("Ann", -2),
    ("\",\"", 0), ("tro", 0), ("pe", 0), ("\":\"", -8), ("Ment", -0.5), ("or", -0.25),
    ("\"},{\"", -0.125), ("name\":\"Bo\",\"trope\":\"", 0), ("Chosen", -0.1), (" One", -0.1),
    ("\"}]}", 0),
  ]

  private var content: String { Self.reply.map(\.0).joined() }

  @Test func `a label's tokens and the one that closes it are summed`() throws {
    let recipe = try Fixture.recipe()
    let found = try #require(
      recipe.confidences(of: content, tokens(Self.reply), reading: .plain))
    // exp(-0.875), exp(-0.2), rounded to six digits.
    #expect(found.byKey == ["characters": [0.416_862, 0.818_731]])
  }

  @Test func `tokens of another text tell nothing`() throws {
    let recipe = try Fixture.recipe()
    #expect(recipe.confidences(of: "{}", tokens(Self.reply), reading: .plain) == nil)
    #expect(recipe.confidences(of: content, [], reading: .plain) == nil)
  }

  @Test func `a reply in a fence is read where it stands`() throws {
    let recipe = try Fixture.recipe()
    let pieces = [("```json\n", 0.0)] + Self.reply + [("\n```", 0.0)]
    let found = recipe.confidences(
      of: pieces.map(\.0).joined(), tokens(pieces), reading: .plain)
    #expect(found?.byKey == ["characters": [0.416_862, 0.818_731]])
  }

  @Test func `a reply behind thoughts is read where it stands`() throws {
    let recipe = try Fixture.recipe()
    let pieces = [("<think>", -1.0), ("hm", -2), ("</think>\n", 0)] + Self.reply
    let found = recipe.confidences(
      of: pieces.map(\.0).joined(), tokens(pieces), reading: .plain)
    #expect(found?.byKey == ["characters": [0.416_862, 0.818_731]])
  }

  @Test func `probabilities from before the schema count among labels alone`() throws {
    let recipe = try Fixture.recipe()
    var all = tokens(Self.reply)
    // The model would rather have said something else; of the labels, three parts are for this one.
    all[10].alternatives = [
      .init(bytes: Array("The".utf8), logProbability: -0.1),
      .init(bytes: Array("Ment".utf8), logProbability: -4),
      .init(bytes: Array("Golden".utf8), logProbability: -4 - 1.098_612),
    ]
    all[10].logProbability = -4
    let found = try #require(recipe.confidences(of: content, all, reading: .shareAmongLabels))
    #expect(found.byKey["characters"]?[0] == 0.75)
    let plain = try #require(recipe.confidences(of: content, all, reading: .plain))
    #expect(plain.byKey["characters"]?[0] == 0.02)
  }

  @Test func `several fields with lists of values count together, texts and numbers not`() throws {
    let recipe = try Fixture.recipe(fields: [
      RecipeField(name: "job", type: .text),
      RecipeField(name: "good", type: .boolean),
      RecipeField(name: "side", type: .choice(["a", "b"]), isOptional: true),
    ])
    let pieces: [(String, Double)] = [
      ("{\"characters\":[{\"name\":\"Ann\",\"job\":\"", 0), ("baker", -3), ("\",\"good\":", 0),
      ("true", -0.25), (",\"side\":", 0), ("null", -0.25), ("}]}", 0),
    ]
    let text = pieces.map(\.0).joined()
    for reading in [ProbabilityReading.plain, .shareAmongLabels] {
      var all = tokens(pieces)
      all[3].alternatives = [
        .init(bytes: Array("true".utf8), logProbability: -0.25),
        .init(bytes: Array("false".utf8), logProbability: -1.508_694),
      ]
      let found = try #require(recipe.confidences(of: text, all, reading: reading))
      #expect(
        found.byKey["characters"] == [reading == .plain ? 0.606_531 : 0.778_801], "\(reading)")
    }
  }

  @Test func `a record has the confidences in the order of its characters`() throws {
    let recipe = try Fixture.recipe()
    let question = try Fixture.question(recipe, cast: ["Bo", "Ann"])
    let judgement = recipe.judge(
      content: content, finishReason: "stop", refusal: nil, for: [question],
      confidences: LabelConfidences(byKey: ["characters": [0.5, nil]]))
    guard case .record(let characters, _) = try #require(judgement.verdicts.first) else {
      Issue.record("no record")
      return
    }
    #expect(characters.map(\.name) == ["Bo", "Ann"])
    #expect(characters.map(\.confidence) == [nil, 0.5])
  }

  @Test func `what is asked for stands behind the messages and in no hash`() throws {
    let recipe = try Fixture.recipe()
    let question = try Fixture.question(recipe)
    let plain = recipe.requestBody(for: [question])
    let asked = recipe.requestBody(for: [question], extras: RequestExtras(logprobs: 20))
    #expect(
      String(decoding: asked, as: UTF8.self)
        == String(decoding: plain.dropLast(), as: UTF8.self)
        + #","logprobs":true,"top_logprobs":20}"#)
    #expect(RequestExtras(logprobs: 0).members == #","logprobs":true"#)
    #expect(RequestExtras.none.members.isEmpty)
  }
}
