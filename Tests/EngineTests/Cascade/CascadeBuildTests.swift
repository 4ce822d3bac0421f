import Basics
import Engine
import ProjectFiles
import Sandbox
import Store
import Testing
import TestSupport
import Tropefile
import TropeModel

/// Builds with a cascade against a sandbox that plays a cheap model and a strong one.
@Suite struct CascadeBuildTests {
  private static let movies = 120
  private static let names = ["Anna", "Bert", "Carla", "Dora", "Emil", "Frida"]

  /// - Parameter cheap: the cheap model's accuracy.
  private func rig(_ movies: Int = movies, cheap: String = "97%") async throws -> EngineRig {
    let rig = try await EngineRig(
      movies: 1...movies,
      quality: "gpt-4o-mini=\(cheap),gpt-6.1-terra=97%,left-out=0,mixed-up=0")
    for movie in 1...movies { try cast(rig, movie) }
    return rig
  }

  private func cast(_ rig: EngineRig, _ movie: Int) throws {
    try rig.place.write(
      "character_name\n" + Self.names.joined(separator: "\n") + "\n",
      to: "data/character.metadata_\(movie).csv")
  }

  private func project(
    _ rig: EngineRig, target: Double = 0.9, _ change: (inout Settings) -> Void = { _ in }
  ) throws -> Project {
    try rig.project { settings in
      settings.recipe.confidence = .logprobs
      settings.recipe.cascade.strongModel = "gpt-6.1-terra"
      settings.recipe.cascade.strongEffort = "low"
      settings.recipe.cascade.namedTarget = target
      change(&settings)
    }
  }

  /// The strong model for all movies, with records of its own and the same ledger.
  private func allStrong(_ rig: EngineRig) throws -> Project {
    let strong = try #require(try project(rig).strong)
    var settings = strong.settings
    settings.build.directory = "strong"
    return Project(
      directory: strong.directory, tropefile: strong.tropefile, settings: settings,
      recipe: strong.recipe)
  }

  private func labels(_ rig: EngineRig, _ directory: String = "build") throws -> [String: String] {
    var labels: [String: String] = [:]
    try TropesDatabase.openForReading(path: rig.place(directory + "/tropes.db"))?
      .forEachRecord(started: { labels = [:] }) { record in
        for character in record.characters {
          labels["\(record.movie) \(character.name)"] = character.tropeID
        }
      }
    return labels
  }

  /// The share of labels that are the strong model's.
  private func agreement(_ rig: EngineRig) async throws -> Double {
    let own = try labels(rig)
    try await rig.build(try allStrong(rig))
    let strong = try labels(rig, "strong")
    #expect(Set(own.keys) == Set(strong.keys) && !own.isEmpty)
    return Double(own.count { strong[$0.key] == $0.value }) / Double(max(1, own.count))
  }

  private func standing(_ rig: EngineRig, _ project: Project) throws -> CascadeStanding {
    try #require(try rig.cascade(project))
  }

  /// How many records the strong recipe has.
  private func strongRecords(_ rig: EngineRig, _ project: Project) throws -> Int {
    try rig.strongMovies(project).count
  }

  @Test func `labels agree with the strong model as promised, and a second run asks nothing`()
    async throws
  {
    let rig = try await rig()
    let project = try project(rig)
    let summary = try #require(try await rig.build(project) { $0.agrees = true })
    #expect(summary.failed.isEmpty && summary.stop == nil)
    let standing = try standing(rig, project)
    let promise = try #require(standing.promise)
    #expect(standing.isComplete && standing.stage == .certified)
    #expect(promise.movies == Self.movies)
    #expect(promise.characters == Self.movies * Self.names.count)
    #expect(promise.pilotMovies == 20)
    // Some are kept, or the test says nothing.
    #expect(promise.keptMovies > 0 && standing.kept > 0)
    let strong = try strongRecords(rig, project)
    // Neither model's are of an older recipe.
    let records = try TropesDatabase.openForReading(path: rig.place("build/tropes.db"))
    #expect(try OlderRecords(of: project, in: records) == nil)
    // The strong one is asked for no confidence.
    #expect(try await rig.run(project).look().preview.withoutConfidence == 0)
    #expect(strong == standing.strong && strong + standing.kept == Self.movies)
    #expect(try await rig.billed() == Self.movies + strong)
    #expect(try await rig.isAskedOnce())

    #expect(try await rig.build(project) == nil)
    #expect(try await rig.billed() == Self.movies + strong)
    // Built anew out of the ledger it is the same.
    let before = try labels(rig)
    try await rig.build(project) { $0.alwaysMake = true }
    #expect(try labels(rig) == before)
    try FileRemoval.remove(rig.place("build/tropes.db"))
    try await rig.build(project)
    #expect(try labels(rig) == before)
    #expect(try await rig.billed() == Self.movies + strong)
    #expect(try await agreement(rig) >= 0.9)
    await rig.stop()
  }

  @Test func `what the strong model may cost is known before anything is asked, and by the pilot`()
    async throws
  {
    let rig = try await rig(cheap: "60%")
    let project = try project(rig, target: 0.97)
    func outlook() async throws -> CascadeOutlook? {
      try await rig.run(project).look().preview.cascadeOutlook
    }
    let first = try #require(try await outlook())
    #expect(first.certain.movies == 20 && first.most.movies == Self.movies)
    #expect(abs(first.certain.dollars * 6 - first.most.dollars) < 1e-9)
    #expect(first.certain.dollars > 0 && first.expectedDollars == nil)

    // The pilot says that it is not worth it, and nobody has agreed.
    try await rig.build(project)
    let second = try #require(try await outlook())
    #expect(second.certain.movies == 0 && second.most.movies == Self.movies - 20)
    let expected = try #require(second.expectedDollars)
    #expect(expected > 0 && expected <= second.most.dollars * 1.001)
    // A build of some movies only leaves it alone.
    let one = try #require(MovieID(number: 1))
    let some = try await rig.run(project, report: { _ in }) { $0.movies = [one] }.look()
    #expect(some.preview.cascadeOutlook == nil)

    let summary = try #require(try await rig.build(project) { $0.agrees = true })
    #expect(summary.dollars <= second.most.dollars)
    #expect(try await outlook() == nil)
    await rig.stop()
  }

  @Test func `what the strong model may cost counts its batches under way, and those not sent`()
    async throws
  {
    let rig = try await rig(80)
    let project = try project(rig) { $0.plan.strategy = .batch }
    func outlook() async throws -> CascadeOutlook {
      try #require(try await rig.run(project).look().preview.cascadeOutlook)
    }
    /// Ends as soon as the server has the batch of this number.
    func buildUntil(_ batch: Int) async throws {
      let stop = StopSignal()
      let run = try rig.run(
        project, stop: stop,
        report: { event in
          if case .lane(.batch(batch, .submitted, _, _)) = event { stop.raise(.interrupted) }
        }
      ) { $0.agrees = true }
      _ = try await run.run()
      #expect(try states(rig).last == "submitted")
    }
    try await buildUntil(2)
    let pilot = try await outlook()
    #expect(pilot.certain.movies == 20 && pilot.underWay == pilot.certain)
    #expect(pilot.most.movies == 80 && pilot.most.dollars > pilot.certain.dollars)
    #expect(pilot.certain.dollars > 0 && pilot.expectedDollars == nil)
    let words = CascadeWords.outlook(pilot, try standing(rig, project))
    #expect(words.contains("for 20 movies in batches under way"))
    // As if it had come to the upload alone: it is given up then, and asked anew.
    let shell = try Shell(rig.place("ledger.db"))
    try shell.run(
      "CREATE TABLE before AS SELECT * FROM batches WHERE batch_number = 2; "
        + "UPDATE batches SET state = 'uploaded', remote_id = NULL WHERE batch_number = 2")
    let unsent = try await outlook()
    #expect(unsent.underWay.movies == 0 && unsent.certain.movies == 20)
    #expect(unsent.most.movies == 80 && unsent.certain.dollars > 0)
    try shell.run(
      "UPDATE batches SET state = 'submitted', remote_id = (SELECT remote_id FROM before) "
        + "WHERE batch_number = 2; DROP TABLE before")

    try await buildUntil(3)
    let test = try await outlook()
    #expect(test.underWay.movies > 0 && test.certain == test.underWay)
    #expect(test.most.movies == 60 && test.most.dollars >= test.certain.dollars)
    let expected = try #require(test.expectedDollars)
    #expect(expected >= test.certain.dollars && expected <= test.most.dollars)
    let before = try await rig.sandbox.ledger().cost
    try await rig.build(project) { $0.agrees = true }
    #expect(try standing(rig, project).isComplete)
    #expect(try await rig.sandbox.ledger().cost >= before)
    #expect(try await rig.isAskedOnce())
    await rig.stop()
  }

  @Test func `answers that something else has collected count as answered`() async throws {
    let rig = try await rig(80)
    let project = try project(rig) { $0.plan.strategy = .batch }
    /// Ends as soon as the server has the batch of this number; then the batch is collected without going on with the cascade.
    func collect(_ batch: Int) async throws {
      let stop = StopSignal()
      let run = try rig.run(
        project, stop: stop,
        report: { event in
          if case .lane(.batch(batch, .submitted, _, _)) = event { stop.raise(.interrupted) }
        }
      ) { $0.agrees = true }
      _ = try await run.run()
      for _ in 1...500 {
        guard try states(rig).last == "submitted" else { break }
        try await rig.build(project, .retrieve([]))
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    try await collect(2)
    let shell = try Shell(rig.place("ledger.db"))
    // As if the server had answered a part of the batch.
    try shell.run(
      """
      DELETE FROM answers WHERE reply_id IN (
        SELECT reply_id FROM replies WHERE batch_number = 2 ORDER BY reply_id LIMIT 16)
      """)
    #expect(try standing(rig, project).stage == .pilot(answered: 4, of: 20))

    try await collect(4)
    let asked = try shell.rows("SELECT requests FROM batches WHERE batch_number = 4")
    guard case .test(let answered) = try standing(rig, project).stage else {
      Issue.record("no test")
      return
    }
    #expect(["\(answered)"] == asked)
    await rig.stop()
  }

  private func states(_ rig: EngineRig) throws -> [String] {
    try Shell(rig.place("ledger.db")).rows("SELECT state FROM batches ORDER BY batch_number")
  }

  @Test func `one that is stopped anywhere goes on, and asks no question twice`() async throws {
    let rig = try await rig(80)
    let project = try project(rig) { $0.lanes.realtime.concurrency = 4 }
    let runs = try await rig.buildInPieces(project, of: 21) { $0.agrees = true }
    #expect(runs > 4 && runs < 20)
    #expect(try standing(rig, project).isComplete)
    #expect(try await rig.isAskedOnce())
    let strong = try strongRecords(rig, project)
    #expect(try await rig.billed() == 80 + strong)
    // The same as one that nobody stopped. That asks a block of the test to its end; whoever goes on in the middle of one may know
    // by then that the test is decided, and asks no more of it.
    let other = try await self.rig(80)
    let whole = try self.project(other)
    try await other.build(whole) { $0.agrees = true }
    #expect(try await other.isAskedOnce())
    let wholeStrong = try other.strongMovies(whole)
    #expect(try await other.billed() == 80 + wholeStrong.count)
    let spared = wholeStrong.subtracting(try rig.strongMovies(project))
    #expect(spared.count == wholeStrong.count - strong && spared.count < 38)
    let shared = { (labels: [String: String]) in
      labels.filter { name, _ in !spared.contains { name.hasPrefix("\($0) ") } }
    }
    #expect(try shared(labels(other)) == shared(labels(rig)))
    let promise = try #require(try standing(rig, project).promise)
    let wholePromise = try #require(try standing(other, whole).promise)
    #expect(promise.order == wholePromise.order && promise.draws == wholePromise.draws)
    #expect(promise.logWealth == wholePromise.logWealth)
    await other.stop()
    await rig.stop()
  }

  @Test func `a budget ends it, and the next run goes on`() async throws {
    let rig = try await rig(60)
    let first = try await rig.build(try project(rig) { $0.plan.budget = 0.03 }) {
      $0.agrees = true
    }
    #expect(first?.stop == .budgetReached(.reached(0.03)))
    #expect((first?.dollars ?? 1) <= 0.03)
    // Each part of the run tells it so, whatever the parts before had left of it.
    let outcomes = try Shell(rig.place("ledger.db")).rows("SELECT outcome FROM runs")
    #expect(outcomes.count > 1 && outcomes.last == "\(BudgetEnd.reached(0.03))")
    try await rig.build(try project(rig)) { $0.agrees = true }
    #expect(try standing(rig, try project(rig)).isComplete)
    #expect(try await rig.isAskedOnce())
    await rig.stop()
  }

  @Test
  func `a target out of reach is told before the test, and then all goes to the strong model`()
    async throws
  {
    let rig = try await rig(60, cheap: "20%")
    let project = try project(rig, target: 0.95)
    guard case .done(let done) = try await rig.run(project).run() else {
      Issue.record("nothing to do")
      return
    }
    guard case .notWorthIt(let words)? = done.cascadeEnd else {
      Issue.record("\(String(describing: done.cascadeEnd))")
      return
    }
    #expect(words.contains("95% is not within reach") && words.contains("--yes"))
    #expect(try await rig.billed() == 60 + 20)
    #expect(try !standing(rig, project).isComplete)

    try await rig.build(project) { $0.agrees = true }
    let standing = try standing(rig, project)
    #expect(standing.isComplete && standing.promise?.logWealth == nil)
    #expect(CascadeWords.lines(standing).contains { $0.contains("no cut passed") })
    // So few that all of them may be wrong.
    #expect(standing.kept <= 3 && standing.kept + standing.strong == 60)
    #expect(try strongRecords(rig, project) == standing.strong)
    #expect(try await rig.isAskedOnce())
    #expect(try await agreement(rig) >= 0.95)
    await rig.stop()
  }

  @Test func `what is new or has changed is sorted by the kept cut, and not covered`() async throws
  {
    let rig = try await rig(80)
    let project = try project(rig)
    try await rig.build(project) { $0.agrees = true }
    try rig.add(81)
    try cast(rig, 81)
    try rig.add(5, plot: "In another town Anna trusts nobody, and Bert is gone for good.")
    try await rig.build(project)
    let standing = try standing(rig, project)
    #expect(standing.isComplete && standing.notCovered == 2)
    #expect(try await rig.build(project) == nil)
    for number in [5, 81] {
      let movie = try #require(MovieID(number: Int64(number)))
      #expect(CascadeWords.movie(movie, standing)?.contains("not covered") == true)
    }
    // One that is not worth its price is told, and leaves the one there is.
    let unagreed = try await rig.run(project, .build, { $0.certifiesAgain = true }).run()
    guard case .done(let done) = unagreed, case .notWorthIt(let words)? = done.cascadeEnd else {
      Issue.record("it was worth it")
      return
    }
    #expect(words.contains("stays; '--certify-again' looks for another"), "\(words)")
    #expect(try self.standing(rig, project).entry == standing.entry)
    // A new certificate is about them too, and draws anew.
    try await rig.build(project) {
      $0.certifiesAgain = true
      $0.agrees = true
    }
    let again = try self.standing(rig, project)
    #expect(again.isComplete && again.notCovered == 0 && again.promise?.movies == 81)
    #expect(try await rig.isAskedOnce())
    await rig.stop()
  }

  @Test func `a movie that cannot be asked is none of it, and holds nothing up`() async throws {
    let rig = try await rig(40)
    try rig.add(41, plot: "")
    let project = try project(rig)
    let first = try await rig.build(project) { $0.agrees = true }
    #expect(first?.failed.count == 1)
    let standing = try standing(rig, project)
    #expect(standing.isComplete && standing.promise?.movies == 40)
    #expect(try await rig.build(project) == nil)
    await rig.stop()
  }

  @Test func `answers that the strong model has given before are the pilot`() async throws {
    let rig = try await rig(60)
    let project = try project(rig)
    try await rig.build(try allStrong(rig)) {
      $0.movies = (1...30).compactMap { MovieID(number: $0) }
    }
    try await rig.build(project) { $0.agrees = true }
    #expect(try standing(rig, project).promise?.pilotMovies == 30)
    #expect(try await rig.isAskedOnce())
    let strong = try strongRecords(rig, project)
    #expect(try await rig.billed() == 60 + strong)
    await rig.stop()
  }

  @Test func `batches do as well`() async throws {
    let rig = try await rig(40)
    let project = try project(rig) { $0.plan.strategy = .batch }
    try await rig.build(project) { $0.agrees = true }
    #expect(try standing(rig, project).isComplete)
    #expect(try await rig.isAskedOnce())
    #expect(try await rig.sandbox.ledger().questions.allSatisfy { $0.realtime == 0 })
    await rig.stop()
  }

  @Test func `movies that ask the same keep their state in a batch that a run is not about`()
    async throws
  {
    let rig = try await EngineRig(
      movies: nil, quality: "gpt-4o-mini=97%,gpt-6.1-terra=97%,left-out=0,mixed-up=0",
      turnaround: 3_600)
    for movie in 1...20 {
      try rig.add(movie, plot: "In town \((movie + 1) / 2) Anna trusts the liar Bert.")
      try cast(rig, movie)
    }
    try await rig.build(try project(rig)) {
      $0.movies = (1...20).compactMap { MovieID(number: $0) }
    }
    let project = try project(rig) { $0.plan.strategy = .batch }
    let status = StatusDirectory(project.paths.status)
    // The pilot, and then a run of the cheap model, which has nothing left to do.
    for _ in 1...2 {
      try await rig.build(project) {
        $0.noWait = true
        $0.agrees = true
      }
      #expect(try status.all().count == 20)
      #expect(try Set(status.all().values) == [.submitted])
    }
    #expect(try states(rig) == ["submitted"])
    await rig.stop()
  }

  @Test func `what cannot be is refused with a sentence`() async throws {
    let rig = try await EngineRig(movies: 1...2)
    for (lines, words) in [
      ("model: gpt-6.1-terra\n  reasoning_effort: low\n  confidence: logprobs", "already"),
      ("model: gpt-4o-mini\n  confidence: logprobs", "no table has the price"),
    ] {
      let strong = words == "already" ? "{model: gpt-6.1-terra, effort: low}" : "{model: no-such}"
      do {
        _ = try rig.loaded("recipe:\n  \(lines)\n  cascade: {strong: \(strong)}")
        Issue.record("accepted: \(lines)")
      } catch {
        #expect("\(error)".contains(words))
      }
    }
    await rig.stop()
  }
}
