import Testing
import TropeModel

@testable import Recipe

struct PromptTests {
  @Test func `the built-in prompt speaks of both forms of a message`() {
    for word in [PromptMark.catalog.rawValue, "<summary>", "<names>", "<movie>"] {
      #expect(Prompt.builtIn.text.contains(word))
    }
  }

  @Test(arguments: [
    ("Do it.", "<tropes>…</tropes>\nDo it."), ("{{catalog}}\nDo it.", "<tropes>…</tropes>\nDo it."),
    ("Before {{catalog}} after", "Before <tropes>…</tropes> after"),
    ("\u{FEFF}\r\n Do\r\nit. \n\n", "<tropes>…</tropes>\nDo\nit."),
    (
      "Answer as {\"a\": {\"b\": 1}} {x} }}.",
      "<tropes>…</tropes>\nAnswer as {\"a\": {\"b\": 1}} {x} }}."
    ),
  ])
  func `the list of tropes goes to its mark or before the text`(text: String, filled: String) throws
  {
    let catalog = try Fixture.catalog()
    #expect(
      try Fixture.prompt(text).filled(catalog: catalog, fields: .tropes)
        == filled.replacing("<tropes>…</tropes>", with: catalog.block))
  }

  @Test func `white space at the ends and line ends do not change the hash`() throws {
    #expect(try Fixture.prompt("Do\nit.").hash == Fixture.prompt("\u{FEFF}Do\r\nit.\n\n").hash)
    #expect(try Fixture.prompt("Do it.").hash == Fixture.prompt("{{catalog}}\nDo it.").hash)
    #expect(try Fixture.prompt("Do it.").hash != Fixture.prompt("Do it!").hash)
    #expect(try Fixture.prompt("Do it.").hash != Fixture.prompt("Do it.{{catalog}}").hash)
  }

  @Test(arguments: [
    (
      "",
      "p: the prompt is empty (say what the model is to do, or leave 'recipe.prompt' out to use the built-in prompt)"
    ),
    (
      " \n{{catalog}}\n",
      "p: the prompt is empty (say what the model is to do, or leave 'recipe.prompt' out to use the built-in prompt)"
    ),
    (
      "Do\né {{tropes}}",
      "p:2:3: unknown placeholder '{{tropes}}' (the only placeholder is '{{catalog}}')"
    ),
    (
      "{{ catalog }}",
      "p:1:1: unknown placeholder '{{ catalog }}' (the only placeholder is '{{catalog}}')"
    ),
    (
      "a\r\nb {{catalog}\n}",
      "p:2:3: '{{' begins a placeholder that does not end on its line (the only placeholder is '{{catalog}}')"
    ),
    (
      "{{catalog}}\n{{catalog}}",
      "p:2:1: '{{catalog}}' is here for the second time (remove it: every request would pay for the list twice)"
    ),
    ("Do\0it", "p:1:3: the prompt has a NUL character (save it as plain text)"),
  ])
  func `a faulty prompt is refused with its place`(text: String, message: String) {
    #expect {
      try Prompt(bytes: Fixture.bytes(text), path: "p")
    } throws: { error in
      (error as? Diagnostic)?.description == message
    }
  }

  @Test func `a prompt that is not UTF-8 is refused with the line`() {
    #expect {
      try Prompt(bytes: [0x41, 0x0A, 0xFF], path: "p")
    } throws: { error in
      (error as? Diagnostic)?.description == "p:2: the prompt is not UTF-8 (save it as UTF-8)"
    }
  }
}
