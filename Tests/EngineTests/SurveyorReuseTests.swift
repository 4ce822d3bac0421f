import Engine
import Recipe
import Store
import Testing
import TestSupport
import Tropefile
import TropeModel

@Suite struct SurveyorReuseTests {
  /// A value that a test cannot do without.
  struct Missing: Error {}

  let place: TemporaryDirectory
  let project: Project
  let ledger: Ledger
  let question: Question

  init() throws {
    place = try TemporaryDirectory()
    try place.write("Ann betrays Bob.\n", to: "data/plot_summaries_1.txt")
    var settings = Settings(inputDirectory: place("data"))
    settings.ledger = place("ledger.db")
    let recipe = Recipe(
      catalog: .builtIn, prompt: .builtIn,
      parameters: ModelParameters(model: "gpt-4o-mini", temperature: 0))
    project = Project(directory: place.path, settings: settings, recipe: recipe)
    ledger = try Ledger.open(path: place("ledger.db"))
    guard let movie = MovieID(number: 1) else { throw Missing() }
    question = recipe.question(movie: movie, plot: "Ann betrays Bob.", cast: nil)
  }

  private func keep(_ content: String, customID: String) throws {
    try ledger.keep([
      PaidReply(
        receivedAt: Timestamp(milliseconds: 1_795_369_291_029), lane: .realtime,
        customID: customID, model: "gpt-4o-mini-1", requestedModel: "gpt-4o-mini",
        finishReason: "stop", content: content, body: [], usage: .zero, costDollars: 1,
        isSandbox: false, answers: [PaidAnswer(question: question.hash, verdict: .valid)])
    ])
  }

  private func survey() async throws -> Survey {
    try await Surveyor(project: project, options: BuildOptions(), isSandbox: false)
      .survey(database: nil, ledger: ledger)
  }

  @Test func `a kept reply that the check does not take gives way to the next`() async throws {
    try keep(#"{"characters":[{"name":"Ann","trope":"No Trope"}]}"#, customID: "a")
    try keep("nonsense", customID: "b")
    let survey = try await survey()
    #expect(survey.reused.count == 1)
    #expect(survey.toAsk.isEmpty)
    #expect(survey.refuted.count == 1)
    #expect(survey.refuted.first?.question == question.hash)
  }

  @Test func `where none serves the movie is asked, and the verdict is to be mended`() async throws
  {
    try keep("nonsense", customID: "a")
    let first = try await survey()
    #expect(first.toAsk.count == 1)
    let refuted = try #require(first.refuted.first)
    try ledger.setVerdict(
      .bad("\(refuted.fault)"), question: refuted.question, reply: refuted.reply)
    let second = try await survey()
    #expect(second.refuted.isEmpty)
    #expect(second.toAsk.count == 1)
    #expect(try ledger.badAnswerCounts(for: [question.hash]) == [question.hash: 1])
  }
}
