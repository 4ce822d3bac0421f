import Testing
import TropeModel

@testable import Recipe

struct QuestionTests {
  @Test func `a movie with a cast is its summary and its names, one a line`() throws {
    let question = try Fixture.question(
      Fixture.recipe(), plot: "Neo wakes.", cast: ["Neo", "Smith, John", "NA"])
    #expect(
      Fixture.text(question)
        == "<summary>Neo wakes.</summary>\n<names>Neo\nSmith, John\nNA</names>")
    #expect(question.names == ["Neo", "Smith, John", "NA"])
  }

  @Test(arguments: [nil, [], ["", " \n", "\u{200B}\u{FEFF}"]] as [[String]?])
  func `without names the names are left out, and it is the same question`(cast: [String]?) throws {
    let recipe = try Fixture.recipe()
    let question = try Fixture.question(recipe, plot: "Neo wakes.", cast: cast)
    #expect(Fixture.text(question) == "<summary>Neo wakes.</summary>")
    #expect(question.names == nil)
    #expect(try question == Fixture.question(recipe, plot: "Neo wakes.", cast: nil))
  }

  @Test func `a name is one line and asked once, under its first spelling`() throws {
    let question = try Fixture.question(
      Fixture.recipe(), plot: "x",
      cast: [" The\n  Boss ", "The Boss", "the boss", "Jose\u{301}", "José"])
    #expect(
      Fixture.text(question)
        == "<summary>x</summary>\n<names>The Boss\nthe boss\nJose\u{301}</names>")
    #expect(question.names == [" The\n  Boss ", "the boss", "Jose\u{301}"])
  }

  @Test(arguments: Fixture.nastyTexts)
  func `nothing in plot or name can open or close an element`(text: String) throws {
    let question = try Fixture.question(
      Fixture.recipe(), plot: text, cast: ["<", "summary>", text, "</names>"])
    let message = Fixture.text(question).lowercased()
    let stripped = String(
      message.unicodeScalars.filter {
        !$0.properties.isWhitespace && $0 != "/" && $0 != "\u{200B}"
      })
    let opened = stripped.ranges(of: "<").map { stripped[$0.upperBound...] }
    let ours = opened.filter { rest in HarmlessText.tagWords.contains { rest.hasPrefix($0) } }
    #expect(ours.count == 4, "\(message)")
    #expect(message.hasPrefix("<summary>") && message.hasSuffix("</names>"))
  }

  @Test(arguments: [nil, [], ["Neo", "Smith, John", "Jose\u{301}"], ["x"]] as [[String]?])
  func `a question that is set aside keeps all but its text`(cast: [String]?) throws {
    let question = try Fixture.question(Fixture.recipe(), plot: "x", cast: cast)
    let aside = question.setAside()
    #expect(!question.isSetAside && aside.isSetAside)
    #expect(aside.userMessage.isEmpty)
    #expect(aside.messageBytes == question.userMessage.count)
    #expect(aside.hash == question.hash && aside.movie == question.movie)
    #expect(aside.names == question.names && aside.hasNames == question.hasNames)
    #expect(question.names == cast.flatMap { $0.isEmpty ? nil : $0 })
    #expect(aside.setAside() == aside)
  }

  @Test func `the hash follows recipe, plot and names`() throws {
    let recipe = try Fixture.recipe()
    let hash = try Fixture.question(recipe).hash
    #expect(try hash == Fixture.question(recipe).hash)
    #expect(try hash != Fixture.question(recipe, plot: "A plot!").hash)
    #expect(try hash != Fixture.question(recipe, cast: ["Morpheus", "Neo"]).hash)
    #expect(try hash != Fixture.question(recipe, cast: ["Neo", "Morpheus "]).hash)
    #expect(try hash != Fixture.question(recipe, cast: nil).hash)
    let others = [
      try Fixture.recipe(prompt: "Do it."),
      try Fixture.recipe(catalog: "id,name,description\nA,B,C\n"),
      try Fixture.recipe(parameters: ModelParameters(model: "gpt-6-luna")),
    ]
    for other in others { #expect(try hash != Fixture.question(other).hash) }
  }

  @Test func `the same plot under another id is the same question`() throws {
    let recipe = try Fixture.recipe()
    #expect(
      try Fixture.question(recipe, movie: 1).hash == Fixture.question(recipe, movie: 2).hash)
  }
}
