import Testing

@testable import Tropefile

@Suite struct TropefileEditorTests {
  private func edited(_ text: String, _ settings: (String, String)...) throws -> String {
    let bytes = try TropefileEditor.edited(
      Array(text.utf8), path: "tropefile", settings: settings.map { Setting($0, $1, by: "test") })
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a key that is set to nothing is null, and others stay`() throws {
    #expect(
      try edited("prices: {input: 1, output: 2} # ours\n", ("prices.input", "null"))
        == "prices: {input: null, output: 2} # ours\n")
    #expect(
      try edited("prices:\n  input: 1 # ours\n  output: 2\n", ("prices.input", "null"))
        == "prices:\n  input: null # ours\n  output: 2\n")
  }

  static let cases: [(before: String, after: String)] = [
    // A value is replaced where it stands, and its comment stays.
    (
      "input: {directory: d}\nrecipe:\n  # the model\n  model: gpt-4o-mini   # cheap\n  seed: 1\n",
      "input: {directory: d}\nrecipe:\n  # the model\n  model: gpt-6-luna   # cheap\n  seed: 1\n"
    ),
    // In quotes of either kind.
    ("recipe:\n  model: \"gpt # 4\" # x\n", "recipe:\n  model: gpt-6-luna # x\n"),
    ("recipe:\n  model: 'it''s'\n", "recipe:\n  model: gpt-6-luna's'\n"),
    // In braces.
    ("recipe: {model: gpt-4o-mini, seed: 1}\n", "recipe: {model: gpt-6-luna, seed: 1}\n"),
    ("recipe: {seed: 1}\n", "recipe: {model: gpt-6-luna, seed: 1}\n"),
    ("recipe: {}\n", "recipe: {model: gpt-6-luna}\n"),
    ("{input: {directory: d}}\n", "{recipe: {model: gpt-6-luna}, input: {directory: d}}\n"),
    // Where the section has other keys, above them, with their indentation.
    ("recipe:\n    seed: 1\n", "recipe:\n    model: gpt-6-luna\n    seed: 1\n"),
    // Where all its keys are commented out.
    ("recipe:\n  #model: x\nplan:\n", "recipe:\n  model: gpt-6-luna\n  #model: x\nplan:\n"),
    ("recipe:", "recipe:\n  model: gpt-6-luna\n"),
    // Where there is no such section.
    ("input:\n  directory: d", "input:\n  directory: d\n\nrecipe:\n  model: gpt-6-luna\n"),
    ("# nothing\n", "# nothing\n\nrecipe:\n  model: gpt-6-luna\n"),
    ("", "recipe:\n  model: gpt-6-luna\n"),
    // Lines end as they did.
    ("recipe:\r\n  seed: 1\r\n", "recipe:\r\n  model: gpt-6-luna\r\n  seed: 1\r\n"),
    ("\u{FEFF}recipe:\n  model: x\n", "\u{FEFF}recipe:\n  model: gpt-6-luna\n"),
  ]

  @Test(arguments: cases.filter { !$0.before.contains("''") })
  func `a value is written and all else stays`(before: String, after: String) throws {
    #expect(try edited(before, ("recipe.model", "gpt-6-luna")) == after)
  }

  @Test func `several keys are written one after the other, in any form that they need`() throws {
    let text = try edited(
      "input:\n  directory: d\n", ("recipe.model", "my model"), ("recipe.movies_per_request", "8"),
      ("recipe.reasoning_effort", "low"))
    let settings = try TropefileReader.read(bytes: Array(text.utf8), path: "tropefile")
    #expect(settings.recipe.model == "my model" && settings.recipe.moviesPerRequest == 8)
    #expect(settings.recipe.reasoningEffort == "low")
  }

  @Test func `what is set already stays byte for byte`() throws {
    let text = "recipe:\n  model: gpt-6-luna # so\n"
    #expect(try edited(text, ("recipe.model", "gpt-6-luna")) == text)
  }

  @Test(arguments: [
    "recipe:\n  model: |\n    gpt\n", "recipe:\n  model: &m gpt\n",
    "x-model: 1\n", "recipe:\n  model: gpt\n    more\n", "recipe:\n  model: 'it''s'\n",
    "api: {base_url: &a http://127.0.0.1}\nrecipe:\n  model: *a\n",
  ])
  func `what cannot be edited safely is refused`(text: String) {
    #expect(throws: TropefileEditFault.self) { try edited(text, ("recipe.model", "gpt-6-luna")) }
  }
}
