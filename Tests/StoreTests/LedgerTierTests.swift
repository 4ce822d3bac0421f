import Store
import Testing
import TestSupport
import TropeModel

/// What the ledger keeps of the cache's writes and of tiers.
@Suite struct LedgerTierTests {
  private func reply(
    _ number: Int, batch: Int? = nil, cached: Int = 0, written: Int = 0, tier: String? = nil
  ) -> PaidReply {
    var reply = Samples.reply([number], customID: "q\(number)", batch: batch)
    reply.usage = TokenUsage(input: 100, cachedInput: cached, cacheWrite: written, output: 10)
    reply.serviceTier = tier
    return reply
  }

  @Test func `writes are summed and tiers are kept`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    try ledger.keep([
      reply(1, written: 80, tier: "default"), reply(2, cached: 80, tier: "priority"), reply(3),
    ])
    #expect(
      try ledger.totals().paid.usage
        == TokenUsage(input: 300, cachedInput: 80, cacheWrite: 80, output: 30))
    let shell = try Shell(directory("ledger.db"))
    #expect(
      try shell.rows("SELECT coalesce(service_tier, '-') FROM replies ORDER BY reply_id")
        == ["default", "priority", "-"])
  }

  @Test func `what lines of batches read of the cache is known by model`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    try ledger.keep([
      reply(1, batch: 1, written: 80), reply(2, batch: 1, cached: 80), reply(3, batch: 1),
      reply(4, cached: 80),
    ])
    let use = try ledger.cacheUseInBatches(of: "gpt-4o-mini", isSandbox: false)
    #expect(use.lines == 2 && use.hits == 1)
    #expect(try ledger.cacheUseInBatches(of: "another", isSandbox: false).lines == 0)
  }

  @Test func `a ledger of an older version is read without a change to it`() throws {
    let directory = try TemporaryDirectory()
    try Ledger.open(path: directory("ledger.db")).close()
    let shell = try Shell(directory("ledger.db"))
    try shell.run(
      """
      DROP INDEX replies_for_sums;
      ALTER TABLE replies DROP COLUMN cache_write_tokens;
      ALTER TABLE replies DROP COLUMN service_tier;
      ALTER TABLE batches DROP COLUMN requested_model; ALTER TABLE batches DROP COLUMN prices;
      PRAGMA user_version = 3;
      """)
    let reader = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    #expect(try reader.totals() == LedgerTotals())
    #expect(try reader.cacheUseInBatches(of: "m", isSandbox: false).lines == 0)
    try reader.close()
    #expect(try shell.rows("PRAGMA user_version") == ["3"])
  }

  @Test func `the model that most was asked of is known, a sandbox's last`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger.open(path: directory("ledger.db"))
    #expect(try ledger.mostAskedModel() == nil)
    var rehearsed = Samples.reply([1], isSandbox: true)
    rehearsed.requestedModel = "gpt-6-luna"
    try ledger.keep([rehearsed])
    #expect(try ledger.mostAskedModel() == "gpt-6-luna")
    try ledger.keep([Samples.reply([2])])
    #expect(try ledger.mostAskedModel() == "gpt-4o-mini")
    try ledger.noteShutdown(of: "m", on: "2027-01-14", isSandbox: false)
    try ledger.noteShutdown(of: "m", on: "2027-01-15", isSandbox: false)
    #expect(try ledger.toldShutdown(of: "m", isSandbox: false) == "2027-01-15")
    #expect(try ledger.toldShutdown(of: "m", isSandbox: true) == nil)
  }
}
