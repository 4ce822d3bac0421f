import Basics
import Planner
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct SpendingCapTests {
  @Test func `a batch counts at the most it can cost`() async {
    let cap = SpendingCap(limit: 1, mostOfBatch: { $1 * 3 })
    #expect(await cap.admitBatch(1, 0.2))
    #expect(await cap.admitBatch(2, 0.2) == false)
    #expect(await cap.hasDenied)
    await cap.paidInBatch(0.25, ending: 1)
    #expect(await cap.admitBatch(2, 0.2))
    #expect(abs(await cap.committed - 0.85) < 1e-9)
  }

  @Test(arguments: [0, 0.4, 1], [0.5, 1, 1 + 5e-10, 1 + 2e-9, 1.2, 2, 2.5, 50])
  func `a look divides the same batches as the run`(held: Double, most: Double) async throws {
    let rig = try Rig(movies: 4)
    let writer = BatchWriter(
      recipe: rig.recipe, ledger: rig.ledger, directory: rig.directory("batches"),
      isSandbox: false, time: rig.time.source, cost: { _ in 0.1 })
    let written = try some(try writer.write(Array(rig.requests().prefix(2))))
    var sent = try some(try writer.write(Array(rig.requests().suffix(2))))
    sent.state = .submitted
    let number = sent.number
    var underWay = UnderWay()
    underWay.hold([sent, written], against: BudgetRule(1)) { $0.number == number ? held : most }
    let cap = SpendingCap(
      limit: 1, mostOfBatch: { batch, _ in batch == number ? held : most },
      mostOfRequests: { $0.map { _ in 0 } })
    await cap.holdBatch(number, 0)
    let isDivided = await cap.isToBeDivided(written.number, 0, requests: written.requests)
    #expect(underWay.dividable == (isDivided ? [written.number] : []))
    #expect(underWay.beyondBudget == (most > 1 + 1e-9 ? [written.number] : []))
    #expect(underWay.most == held + most)
  }

  @Test func `what a batch can cost at most stands in its file`() throws {
    let rig = try Rig(movies: 3, bound: OutputBound(thoughts: .none))
    let writer = BatchWriter(
      recipe: rig.recipe, ledger: rig.ledger, directory: rig.directory("batches"),
      isSandbox: false, time: rig.time.source, bounds: rig.bounds, cost: { _ in 0.1 })
    // Where replies were cut off, all that is written afterwards may be longer.
    for _ in 0..<3 { _ = rig.bounds.wasCutOff([], askedAt: nil, now: rig.time.now) }
    let requests = rig.requests()
    let batch = try some(try writer.write(requests))
    let path = BatchFiles.inputPath(of: batch, in: rig.directory("batches"), project: ".")
    let most = requests.reduce(0) { $0 + (rig.bounds.tokens(for: $1) ?? 0) }
    #expect(most > 0)
    #expect(BatchFiles.most(ofFile: path) == BatchFiles.Most(output: most, writing: 1))
    #expect(BatchFiles.most(ofFile: path + "x") == nil)
  }

  @Test(arguments: [
    (marks: true, trial: false, 1.0), (false, true, 17.0 / 1_001), (false, false, 0),
  ])
  func `a batch counts as writing to the cache what its lines may write`(
    marks: Bool, trial: Bool, share: Double
  ) throws {
    let rig = try Rig(movies: 1_001, bound: OutputBound(thoughts: .none))
    let dialect = Dialect(
      sendsTier: true, hasMarks: true, key: "k", marksBatches: marks, triesBatches: trial,
      rule: PromptCacheRule(kind: .marked, stepTokens: 1, appliesInBatch: marks),
      prefix: { _ in 1_500 })
    let writer = BatchWriter(
      recipe: rig.recipe, ledger: rig.ledger, directory: rig.directory("batches"),
      isSandbox: false, time: rig.time.source, bounds: rig.bounds, dialect: dialect,
      cost: { _ in 0.1 })
    // What a plan reckons with before the file is there is what the file then says.
    #expect(dialect.writingShare(ofBatch: 1_001) == share)
    let batch = try some(try writer.write(rig.requests()))
    let path = BatchFiles.inputPath(of: batch, in: rig.directory("batches"), project: ".")
    #expect(BatchFiles.most(ofFile: path)?.writing == share)
    #expect(dialect.writingShare(ofBatch: 1_001) == (marks ? 1 : 0))
  }

  @Test func `a server that refuses what is said of the cache may write all`() {
    let dialect = Dialect(
      sendsTier: true, hasMarks: true, key: "k", marksBatches: false, triesBatches: false,
      rule: PromptCacheRule(kind: .marked, stepTokens: 1, appliesInBatch: false),
      prefix: { _ in 1_500 })
    #expect(dialect.writingShare(ofBatch: 10) == 0)
    #expect(dialect.dropCache())
    #expect(dialect.writingShare(ofBatch: 10) == 1)
  }

  @Test func `a server that does not keep to the bound is found out by its first reply`() async {
    let time = ManualTime()
    let cap = SpendingCap(limit: 1)
    guard let first = await cap.admitRealtime(0.5, stop: StopSignal(), time: time.source) else {
      Issue.record("the first was denied")
      return
    }
    #expect(await cap.passedBy == nil)
    await cap.ended(first, real: 1.25)
    #expect(await cap.passedBy == 0.25)
    #expect(await cap.admitRealtime(0.01, stop: StopSignal(), time: time.source) == nil)
    #expect(await cap.admitBatch(1, 0.01) == false)
  }

  @Test func `batches are divided where the budget has no room for all of them at their most`()
    async throws
  {
    let rig = try Rig(movies: 8)
    let batches = [rig.requests(0..<5), rig.requests(5..<8)]
    func counts(_ limit: Double?, paid: Double = 0) async -> [Int] {
      let cap = SpendingCap(limit: limit, mostOfRequests: { $0.map { _ in 1 } })
      await cap.paidInBatch(paid, ending: nil)
      return await cap.parts(of: batches).map(\.count)
    }
    #expect(await counts(nil) == [5, 3])
    #expect(await counts(8) == [5, 3])
    #expect(await counts(8, paid: 1) == [1, 1, 1, 1, 1, 1, 1, 1])
    #expect(await counts(16, paid: 9) == [2, 2, 1, 2, 1])
    #expect(await counts(4) == [1, 1, 1, 1, 1, 1, 1, 1])
  }

  @Test func `a batch waits for others that are billed for less than they could cost`() async {
    let time = ManualTime()
    let stop = StopSignal()
    let cap = SpendingCap(limit: 1, mostOfBatch: { $1 * 3 }, waits: (stop, time.source))
    #expect(await cap.admitBatch(1, 0.3))
    let admitted = await time.drive {
      async let second = cap.admitBatch(2, 0.2)
      try? await time.source.sleep(.seconds(60))
      await cap.paidInBatch(0.3, ending: 1)
      return await second
    }
    #expect(admitted)
    #expect(await cap.hasDenied == false)
  }

  @Test func `a reply that costs more than its most makes all further ones count as more`() async {
    let time = ManualTime()
    let cap = SpendingCap(limit: 1)
    guard let first = await cap.admitRealtime(0.1, stop: StopSignal(), time: time.source) else {
      Issue.record("the first was denied")
      return
    }
    await cap.ended(first, real: 0.4)
    #expect(await cap.admitRealtime(0.2, stop: StopSignal(), time: time.source) == nil)
    #expect(await cap.admitRealtime(0.15, stop: StopSignal(), time: time.source) != nil)
  }

  @Test func `a request waits for batches that are billed for less than they could cost`() async {
    let time = ManualTime()
    let stop = StopSignal()
    let cap = SpendingCap(limit: 1, mostOfBatch: { $1 * 3 }, waits: (stop, time.source))
    #expect(await cap.admitBatch(1, 0.3))
    let told = Locked(0)
    let admitted = await time.drive {
      async let request = cap.admitRealtime(
        0.2, stop: stop, time: time.source, waitsForBatches: { told.withLock { $0 += 1 } })
      try? await time.source.sleep(.seconds(60))
      await cap.paidInBatch(0.3, ending: 1)
      return await request
    }
    #expect(admitted != nil && told.withLock { $0 } == 1)
    #expect(await cap.hasDenied == false)
    // What has no room even if all that is under way costs nothing waits for nothing.
    #expect(await cap.admitBatch(2, 0.1))
    #expect(await cap.admitRealtime(0.8, stop: stop, time: time.source) == nil)
    #expect(await cap.hasDenied)
  }

  @Test func `nobody waits for batches that a run does not wait for`() async {
    let time = ManualTime()
    let cap = SpendingCap(limit: 1, mostOfBatch: { $1 * 3 })
    #expect(await cap.admitBatch(1, 0.3))
    #expect(await cap.admitRealtime(0.2, stop: StopSignal(), time: time.source) == nil)
    #expect(await cap.hasDenied)
  }

  @Test func `what may have been billed and was not answered counts as spent`() async throws {
    let time = ManualTime()
    let cap = SpendingCap(limit: 1)
    let first = try #require(
      await cap.admitRealtime(0.4, stop: StopSignal(), time: time.source))
    await cap.ended(first, real: nil)
    await cap.paidInBatch(0.1, ending: nil)
    #expect(abs(await cap.spent - 0.5) < 1e-9)
  }
}
