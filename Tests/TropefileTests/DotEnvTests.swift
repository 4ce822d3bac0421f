import Testing
import TropeModel

@testable import Tropefile

@Suite struct DotEnvTests {
  private func read(_ text: String) -> DotEnv { DotEnv.read(Array(text.utf8)) }

  @Test(arguments: [
    ("OPENAI_API_KEY=sk-1", "sk-1"),
    ("export OPENAI_API_KEY=sk-1", "sk-1"),
    ("  export\tOPENAI_API_KEY = sk-1  ", "sk-1"),
    ("OPENAI_API_KEY='sk-1 # not a comment'", "sk-1 # not a comment"),
    ("OPENAI_API_KEY=\"sk-1\" # a comment", "sk-1"),
    ("OPENAI_API_KEY=sk-1 # a comment", "sk-1"),
    ("OPENAI_API_KEY=sk#1", "sk#1"),
    ("OPENAI_API_KEY=a=b==", "a=b=="),
    (#"OPENAI_API_KEY="a\"b\\c\$d\e""#, #"a"b\c$d\e"#),
    ("OPENAI_API_KEY='a$HOME'", "a$HOME"),
    ("OPENAI_API_KEY=sk-1\r\nX=1\r\n", "sk-1"),
    ("\u{FEFF}OPENAI_API_KEY=sk-1", "sk-1"),
  ])
  func `a key is read as shells and other readers of the file do`(text: String, value: String) {
    let result = read(text)
    #expect(result.values == ["OPENAI_API_KEY": value])
    #expect(result.diagnostics == [])
  }

  @Test func `variables that the project names are read too`() {
    let result = DotEnv.read(
      Array("SECOND_KEY='sk-2'\nTHIRD_KEY=sk-3\nOPENAI_API_KEY=sk-1".utf8),
      alsoNamed: ["SECOND_KEY"])
    #expect(result.values == ["SECOND_KEY": "sk-2", "OPENAI_API_KEY": "sk-1"])
    #expect(result.diagnostics == [])
  }

  @Test func `other programs' lines are passed over whatever they look like`() {
    let result = read(
      """
      # OPENAI_API_KEY=sk-comment
      AWS_SECRET=abc
      not a line at all
      =x
      "quoted"
      MY_OPENAI_API_KEY=sk-no
      openai_api_key=sk-no
      OPENAI_ORG_ID=org-1
      """)
    #expect(result.values == ["OPENAI_ORG_ID": "org-1"])
    #expect(result.diagnostics == [])
  }

  @Test func `what stands inside another program's quotes is not ours`() {
    let result = read(
      "CERT=\"-----BEGIN\nOPENAI_API_KEY=sk-fake\nEND\"\nOPENAI_API_KEY=sk-real\n"
        + "NAME=\"O'Hara\nOPENAI_ORG_ID=org-1\n")
    #expect(result.values == ["OPENAI_API_KEY": "sk-real", "OPENAI_ORG_ID": "org-1"])
  }

  @Test func `an empty value is not set`() {
    #expect(read("OPENAI_API_KEY=\nOPENAI_BASE_URL=''\n").values == [:])
    #expect(read("OPENAI_API_KEY=sk-1\nOPENAI_API_KEY=\n").values == [:])
  }

  @Test func `the last of two counts and the file is told`() {
    let result = read("OPENAI_API_KEY=sk-1\n\nOPENAI_API_KEY=sk-2")
    #expect(result.values == ["OPENAI_API_KEY": "sk-2"])
    #expect(
      result.diagnostics.map(\.description) == [
        ".env:3: 'OPENAI_API_KEY' was already set on line 1 "
          + "(this line counts; remove one of them)"
      ])
  }

  @Test(arguments: [
    ("OPENAI_API_KEY=\"sk-secret", "its quote is not closed on this line"),
    ("OPENAI_API_KEY='sk-secret", "its quote is not closed on this line"),
    ("OPENAI_API_KEY=\"sk-secret\"more", "text follows the closing quote"),
    ("OPENAI_API_KEY=sk-secret\u{200B}", "its value is not plain printable text"),
    ("OPENAI_API_KEY=\"sk-secret\\n\"", "its value is not plain printable text"),
    ("OPENAI_API_KEY=sk-secret\u{0}", "its value is not plain printable text"),
  ])
  func `a faulty line is told without its value`(text: String, why: String) throws {
    let result = read(text)
    #expect(result.values == [:])
    let message = try #require(result.diagnostics.first).description
    #expect(message.hasPrefix(".env:1: 'OPENAI_API_KEY' is not read: \(why)"))
    #expect(!message.contains("secret"))
  }

  @Test func `bytes that are no text do not stop it`() {
    let bytes: [UInt8] = [0xFF, 0xFE, 0x00, 0x0A] + Array("OPENAI_API_KEY=sk-1".utf8)
    #expect(DotEnv.read(bytes).values == ["OPENAI_API_KEY": "sk-1"])
    #expect(DotEnv.read([]).values == [:])
  }
}
