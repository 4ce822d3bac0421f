import Testing
import TestSupport
import TropeModel
@testable import Store

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

  @Test func `every step of a batch survives reopening`() throws {
    let number = try ledger.addBatch(try Samples.batch([1]))
    let changed = try #require(
      try ledger.advance(
        number,
        BatchAdvance(
          standing: .init(
            .submitted, inputFileID: "file-1", remoteID: "batch_1",
            submittedAt: Samples.now + .seconds(1)),
          remoteStatus: "expired", files: .init(output: "file-2", errors: "file-3"),
          failure: "it said \"no\"")))
    #expect(changed.state == .submitted)
    #expect(changed.submittedAt == Samples.now + .seconds(1))
    #expect(changed.inputFileID == "file-1" && changed.remoteID == "batch_1")
    #expect(changed.outputFileID == "file-2" && changed.errorFileID == "file-3")
    #expect(changed.remoteStatus == "expired" && changed.failure == "it said \"no\"")
    try ledger.close()
    let reopened = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    #expect(try reopened.batches() == [changed])
  }

  @Test func `a step changes what it names and nothing else`() throws {
    let number = try ledger.addBatch(try Samples.batch([1]))
    let standing = BatchAdvance.Standing(.uploaded, inputFileID: "file-1")
    let before = try #require(try ledger.advance(number, BatchAdvance(standing: standing)))
    let after = try #require(try ledger.advance(number, BatchAdvance(remoteStatus: "validating")))
    #expect(after.remoteStatus == "validating")
    #expect(after.state == before.state && after.inputFileID == before.inputFileID)
    #expect(try ledger.advance(99, BatchAdvance(failure: "no")) == nil)
  }

  @Test
  func `a batch that waits is given up with its open questions, one that was submitted is not`()
    throws
  {
    let waiting = try ledger.addBatch(try Samples.batch([1, 2]))
    let submitted = try ledger.addBatch(try Samples.batch([3]))
    try ledger.advance(waiting, BatchAdvance(standing: .init(.uploaded)))
    try ledger.advance(
      submitted, BatchAdvance(standing: .init(.submitted, remoteID: "batch_1")))
    let late = BatchClosing.givenUp("late", onlyIfUnsent: true)
    #expect(try ledger.close(waiting, late, at: Samples.now))
    #expect(try !ledger.close(submitted, late, at: Samples.now))
    #expect(try !ledger.close(99, late, at: Samples.now))
    let batch = try #require(try ledger.batch(waiting))
    #expect(batch.state == .abandoned)
    #expect(batch.failure == "late")
    #expect(batch.endedAt == Samples.now)
    #expect(try ledger.reconciliations()[waiting]?.plannedAgain == 2)
    #expect(try ledger.unfinishedBatches().map(\.number) == [submitted])
    #expect(try Set(ledger.questionsInFlight().values) == [submitted])
    #expect(try ledger.close(submitted, .givenUp("gone"), at: Samples.now))
    #expect(try ledger.batch(submitted)?.state == .abandoned)
    #expect(try ledger.questionsInFlight().isEmpty)
  }

  @Test func `what is closed is closed with the outcomes of its questions, and stays so`() throws {
    let number = try ledger.addBatch(try Samples.batch([1, 2, 3]))
    let outcomes = [
      SettledQuestion(Samples.digest(1), .answered),
      SettledQuestion(Samples.digest(2), .failed("refused")),
    ]
    #expect(try ledger.close(number, .collected(outcomes), at: Samples.now))
    let sum = try #require(try ledger.reconciliations()[number])
    #expect((sum.answered, sum.failed, sum.plannedAgain, sum.open) == (1, 1, 1, 0))
    #expect(try !ledger.close(number, .givenUp("late"), at: Samples.now + .seconds(1)))
    try ledger.advance(
      number, BatchAdvance(standing: .init(.submitted, remoteID: "batch_1")))
    let batch = try #require(try ledger.batch(number))
    #expect(batch.state == .ended && batch.endedAt == Samples.now && batch.failure == nil)
  }

  @Test func `a batch that was given up comes back only as one that the server has`() throws {
    let number = try ledger.addBatch(try Samples.batch([1]))
    try ledger.close(number, .givenUp("late"), at: Samples.now)
    try ledger.advance(number, BatchAdvance(standing: .init(.uploaded, inputFileID: "f")))
    #expect(try ledger.batch(number)?.state == .abandoned)
    try ledger.advance(
      number, BatchAdvance(standing: .init(.submitted, remoteID: "batch_1")))
    let batch = try #require(try ledger.batch(number))
    #expect(batch.state == .submitted && batch.endedAt == nil)
    #expect(try ledger.reconciliations()[number]?.plannedAgain == 1, "its questions stay planned")
  }

  @Test(arguments: BatchState.allCases)
  func `only ended and abandoned batches are finished`(state: BatchState) throws {
    let number = try ledger.addBatch(try Samples.batch([1]))
    switch state {
    case .ended: try ledger.close(number, .collected([]), at: Samples.now)
    case .abandoned: try ledger.close(number, .givenUp("late"), at: Samples.now)
    default: try ledger.advance(number, BatchAdvance(standing: .init(state)))
    }
    #expect(try ledger.batch(number)?.state == state)
    let isFinal = state == .ended || state == .abandoned
    #expect(state.isFinal == isFinal)
    #expect(try ledger.unfinishedBatches().isEmpty == isFinal)
    #expect(try ledger.questionsInFlight().isEmpty == isFinal)
    #expect(try ledger.totals().reservedDollars == (isFinal ? 0 : 1.5))
  }

  @Test func `a question is in flight until its outcome is known`() throws {
    let first = try ledger.addBatch(try Samples.batch([1, 2, 3]))
    let second = try ledger.addBatch(try Samples.batch([4]))
    try ledger.advance(
      first,
      BatchAdvance(outcomes: [
        SettledQuestion(Samples.digest(1), .answered),
        SettledQuestion(Samples.digest(2), .failed("rate limited")),
      ]))
    #expect(
      try ledger.questionsInFlight() == [Samples.digest(3): first, Samples.digest(4): second])
  }

  @Test func `the questions of a batch add up`() throws {
    let number = try ledger.addBatch(try Samples.batch([1, 2, 3, 4]))
    try ledger.advance(
      number,
      BatchAdvance(outcomes: [
        SettledQuestion(Samples.digest(1), .answered),
        SettledQuestion(Samples.digest(2), .failed("no answer: late")),
        SettledQuestion(Samples.digest(3), .plannedAgain),
      ]))
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
    try ledger.close(first, .collected([]), at: Samples.now)
    let second = try ledger.addBatch(try Samples.batch([1]))
    #expect(try ledger.questionsInFlight() == [Samples.digest(1): second])
  }
}

/// What a batch is booked by.
@Suite struct BatchModelTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func open() throws -> Ledger { try Ledger.open(path: directory("ledger.db")) }

  @Test func `a batch keeps its model and its prices, and so does a twin of it`() throws {
    let ledger = try open()
    var new = try Samples.batch([1])
    new.requestedModel = "gpt-4o"
    new.prices = "{\"input\":1.25}"
    let number = try ledger.addBatch(new)
    _ = try ledger.addTwin(of: number, remoteID: "batch_2", at: Samples.now)
    try ledger.addBatch(try Samples.batch([2], digest: 901))
    let batches = try ledger.batches()
    #expect(batches.map(\.requestedModel) == ["gpt-4o", "gpt-4o", nil])
    #expect(batches.map(\.prices) == [new.prices, new.prices, nil])
  }

  @Test func `a ledger of before is read as it is, and names none of its batches' models`() throws {
    let ledger = try open()
    try ledger.addBatch(try Samples.batch([1]))
    try ledger.keep([Samples.reply([1], batch: 1)])
    try ledger.close()
    let shell = try Shell(directory("ledger.db"))
    try shell.run(
      """
      ALTER TABLE batches DROP COLUMN requested_model; ALTER TABLE batches DROP COLUMN prices;
      PRAGMA user_version = 8;
      """)
    let reader = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    #expect(try reader.batches().map(\.requestedModel) == [nil])
    #expect(try reader.batchRecipes(acceptingSandbox: false).map(\.model) == ["gpt-4o-mini"])
    try reader.close()
    #expect(try shell.rows("PRAGMA user_version") == ["8"])
    let writer = try open()
    #expect(try writer.batches().map(\.prices) == [nil])
    #expect(try writer.batchRecipes(acceptingSandbox: false).map(\.model) == ["gpt-4o-mini"])
    var new = try Samples.batch([2], digest: 901)
    new.requestedModel = "gpt-4o"
    try writer.addBatch(new)
    #expect(try writer.batches().map(\.requestedModel) == [nil, "gpt-4o"])
    try writer.close()
    // The schema is that of a new one.
    try Ledger.open(path: directory("new.db")).close()
    let sql = "SELECT name, type FROM pragma_table_info('batches')"
    #expect(try shell.rows(sql) == (try Shell(directory("new.db")).rows(sql)))
  }
}
