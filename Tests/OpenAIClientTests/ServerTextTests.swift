import Testing

@testable import OpenAIClient

/// What is left of a server's words.
struct ServerTextTests {
  private let text = ServerText(hiding: ["hunter2xyzABCDEFGH"])

  @Test(arguments: [
    ("a\u{1B}[31mred\u{7}\u{0}b", "a [31mred b"), ("one\r\n\n two", "one two"),
    ("x\u{9B}2Jy", "x 2Jy"), ("a\u{202E}b\u{2066}c\u{200F}d\u{FEFF}", "abcd"),
    ("l\u{2028}m\u{2029}n\u{85}o", "l m n o"), ("Zoë – 日本 👩", "Zoë – 日本 👩"),
  ])
  func `nothing steers a terminal`(_ said: String, _ shown: String) {
    #expect(text.line(said, limit: 300) == shown)
  }

  @Test(arguments: [
    ("key hunter2xyzABCDEFGH!", "key (hidden)!"), ("HUNTER2XYZabcdefgh", "(hidden)"),
    ("begins hunter2xyzA…", "begins (hidden)…"), ("hun\u{200B}ter2xyzABCDEFGH", "(hidden)"),
    ("sk-proj-ab*cd_e1 and ask-me", "(hidden) and ask-me"), ("ab***yz given", "(hidden) given"),
    ("Authorization: Bearer abc.def", "Authorization: Bearer (hidden).def"),
    ("gsk_0123456789abcd", "(hidden)"),
    ("no such batch batch_0123456789abcdef", "no such batch batch_0123456789abcdef"),
    ("**bold** * list", "**bold** * list"),
  ])
  func `keys are hidden, the account's own and those of that form`(_ said: String, _ shown: String)
  {
    #expect(text.line(said, limit: 300) == shown)
  }

  @Test func `a text has an end, however it is counted`() {
    #expect(text.line(String(repeating: "a", count: 500), limit: 80).count == 81)
    let marks = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(text.line(marks, limit: 80).unicodeScalars.count == 81)
  }

  @Test func `an id stays what it is, but for what no id has`() {
    #expect(text.id("file-sk-abc_9") == "file-sk-abc_9")
    let long = String(repeating: "bGl0ZWxsbQ", count: 100)
    #expect(text.id(long) == long)
    #expect(text.id("b\u{1B}[1m\n\u{202E}1") == "b[1m1")
    #expect(text.id("b-hunter2xyzABCDEFGH") == "b-(hidden)")
    #expect(text.id(String(repeating: "x", count: 9_000)).utf8.count == 2_048)
  }

  @Test func `a short word for a key hides no name that holds it`() {
    let text = ServerText(hiding: ["sandbox"])
    #expect(
      text.line("sandbox-lexical says: sandbox!", limit: 99) == "sandbox-lexical says: (hidden)!")
    #expect(text.id("sandbox-lexical") == "sandbox-lexical")
    #expect(ServerText(hiding: ["hunter2"]).line("31mhunter2x", limit: 99) == "31m(hidden)x")
  }

  @Test func `a short key takes nothing out of a name that is asked for again`() {
    let text = ServerText(hiding: ["1234"])
    #expect(text.id("batch_671234abcd") == "batch_671234abcd")
    #expect(text.id("req 1234") == "req (hidden)")
  }

  @Test func `shows no secret itself`() {
    #expect(!String(reflecting: text).contains("hunter2"))
    var dumped = ""
    dump(text, to: &dumped)
    #expect(!dumped.contains("hunter2"))
  }
}
