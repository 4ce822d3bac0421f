import Store
import TestSupport
import Testing
import TropeModel

@Suite struct LedgerBatchesTests {
  private let directory: TemporaryDirectory
  private let ledger: Ledger

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger.open(path: directory("ledger.db"))
  }

  @Test func `a batch is known with its questions before anything is sent`() throws {
    let new = try Samples.batch([1, 2, 3])
    #expect(try ledger.nextBatchNumber() == 1)
    #expect(try ledger.addBatch(new) == 1)
    let batch = try #require(try ledger.batch(1))
    #expect(batch.state == .written)
    #expect(batch.digest == new.digest)
    #expect(batch.path == new.path)
    #expect(batch.questions == 3)
    #expect(batch.inputTokens == new.inputTokens)
    #expect(batch.recipe == new.recipe)
    #expect(batch.createdAt == new.createdAt)
    #expect(batch.remoteID == nil)
    #expect(try Set(ledger.questions(ofBatch: 1)) == Set(new.questions))
    #expect(try ledger.nextBatchNumber() == 2)
    #expect(try ledger.batch(2) == nil)
  }

  @Test func `a question that stands in a batch twice is asked once`() throws {
    let number = try ledger.addBatch(try Samples.batch([1, 1, 2]))
    #expect(try ledger.batch(number)?.questions == 2)
    #expect(try ledger.questions(ofBatch: number).count == 2)
  }

  @Test func `every change of a batch survives reopening`() throws {
    let number = try ledger.addBatch(try Samples.batch([1]))
    let changed = try #require(
      try ledger.updateBatch(number) { batch in
        batch.state = .submitted
        batch.submittedAt = Samples.now + .seconds(1)
        batch.endedAt = Samples.now + .seconds(2)
        batch.inputFileID = "file-1"
        batch.remoteID = "batch_1"
        batch.outputFileID = "file-2"
        batch.errorFileID = "file-3"
        batch.remoteStatus = "expired"
        batch.failure = "it said \"no\""
        batch.inputTokens = TokenCount(7, isExact: false)
        batch.isSandbox = true
      })
    try ledger.close()
    let reopened = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    #expect(try reopened.batches() == [changed])
  }

  @Test
  func `a batch that waits is given up with its open questions, one that was submitted is not`()
    throws
  {
    let waiting = try ledger.addBatch(try Samples.batch([1, 2]))
    let submitted = try ledger.addBatch(try Samples.batch([3]))
    try ledger.updateBatch(waiting) { $0.state = .uploaded }
    try ledger.updateBatch(submitted) { batch in
      batch.state = .submitted
      batch.remoteID = "batch_1"
    }
    #expect(try ledger.giveUp(batch: waiting, reason: "late", at: Samples.now))
    #expect(try !ledger.giveUp(batch: submitted, reason: "late", at: Samples.now))
    #expect(try !ledger.giveUp(batch: 99, reason: "late", at: Samples.now))
    let batch = try #require(try ledger.batch(waiting))
    #expect(batch.state == .abandoned)
    #expect(batch.failure == "late")
    #expect(batch.endedAt == Samples.now)
    #expect(try ledger.reconciliations()[waiting]?.plannedAgain == 2)
    #expect(try ledger.unfinishedBatches().map(\.number) == [submitted])
    #expect(try Set(ledger.questionsInFlight().values) == [submitted])
    #expect(try ledger.giveUp(batch: submitted, reason: "gone", at: Samples.now, isLost: true))
    #expect(try ledger.batch(submitted)?.state == .abandoned)
    #expect(try ledger.questionsInFlight().isEmpty)
  }

  @Test func `changing a batch that is not there says so`() throws {
    #expect(try ledger.updateBatch(5) { $0.state = .ended } == nil)
  }

  @Test(arguments: BatchState.allCases)
  func `only ended and abandoned batches are finished`(state: BatchState) throws {
    let number = try ledger.addBatch(try Samples.batch([1]))
    try ledger.updateBatch(number) { $0.state = state }
    let isFinal = state == .ended || state == .abandoned
    #expect(state.isFinal == isFinal)
    #expect(try ledger.unfinishedBatches().isEmpty == isFinal)
    #expect(try ledger.questionsInFlight().isEmpty == isFinal)
    #expect(try ledger.totals().reservedDollars == (isFinal ? 0 : 1.5))
  }

  @Test func `a question is in flight until its outcome is known`() throws {
    let first = try ledger.addBatch(try Samples.batch([1, 2, 3]))
    let second = try ledger.addBatch(try Samples.batch([4]))
    try ledger.setOutcome(.answered, of: [Samples.digest(1)], inBatch: first)
    try ledger.setOutcomes(
      [(Samples.digest(2), .failed("rate limited")), (Samples.digest(4), nil)], inBatch: first)
    #expect(
      try ledger.questionsInFlight() == [Samples.digest(3): first, Samples.digest(4): second])
  }

  @Test func `the questions of a batch add up`() throws {
    let number = try ledger.addBatch(try Samples.batch([1, 2, 3, 4]))
    try ledger.setOutcomes(
      [
        (Samples.digest(1), .answered), (Samples.digest(2), .failed("no answer: late")),
        (Samples.digest(3), .plannedAgain),
      ], inBatch: number)
    let sum = try #require(try ledger.reconciliations()[number])
    #expect(sum.answered == 1)
    #expect(sum.failed == 1)
    #expect(sum.plannedAgain == 1)
    #expect(sum.open == 1)
    #expect(sum.all == 4)
    let outcomes = try ledger.questions(ofBatch: number).reduce(into: [:]) {
      $0[$1.movie.number] = $1.outcome
    }
    #expect(
      outcomes == [1: .answered, 2: .failed("no answer: late"), 3: .plannedAgain])
  }

  @Test func `a question may be asked in a later batch again`() throws {
    let first = try ledger.addBatch(try Samples.batch([1]))
    try ledger.setOutcome(.plannedAgain, of: [Samples.digest(1)], inBatch: first)
    try ledger.updateBatch(first) { $0.state = .ended }
    let second = try ledger.addBatch(try Samples.batch([1]))
    #expect(try ledger.questionsInFlight() == [Samples.digest(1): second])
  }
}
