import Store
import Testing
import TestSupport
import TropeModel

@Suite struct LedgerRepliesTests {
  private let directory: TemporaryDirectory
  private let ledger: Ledger

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger.open(path: directory("ledger.db"))
  }

  private func kept(_ question: Int, acceptingSandbox: Bool = false) throws -> KeptReply? {
    let digest = Samples.digest(question)
    return try ledger.keptReplies(for: [digest], acceptingSandbox: acceptingSandbox)[digest]
  }

  @Test func `a kept reply is found by its question`() throws {
    let reply = Samples.reply([1], content: "{\"characters\": []}")
    #expect(try ledger.keep([reply]) == 1)
    let found = try #require(try kept(1))
    #expect(found.content == reply.content)
    #expect(found.key == "")
    #expect(found.receivedAt == reply.receivedAt)
    #expect(found.lane == .realtime)
    #expect(found.model == reply.model)
    #expect(found.requestedModel == reply.requestedModel)
    #expect(found.finishReason == "stop")
    #expect(found.usage == reply.usage)
    #expect(found.costDollars == 0.5)
    #expect(found.questionCount == 1)
    #expect(!found.isSandbox)
    let bodies = try Shell(directory("ledger.db")).rows("SELECT CAST(body AS TEXT) FROM replies")
    #expect(bodies == [String(decoding: reply.body, as: UTF8.self)])
    #expect(try kept(2) == nil)
  }

  @Test func `what was left beside the ledger is taken in once, whenever a kill comes`() throws {
    try ledger.keep([Samples.reply([1])])
    try ledger.spool([Samples.reply([2, 3])])
    try ledger.spool([Samples.reply([4])])
    #expect(try ledger.totals().paid.replies == 1)
    let spool = try #require(directory.bytes(of: "ledger.db-spool"))
    try ledger.close()
    let next = try Ledger.open(path: directory("ledger.db"))
    #expect(try next.totals().paid.replies == 3)
    #expect(
      try next.keptReplies(for: (1...4).map(Samples.digest), acceptingSandbox: false).count == 4)
    #expect(!directory.has("ledger.db-spool"))
    try next.close()
    // Killed when it was taken in and not removed yet.
    try directory.write(spool, to: "ledger.db-spool")
    let later = try Ledger.open(path: directory("ledger.db"))
    #expect(try later.totals().paid.replies == 3)
    #expect(!directory.has("ledger.db-spool"))
    // Another one is another.
    try later.spool([Samples.reply([5])])
    #expect(try later.takeInSpool() == 1)
    #expect(try later.totals().paid.replies == 4)
  }

  @Test func `a grouped reply answers each of its questions, told apart by key`() throws {
    try ledger.keep([Samples.reply([1, 2, 3])])
    let found = try ledger.keptReplies(
      for: [3, 1].map(Samples.digest), acceptingSandbox: false)
    #expect(found.count == 2)
    #expect(found[Samples.digest(3)]?.key == "m3")
    #expect(found[Samples.digest(1)]?.questionCount == 3)
    #expect(found[Samples.digest(1)]?.replyID == found[Samples.digest(3)]?.replyID)
  }

  @Test func `the last valid answer wins`() throws {
    try ledger.keep([
      Samples.reply([1], content: "bad", verdict: .bad("cut at length")),
      Samples.reply([1], content: "first"), Samples.reply([1], content: "second"),
    ])
    #expect(try kept(1)?.content == "second")
  }

  @Test func `while a --fresh goes on, only what came since it began counts for it`() throws {
    try ledger.keep([Samples.reply([1], content: "old"), Samples.reply([2], content: "old")])
    #expect(try ledger.freshAfter("all") == nil)
    try ledger.beginFresh("all")
    try ledger.keep([Samples.reply([1], content: "new")])
    let after = try #require(try ledger.freshAfter("all"))
    let kept = try ledger.keptReplies(
      for: [1, 2].map(Samples.digest), acceptingSandbox: false, after: after)
    #expect(kept.mapValues(\.content) == [Samples.digest(1): "new"])
    #expect(try ledger.freshAfter("movie 1") == nil)
    try ledger.endFresh("all")
    #expect(try ledger.freshAfter("all") == nil)
  }

  @Test func `a batch knows which project wrote it down`() throws {
    try ledger.close()
    let path = directory("ledger.db")
    let owned = try Ledger.open(path: path, owner: "/films/tropefile")
    let number = try owned.addBatch(try Samples.batch([1]))
    #expect(try owned.ownersOfUnfinishedBatches() == [number: "/films/tropefile"])
    try owned.close()
    let unowned = try Ledger.open(path: path)
    let other = try unowned.addBatch(try Samples.batch([2]))
    #expect(try unowned.ownersOfUnfinishedBatches()[other] == nil)
  }

  @Test func `a real reply comes before the sandbox's, which counts only where accepted`() throws {
    try ledger.keep([Samples.reply([1], content: "played", isSandbox: true)])
    #expect(try kept(1) == nil)
    #expect(try kept(1, acceptingSandbox: true)?.content == "played")
    try ledger.keep([Samples.reply([1], content: "real")])
    #expect(try kept(1, acceptingSandbox: true)?.content == "real")
  }

  @Test func `a batch's line is kept once, however often its output is read`() throws {
    let line = Samples.reply([1], customID: "a", batch: 1)
    #expect(try ledger.keep([line, line]) == 1)
    #expect(try ledger.keep([line]) == 0)
    #expect(try ledger.keep([Samples.reply([1], customID: "a", batch: 2)]) == 1)
    #expect(try ledger.totals().paid.replies == 2)
  }

  @Test func `real-time replies are kept each, since each was paid`() throws {
    let reply = Samples.reply([1], customID: "a")
    #expect(try ledger.keep([reply, reply]) == 2)
  }

  @Test func `bad answers are counted by question and time`() throws {
    let later = Samples.now + .seconds(60)
    try ledger.keep([
      Samples.reply([1], verdict: .bad("not JSON")),
      Samples.reply([1], verdict: .bad("valid"), receivedAt: later),
      Samples.reply([1, 2]), Samples.reply([3], verdict: .bad("refused"), isSandbox: true),
    ])
    let questions = [1, 2, 3].map(Samples.digest)
    #expect(
      try ledger.badAnswerCounts(for: questions) == [Samples.digest(1): 2, Samples.digest(3): 1])
    #expect(
      try ledger.badAnswerCounts(for: questions, since: later, acceptingSandbox: false)
        == [Samples.digest(1): 1])
  }

  @Test func `a reply that a stricter check refuses is not found again`() throws {
    try ledger.keep([Samples.reply([1], content: "old"), Samples.reply([1], content: "next")])
    let next = try #require(try kept(1))
    try ledger.setVerdict(
      .bad("unknown trope"), question: Samples.digest(1), reply: next.replyID)
    #expect(try kept(1)?.content == "old")
  }

  @Test func `a kept reply names the remote batch it came from`() throws {
    let number = try ledger.addBatch(try Samples.batch([1]))
    try ledger.advance(
      number, BatchAdvance(standing: .init(.submitted, remoteID: "batch_abc")))
    try ledger.keep([Samples.reply([1], batch: number)])
    let found = try #require(try kept(1))
    #expect(found.batchNumber == number)
    #expect(found.remoteBatchID == "batch_abc")
  }

  @Test func `thousands of questions are looked up at once`() throws {
    let questions = Array(0..<5_000)
    try ledger.keep(questions.map { Samples.reply([$0], customID: "q\($0)", content: "\($0)") })
    let asked = (2_500..<7_500).map(Samples.digest)
    let found = try ledger.keptReplies(for: asked + asked, acceptingSandbox: false)
    #expect(found.count == 2_500)
    #expect(found[Samples.digest(4_999)]?.content == "4999")
  }

  @Test func `the project's name is made once and stays`() throws {
    let id = try ledger.projectID()
    #expect(id.utf8.count == 32)
    try ledger.close()
    #expect(try Ledger.open(path: directory("ledger.db")).projectID() == id)
    #expect(try Ledger.open(path: directory("other.db")).projectID() != id)
  }
}
