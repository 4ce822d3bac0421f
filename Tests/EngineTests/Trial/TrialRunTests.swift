import Basics
import Engine
import Planner
import Quality
import Report
import Store
import Testing
import TestSupport
import Tropefile
import TropeModel

/// `try` against the sandbox, and what the sandbox billed.
@Suite struct TrialRunTests {
  @Test func `no size of request is served from replies to another, and a second run is free`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...10)
    let run = try rig.trial("try:\n  movies_per_request: [1, 4]\n  movies: 10\n")
    let outcome = try await rig.compare(run)
    #expect(outcome.rows.map(\.answered) == [10, 10])
    #expect(outcome.rows.map(\.requests) == [10, 3])
    #expect(try await rig.billed() == 20)
    let look = try await run.look()
    #expect(!look.isOpen && look.cost == 0)
    #expect(look.plans.map { $0.preview.survey.reused.count } == [10, 10])
    let again = try await rig.compare(run)
    #expect(again.rows.map(\.requests) == [10, 3])
    #expect(again.rows.map(\.paid) == [0, 0])
    #expect(try await rig.billed() == 20)
    await rig.stop()
  }

  @Test func `a model that is not served by flex is compared in real time beside one that is`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...4)
    let project = try rig.loaded(
      "plan:\n  strategy: flex\ntry:\n  models: [gpt-4o-mini, gpt-6-luna]\n  movies: 4\n")
    let run = TrialRun(
      project: project, variants: try TrialVariant.all(of: project), door: rig.door())
    #expect(try await run.look().plans.map(\.preview.plan.strategy) == [.realtime, .flex])
    let outcome = try await rig.compare(run)
    #expect(outcome.rows.map(\.answered) == [4, 4])
    await rig.stop()
  }

  @Test func `records are left alone, and nothing stays behind but the ledger`() async throws {
    let rig = try await EngineRig(movies: 1...4)
    _ = try await rig.compare(try rig.trial("try:\n  movies_per_request: 1, 2\n"))
    #expect(rig.place.bytes(of: "build/tropes.db") == nil)
    #expect(!NewFile.exists(rig.place("build/try")))
    #expect(rig.place.bytes(of: "build/lock") == nil)
    #expect(rig.place.bytes(of: "ledger.db") != nil)
    await rig.stop()
  }

  @Test func `a build of any variant pays only for the movies that were not compared`() async throws
  {
    let rig = try await EngineRig(movies: 1...20)
    _ = try await rig.compare(
      try rig.trial("try:\n  models: [gpt-4o-mini, gpt-6-luna]\n  movies: 8\n"))
    #expect(try await rig.billed() == 16)
    let summary = try await rig.build(
      try rig.loaded("recipe:\n  model: gpt-6-luna\nplan:\n  strategy: realtime\n"))
    #expect(summary?.built == 12 && summary?.reused == 8)
    #expect(try await rig.billed() == 28)
    await rig.stop()
  }

  @Test func `one that is stopped in the middle goes on and pays nothing twice`() async throws {
    let rig = try await EngineRig(movies: 1...12)
    let lines =
      "lanes:\n  realtime:\n    concurrency: 1\ntry:\n  movies_per_request: [1, 3]\n"
    let stop = StopSignal()
    let run = try rig.trial(
      lines, stop: stop, report: afterPaid(5) { stop.raise(.interrupted) })
    let first = try await rig.compare(run)
    #expect(first.rows[0].stop == .interrupted && first.rows[0].open > 0)
    // Not even one that had ended: whoever interrupts may have seen enough.
    #expect(TrialAdoption.hindrance(0, in: first) == .stopped)
    var unranked = first
    unranked.rows[0].stop = nil
    #expect(TrialAdoption.hindrance(0, in: unranked) == .open(first.rows[0].open))
    #expect(first.rows[1].answered == 0 && first.rows[1].open == 12)
    let before = try await rig.billed()
    #expect(before < 12)
    let second = try await rig.compare(try rig.trial(lines))
    #expect(second.rows.map(\.open) == [0, 0])
    #expect(try await rig.billed() == 24)
    await rig.stop()
  }

  @Test func `a budget ends it, and what was paid for is told`() async throws {
    let rig = try await EngineRig(movies: 1...12)
    let outcome = try await rig.compare(
      try rig.trial("try:\n  movies_per_request: [1, 3]\n"), budget: 0.000_001)
    guard case .budgetReached = outcome.rows[0].stop else {
      Issue.record("\(String(describing: outcome.rows[0].stop))")
      return
    }
    #expect(outcome.rows.map(\.answered) == [0, 0])
    #expect(outcome.recommended == nil && outcome.reference == nil)
    #expect(try await rig.billed() == 0)
    await rig.stop()
  }

  @Test func `a budget that the second variant comes to is told as it was given`() async throws {
    let rig = try await EngineRig(movies: 1...4)
    // More than the cheap model can cost for all, and less than one question of the dear one.
    let budget = 0.005
    let outcome = try await rig.compare(
      try rig.trial("try:\n  models: [gpt-4o-mini, gpt-4o]\n"), budget: budget)
    #expect(outcome.rows[0].answered == 4 && outcome.rows[0].paid > 0)
    #expect(outcome.rows[1].stop == .budgetReached(.reached(budget)))
    await rig.stop()
  }

  @Test func `three models at three sizes, and then the winner at the price of the rest`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...60, hasCasts: true)
    let run = try rig.trial(
      """
      try:
        models: [gpt-4o-mini, gpt-6-luna, gpt-6.1-terra]
        movies_per_request: [1, 8, 16]
        movies: 40
      """)
    let outcome = try await rig.compare(run)
    #expect(outcome.rows.count == 9)
    #expect(outcome.rows.allSatisfy { $0.answered == 40 })
    #expect(outcome.rows.map(\.requests) == [40, 5, 3, 40, 5, 3, 40, 5, 3])
    #expect(try await rig.billed() == 9 * 40)
    let reference = try #require(outcome.reference)
    let dearest = outcome.rows.map(\.dollarsPerThousand.value).max()
    #expect(outcome.rows[reference].dollarsPerThousand.value == dearest)
    // The fewer requests, the less is known of how they differ.
    #expect(outcome.rows[2].ranking?.hasTooFewRequests == true)
    #expect(outcome.rows[0].ranking?.hasTooFewRequests == false)
    // The sandbox answers alike whoever is asked: then the cheapest is as good as any.
    let winner = try #require(outcome.recommended)
    let cheapest = outcome.rows.map(\.dollarsPerThousand.value).min()
    #expect(outcome.rows[winner].dollarsPerThousand.value == cheapest)
    let others = outcome.rows.indices.filter { $0 != outcome.reference }
    #expect(others.allSatisfy { outcome.rows[$0].agreement?.value == 1 })
    let variant = outcome.rows[winner].variant
    let summary = try await rig.build(
      try rig.loaded(
        """
        recipe:
          model: \(variant.model)
          movies_per_request: \(variant.moviesPerRequest)
        plan:
          strategy: realtime
        """))
    #expect(summary?.built == 20 && summary?.reused == 40)
    #expect(try await rig.billed() == 9 * 40 + 20)
    #expect(outcome.rows[winner].corpusMovies == 20)
    await rig.stop()
  }

  @Test func `batches carry the size of their requests, and only its own are waited for`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...6)
    var project = try rig.loaded("plan:\n  strategy: batch\ntry:\n  movies_per_request: [1, 3]\n")
    project = try ProjectLoader.load(
      directory: rig.place.path,
      settings: [Setting("lanes.batch.poll_interval", "100ms", by: "test")])
    let run = TrialRun(
      project: project,
      variants: try TrialVariant.all(
        of: project, settings: [Setting("lanes.batch.poll_interval", "100ms", by: "test")]),
      door: rig.door())
    let outcome = try await rig.compare(run)
    #expect(outcome.rows.map(\.answered) == [6, 6])
    #expect(outcome.rows.map(\.requests) == [6, 2])
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    #expect(try ledger.batches().map(\.moviesPerRequest) == [1, 3])
    #expect(try await rig.billed() == 12)
    await rig.stop()
  }

  @Test func `the movies follow from the inputs, and a longer sample begins with the shorter`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...30)
    let short = try await rig.trial("try:\n  movies: 7\n").look().sample
    let long = try await rig.trial("try:\n  movies: 20\n").look().sample
    #expect(short.drawn.count == 7 && Array(long.drawn.prefix(7)) == short.drawn)
    #expect(short.drawn != short.drawn.sorted())
    try rig.add(31)
    #expect(try await rig.trial("try:\n  movies: 7\n").look().sample.population != short.population)
    await rig.stop()
  }

  @Test func `labelled characters are asked besides, and counted for accuracy alone`() async throws
  {
    let rig = try await EngineRig(movies: 1...12, hasCasts: true)
    let first = try await rig.compare(try rig.trial("try:\n  movies: 12\n"))
    #expect(first.rows.count == 1 && first.recommended == nil && first.reference == 0)
    let movie = try #require(MovieID(number: 3))
    let lines = try GoldFile.read(
      Array("wikipedia_id\tcharacter\ttrope\n3\tAnna\tbyronic_hero\n99\tNobody\tbully\n".utf8),
      path: "gold.tsv")
    let run = try rig.trial("try:\n  movies: 1\n  movies_per_request: [1, 2]\n", gold: lines)
    let look = try await run.look()
    #expect(look.sample.gold == [movie] && look.gold.unplaced.count == 1)
    let outcome = try await rig.compare(run)
    #expect(outcome.goldCharacters == 1 && outcome.goldUnplaced == 1)
    #expect(outcome.basis == .agreement)
    #expect(outcome.rows.map(\.goldCompared) == [1, 1])
    #expect(outcome.rows.map(\.answered) == [2, 2] || outcome.sample.drawn == [movie])
    await rig.stop()
  }

  @Test func `few labels are helped by how often a variant agrees on the movies of the draw`()
    async throws
  {
    let rig = try await EngineRig(
      movies: 1...60, hasCasts: true,
      quality: "gpt-4o-mini=60%,gpt-6.1-terra=95%,left-out=0,mixed-up=0")
    let lines = "try:\n  models: [gpt-4o-mini, gpt-6.1-terra]\n  movies: 60\n"
    let first = try await rig.compare(try rig.trial(lines))
    #expect(first.reference == 1 && first.rows.allSatisfy { $0.assisted == nil })
    func gold(_ count: Int) throws -> [GoldLine] {
      // Whoever labels sees what the reference saw.
      let labels = first.movies.prefix(count).flatMap { movie in
        movie.characters.map { "\(movie.movie)\t\($0.name)\t\($0.labels[1]?.id ?? "")\n" }
      }
      return try GoldFile.read(
        Array(("wikipedia_id\tcharacter\ttrope\n" + labels.joined()).utf8), path: "gold.tsv")
    }
    let few = try await rig.compare(try rig.trial(lines, gold: try gold(19)))
    #expect(few.rows[0].accuracy != nil && few.rows[0].assisted == nil)
    let outcome = try await rig.compare(try rig.trial(lines, gold: try gold(25)))
    let alone = try #require(outcome.rows[0].accuracy)
    let helped = try #require(outcome.rows[0].assisted)
    let everywhere = try #require(outcome.rows[0].agreement)
    // Agreeing is being right here, so the draw tells all that the labels leave open.
    #expect(helped.weight > 0.95 && helped.units == 25)
    #expect(abs(helped.value - everywhere.value) < abs(alone.value - everywhere.value) / 10 + 0.001)
    #expect(helped.high - helped.low < 0.8 * (alone.high - alone.low))
    #expect(outcome.rows[1].accuracy?.value == 1 && outcome.rows[1].assisted == nil)
    #expect(try await rig.billed() == 120)
    await rig.stop()
  }
}
