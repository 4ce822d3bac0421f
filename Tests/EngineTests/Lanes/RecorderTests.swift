import OpenAIClient
import Recipe
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

@Suite struct RecorderTests {
  /// A reply to one question, good or bad.
  static func answered(
    _ rig: Rig, _ question: Question, body: String = Reply.good(), batch: Int? = nil
  ) throws -> Answered {
    let reply = try some(ChatReply.parse(Array(body.utf8)))
    return Answered(
      lane: batch == nil ? .realtime : .batch, batch: batch, customID: question.hash.shortHex,
      requestID: nil, status: 200, reply: reply, body: Array(body.utf8), questions: [question],
      verdicts: rig.recipe.judgement(on: reply, for: [question]).verdicts)
  }

  @Test func `one reply makes the records of all movies that share its question`() async throws {
    let rig = try Rig(movies: 1, twins: 2)
    _ = await rig.recorder.take(try Self.answered(rig, rig.questions[0]))
    await rig.recorder.flush()
    #expect(try rig.recordedMovies() == [1, 1_001, 1_002])
    #expect(try rig.ledger.totals().paid.replies == 1)
    #expect(await rig.recorder.tally.recordedMovies.count == 3)
  }

  @Test func `a second reply to a question is booked and records nothing`() async throws {
    let rig = try Rig(movies: 1)
    _ = await rig.recorder.take(try Self.answered(rig, rig.questions[0]))
    _ = await rig.recorder.take(try Self.answered(rig, rig.questions[0]))
    await rig.recorder.flush()
    #expect(await rig.recorder.tally.recordedMovies.count == 1)
    #expect(await rig.recorder.tally.replies == 2)
    #expect(try rig.ledger.totals().paid.replies == 2)
  }

  @Test
  func `a ledger that takes nothing more loses no reply: it lies beside it until the next run`()
    async throws
  {
    let rig = try Rig(movies: 2)
    let shell = try Shell(rig.directory("ledger.db"))
    try shell.run("CREATE TRIGGER no BEFORE INSERT ON replies BEGIN SELECT RAISE(ABORT, 'no'); END")
    _ = await rig.recorder.take(try Self.answered(rig, rig.questions[0]))
    _ = await rig.recorder.take(try Self.answered(rig, rig.questions[1], batch: 1))
    await rig.recorder.flush()
    #expect(rig.stop.raised != nil)
    #expect(rig.remarks.contains { $0.contains("ledger.db-spool'; the next run takes it in") })
    #expect(try rig.recordedMovies().isEmpty)
    try shell.run("DROP TRIGGER no")
    let next = try Ledger.open(path: rig.directory("ledger.db"))
    // The batch's reply lies in its downloaded file.
    #expect(try next.totals().paid.replies == 1)
    let hash = rig.questions[0].hash
    #expect(try next.keptReplies(for: [hash], acceptingSandbox: false)[hash] != nil)
    // Where it can be written again in the same run, all goes on.
    await rig.recorder.flush()
    #expect(try rig.recordedMovies() == [1, 2])
    #expect(try next.totals().paid.replies == 2)
  }

  @Test func `nothing is written before the group is due, and all of it then`() async throws {
    let rig = try Rig()
    for question in rig.questions { _ = await rig.recorder.take(try Self.answered(rig, question)) }
    #expect(try rig.recordedMovies().isEmpty)
    #expect(try rig.ledger.totals().paid.replies == 0)
    let recorder = rig.recorder
    await rig.time.drive {
      while await recorder.tally.recordedMovies.count < 3 { await Task.yield() }
    }
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.ledger.totals().paid.replies == 3)
  }

  @Test
  func `in real time a reply is in the ledger with the next group, its record some groups later`()
    async throws
  {
    let rig = try Rig(movies: 12)
    let recorder = rig.recorder
    for (place, question) in rig.questions.enumerated() {
      _ = await recorder.take(try Self.answered(rig, question))
      await recorder.writeDue().value
      #expect(try rig.ledger.totals().paid.replies == place + 1)
      // With the tenth group.
      #expect(try rig.recordedMovies().count == (place < 9 ? 0 : 10))
    }
    #expect(await recorder.unwritten.records.count == 2)
    // Nothing more comes, and they are written all the same.
    await rig.time.drive {
      while await recorder.tally.recordedMovies.count < 12 { await Task.yield() }
    }
    #expect(try rig.recordedMovies().count == 12)
  }

  @Test func `replies of a batch wait for no time, and go with the next group`() async throws {
    let rig = try Rig()
    for question in rig.questions[..<2] {
      _ = await rig.recorder.take(try Self.answered(rig, question, batch: 1))
    }
    let isDue = await rig.recorder.writingSoon != nil
    #expect(!isDue)
    _ = await rig.recorder.take(try Self.answered(rig, rig.questions[2]))
    let recorder = rig.recorder
    await rig.time.drive {
      while await recorder.tally.recordedMovies.count < 3 { await Task.yield() }
    }
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test func `what comes while a group is written goes with the next, and once`() async throws {
    let rig = try Rig(movies: 40)
    let recorder = rig.recorder
    let answers = try rig.questions.map { try Self.answered(rig, $0) }
    await withTaskGroup(of: Void.self) { group in
      for (place, answer) in answers.enumerated() {
        group.addTask {
          _ = await recorder.take(answer)
          if place % 3 == 0 { await recorder.flush() } else { await recorder.writeBehind() }
        }
      }
    }
    await recorder.flush()
    #expect(try rig.recordedMovies().count == 40)
    #expect(try rig.ledger.totals().paid.replies == 40)
    #expect(await recorder.tally.recordedMovies.count == 40)
    #expect(await recorder.unwritten.isEmpty)
  }

  @Test func `what an earlier group left comes before what came since`() throws {
    let question = try #require(Rig(movies: 1).questions.first)
    func failure(_ reason: String) -> FailureRow {
      FailureRow(
        FailedTarget(movie: question.movie, reason: reason, attempts: 1), question: nil,
        failedAt: Timestamp(milliseconds: 0))
    }
    let (one, two) = (LedgerGroup.Counted(groupSize: 1), LedgerGroup.Counted(groupSize: 2))
    var group = UnwrittenGroup(offsets: [one: [3], two: [4]], failures: [failure("second")])
    group.putBack(UnwrittenGroup(offsets: [one: [1, 2]], failures: [failure("first")]))
    #expect(group.offsets == [one: [1, 2, 3], two: [4]])
    #expect(group.failures.map(\.target.reason) == ["first", "second"])
    #expect(!group.isEmpty)
    #expect(UnwrittenGroup().isEmpty)
  }

  @Test func `a reply is in the ledger even where its record cannot be written, and only once`()
    async throws
  {
    let rig = try Rig(movies: 1)
    try rig.database.close()
    _ = await rig.recorder.take(try Self.answered(rig, rig.questions[0]))
    await rig.recorder.flush()
    await rig.recorder.flush()
    guard case .cannotGoOn(.disk(.store)) = rig.stop.raised else {
      Issue.record("a failed write must stop the run")
      return
    }
    #expect(await rig.recorder.failureToWrite != nil)
    #expect(try rig.ledger.totals().paid.replies == 1)
    #expect(await rig.recorder.tally.recordedMovies.count == 0)
  }

  @Test func `a failed question that is answered after all has not failed`() async throws {
    let rig = try Rig(movies: 1)
    await rig.recorder.fail([rig.questions[0].hash], reason: "refused", advice: "wait")
    _ = await rig.recorder.take(try Self.answered(rig, rig.questions[0]))
    await rig.recorder.flush()
    #expect(await rig.recorder.tally.failed.isEmpty)
    #expect(try rig.database.failures().isEmpty)
    #expect(try rig.recordedMovies() == [1])
  }

  @Test func `bad answers of earlier runs count`() async throws {
    let first = try Rig(movies: 1, attempts: 2)
    let again = await first.recorder.take(
      try Self.answered(first, first.questions[0], body: Reply.bad))
    #expect(again.toAsk.count == 1)
    await first.recorder.flush()
    try first.ledger.close()
    try first.database.close()
    let second = try Rig(movies: 1, attempts: 2, in: first.directory)
    let last = await second.recorder.take(
      try Self.answered(second, second.questions[0], body: Reply.bad))
    #expect(last.toAsk.isEmpty)
    #expect(last.failed.map(\.movie.number) == [1])
  }

  @Test func `five refusals of one kind and no reply mean that all are refused`() async throws {
    let rig = try Rig()
    let failure = APIFailure(operation: .chat, kind: .badRequest)
    var said: [Bool] = []
    for _ in 0..<5 { said.append(await rig.recorder.refused([], failure)) }
    #expect(said == [false, false, false, false, true])
  }

  @Test(arguments: [
    // $1.25 and $5 a million in a batch of that model's; $0.50 and $1 as the rig has it.
    ("gpt-4o-2024-08-06", true, "gpt-4o", 0.000_175),
    ("gpt-4o-2024-08-06", false, "gpt-4o-mini", 0.000_175),
    ("gpt-4o-mini-2024-07-18", true, "gpt-4o-mini", 0.000_06),
    ("somebody's", true, "gpt-4o-mini", 0.000_06),
  ]) func `a batch that was written for another model costs what that model costs`(
    _ model: String, isOfOtherRecipe: Bool, requested: String, dollars: Double
  ) async throws {
    let rig = try Rig(movies: 1)
    var answered = try Self.answered(
      rig, rig.questions[0], body: Reply.good(model: model), batch: 1)
    answered.isOfOtherRecipe = isOfOtherRecipe
    let paid = await rig.recorder.paidReply(answered, answered.reply?.usage ?? .zero)
    #expect(paid.model == model)
    #expect(paid.requestedModel == requested)
    #expect(abs(paid.costDollars - dollars) < 1e-12)
  }
}
