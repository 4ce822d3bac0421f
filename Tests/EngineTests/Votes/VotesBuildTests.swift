import Basics
import Planner
import Recipe
import Sandbox
import Store
import Synchronization
import Testing
import TestSupport
import Tokenizer
import Tropefile
import TropeModel

@testable import Engine

/// Builds that ask several times, against a sandbox that plays a model with a mind of its own each time.
@Suite struct VotesBuildTests {
  private func rig(_ movies: Int = 12) async throws -> EngineRig {
    try await EngineRig(
      movies: 1...movies, hasCasts: true,
      quality: "gpt-4o-mini=50%,gpt-6.1-terra=97%,left-out=0,mixed-up=0")
  }

  private func project(
    _ rig: EngineRig, votes: Int? = 3, _ change: (inout Settings) -> Void = { _ in }
  ) throws -> Project {
    try rig.project { settings in
      settings.recipe.confidence = votes == nil ? .none : .votes
      settings.recipe.namedVotes = votes
      change(&settings)
    }
  }

  private func rows(_ rig: EngineRig, _ sql: String, in database: String = "build/tropes.db")
    throws -> [String]
  {
    try Shell(rig.place(database)).rows(sql)
  }

  private func labels(_ rig: EngineRig) throws -> [String] {
    try rows(rig, "SELECT movie_id, name, trope FROM labels ORDER BY 1, 2")
  }

  private func confidences(_ rig: EngineRig) throws -> [String] {
    try rows(rig, "SELECT movie_id, name, confidence FROM labels ORDER BY 1, 2")
  }

  /// The confidences as they follow from what the ledger has of each ask, counted another way.
  private func counted(_ rig: EngineRig, _ project: Project) async throws -> [String] {
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    var said: [String: [String]] = [:]
    for ask in 1...project.asks {
      let asked = try #require(ask == 1 ? project : project.asking(time: ask))
      let survey = try await Surveyor(project: asked, options: BuildOptions(), isSandbox: true)
        .survey(database: nil, ledger: ledger)
      for reused in survey.reused {
        for character in reused.characters {
          said["\(reused.target.movie)|\(character.name)", default: []]
            .append(character.tropeID ?? "")
        }
      }
    }
    return said.keys.sorted().map { key in
      let tropes = said[key] ?? []
      let share = Double(tropes.count { $0 == tropes[0] }) / Double(tropes.count)
      return "\(key)|\(min(0.9999, (share * 1_000_000).rounded() / 1_000_000))"
    }.sorted { Self.number($0) == Self.number($1) ? $0 < $1 : Self.number($0) < Self.number($1) }
  }

  private static func number(_ row: String) -> Int { Int(row.prefix { $0 != "|" }) ?? 0 }

  @Test(arguments: [(1, false), (5, false), (1, true)])
  func `each movie is asked three times, and labels have the share of the asks that gave them`(
    _ size: Int, _ isBatch: Bool
  ) async throws {
    let rig = try await rig()
    let project = try project(rig) {
      $0.recipe.moviesPerRequest = size
      if isBatch { $0.plan.strategy = .batch }
    }
    let preview = try await rig.run(project).look().preview
    let votes = try #require(preview.votes)
    #expect(votes.movies == 12 && votes.toAsk == 24 && votes.known == 0)
    let requests = size == 1 ? 12 : 3
    #expect(preview.forecast.total.requests == requests)
    #expect(preview.wholeForecast.total.requests == 3 * requests)
    #expect(
      abs(preview.wholeForecast.total.cost / preview.forecast.total.cost - 3) < 0.03)

    let summary = try #require(try await rig.build(project))
    #expect(summary.built == 12 && summary.failed.isEmpty && summary.stop == nil)
    #expect(summary.votes?.complete == 12 && summary.votes?.fewer == 0)
    #expect(try await rig.billed() == 36)
    #expect(try await rig.isAskedOnce())
    let paid = try rows(rig, "SELECT count(*), sum(cost_dollars) FROM replies", in: "ledger.db")[0]
    #expect(paid.hasPrefix("\(3 * requests)|"))
    #expect(abs((Double(paid.drop { $0 != "|" }.dropFirst()) ?? 0) - summary.dollars) < 1e-9)
    #expect(try await rig.sandbox.ledger().questions.allSatisfy { ($0.realtime == 0) == isBatch })
    #expect(try confidences(rig) == (await counted(rig, project)))
    // Not all agree, or this says nothing.
    #expect(try rows(rig, "SELECT count(DISTINCT confidence) > 1 FROM labels") == ["1"])

    let before = try confidences(rig)
    #expect(try await rig.build(project) == nil)
    #expect(try await !rig.run(project).isStale())
    // Built anew out of the ledger it is the same.
    try FileRemoval.remove(rig.place("build/tropes.db"))
    let again = try #require(try await rig.build(project))
    #expect(again.reused == 12 && again.votes?.complete == 12 && again.dollars == 0)
    #expect(try confidences(rig) == before)
    #expect(try await rig.build(project) { $0.alwaysMake = true }?.reused == 12)
    #expect(try confidences(rig) == before)
    #expect(try await rig.billed() == 36)
    await rig.stop()
  }

  @Test func `what is open in batches is not told as kept replies`() async throws {
    let rig = try await EngineRig(hasCasts: true, turnaround: 3_600)
    let project = try project(rig) { $0.plan.strategy = .batch }
    try await rig.build(project) { $0.noWait = true }
    let votes = try #require(try await rig.run(project).look().preview.votes)
    #expect(votes.toAsk == 0 && votes.reused == 0 && votes.inBatches == 8 && votes.known == 8)
    #expect(
      VoteWords.planned(votes)
        == "votes: 4 movies asked 3 times each; after the first ask 8 in batches")
    await rig.stop()
  }

  @Test func `votes that are switched on ask only what is missing, and off nothing`() async throws {
    let rig = try await rig()
    try await rig.build(try project(rig, votes: nil))
    let plain = try labels(rig)
    let preview = try await rig.run(try project(rig)).look().preview
    #expect(preview.survey.staleCount == 0 && preview.votesGoOn && preview.votes?.toAsk == 24)
    #expect(try await rig.run(try project(rig)).isStale())
    let summary = try #require(try await rig.build(try project(rig)))
    #expect(summary.built == 0 && summary.votes?.complete == 12)
    #expect(try await rig.billed() == 36)
    #expect(try labels(rig) == plain)
    #expect(try rows(rig, "SELECT count(*) FROM labels WHERE confidence IS NULL") == ["0"])
    // More asks are as many more, fewer are none.
    try await rig.build(try project(rig, votes: 5))
    #expect(try await rig.billed() == 60)
    #expect(try confidences(rig) == (await counted(rig, try project(rig, votes: 5))))
    let fewer = try #require(try await rig.build(try project(rig)))
    #expect(fewer.dollars == 0 && fewer.votes?.complete == 12)
    #expect(try confidences(rig) == (await counted(rig, try project(rig))))
    #expect(try await rig.build(try project(rig, votes: nil)) == nil)
    #expect(try await rig.billed() == 60)
    #expect(try labels(rig) == plain)
    #expect(try await rig.isAskedOnce())
    await rig.stop()
  }

  @Test func `one that is stopped anywhere goes on, and asks no question twice`() async throws {
    let rig = try await rig(20)
    let project = try project(rig) { $0.lanes.realtime.concurrency = 2 }
    let runs = try await rig.buildInPieces(project, of: 9)
    #expect(runs > 4 && runs < 20)
    #expect(try await rig.billed() == 60)
    #expect(try await rig.isAskedOnce())
    #expect(try confidences(rig) == (await counted(rig, project)))
    await rig.stop()
  }

  /// What a run tells, in words.
  private final class Told: Sendable {
    private let words = Mutex<[String]>([])
    func take(_ event: RunEvent) {
      if case .told(let text) = event { words.withLock { $0.append(text) } }
    }
    var all: [String] { words.withLock { $0 } }
  }

  @Test func `the real-time lane alone goes through all asks of what is in no batch`() async throws
  {
    let rig = try await rig()
    let movies = (1...4).compactMap { MovieID(number: $0) }
    try await rig.build(
      try project(rig) {
        $0.plan.strategy = .batch
        $0.lanes.batch.pollInterval = .seconds(60)
      }, .writeBatches
    ) {
      $0.addsBatches = true
      $0.movies = movies
    }
    let summary = try #require(try await rig.build(try project(rig), .realtime))
    #expect(summary.built == 8 && summary.votes?.complete == 8 && summary.votes?.open == 0)
    #expect(try await rig.billed() == 24)
    #expect(try await rig.isAskedOnce())
    #expect(try await rig.sandbox.ledger().questions.allSatisfy { $0.batch == 0 })
    // A build goes on with the rest.
    let rest = try #require(try await rig.build(try project(rig)))
    #expect(rest.built == 4 && rest.votes?.complete == 4)
    #expect(try await rig.billed() == 36)
    #expect(try await rig.build(try project(rig)) == nil)
    await rig.stop()
  }

  @Test func `commands of batches are about the first ask, and say who makes the others`()
    async throws
  {
    let rig = try await rig()
    let project = try project(rig) { $0.plan.strategy = .batch }
    for purpose in [Run.Purpose.writeBatches, .submit([]), .retrieve([])] {
      let told = Told()
      _ = try await rig.run(project, purpose, report: { told.take($0) }).run()
      #expect(told.all.count { $0.contains("the first of 3 asks; 'tropebuild' makes") } == 1)
    }
    let none = Told()
    _ = try await rig.run(
      try self.project(rig, votes: nil), .submit([]), report: { none.take($0) }
    ).run()
    #expect(none.all.isEmpty)
    await rig.stop()
  }

  @Test func `batches that nobody waits for are collected, and nothing is asked twice`()
    async throws
  {
    let rig = try await rig()
    let project = try project(rig) { $0.plan.strategy = .batch }
    var runs = 0
    while runs < 100 {
      runs += 1
      let summary = try await rig.build(project) { $0.noWait = true }
      if summary == nil { break }
      // What the first run has sent is all that is to be sent.
      let sent = try rows(
        rig, "SELECT count(*), count(remote_id) FROM batches", in: "ledger.db")
      #expect(sent == ["3|3"])
    }
    try await rig.build(project)
    #expect(try await rig.build(project) == nil)
    #expect(try await rig.billed() == 36)
    #expect(try await rig.isAskedOnce())
    #expect(try confidences(rig) == (await counted(rig, project)))
    await rig.stop()
  }

  @Test func `a budget is for all asks together, and the next run goes on`() async throws {
    let rig = try await rig(20)
    let all = try await rig.run(try project(rig)).look().preview.wholeForecast.total.cost
    let budget = all * 0.6
    let first = try await rig.build(try project(rig) { $0.plan.budget = budget })
    #expect(first?.stop == .budgetReached(.reached(budget)))
    #expect((first?.dollars ?? 1) <= budget)
    // Also in the ledger, whichever part of the run came to its end.
    let outcome = try rows(
      rig, "SELECT outcome FROM runs ORDER BY run_id DESC LIMIT 1", in: "ledger.db")
    #expect(outcome == ["\(BudgetEnd.reached(budget))"])
    // All of them are built; what is left are further asks.
    #expect(first?.built == 20 && first?.left == 0 && (first?.leftByAsks ?? 0) > 0)
    #expect((first?.votes?.open ?? 0) >= (first?.leftByAsks ?? 1))
    let billed = try await rig.billed()
    #expect(billed > 20 && billed < 60)
    // A plan that is chosen for a budget has all of them in mind.
    await #expect(throws: BuildError.self) {
      try await rig.build(
        try project(rig) {
          $0.plan.budget = 1e-6
          $0.plan.choose = true
        })
    }
    #expect(try await rig.billed() == billed)
    try await rig.build(try project(rig) { $0.plan.deadline = .seconds(36_000) })
    #expect(try await rig.billed() == 60)
    #expect(try await rig.isAskedOnce())
    #expect(try await rig.build(try project(rig)) == nil)
    await rig.stop()
  }

  @Test func `an ask without a good answer to the end is left out of the count, which is told`()
    async throws
  {
    let rig = try await rig(3)
    let project = try project(rig, votes: 4)
    try await rig.build(try self.project(rig, votes: nil))
    try await spoil(rig, project, movie: 1, asks: [3])
    try await spoil(rig, project, movie: 2, asks: [2, 4])
    let summary = try #require(try await rig.build(project))
    #expect(summary.failed.isEmpty && summary.stop == nil)
    let votes = try #require(summary.votes)
    #expect(votes.complete == 1 && votes.fewer == 2 && votes.without == 1 && votes.open == 0)
    #expect(VoteWords.counted(votes).contains { $0.contains("fewer than 3 answers") })
    #expect(
      try rows(rig, "SELECT movie_id, count(confidence) FROM labels GROUP BY 1") == [
        "1|2", "2|0", "3|2",
      ])
    let thirds = [1 / 3.0, 2 / 3.0, 0.9999].map { "\(($0 * 1_000_000).rounded() / 1_000_000)" }
    for confidence in try rows(rig, "SELECT confidence FROM labels WHERE movie_id = 1") {
      #expect(thirds.contains(confidence))
    }
    #expect(try await rig.billed() == 3 + 9 - 3)
    // They are settled: nothing is asked any more, and it is told.
    #expect(try await rig.build(project) == nil)
    let standing = try #require(try await rig.run(project).look().preview.votes?.standing)
    #expect(standing.fewer == 2 && standing.without == 1)
    // Who asks for the movie anew gets the answers that are missing.
    let movie = try #require(MovieID(number: 2))
    try await rig.build(project) {
      $0.movies = [movie]
      $0.alwaysMake = true
    }
    #expect(try rows(rig, "SELECT count(confidence) FROM labels WHERE movie_id = 2") == ["2"])
    await rig.stop()
  }

  @Test(arguments: [false, true])
  func `a look opens each file once, however often its movies are asked`(areBuilt: Bool)
    async throws
  {
    let rig = try await rig()
    // Records without votes: for the first ask no file has to be opened.
    if areBuilt { try await rig.build(try project(rig, votes: nil)) }
    let opened = Locked<[String]>([])
    var previewer = rig.door().previewer(try project(rig, votes: 5), BuildOptions())
    previewer.asksVotes = true
    previewer.willOpen = { name in opened.withLock { $0.append(name) } }
    let database = try TropesDatabase.openForReading(path: rig.place("build/tropes.db"))
    let ledger = try Ledger.openForReading(path: rig.place("ledger.db"))
    let preview = try await previewer.preview(database: database, ledger: ledger)
    #expect(preview.survey.toAsk.count == (areBuilt ? 0 : 12))
    let votes = try #require(preview.votes)
    #expect(votes.toAsk == 4 * 12)
    let names = opened.withLock { $0 }
    #expect(names.count == Set(names).count)
    #expect(names.count == 24)
    await rig.stop()
  }

  @Test func `what later asks ask is what each would find in the files by itself`() async throws {
    let rig = try await rig()
    let project = try project(rig, votes: 4)
    let movies = (1...12).compactMap { MovieID(number: $0) }
    // Else what is read a moment later is trusted, and what is read before not yet.
    try await rig.letFilesGrowOld()
    var surveyor = Surveyor(project: project, options: BuildOptions(), isSandbox: true)
    surveyor.counter = { .estimate }
    let together = try await surveyor.furtherTargets(of: movies, ledger: nil)
    #expect(together.asks.count == 3)
    for (asked, targets) in zip(project.furtherAsks, together.asks) {
      var alone = Surveyor(
        project: asked, options: BuildOptions().further(movies), isSandbox: true)
      alone.counter = { .estimate }
      let survey = try await alone.survey(database: nil, ledger: nil)
      #expect(targets.map(\.question) == survey.toAsk.map(\.question))
      #expect(targets.map(\.log) == survey.toAsk.map(\.log))
      #expect(targets.map(\.castStatus) == survey.toAsk.map(\.castStatus))
      #expect(targets.map(\.reasons) == survey.toAsk.map(\.reasons))
      for target in targets {
        #expect(together.counts[target.movie] == survey.tokenCounts[target.question.hash])
      }
    }
    await rig.stop()
  }

  /// As if these asks had got three bad answers each.
  private func spoil(
    _ rig: EngineRig, _ project: Project, movie: Int64, asks: [Int]
  ) async throws {
    let ledger = try Ledger.open(path: rig.place("ledger.db"))
    let wanted = try #require(MovieID(number: movie))
    for ask in asks {
      let asked = try #require(project.asking(time: ask))
      var options = BuildOptions()
      options.further = [wanted]
      let survey = try await Surveyor(project: asked, options: options, isSandbox: true)
        .survey(database: nil, ledger: ledger)
      let question = try #require(survey.toAsk.first).question.hash
      for number in 1...3 {
        _ = try ledger.keep([
          PaidReply(
            receivedAt: Timestamp(milliseconds: 1_795_000_000_000), lane: .realtime,
            batchNumber: nil, customID: "bad \(ask) \(number)", requestID: nil,
            model: "gpt-4o-mini", requestedModel: "gpt-4o-mini", finishReason: "stop",
            content: "{}", body: Array("{}".utf8), usage: .zero, costDollars: 0, isSandbox: true,
            answers: [PaidAnswer(question: question, key: "", verdict: .bad("no good"))])
        ])
      }
    }
    try ledger.close()
  }

  @Test func `asking afresh asks each time anew, once, also where it was stopped`() async throws {
    let rig = try await rig(6)
    let project = try project(rig) { $0.lanes.realtime.concurrency = 1 }
    try await rig.build(project)
    #expect(try await rig.billed() == 18)
    let change = { (options: inout BuildOptions) in
      options.alwaysMake = true
      options.fresh = true
    }
    let stop = StopSignal()
    _ = try await rig.run(
      project, stop: stop, report: afterPaid(8) { stop.raise(.interrupted) }, change
    ).run()
    let stopped = try await rig.billed()
    #expect(stopped > 18 + 6 && stopped < 36)
    try await rig.build(project) { change(&$0) }
    #expect(try await rig.billed() == 36)
    await rig.stop()
  }

  @Test func `a plot that changes is asked about as often again, and one that is gone not at all`()
    async throws
  {
    let rig = try await rig(4)
    let project = try project(rig)
    try await rig.build(project)
    let before = try confidences(rig)
    try rig.add(2, plot: "In another town Anna trusts nobody, and Bert is gone for good.")
    let summary = try #require(try await rig.build(project))
    #expect(summary.built == 1 && summary.votes?.complete == 1)
    #expect(try await rig.billed() == 12 + 3)
    let after = try confidences(rig)
    #expect(after.filter { !$0.hasPrefix("2|") } == before.filter { !$0.hasPrefix("2|") })
    // One whose plot is gone is none that votes are missing of.
    try FileRemoval.remove(rig.place("data/plot_summaries_3.txt"))
    try Shell(rig.place("build/tropes.db")).run("DELETE FROM votes WHERE movie_id = 3")
    #expect(try await rig.build(project) == nil)
    await rig.stop()
  }

  @Test func `a recipe with too few orders is refused before anything is sent`() async throws {
    let rig = try await EngineRig(movies: 1...1, hasCasts: true)
    let lines = """
      recipe:
        model: gpt-4o-mini
        fields: {side: {type: choice, values: [good, bad]}}
        confidence: votes
      """
    let error = await #expect(throws: NoConfidence.self) {
      try await rig.build(try rig.loaded(lines))
    }
    #expect(error == .orders(2, asks: 3))
    #expect("\(NoConfidence.orders(2, asks: 3))".contains("leave it out"))
    #expect(try await rig.billed() == 0)
    try await rig.build(try rig.loaded(lines.replacing("[good, bad]", with: "[good, bad, none]")))
    #expect(try rows(rig, "SELECT count(*) FROM labels WHERE confidence IS NULL") == ["0"])
    #expect(try await rig.billed() == 3)
    await rig.stop()
  }

  @Test func `a cascade sorts by votes`() async throws {
    let rig = try await rig(40)
    let project = try project(rig) { settings in
      settings.recipe.cascade.strongModel = "gpt-6.1-terra"
      settings.recipe.cascade.strongEffort = "low"
      settings.recipe.cascade.namedTarget = 0.9
    }
    let summary = try #require(try await rig.build(project) { $0.agrees = true })
    #expect(summary.stop == nil && summary.votes?.complete == 40)
    let standing = try #require(try rig.cascade(project))
    #expect(standing.isComplete)
    let frozen = try rows(rig, "SELECT labels FROM cascade_movies", in: "ledger.db")
    #expect(frozen.count == 40)
    let shares = [",999900]", ",666667]", ",333333]"]
    #expect(frozen.allSatisfy { row in shares.contains { row.contains($0) } })
    #expect(frozen.contains { $0.contains(shares[1]) || $0.contains(shares[2]) })
    #expect(try await rig.isAskedOnce())
    #expect(try await rig.build(project) == nil)
    await rig.stop()
  }

  /// A run of three asks in batches that is stopped when the third one's is written and not sent.
  private func stoppedBeforeThird(_ rig: EngineRig) async throws -> Project {
    let project = try project(rig) { $0.plan.strategy = .batch }
    let stop = StopSignal()
    let run = try rig.run(
      project, stop: stop,
      report: { event in
        if case .lane(.batch(3, .written, _, _)) = event { stop.raise(.interrupted) }
      })
    _ = try await run.run()
    #expect(try await rig.billed() == 2 * 4)
    #expect(try batchStates(rig) == ["ended", "ended", "written"])
    return project
  }

  private func batchStates(_ rig: EngineRig) throws -> [String] {
    try rows(rig, "SELECT state FROM batches ORDER BY batch_number", in: "ledger.db")
  }

  @Test func `a later ask's batch that was not sent is sent by the next build`() async throws {
    let rig = try await rig(4)
    let project = try await stoppedBeforeThird(rig)
    let preview = try await rig.run(project).look().preview
    #expect(preview.survey.givenUpBatches.isEmpty && preview.votes?.givenUpBatches == [])
    #expect(preview.votes?.unsentBatches == [3] && preview.votes?.inBatches == 4)
    #expect(preview.underWay.dollars > 0)
    // By hand it is no batch of the first ask's.
    let left = try await rig.build(project, .submit([]))
    #expect(left?.stop == .cannotGoOn(.outdatedBatches([3])))
    let summary = try #require(try await rig.build(project))
    #expect(summary.stop == nil && summary.votes?.complete == 4)
    #expect(try batchStates(rig) == ["ended", "ended", "ended"])
    #expect(try await rig.billed() == 3 * 4)
    await rig.stop()
  }

  @Test func `a later ask's batch that asks about another plot is given up, and the rest is asked`()
    async throws
  {
    let rig = try await rig(4)
    let project = try await stoppedBeforeThird(rig)
    try rig.add(2, plot: "In another town Anna trusts nobody, and Bert is gone for good.")
    try await rig.letFilesGrowOld()
    let preview = try await rig.run(project).look().preview
    #expect(preview.votes?.givenUpBatches.map(\.number) == [3])
    let summary = try #require(try await rig.build(project))
    #expect(summary.stop == nil && summary.votes?.complete == 4)
    #expect(try batchStates(rig).filter { $0 == "abandoned" }.count == 1)
    #expect(try await rig.billed() == 2 * 4 + 3 + 3)
    await rig.stop()
  }

  @Test func `what an ask may have spent without an answer is missing in the budget of the next`() {
    var summary = BuildSummary()
    summary.dollars = 0.1
    summary.spent = 0.3
    var part = BuildSummary()
    part.dollars = 0.2
    part.spent = 0.5
    summary.addUse(of: part)
    #expect(abs(summary.spent - 0.8) < 1e-9 && abs(summary.dollars - 0.3) < 1e-9)
    var plan = Settings(inputDirectory: "data").plan
    plan.budget = 2
    plan.keepRest(spent: summary.spent, elapsed: .zero, parts: 1)
    #expect(abs((plan.budget ?? 0) - 1.2) < 1e-9)
  }
}
