import Recipe
import Testing
import TropeModel

@Suite struct DecisionTests {
  /// What is examined and asked, where it differs from the log of `Given.logged()`.
  struct Now: Sendable {
    var plot = "plot"
    var plotStamp = Given.stamp()
    var isTrusted = true
    var cast: String? = "cast"
    var castStamp = Given.stamp()
    var prompt = "prompt"
    var catalog = "catalog"
    var model = "model"
    var fields: String?
    var question = "question"

    func examined() throws -> Examined {
      Examined(
        movie: try Given.movie(1),
        plot: try Given.state(plot, stamp: plotStamp, isTrusted: isTrusted),
        cast: try cast.map { try Given.state($0, stamp: castStamp) },
        question: try Given.digest(question))
    }

    func recipe() throws -> RecipeHashes {
      try Given.recipe(prompt: prompt, catalog: catalog, model: model, fields: fields)
    }
  }

  private func decision(
    _ now: Now, log: BuildLogEntry?, knowsLoggedRecipe: Bool = true,
    request: StalenessRequest = StalenessRequest()
  ) throws -> Decision {
    Staleness.decide(
      try now.examined(), log: log, loggedRecipe: knowsLoggedRecipe ? try Given.recipe() : nil,
      recipe: try now.recipe(), request: request)
  }

  @Test func `without a record a target is stale`() throws {
    #expect(try decision(Now(), log: nil) == .stale([.noRecord]))
    #expect(
      try decision(Now(), log: nil, request: StalenessRequest(alwaysMake: true))
        == .stale([.noRecord, .askedFor]))
  }

  @Test func `where nothing of the row would change, nothing is to be written`() throws {
    #expect(try decision(Now(), log: Given.logged()) == .stands(.upToDate))
    #expect(
      try decision(Now(), log: Given.logged(), request: StalenessRequest(checkAll: true))
        == .stands(.upToDate))
    // Still racy, as at the last scan: no reason to write the same row again.
    #expect(
      try decision(Now(isTrusted: false), log: Given.logged(isTrusted: false)) == .stands(.upToDate)
    )
  }

  @Test(arguments: [
    ("touched", Now(plotStamp: Given.stamp(modified: 200, changed: 200))),
    ("touched into the past", Now(plotStamp: Given.stamp(modified: 1, changed: 200))),
    ("chmod", Now(plotStamp: Given.stamp(changed: 200))),
    ("cast touched", Now(castStamp: Given.stamp(modified: 200, changed: 200))),
    ("racy now", Now(isTrusted: false)),
    ("white space after the plot", Now(plot: "plot ")),
    ("an actor's height in the cast", Now(cast: "cast, but for a height")),
    ("a cast appeared or went that names nobody", Now(cast: nil)),
    ("a recipe that differs in words only", Now(prompt: "prompt v2")),
  ])
  func `what does not reach the question refreshes the log and builds nothing`(
    what: String, now: Now
  ) throws {
    let row = try now.examined().logEntry(recipe: now.recipe())
    #expect(try decision(now, log: Given.logged()) == .stands(.refresh(row)))
    // And the run after it finds nothing to write.
    #expect(
      Staleness.decide(try now.examined(), log: row, loggedRecipe: nil, recipe: try now.recipe())
        == .stands(.upToDate))
  }

  private func byContent(
    _ now: Now, log: BuildLogEntry?, request: StalenessRequest = StalenessRequest()
  ) throws -> Standing? {
    let examined = try now.examined()
    return Staleness.decideByContent(
      movie: examined.movie, plot: examined.plot, cast: examined.cast, log: log,
      recipe: try now.recipe(), request: request)
  }

  @Test(arguments: [
    ("nothing", Now()),
    ("touched", Now(plotStamp: Given.stamp(modified: 200, changed: 200))),
    ("cast touched", Now(castStamp: Given.stamp(modified: 200, changed: 200))),
    ("racy now", Now(isTrusted: false)),
  ])
  func `the same content and recipe settle it as the question would`(what: String, now: Now) throws
  {
    for request in [StalenessRequest(), .init(checkAll: true), .init(adopt: true)] {
      #expect(
        try byContent(now, log: Given.logged(), request: request).map(Decision.stands)
          == decision(now, log: Given.logged(), request: request))
    }
  }

  @Test(arguments: [
    ("plot", Now(plot: "plot ")), ("cast", Now(cast: "other")), ("no cast", Now(cast: nil)),
    ("recipe", Now(prompt: "prompt v2")), ("model", Now(model: "other")),
  ])
  func `another content or recipe leaves it to the question`(what: String, now: Now) throws {
    #expect(try byContent(now, log: Given.logged()) == nil)
    #expect(try byContent(now, log: Given.logged(), request: .init(adopt: true)) == nil)
  }

  @Test func `the content settles nothing of a target that is to be built`() throws {
    #expect(try byContent(Now(), log: nil) == nil)
    let movie = try Given.movie(1)
    for request in [
      StalenessRequest(alwaysMake: true), .init(assumeChanged: [movie]), .init(outdated: [movie]),
    ] {
      #expect(try byContent(Now(), log: Given.logged(), request: request) == nil)
    }
    #expect(try byContent(Now(), log: Given.logged(cast: nil)) == nil)
  }

  @Test func `a file that was racy is trusted from the next scan on`() throws {
    let row = try Now().examined().logEntry(recipe: Given.recipe())
    #expect(try decision(Now(), log: Given.logged(isTrusted: false)) == .stands(.refresh(row)))
    #expect(row.plot.isTrusted)
  }

  @Test(arguments: [
    (Now(plot: "new", question: "q"), [StaleReason.plotChanged]),
    (Now(plot: "new", plotStamp: Given.stamp(modified: 1), question: "q"), [.plotChanged]),
    (Now(plot: "new", plotStamp: Given.stamp(changed: 200), question: "q"), [.plotChanged]),
    (Now(cast: "new", question: "q"), [.castChanged]),
    (Now(cast: nil, question: "q"), [.castRemoved]),
    (Now(prompt: "new", question: "q"), [.promptChanged]),
    (Now(catalog: "new", question: "q"), [.catalogChanged]),
    (Now(model: "new", question: "q"), [.modelChanged]),
    (Now(fields: "new", question: "q"), [.fieldsChanged]),
    (Now(prompt: "new", fields: "new", question: "q"), [.fieldsChanged, .promptChanged]),
    (
      Now(plot: "new", cast: "new", prompt: "new", catalog: "new", model: "new", question: "q"),
      [.plotChanged, .castChanged, .promptChanged, .catalogChanged, .modelChanged]
    ),
    // Nothing that is hashed has changed and yet the question: its form must have.
    (Now(question: "q"), [.promptChanged]),
  ])
  func `what reaches the question is stale, with every reason in order`(
    now: Now, reasons: [StaleReason]
  ) throws {
    #expect(try decision(now, log: Given.logged()) == .stale(reasons))
  }

  @Test func `a cast that appears is a reason of its own`() throws {
    #expect(
      try decision(Now(question: "q"), log: Given.logged(cast: nil)) == .stale([.castAppeared]))
  }

  @Test func `a recipe whose parts nobody remembers counts as another prompt`() throws {
    #expect(
      try decision(Now(model: "new", question: "q"), log: Given.logged(), knowsLoggedRecipe: false)
        == .stale([.promptChanged]))
    // Not where the recipe is the same.
    #expect(
      try decision(Now(plot: "new", question: "q"), log: Given.logged(), knowsLoggedRecipe: false)
        == .stale([.plotChanged]))
  }

  @Test func `what the user asks for is stale although nothing has changed`() throws {
    let one = try Given.movie(1)
    for request in [
      StalenessRequest(alwaysMake: true), StalenessRequest(assumeChanged: [one]),
    ] {
      #expect(try decision(Now(), log: Given.logged(), request: request) == .stale([.askedFor]))
      #expect(
        try decision(Now(plot: "new", question: "q"), log: Given.logged(), request: request)
          == .stale([.plotChanged, .askedFor]))
    }
  }

  @Test func `to adopt is to take the record as made from what is there now`() throws {
    let adopt = StalenessRequest(alwaysMake: true, adopt: true)
    let now = Now(plot: "new", prompt: "new", question: "q")
    let row = try now.examined().logEntry(recipe: now.recipe())
    #expect(try decision(now, log: Given.logged(), request: adopt) == .stands(.refresh(row)))
    #expect(try decision(now, log: row, request: adopt) == .stands(.upToDate))
    // There is nothing to adopt without a record.
    #expect(try decision(now, log: nil, request: adopt) == .stale([.noRecord]))
  }
}
