import Store
import Testing
import TestSupport
import TropeModel

@Suite struct LedgerAccountTests {
  private let directory: TemporaryDirectory
  private let ledger: Ledger

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger.open(path: directory("ledger.db"))
  }

  @Test func `an empty ledger holds nothing`() throws {
    #expect(try ledger.totals() == LedgerTotals())
    #expect(try ledger.spending().isEmpty)
    #expect(try ledger.outputHistory(requestedModel: "gpt-4o-mini") == nil)
  }

  @Test func `sums tell lanes and the sandbox apart`() throws {
    try ledger.keep([
      Samples.reply([1], cost: 0.25), Samples.reply([2], verdict: .bad("refused"), cost: 0.25),
      Samples.reply([3, 4], batch: 1, cost: 1), Samples.reply([5], isSandbox: true, cost: 0),
    ])
    let totals = try ledger.totals()
    #expect(totals.byLane[.realtime]?.replies == 2)
    #expect(totals.byLane[.realtime]?.costDollars == 0.5)
    #expect(totals.byLane[.batch]?.questions == 2)
    #expect(
      totals.byLane[.batch]?.usage == TokenUsage(input: 100, cachedInput: 40, output: 10))
    #expect(totals.sandbox.replies == 1)
    #expect(totals.paid.costDollars == 1.5)
    #expect(totals.answeredQuestions == 4)
    #expect(totals.badAnswers == 1)
    #expect(totals.worthDollars == 1.25)
  }

  @Test func `batches' times are kept once a batch, by model and by kind of server`() throws {
    func note(_ seconds: Int, _ batch: Int, _ model: String = "gpt-6-luna", sandbox: Bool = false)
      throws
    {
      try ledger.noteTurnaround(
        .seconds(seconds), ofBatch: batch, requestedModel: model, isSandbox: sandbox)
    }
    try note(60, 1)
    try note(90, 2)
    try note(120, 2)
    try note(7, 9, "gpt-4o-mini")
    try note(5, 10, sandbox: true)
    try note(240, 11)
    func times(_ model: String, sandbox: Bool = false, last: Int = 200) throws -> [Duration] {
      try ledger.turnarounds(requestedModel: model, isSandbox: sandbox, last: last)
    }
    #expect(try times("gpt-6-luna") == [.seconds(240), .seconds(120), .seconds(60)])
    #expect(try times("gpt-6-luna", last: 1) == [.seconds(240)])
    #expect(try times("gpt-4o-mini") == [.seconds(7)])
    #expect(try times("gpt-6-luna", sandbox: true) == [.seconds(5)])
  }

  @Test func `the account has a line for each day and lane`() throws {
    let nextDay = Samples.now + .seconds(86_400)
    try ledger.keep([
      Samples.reply([1]), Samples.reply([2]), Samples.reply([3], receivedAt: nextDay),
      Samples.reply([4], batch: 1, receivedAt: nextDay),
    ])
    let lines = try ledger.spending()
    #expect(lines.map(\.day) == ["2026-11-22", "2026-11-23", "2026-11-23"])
    #expect(lines.map(\.lane) == [.realtime, .batch, .realtime])
    #expect(lines.map(\.spending.replies) == [2, 1, 1])
  }

  @Test func `the course of spending has a line for each minute and lane, in the order of time`()
    throws
  {
    let minute = Duration.seconds(60)
    try ledger.keep([
      Samples.reply([1], receivedAt: Samples.now + minute * 2), Samples.reply([2]),
      Samples.reply([3]), Samples.reply([4], batch: 1, receivedAt: Samples.now + minute * 2),
      Samples.reply([5], isSandbox: true),
    ])
    let course = try ledger.spendingByMinute()
    #expect(course.map(\.lane) == [.realtime, .realtime, .batch, .realtime])
    #expect(course.map(\.isSandbox) == [false, true, false, false])
    #expect(course.map(\.spending.replies) == [2, 1, 1, 1])
    let start = try #require(course.first?.start)
    #expect(start.milliseconds % 60_000 == 0 && start <= Samples.now)
    #expect(Samples.now < start + minute)
    #expect(course.last?.start == start + minute * 2)
    let sum = course.reduce(0) { $0 + $1.spending.costDollars }
    #expect(sum == 2.5)
  }

  @Test func `output is known by question and model`() throws {
    try ledger.keep([Samples.reply([1, 2, 3]), Samples.reply([4], isSandbox: true)])
    #expect(
      try ledger.outputHistory(requestedModel: "gpt-4o-mini")
        == OutputHistory(questions: 3, tokensPerQuestion: 10.0 / 3))
    #expect(try ledger.outputHistory(requestedModel: "other") == nil)
  }

  @Test func `the day's requests outlive a restart, older ones go`() throws {
    let old = RealtimeRequest(sentAt: Samples.now + .seconds(-26 * 3_600), tokens: 1)
    let today = (0..<3).map {
      RealtimeRequest(sentAt: Samples.now + .seconds($0), tokens: 10 + $0)
    }
    try ledger.keep(LedgerGroup(requests: [old]))
    try ledger.keep(LedgerGroup(requests: today.reversed()))
    try ledger.close()
    let reopened = try #require(try Ledger.openForReading(path: directory("ledger.db")))
    #expect(try reopened.realtimeRequests(since: Timestamp(milliseconds: 0)) == today)
    #expect(try reopened.realtimeRequests(since: today[1].sentAt) == Array(today[1...]))
  }

  @Test func `the sandbox's requests count apart`() throws {
    let request = RealtimeRequest(sentAt: Samples.now, tokens: 1)
    let future = RealtimeRequest(sentAt: Samples.now + .seconds(1_000_000), tokens: 1)
    try ledger.keep(LedgerGroup(requests: [request]))
    try ledger.keep(LedgerGroup(requests: [future], isSandbox: true))
    #expect(try ledger.realtimeRequests(since: request.sentAt) == [request])
    #expect(try ledger.realtimeRequests(since: request.sentAt, isSandbox: true) == [future])
  }

  @Test func `tokens are counted once, and an estimate never replaces a count`() throws {
    let (one, two, three) = (Samples.digest(1), Samples.digest(2), Samples.digest(3))
    try ledger.keepTokenCounts([
      one: TokenCount(10, isExact: true), two: TokenCount(20, isExact: false),
    ])
    try ledger.keepTokenCounts([
      one: TokenCount(99, isExact: false), two: TokenCount(18, isExact: true),
    ])
    #expect(
      try ledger.tokenCounts(for: [one, two, three]) == [
        one: TokenCount(10, isExact: true), two: TokenCount(18, isExact: true),
      ])
  }

  @Test func `comparisons with the bill add up by recipe and group`() throws {
    let recipe = Samples.recipe.combined
    #expect(try ledger.calibration(recipe: recipe, groupSize: 1) == nil)
    let one = LedgerGroup.Counted(groupSize: 1)
    for offsets in [[one: [3, 4]], [one: [-1], .init(groupSize: 8): [100]]] {
      try ledger.keep(LedgerGroup(calibration: .init(recipe: recipe, offsets: offsets)))
    }
    #expect(
      try ledger.calibration(recipe: recipe, groupSize: 1)
        == Calibration(samples: 3, offset: 3))
  }

  @Test func `a run stands in the ledger from its begin`() throws {
    let run = try ledger.beginRun(
      startedAt: Samples.now, strategy: .hybrid, forecastCost: 1.25, forecastSeconds: 60)
    #expect(try ledger.runs().first?.outcome == nil)
    try ledger.endRun(
      run, endedAt: Samples.now + .seconds(50), realCost: 1.5, outcome: "complete")
    _ = try ledger.beginRun(
      startedAt: Samples.now, strategy: .batch, forecastCost: 0, forecastSeconds: 0)
    let runs = try ledger.runs()
    #expect(runs.map(\.strategy) == [.batch, .hybrid])
    #expect(runs[1].realCost == 1.5)
    #expect(runs[1].outcome == "complete")
    #expect(runs[1].endedAt == Samples.now + .seconds(50))
    #expect(runs[1].forecastByLane == [:])
  }

  @Test func `the newest run tells which part of a run it is`() throws {
    func begin(_ part: RunPart = RunPart()) throws -> Int64 {
      try ledger.beginRun(
        startedAt: Samples.now, strategy: .realtime, forecastCost: 1, forecastSeconds: 60,
        part: part)
    }
    let whole = RunPart(
      number: 2, count: 3, dollarsBefore: 0.125, secondsBefore: 61.5, dollarsAfter: 1e-7,
      secondsAfter: 60)
    let open = RunPart(
      number: 4, count: nil, dollarsBefore: 2, secondsBefore: 0, dollarsAfter: nil,
      secondsAfter: nil)
    for part in [whole, open, RunPart()] {
      let run = try begin(part)
      #expect(try ledger.runPart(of: run) == part)
      #expect(try ledger.runPart(of: run - 1) == nil && ledger.runPart(of: run + 1) == nil)
    }
    let run = try begin()
    for text in ["\(run) 0 3 1 1 1 1", "\(run) 1 1 nan 0 0 0", "\(run) 1 1 -1 0 0 0", "x", ""] {
      try Shell(directory("ledger.db")).run(
        "UPDATE meta SET value = '\(text)' WHERE name LIKE 'what the newest%'")
      #expect(try ledger.runPart(of: run) == nil)
    }
  }

  @Test func `a run has forecast and real cost of each lane`() throws {
    let run = try ledger.beginRun(
      startedAt: Samples.now, strategy: .hybrid, forecastCost: 3, forecastSeconds: 60,
      forecastByLane: [.batch: 1, .realtime: 2])
    let reply = Samples.reply([1])
    try ledger.keep([reply])
    #expect(try ledger.runs().first?.realByLane == [reply.lane: reply.costDollars])
    try ledger.endRun(
      run, endedAt: max(Samples.now, reply.receivedAt), realCost: reply.costDollars,
      outcome: "complete")
    let entry = try #require(try ledger.runs().first)
    #expect(entry.forecastByLane == [.batch: 1, .realtime: 2])
    #expect(entry.realByLane == [reply.lane: reply.costDollars])
  }

  @Test func `a reply is the run's that kept it, whatever the clock says and whoever was killed`()
    throws
  {
    try ledger.keep([Samples.reply([9], customID: "before", cost: 8)])
    func begin(_ moment: Timestamp) throws -> Int64 {
      try ledger.beginRun(
        startedAt: moment, strategy: .realtime, forecastCost: 1, forecastSeconds: 60)
    }
    // Killed, so that nobody wrote down its end.
    let killed = try begin(Samples.now)
    try ledger.keep([
      Samples.reply([1], customID: "a", cost: 1, receivedAt: Samples.now + .seconds(5))
    ])
    // The clock was set back meanwhile.
    let second = try begin(Samples.now + .seconds(-1))
    try ledger.keep([
      Samples.reply([2], customID: "b", cost: 2, receivedAt: Samples.now + .seconds(4)),
      Samples.reply([3], customID: "c", batch: 1, cost: 4, receivedAt: Samples.now),
    ])
    try ledger.endRun(
      second, endedAt: Samples.now + .seconds(6), realCost: 6, outcome: "complete")
    // Between two runs, as what was downloaded before.
    try ledger.keep([
      Samples.reply([4], customID: "d", cost: 16, receivedAt: Samples.now + .seconds(5))
    ])
    let third = try begin(Samples.now)
    let runs = try ledger.runs()
    #expect(runs.map(\.id) == [third, second, killed])
    #expect(runs.map(\.realByLane) == [[:], [.realtime: 2, .batch: 4], [.realtime: 1]])
    #expect(runs.map(\.realCost) == [0, 6, 1])
    #expect(runs.map(\.outcome) == [nil, "complete", nil])
  }

  @Test func `a run of an older version has what came while it went on, and nothing of later runs`()
    throws
  {
    let old = try ledger.beginRun(
      startedAt: Samples.now, strategy: .realtime, forecastCost: 1, forecastSeconds: 60)
    try ledger.keep([Samples.reply([1], customID: "a", cost: 1)])
    try ledger.endRun(
      old, endedAt: Samples.now + .seconds(6), realCost: 1, outcome: "complete")
    let killed = try ledger.beginRun(
      startedAt: Samples.now, strategy: .realtime, forecastCost: 1, forecastSeconds: 60)
    try Shell(directory("ledger.db")).run("DELETE FROM meta WHERE name LIKE 'replies of run %'")
    let new = try ledger.beginRun(
      startedAt: Samples.now, strategy: .realtime, forecastCost: 1, forecastSeconds: 60)
    try ledger.keep([Samples.reply([2], customID: "b", cost: 2)])
    try ledger.endRun(
      new, endedAt: Samples.now + .seconds(1), realCost: 2, outcome: "complete")
    let runs = try ledger.runs()
    #expect(runs.map(\.id) == [new, killed, old])
    #expect(runs.map(\.realByLane) == [[.realtime: 2], [:], [.realtime: 1]])
    #expect(runs.map(\.realCost) == [2, nil, 1])
  }

  @Test func `what is under way is reserved by day until it has ended`() throws {
    #expect(try ledger.reserved() == [])
    let number = try ledger.addBatch(try Samples.batch([1]))
    let batch = try #require(try ledger.batch(number))
    #expect(
      try ledger.reserved() == [
        ReservedLine(
          day: String(batch.createdAt.iso8601.prefix(10)), isSandbox: batch.isSandbox, batches: 1,
          dollars: batch.forecastCost)
      ])
    try ledger.close(number, .collected([]), at: Samples.now)
    #expect(try ledger.reserved() == [])
  }
}
