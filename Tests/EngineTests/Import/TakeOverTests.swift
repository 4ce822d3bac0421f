import Engine
import Recipe
import Store
import Testing
import TropeModel

@Suite struct TakeOverTests {
  private let recipe = Recipe(
    catalog: .builtIn, prompt: .builtIn, parameters: ModelParameters(model: "gpt-4o-mini"))

  private func decide(
    _ answers: [(String, String)], cast: [String]?, status: String = "COMPLETED",
    then: CastStatus? = .complete
  ) throws -> TakeOver.Verdict {
    let movie = OriginalMovie(
      id: "57820", castStatus: then, status: status, lane: .batch, updatedAt: nil,
      answers: answers.map { OriginalMovie.Answer(name: $0.0, value: $0.1) })
    let question = recipe.question(
      movie: try #require(MovieID("57820")), plot: "A plot.", cast: cast)
    let now: CastStatus = cast == nil ? .noCastFile : cast == [] ? .noNames : .complete
    return TakeOver(recipe: recipe, kind: .tropes)
      .decide(movie, question: question, castStatus: now)
  }

  @Test func `a record becomes the reply that the schema asks for`() throws {
    let verdict = try decide(
      [
        ("Ann \"A\"", "CHOSEN_ONE"), ("Bob", "GOLDEN_BOY_GIRL"),
        ("Cleo", "HAPPY_GO_LUCKY_ADVENTURER"),
      ],
      cast: ["Ann \"A\"", "Bob", "Cleo"])
    #expect(
      verdict
        == .taken(
          content: #"{"characters":[{"name":"Ann \"A\"","trope":"Chosen One"},"#
            + #"{"name":"Bob","trope":"Golden Boy/Girl"},"#
            + #"{"name":"Cleo","trope":"Happy-Go-Lucky Adventurer"}]}"#, doubled: 0))
  }

  @Test func `characters that a second retrieval doubled are taken once`() throws {
    let twice = [("Ann", "MENTOR"), ("Bob", "SIDEKICK"), ("Ann", "MENTOR"), ("Bob", "SIDEKICK")]
    guard case .taken(let content, let doubled) = try decide(twice, cast: ["Ann", "Bob"]) else {
      Issue.record("not taken over")
      return
    }
    #expect(doubled == 2)
    #expect(
      content
        == #"{"characters":[{"name":"Ann","trope":"Mentor"},{"name":"Bob","trope":"Sidekick"}]}"#)
  }

  @Test func `names that only the model gave are no obstacle, nor is a movie without characters`()
    throws
  {
    for (answers, cast, then) in [
      ([("Ann", "MENTOR"), ("The Dog", "SIDEKICK")], ["Ann"] as [String]?, CastStatus.complete),
      ([("Ann", "MENTOR")], nil, .noCastFile), ([], nil, .noCastFile), ([], [], .noNames),
      ([("Ann", "MENTOR")], nil, .noNames),
    ] {
      guard case .taken = try decide(answers, cast: cast, then: then) else {
        Issue.record("not taken over: \(answers)")
        continue
      }
    }
  }

  @Test(arguments: ["PENDING", "PROCESSING", "FAILED", ""])
  func `what was not completed is left`(status: String) throws {
    #expect(
      try decide([("Ann", "MENTOR")], cast: ["Ann"], status: status)
        == .left(.notCompleted(status)))
  }

  @Test func `a name that pandas lost leaves the movie to be asked again`() throws {
    for lost in ["NA", "None", "null", "nan"] {
      guard case .left(.refused(let why)) = try decide([("Ann", "MENTOR")], cast: ["Ann", lost])
      else {
        Issue.record("taken over without \(lost)")
        continue
      }
      #expect("\(why)".contains(lost))
    }
    guard case .left(.refused) = try decide([("7", "MENTOR")], cast: ["007"]) else {
      Issue.record("007 became 7 there")
      return
    }
  }

  @Test func `two answers for one character, and tropes of another catalog, are left`() throws {
    #expect(
      try decide([("Ann", "MENTOR"), ("Ann", "SIDEKICK")], cast: ["Ann"])
        == .left(.contradicts(name: "Ann")))
    #expect(
      try decide([("Ann", "Mentor")], cast: ["Ann"]) == .left(.unknownTrope("Mentor")))
  }

  @Test func `a movie that was asked with other knowledge of its cast is left`() throws {
    #expect(
      try decide([("Ann", "MENTOR")], cast: ["Ann"], then: .noCastFile)
        == .left(.castDiffers(then: .noCastFile, now: .complete)))
    #expect(
      try decide([("Ann", "MENTOR")], cast: nil, then: .complete)
        == .left(.castDiffers(then: .complete, now: .noCastFile)))
  }

  @Test func `a catalog of one's own is met by names where the ids are others`() throws {
    let own = try Catalog(
      csv: Array("id,name,description\nT1,Happy-Go-Lucky Adventurer,\nMENTOR,Teacher,\n".utf8),
      path: "c")
    let recipe = Recipe(
      catalog: own, prompt: .builtIn, parameters: ModelParameters(model: "gpt-4o-mini"))
    let movie = OriginalMovie(
      id: "1", castStatus: .noCastFile, status: "COMPLETED", lane: .realtime, updatedAt: nil,
      answers: [
        .init(name: "A", value: "HAPPY_GO_LUCKY_ADVENTURER"), .init(name: "B", value: "MENTOR"),
      ])
    let verdict = TakeOver(recipe: recipe, kind: .tropes).decide(
      movie,
      question: recipe.question(movie: try #require(MovieID("1")), plot: "P", cast: nil),
      castStatus: .noCastFile)
    guard case .taken(let content, _) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(content.contains("\"Happy-Go-Lucky Adventurer\""))
    #expect(content.contains("\"Teacher\""))
  }

  @Test func `who dies becomes true and false, and nothing else passes`() throws {
    let takeOver = TakeOver(recipe: recipe, kind: .deaths)
    let movie = OriginalMovie(
      id: "1", castStatus: .noCastFile, status: "COMPLETED", lane: .realtime, updatedAt: nil,
      answers: [.init(name: "A", value: "2")])
    let question = recipe.question(movie: try #require(MovieID("1")), plot: "P", cast: nil)
    #expect(
      takeOver.decide(movie, question: question, castStatus: .noCastFile)
        == .left(.unknownValue("2")))
  }
}
