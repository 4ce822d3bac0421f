import Basics
import Engine
import Store
import Synchronization
import Testing
import TestSupport
import Tropefile
import TropeModel

/// Batches that were written by hand and do not ask any more what is asked now.
@Suite struct OutdatedBatchTests {
  /// What a run says of batches.
  private final class Told: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func take(_ event: RunEvent) {
      switch event {
      case .lane(.batch(let number, let step, _, _)):
        lines.withLock { $0.append("\(number) \(step.word)") }
      case .lane(.remark(let batch?, let words)): lines.withLock { $0.append("\(batch): \(words)") }
      default: break
      }
    }
  }

  /// Four movies in two batches that `create-batches` has written for a model.
  private func written(_ rig: EngineRig) async throws -> Project {
    let project = try project(rig, "gpt-4o-mini")
    let summary = try await rig.build(project, .writeBatches) { $0.addsBatches = true }
    #expect(summary?.writtenBatches == [1, 2])
    return project
  }

  private func project(_ rig: EngineRig, _ model: String) throws -> Project {
    try rig.project {
      $0.plan.strategy = .batch
      $0.recipe.model = model
      $0.limits.requestsPerBatch = 2
    }
  }

  private func states(_ rig: EngineRig) throws -> [BatchState] {
    try Ledger.openForReading(path: rig.place("ledger.db"))?.batches().map(\.state) ?? []
  }

  private func summary(
    _ rig: EngineRig, _ project: Project, _ purpose: Run.Purpose, _ told: Told = Told()
  ) async throws -> BuildSummary? {
    try await rig.letFilesGrowOld()
    let outcome = try await rig.run(project, purpose, report: told.take).run()
    guard case .done(let done) = outcome else { return nil }
    return done.summary
  }

  @Test func `a batch of another model is not submitted, and how to submit it is said`()
    async throws
  {
    let rig = try await EngineRig()
    let first = try await written(rig)
    // Without a key: nothing is to be sent.
    rig.hasKey.store(false, ordering: .relaxed)
    let told = Told()
    let left = try await summary(rig, try project(rig, "gpt-5-nano"), .submit([]), told)
    #expect(left?.stop == .cannotGoOn(.outdatedBatches([1, 2])))
    #expect(try states(rig) == [.written, .written])
    #expect(told.all.count == 2)
    #expect(
      told.all.first?.hasPrefix("1: is left as it is: it was written to ask gpt-4o-mini") == true)
    #expect(told.all.first?.contains("--set recipe.model=gpt-4o-mini") == true)
    #expect(told.all.first?.contains("'tropebuild cancel 1'") == true)
    rig.hasKey.store(true, ordering: .relaxed)
    let done = try await summary(rig, first, .submit([]))
    #expect(done?.stop == nil)
    #expect(try states(rig) == [.submitted, .submitted])
    await rig.stop()
  }

  @Test func `a batch with a question that is not asked any more is left, and the others go`()
    async throws
  {
    let rig = try await EngineRig()
    let project = try await written(rig)
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    let changed = try #require(try ledger.questions(ofBatch: 1).first?.movie)
    try ledger.close()
    try rig.place.write(
      "Anna and Bert never meet.\n", to: "data/plot_summaries_\(changed).txt")
    let told = Told()
    let left = try await summary(rig, project, .submit([]), told)
    #expect(left?.stop == .cannotGoOn(.outdatedBatches([1])))
    #expect(try states(rig) == [.written, .submitted])
    #expect(told.all.contains { $0.contains("1 of its 2 questions is not asked any more") })
    // A build plans anew what is wanted, and says that the batch is none of it.
    let building = Told()
    #expect(try await summary(rig, project, .build, building)?.built == 4)
    #expect(building.all.contains("1 given_up"))
    #expect(building.all.contains { $0.hasPrefix("1: given up unsent: 1 of its 2 questions") })
    #expect(try await rig.billed() == 4)
    #expect(try await rig.isAskedOnce())
    await rig.stop()
  }

  @Test(arguments: [Run.Purpose.submit([1]), .retrieve([]), .realtime])
  func `what works on batches that are there, or on none, gives up none that was not named`(
    purpose: Run.Purpose
  ) async throws {
    let rig = try await EngineRig()
    let first = try await written(rig)
    _ = try await rig.run(first).cancel([1], report: { _ in }, told: { _ in })
    #expect(try states(rig) == [.abandoned, .written])
    let told = Told()
    let summary = try await summary(rig, try project(rig, "gpt-5-nano"), purpose, told)
    #expect(summary?.stop == nil)
    #expect(try states(rig) == [.abandoned, .written])
    #expect(told.all.isEmpty)
    #expect(try await self.summary(rig, first, .submit([2]))?.stop == nil)
    #expect(try states(rig) == [.abandoned, .submitted])
    await rig.stop()
  }

  @Test func `a batch whose recipe nobody knows any more is told as one of another recipe`()
    async throws
  {
    let rig = try await EngineRig()
    _ = try await written(rig)
    try FileRemoval.remove(rig.place("build/tropes.db"))
    let told = Told()
    let left = try await summary(rig, try project(rig, "gpt-5-nano"), .submit([1]), told)
    #expect(left?.stop == .cannotGoOn(.outdatedBatches([1])))
    #expect(told.all.first?.contains("it was written with another recipe;") == true)
    await rig.stop()
  }

  /// The ledger as it was when two batches were written and nothing of them sent, after both were sent, answered and recorded.
  private func putBack(_ rig: EngineRig) async throws -> Project {
    let project = try await written(rig)
    try Shell(rig.place("ledger.db")).run("VACUUM INTO '\(rig.place("copy.db"))'")
    #expect(try await summary(rig, project, .build)?.built == 4)
    for name in ["ledger.db-wal", "ledger.db-shm"] where rig.place.has(name) {
      try FileRemoval.remove(rig.place(name))
    }
    try rig.place.write(try #require(rig.place.bytes(of: "copy.db")), to: "ledger.db")
    #expect(try states(rig) == [.written, .written])
    return project
  }

  @Test func `what the account has of an older ledger's batches is not asked again`() async throws {
    let rig = try await EngineRig()
    let project = try await putBack(rig)
    let movie = try #require(
      try Ledger.openForReading(path: rig.place("ledger.db"))?.questions(ofBatch: 1).first?.movie)
    try rig.place.write("Anna and Bert never meet.\n", to: "data/plot_summaries_\(movie).txt")
    try FileRemoval.remove(rig.place("build/tropes.db"))
    let notices = Locked<[String]>([])
    try await rig.letFilesGrowOld()
    let run = try rig.run(
      project,
      report: { event in
        if case .notice(let words) = event { notices.withLock { $0.append(words) } }
      })
    guard case .done(let done) = try await run.run() else {
      Issue.record("there was something to do")
      return
    }
    #expect(done.summary.stop == nil && done.summary.built == 4)
    #expect(notices.withLock { $0.contains { $0.contains("batch 1: the ledger has it as never") } })
    // The changed plot's, and no other, once more.
    #expect(try await rig.billed() == 5)
    #expect(try states(rig) == [.ended, .ended, .ended])
    await rig.stop()
  }

  @Test func `nor where a run that asked nothing has given them up meanwhile`() async throws {
    let rig = try await EngineRig()
    let project = try await putBack(rig)
    _ = try await summary(rig, project, .build)
    #expect(try states(rig) == [.abandoned, .abandoned])
    let again = try await rig.build(project) { $0.alwaysMake = true }
    #expect(again?.built == 4)
    #expect(try await rig.billed() == 4)
    await rig.stop()
  }
}
