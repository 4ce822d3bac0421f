import Basics
import Engine
import OpenAIClient
import ProjectFiles
import Recipe
import Store
import Synchronization
import Testing
import TestSupport
import Tropefile
import TropeModel

/// The run as the engine strings it, without a command line.
@Suite struct RunTests {
  private func movie(_ number: Int) throws -> MovieID {
    try #require(MovieID(number: Int64(number)))
  }

  @Test func `a look writes nothing, and a build does what it told`() async throws {
    let rig = try await EngineRig()
    let survey = try await rig.survey()
    #expect(survey.toAsk.count == 4)
    #expect(rig.place.bytes(of: "ledger.db") == nil)
    #expect(!NewFile.exists(rig.place("build")))
    #expect(try await rig.run().isStale())
    #expect(try await rig.build()?.built == 4)
    #expect(try await rig.billed() == 4)
    #expect(try await !rig.run().isStale())
    #expect(try await rig.build() == nil)
    #expect(
      rig.place.bytes(of: "build/lock") == nil && rig.place.bytes(of: "ledger.db-lock") == nil)
    await rig.stop()
  }

  @Test func `-B takes kept replies, --fresh asks again`() async throws {
    let rig = try await EngineRig()
    try await rig.build()
    #expect(try await rig.build { $0.alwaysMake = true }?.reused == 4)
    #expect(try await rig.build { $0.fresh = true } == nil)
    let fresh = try await rig.build {
      $0.alwaysMake = true
      $0.fresh = true
    }
    #expect(fresh?.built == 4)
    #expect(try await rig.billed() == 8)
    await rig.stop()
  }

  @Test func `a --fresh that was stopped goes on, and pays for no answer twice`() async throws {
    let rig = try await EngineRig(movies: 1...12)
    try await rig.build()
    let project = try rig.project { $0.lanes.realtime.concurrency = 1 }
    let stop = StopSignal()
    let run = try rig.run(
      project, stop: stop, report: afterPaid(5) { stop.raise(.interrupted) },
      {
        $0.alwaysMake = true
        $0.fresh = true
      })
    _ = try await run.run()
    let paid = try await rig.billed() - 12
    #expect((5..<12).contains(paid))
    let rest = try await rig.build(project) {
      $0.alwaysMake = true
      $0.fresh = true
    }
    #expect(rest?.built == 12 - paid && rest?.reused == paid)
    #expect(try await rig.billed() == 24)
    // Through: the next one asks anew.
    try await rig.build(project) {
      $0.alwaysMake = true
      $0.fresh = true
    }
    #expect(try await rig.billed() == 36)
    await rig.stop()
  }

  @Test func `the ledger says in words why a run stopped`() async throws {
    let rig = try await EngineRig(movies: 1...12)
    let project = try rig.project { $0.lanes.realtime.concurrency = 1 }
    let failure = APIFailure(operation: .chat, kind: .quotaExhausted)
    for cause in [StopCause.interrupted, .cannotGoOn(.call(failure))] {
      let stop = StopSignal()
      let run = try rig.run(
        project, stop: stop,
        report: { event in if case .lane(.paid) = event { stop.raise(cause) } })
      _ = try await run.run()
    }
    try await rig.build(project)
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    #expect(try ledger.runs().map(\.outcome) == ["complete", "\(failure)", "interrupted"])
    await rig.stop()
  }

  // MARK: Files that change between the look and the sending

  /// Changes the files of movies 3 to 6, of six, when they have been counted and nothing is sent yet.
  private func change(_ rig: EngineRig) throws {
    try rig.add(3, plot: "In town 3 Anna trusts nobody.")
    try FileRemoval.remove(rig.place("data/plot_summaries_4.txt"))
    try rig.place.write(
      "character_name\nBert\n", to: "data/character.metadata_5.csv")
    try rig.place.write([0xFF], to: "data/plot_summaries_6.txt")
    try FileRemoval.remove(rig.place("data/character.metadata_7.csv"))
    try rig.place.write("character_name\nBert\n", to: "data/character.metadata_8.csv")
  }

  @Test(arguments: [Run.Purpose.realtime, .writeBatches])
  func `a movie whose files have changed since it was counted is told and left to the next run`(
    purpose: Run.Purpose
  ) async throws {
    let rig = try await EngineRig(movies: 1...8)
    for movie in 7...8 {
      try rig.place.write(
        "character_name\nAnna\n", to: "data/character.metadata_\(movie).csv")
    }
    let project = try rig.project {
      if purpose != .realtime { $0.plan.strategy = .batch }
    }
    try await rig.letFilesGrowOld()
    let told = Mutex<[String]>([])
    let outcome = try await rig.run(
      project, purpose,
      report: { event in
        switch event {
        case .lanesBegan: try? self.change(rig)
        case .lane(.remark(_, let words)): told.withLock { $0.append(words) }
        default: break
        }
      }
    ).run()
    guard case .done(let done) = outcome else {
      Issue.record("there was something to do")
      return
    }
    for movie in 3...8 {
      #expect(told.withLock { $0.count { $0.contains("movie \(movie) ") } } == 1)
    }
    if purpose == .writeBatches {
      #expect(done.batches.map(\.questions) == [2])
    } else {
      #expect(done.summary.built == 2)
      #expect(done.summary.left == 6)
      #expect(try await rig.billed() == 2)
      // Without its plot movie 4 is none, and that of movie 6 is no text.
      let next = try await rig.build()
      #expect(next?.built == 4)
      #expect(try next?.failed.map(\.movie) == [movie(6)])
      #expect(try await rig.billed() == 6)
    }
    await rig.stop()
  }

  @Test(arguments: [false, true])
  func `a better plan is told, also where the databases change before they are locked`(
    change: Bool
  ) async throws {
    let rig = try await EngineRig(movies: 1...40)
    let project = try rig.project { $0.plan.strategy = .batch }
    let told = Mutex<[String]>([])
    _ = try await rig.run(
      project, .writeBatches,
      report: { event in
        switch event {
        case .looked where change:
          try? Directories.make(rig.place("build"))
          try? TropesDatabase.open(path: project.paths.database).close()
        case .advice(let words): told.withLock { $0.append(words) }
        default: break
        }
      }
    ).run()
    let advice = told.withLock { $0 }
    #expect(advice.count == 1)
    #expect(advice.first?.hasPrefix("cheaper and faster: --strategy realtime") == true)
    await rig.stop()
  }

  @Test func `a movie that is named is built alone, one that is not there is refused`() async throws
  {
    let rig = try await EngineRig()
    let (two, none) = (try movie(2), try movie(77))
    #expect(try await rig.build { $0.movies = [two] }?.built == 1)
    #expect(try Array(rig.models().keys) == [two])
    await #expect(throws: BuildError.self) { try await rig.build { $0.movies = [two, none] } }
    #expect(try await rig.build()?.built == 3)
    await rig.stop()
  }

  @Test func `-t adopts what has a record and asks nothing`() async throws {
    let rig = try await EngineRig()
    try await rig.build()
    try rig.add(1, plot: "Another story of Anna.")
    try rig.add(5)
    let adopted = try await rig.build { $0.adopt = true }
    #expect(adopted?.touched == 1)
    #expect(try await rig.billed() == 4)
    #expect(try await rig.build()?.built == 1)
    await rig.stop()
  }

  @Test func `--fail-fast stops at the first failure, and else the others go on`() async throws {
    let rig = try await EngineRig()
    try rig.place.write("", to: "data/plot_summaries_9.txt")
    let fast = try await rig.build { $0.failFast = true }
    #expect(fast?.stop == .failedFast && fast?.built == 0)
    let going = try await rig.build()
    #expect(going?.failed.count == 1 && going?.built == 4)
    await rig.stop()
  }

  @Test func `a failure is forgotten with the plot that it was about, and not told as mended`()
    async throws
  {
    let rig = try await EngineRig()
    try rig.place.write("", to: "data/plot_summaries_9.txt")
    try rig.place.write("character_name\nAnna\n", to: "data/character.metadata_9.csv")
    #expect(try await rig.build()?.failed.count == 1)
    try FileRemoval.remove(rig.place("data/plot_summaries_9.txt"))
    #expect(try await rig.build()?.overcome == 0)
    let database = try #require(
      try TropesDatabase.openForReading(path: rig.place("build/tropes.db")))
    #expect(try database.failures().isEmpty)
    #expect(try await rig.build() == nil)
    await rig.stop()
  }

  @Test func `explain walks as the build does, also what is up to date`() async throws {
    let rig = try await EngineRig()
    try await rig.build()
    let one = try movie(1)
    let survey = try await rig.survey {
      $0.movies = [one]
      $0.explains = true
    }
    #expect(survey.upToDate == 1)
    let seen = try #require(try survey.walked.first?.seen.get())
    #expect(survey.walked.first?.logged?.question == seen.question.hash)
    await rig.stop()
  }

  @Test func `batches go through the engine from file to record`() async throws {
    let rig = try await EngineRig()
    let project = try rig.project { $0.plan.strategy = .batch }
    #expect(
      try await rig.build(project, .writeBatches) { $0.addsBatches = true }?.writtenBatches == [1])
    #expect(try await rig.billed() == 0)
    #expect(try await rig.build(project)?.built == 4)
    #expect(try await rig.billed() == 4)
    await rig.stop()
  }

  // MARK: Servers

  @Test func `a rehearsal's answers do not count for a server that is no sandbox`() async throws {
    let rig = try await EngineRig()
    try await rig.build()
    let survey = try await rig.survey(isSandbox: false)
    #expect(survey.toAsk.count == 4)
    #expect(survey.upToDate == 0)
    let summary = try await rig.build(isSandbox: false)
    #expect(summary?.isSandbox == false)
    await rig.stop()
  }

  // MARK: Sharing a ledger

  @Test func `what another project has written down is neither given up nor sent`() async throws {
    let rig = try await EngineRig()
    let one = try rig.project("one.tropefile") {
      $0.plan.strategy = .batch
      $0.build.directory = "build-one"
    }
    try await rig.build(one, .writeBatches) { $0.addsBatches = true }
    let other = try rig.project("other.tropefile") {
      $0.recipe.model = "gpt-5-nano"
      $0.build.directory = "build-other"
    }
    let survey = try await rig.survey(other)
    #expect(survey.othersBatches == [1] && survey.openBatches.isEmpty)
    #expect(survey.outdatedBatches.isEmpty)
    #expect(try await rig.build(other)?.openBatches == 0)
    #expect(try await rig.build(other, .submit([]))?.built == 0)
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    #expect(try ledger.batch(1)?.state == .written)
    try ledger.close()
    #expect(try await rig.build(one)?.built == 4)
    await rig.stop()
  }

  @Test func `the batches of a project that is gone are everybody's`() async throws {
    let rig = try await EngineRig()
    let one = try rig.project("one.tropefile") { $0.plan.strategy = .batch }
    try await rig.build(one, .writeBatches) { $0.addsBatches = true }
    try FileRemoval.remove(rig.place("one.tropefile"))
    #expect(try await rig.survey(try rig.project("other.tropefile")).openBatches == [1])
    await rig.stop()
  }

  @Test func `whoever sends or removes has the ledger to itself`() async throws {
    let rig = try await EngineRig()
    let lock = try BuildLock.acquire(
      rig.place("ledger.db-lock"), of: .ledger, command: "another project",
      now: Timestamp(milliseconds: 0))
    await #expect(throws: LockError.self) { try await rig.build() }
    #expect(try await rig.billed() == 0)
    let cleaner = ProjectCleaner(try rig.project(), command: "a test")
    #expect(throws: LockError.self) {
      try cleaner.reset(.everything(force: false), onlyLooking: false)
    }
    // What was bought is not touched by this.
    _ = try cleaner.reset(.build, onlyLooking: false)
    lock.release()
    #expect(try await rig.build()?.built == 4)
    await rig.stop()
  }

  // MARK: Cleaning

  @Test func `a clean build leaves nothing of a 'label' that was killed`() async throws {
    let rig = try await EngineRig()
    try await rig.build()
    try rig.place.write("pid: 1\n", to: "build/overrides-lock")
    let cleaner = ProjectCleaner(try rig.project(), command: "a test")
    #expect(try cleaner.reset(.build, onlyLooking: false).build?.kept.isEmpty == true)
    #expect(!NewFile.exists(rig.place("build")))
    await rig.stop()
  }

  @Test func `purge takes the ledger, also where build is gone, and says what it could not remove`()
    async throws
  {
    let rig = try await EngineRig()
    try await rig.build()
    let cleaner = ProjectCleaner(try rig.project(), command: "a test")
    _ = try cleaner.reset(.build, onlyLooking: false)
    #expect(rig.place.bytes(of: "ledger.db") != nil)
    let reset = try cleaner.reset(.everything(force: false), onlyLooking: false)
    #expect(reset.build == nil && reset.ledger?.sandbox.replies == 4)
    #expect(rig.place.bytes(of: "ledger.db") == nil)
    #expect(!NewFile.exists(rig.place("build")))
    // A directory in the place of a companion of the ledger cannot be unlinked.
    try rig.place.write("", to: "ledger.db-reserve/x")
    #expect(throws: FileError.self) {
      try cleaner.reset(.everything(force: false), onlyLooking: false)
    }
    await rig.stop()
  }
}
