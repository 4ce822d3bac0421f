import Foundation
import Testing

@testable import Recipe

struct RequestTests {
  @Test func `a body is JSON with model, format and the two messages`() throws {
    let recipe = try Fixture.recipe()
    let question = try Fixture.question(recipe)
    let body = recipe.requestBody(for: [question])
    let object = try Fixture.object(body)
    #expect(Set(object.keys) == ["model", "temperature", "response_format", "messages"])
    #expect(object["model"] as? String == "gpt-4o-mini")
    let format = object["response_format"] as? [String: Any]
    #expect(format?["type"] as? String == "json_schema")
    let inner = format?["json_schema"] as? [String: Any]
    #expect(inner?["name"] as? String == "character_tropes")
    #expect(inner?["strict"] as? Bool == true)
    #expect(
      inner?["schema"] as? NSDictionary == (try Fixture.object(recipe.schemaJSON)) as NSDictionary)
    let roles = (object["messages"] as? [[String: String]])?.map { $0["role"] }
    #expect(roles == ["system", "user"])
    #expect(
      try Fixture.messages(body)
        == ["system": recipe.systemMessage, "user": Fixture.text(question)])
  }

  /// What the user message of a request says, put together once more.
  private func userMessage(_ questions: [Question]) -> [UInt8] {
    if questions.count == 1 { return questions[0].userMessage }
    return questions.enumerated().flatMap { position, question in
      let wrapper = Recipe.wrapper(at: position)
      return wrapper.before + question.userMessage + wrapper.after
    }
  }

  @Test(arguments: Fixture.nastyTexts)
  func `any plot and name arrives as it was rendered`(text: String) throws {
    let recipe = try Fixture.recipe(prompt: "Do \(text.contains("{{") ? "" : text) it.\u{2028}")
    let questions = [
      try Fixture.question(recipe, plot: text, cast: [text, "x"]),
      try Fixture.question(recipe, plot: text + text, cast: nil),
    ]
    for group in [[questions[0]], [questions[1]], questions] {
      let body = recipe.requestBody(for: group)
      let messages = try Fixture.messages(body)
      #expect(
        messages["user"].map(Fixture.bytes) == userMessage(group))
      #expect(
        messages["system"] == (group.count == 1 ? recipe.systemMessage : recipe.groupSystemMessage))
      #expect(body.allSatisfy { $0 >= 0x20 })
      let text = String(decoding: body, as: UTF8.self)
      #expect(
        !text.unicodeScalars.contains { "\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) })
    }
  }

  @Test(arguments: [1, 2, 5, 64])
  func `bodies of as many movies are the same bytes up to the user's text`(groupSize: Int) throws {
    let recipe = try Fixture.recipe(
      parameters: ModelParameters(model: "m", temperature: 0.2, seed: 7, maxOutputTokens: 900))
    let prefix = recipe.fixedPart(groupSize: groupSize)
    for plot in ["One.", "Another \"plot\"."] {
      let questions = try (0..<groupSize).map {
        try Fixture.question(recipe, movie: Int64($0) + 100, plot: plot + "\($0)")
      }
      let body = recipe.requestBody(for: questions)
      #expect(body.starts(with: prefix))
      let start = groupSize == 1 ? "<summary>" : #"<movie key=\"m1\">\n<summary>"#
      #expect(body.dropFirst(prefix.count).starts(with: start.utf8))
    }
  }

  @Test func `a system message and schema come before the user's text, in the cache's order`()
    throws
  {
    let recipe = try Fixture.recipe()
    let body = String(
      decoding: recipe.requestBody(for: [try Fixture.question(recipe)]), as: UTF8.self)
    let places = [
      "{\"model\":", "\"temperature\":", "\"response_format\":", "\"messages\":", "\"user\"",
    ]
    .map { body.firstRange(of: $0)?.lowerBound }
    #expect(places.allSatisfy { $0 != nil })
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
  }

  @Test func `several movies are one message, each in an element with its key`() throws {
    let recipe = try Fixture.recipe()
    let questions = [
      try Fixture.question(recipe, movie: 5, plot: "One.", cast: nil),
      try Fixture.question(recipe, movie: 3, plot: "Two.", cast: ["Neo"]),
    ]
    let message = try Fixture.messages(recipe.requestBody(for: questions))["user"]
    #expect(
      message == """
        <movie key="m1">
        <summary>One.</summary>
        </movie>
        <movie key="m2">
        <summary>Two.</summary>
        <names>Neo</names>
        </movie>

        """)
  }

  @Test func `parameters are sent only when they are set`() throws {
    let question = try Fixture.question(Fixture.recipe())
    let bare = try Fixture.recipe(parameters: ModelParameters(model: "gpt-6-luna"))
    #expect(
      Set(try Fixture.object(bare.requestBody(for: [question])).keys)
        == ["model", "response_format", "messages"])
    let full = try Fixture.recipe(
      parameters: ModelParameters(
        model: "a\"b", temperature: 1.5, seed: -3, maxOutputTokens: 500, reasoningEffort: "low"))
    let object = try Fixture.object(full.requestBody(for: [question]))
    #expect(object["model"] as? String == "a\"b")
    #expect(object["temperature"] as? Double == 1.5)
    #expect(object["seed"] as? Int == -3)
    #expect(object["max_completion_tokens"] as? Int == 500)
    #expect(object["reasoning_effort"] as? String == "low")
  }

  @Test func `the bound on output holds for each movie`() throws {
    let recipe = try Fixture.recipe(parameters: ModelParameters(model: "m", maxOutputTokens: 500))
    let question = try Fixture.question(recipe)
    let object = try Fixture.object(recipe.requestBody(for: [question, question, question]))
    #expect(object["max_completion_tokens"] as? Int == 1_500)
  }

  @Test func `a bound too large to multiply is sent as it is`() throws {
    let recipe = try Fixture.recipe(parameters: ModelParameters(model: "m", maxOutputTokens: .max))
    let question = try Fixture.question(recipe)
    let object = try Fixture.object(recipe.requestBody(for: [question, question]))
    #expect(object["max_completion_tokens"] as? Int == .max)
  }

  @Test func `a batch line is one line of JSON around the very body`() throws {
    let recipe = try Fixture.recipe()
    let body = recipe.requestBody(for: [try Fixture.question(recipe, plot: "a\n\u{2028}b")])
    let line = Recipe.batchLine(customID: "r-\"1\"", body: body)
    #expect(line.last == UInt8(ascii: "\n"))
    #expect(!line.dropLast().contains(UInt8(ascii: "\n")))
    let object = try Fixture.object(line)
    #expect(Set(object.keys) == ["custom_id", "method", "url", "body"])
    #expect(object["custom_id"] as? String == "r-\"1\"")
    #expect(object["method"] as? String == "POST")
    #expect(object["url"] as? String == "/v1/chat/completions")
    #expect(object["body"] as? NSDictionary == (try Fixture.object(body)) as NSDictionary)
    #expect(String(decoding: line, as: UTF8.self).contains(String(decoding: body, as: UTF8.self)))
  }

  @Test func `the texts to count are those that are sent`() throws {
    let recipe = try Fixture.recipe(prompt: "Do it.")
    for size in [1, 4] {
      let question = try Fixture.question(recipe)
      let body = recipe.requestBody(for: Array(repeating: question, count: size))
      let texts = recipe.fixedTexts(groupSize: size)
      #expect(try Fixture.messages(body)["system"].map(Fixture.bytes) == texts.system)
      #expect(
        String(decoding: body, as: UTF8.self).contains(
          String(decoding: texts.schema, as: UTF8.self)))
      #expect(texts.schema == recipe.schemaJSON(groupSize: size))
    }
  }
}
