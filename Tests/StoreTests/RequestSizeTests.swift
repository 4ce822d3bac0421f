import Store
import Testing
import TestSupport

/// Answers by how many movies their requests were to carry.
@Suite struct RequestSizeTests {
  private func reply(_ questions: [Int], _ id: String, size: Int?, batch: Int? = nil) -> PaidReply {
    var reply = Samples.reply(questions, customID: id, batch: batch)
    reply.moviesPerRequest = size
    return reply
  }

  private func kept(_ ledger: Ledger, _ question: Int, _ size: RequestSize) throws -> Int64? {
    let digest = Samples.digest(question)
    return try ledger.keptReplies(for: [digest], acceptingSandbox: false, size: size)[digest]?
      .replyID
  }

  @Test func `an answer counts for the size that its run planned with, or comes first`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    // The last request of a run of four carries two; what a grouped reply left out is asked again alone.
    try ledger.keep([
      reply([1], "a", size: 1), reply([1, 2], "b", size: 4), reply([2], "c", size: 4),
      reply([1], "d", size: 1),
    ])
    #expect(try kept(ledger, 1, .any) == 4)
    #expect(try kept(ledger, 1, .only(4)) == 2)
    #expect(try kept(ledger, 2, .only(4)) == 3)
    #expect(try kept(ledger, 2, .only(1)) == nil)
    #expect(try kept(ledger, 1, .first(4)) == 2)
    #expect(try kept(ledger, 2, .first(1)) == 3)
  }

  @Test func `bad answers are counted by size`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    var bad = reply([1, 2], "a", size: 4)
    bad.answers[0].verdict = .bad("nonsense")
    try ledger.keep([bad])
    let one = Samples.digest(1)
    #expect(try ledger.badAnswerCounts(for: [one], size: .only(4)) == [one: 1])
    #expect(try ledger.badAnswerCounts(for: [one], size: .only(1)).isEmpty)
    #expect(try ledger.badAnswerCounts(for: [one]) == [one: 1])
  }

  @Test func `a line of a batch has the size of its batch, whoever collects it`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    var batch = try Samples.batch([1, 2])
    batch.moviesPerRequest = 8
    let number = try ledger.addBatch(batch)
    try ledger.keep([reply([1, 2], "a", size: nil, batch: number)])
    #expect(try kept(ledger, 1, .only(8)) == 1)
    #expect(try kept(ledger, 1, .only(2)) == nil)
    #expect(try ledger.batch(number)?.moviesPerRequest == 8)
  }

  @Test func `of an answer of an older version the size is what its request carried`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    try ledger.keep([reply([1, 2], "a", size: 4)])
    try ledger.close()
    let shell = try Shell(directory("ledger.db"))
    try shell.run(
      """
      ALTER TABLE answers DROP COLUMN movies_per_request;
      ALTER TABLE batches DROP COLUMN movies_per_request;
      DROP INDEX replies_by_endpoint;
      ALTER TABLE replies DROP COLUMN endpoint;
      ALTER TABLE realtime_requests DROP COLUMN endpoint;
      ALTER TABLE batches DROP COLUMN requested_model; ALTER TABLE batches DROP COLUMN prices;
      PRAGMA user_version = 4;
      """)
    let reader = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    #expect(try kept(reader, 1, .only(2)) == 1)
    #expect(try kept(reader, 1, .only(4)) == nil)
    #expect(try reader.batches().isEmpty)
    try reader.close()
    #expect(try shell.rows("PRAGMA user_version") == ["4"])
    let writer = try Ledger.open(path: directory("ledger.db"))
    #expect(try kept(writer, 1, .only(2)) == 1)
    #expect(try kept(writer, 1, .first(1)) == 1)
    try writer.keep([reply([1], "b", size: nil)])
    #expect(try kept(writer, 1, .only(1)) == 2)
  }

  @Test func `what lies beside the ledger keeps its size`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    try ledger.spool([reply([1, 2], "a", size: 16)])
    try ledger.takeInSpool()
    #expect(try kept(ledger, 1, .only(16)) == 1)
  }

  @Test func `looks at a comparison are counted by their number of movies`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    let comparison = Samples.digest(7)
    #expect(try ledger.looks(at: comparison).isEmpty)
    for movies in [200, 100, 200] { try ledger.noteLook(at: comparison, movies: movies) }
    #expect(try ledger.looks(at: comparison) == [100, 200])
    #expect(try ledger.looks(at: Samples.digest(8)).isEmpty)
  }

  @Test func `questions with any valid answer are known`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    try ledger.keep([reply([1, 2], "a", size: 4), Samples.reply([3], isSandbox: true)])
    let asked = [1, 2, 3, 4].map { Samples.digest($0) }
    #expect(
      try ledger.answered(among: asked, acceptingSandbox: false) == Set(asked.prefix(2)))
    #expect(try ledger.answered(among: asked, acceptingSandbox: true) == Set(asked.prefix(3)))
  }
}
