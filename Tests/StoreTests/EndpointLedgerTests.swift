import Store
import TestSupport
import Testing
import TropeModel

/// What the ledger knows of several servers of the real-time lane.
@Suite struct EndpointLedgerTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func open() throws -> Ledger { try Ledger.open(path: directory("ledger.db")) }

  private func reply(_ question: Int, at endpoint: String?, sandbox: Bool = false) -> PaidReply {
    var reply = Samples.reply([question], isSandbox: sandbox)
    reply.endpoint = endpoint
    return reply
  }

  @Test func `replies are summed by server, and those of a single one are not among them`() throws {
    let ledger = try open()
    try ledger.keep([
      reply(1, at: "a"), reply(2, at: "b"), reply(3, at: "a"), reply(4, at: nil),
      reply(5, at: "a", sandbox: true),
    ])
    let lines = try ledger.endpointSpending()
    #expect(lines.map(\.endpoint) == ["a", "b", "a"])
    #expect(lines.map(\.isSandbox) == [false, false, true])
    #expect(lines.map(\.spending.replies) == [2, 1, 1])
    let one = Samples.reply([1])
    #expect(lines[0].spending.usage.input == 2 * one.usage.input)
    #expect(abs(lines[0].spending.costDollars - 2 * one.costDollars) < 1e-12)
    #expect(try ledger.totals().paid.replies == 4)
  }

  @Test func `requests are noted by server`() throws {
    let ledger = try open()
    try ledger.keep(
      LedgerGroup(requests: [
        RealtimeRequest(sentAt: Samples.now, tokens: 1, endpoint: "a"),
        RealtimeRequest(sentAt: Samples.now, tokens: 2),
      ]))
    #expect(
      try ledger.realtimeRequests(since: Samples.now).map(\.endpoint).sorted {
        ($0 ?? "") < ($1 ?? "")
      }
        == [nil, "a"])
  }

  @Test func `comparisons with the bill are kept by server`() throws {
    let ledger = try open()
    let recipe = Samples.recipe.combined
    try ledger.keep(
      LedgerGroup(
        calibration: .init(
          recipe: recipe,
          offsets: [
            .init(groupSize: 1, endpoint: "a"): [9], .init(groupSize: 1): [3],
          ])))
    #expect(try ledger.calibration(recipe: recipe, groupSize: 1, endpoint: "a")?.offset == 9)
    #expect(try ledger.calibration(recipe: recipe, groupSize: 1)?.offset == 3)
    #expect(try ledger.calibration(recipe: recipe, groupSize: 1, endpoint: "b") == nil)
  }

  @Test func `the pace of one server is its own`() throws {
    let ledger = try open()
    var replies: [PaidReply] = []
    for number in 0..<10 {
      for (place, name) in ["a", "b"].enumerated() {
        var reply = reply(number * 2 + place, at: name)
        // The one answers each second, the other every ten.
        reply.receivedAt = Samples.now + .seconds(number * (place == 0 ? 1 : 10))
        reply.usage = TokenUsage(input: 100, cachedInput: 0, output: 50)
        replies.append(reply)
      }
    }
    try ledger.keep(replies)
    let model = Samples.reply([1]).requestedModel
    #expect(try ledger.pace(requestedModel: model, endpoint: "a") == 50)
    #expect(try ledger.pace(requestedModel: model, endpoint: "b") == 5)
    #expect(try ledger.pace(requestedModel: model, endpoint: "c") == nil)
  }

  @Test func `a ledger of before is read as it is, and gets the columns when it is written`() throws
  {
    let ledger = try open()
    try ledger.keep([reply(1, at: nil)])
    try ledger.close()
    let shell = try Shell(directory("ledger.db"))
    try shell.run(
      """
      DROP INDEX replies_by_endpoint;
      ALTER TABLE replies DROP COLUMN endpoint;
      ALTER TABLE realtime_requests DROP COLUMN endpoint;
      INSERT INTO realtime_requests (sent_at, tokens, is_sandbox)
        VALUES (\(Samples.now.milliseconds), 7, 0);
      ALTER TABLE batches DROP COLUMN requested_model; ALTER TABLE batches DROP COLUMN prices;
      PRAGMA user_version = 7;
      """)
    let reader = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    #expect(try reader.endpointSpending().isEmpty)
    #expect(try reader.pace(requestedModel: "m", endpoint: "a") == nil)
    #expect(try reader.realtimeRequests(since: Samples.now).map(\.tokens) == [7])
    try reader.close()
    #expect(try shell.rows("PRAGMA user_version") == ["7"])
    let writer = try open()
    try writer.keep([reply(2, at: "a")])
    #expect(try writer.endpointSpending().map(\.endpoint) == ["a"])
    #expect(try writer.totals().paid.replies == 2)
    #expect(try writer.realtimeRequests(since: Samples.now).map(\.endpoint) == [nil])
    try writer.close()
    // The schema is that of a new one.
    try Ledger.open(path: directory("new.db")).close()
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name LIKE '%endpoint%'"
    #expect(try shell.rows(sql) == (try Shell(directory("new.db")).rows(sql)))
  }

  @Test func `what lies beside the ledger keeps its server`() throws {
    let ledger = try open()
    try ledger.spool([reply(1, at: "a")])
    try ledger.takeInSpool()
    #expect(try ledger.endpointSpending().map(\.endpoint) == ["a"])
  }
}
