import OpenAIClient
import Recipe
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// Refusals that are no fault of a movie, in words that nobody knows: key, budget and model of whoever asks.
@Suite struct RefusalWatchTests {
  private static let path = "POST /chat/completions"

  /// The same of whatever is asked, but for what names the request.
  private static func suspended(_ number: Int) -> FakeTransport.Answer {
    PlayedServer.refusal(400, "Tenant is suspended (request \(number), id 'a\(number)b')")
  }

  private func failed(_ rig: Rig) async -> [Int64] {
    await rig.recorder.tally.failed.keys.map(\.number).sorted()
  }

  // MARK: In real time

  @Test(arguments: [1, 8])
  func `where all is refused no movie fails, and the next run asks them all`(
    concurrency: Int
  ) async throws {
    let first = try Rig(movies: 60)
    try first.takeUp()
    first.server.chat = { _, number in Self.suspended(number) }
    try await first.runRealtime(first.requests(), concurrency: concurrency)
    #expect(first.server.count(Self.path) < 20)
    #expect(first.stopped.contains("Tenant is suspended"))
    #expect(await failed(first) == [])
    #expect(try first.states() == [.queued: 60])
    try first.ledger.close()
    try first.database.close()

    let rig = try Rig(movies: 60, in: first.directory)
    try await rig.runRealtime(rig.requests())
    #expect(try rig.recordedMovies().count == 60)
  }

  @Test func `so it is in the middle of a run`() async throws {
    let rig = try Rig(movies: 200)
    rig.server.chat = { _, number in number < 30 ? .json(Reply.good()) : Self.suspended(number) }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.stopped.contains("Tenant is suspended"))
    #expect(try rig.recordedMovies().count == 30)
    #expect(rig.server.count(Self.path) == 80)
    #expect(await failed(rig) == [])
  }

  @Test func `an answer to what was sent before a refusal proves nothing of it, a later one does`()
  {
    func refusal(_ second: Int64) -> RefusalWatch.Refusal {
      RefusalWatch.Refusal(
        questions: [], failure: APIFailure(operation: .chat, kind: .badRequest),
        at: Timestamp(milliseconds: second * 1_000))
    }
    func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1_000) }
    var watch = RefusalWatch()
    for second in 10..<20 { _ = watch.took(refusal(Int64(second)), hasReplies: true) }
    #expect(watch.answered(sentAt: at(9)).isEmpty)
    // One from a batch tells nothing of what is refused now.
    #expect(watch.answered(sentAt: nil).isEmpty)
    #expect(watch.answered(sentAt: at(15)).count == 5)
    var verdict = RefusalWatch.Verdict()
    for second in 20..<70 { verdict = watch.took(refusal(Int64(second)), hasReplies: true) }
    #expect(verdict.isEverything && verdict.failed.isEmpty)
    #expect(watch.end().isEmpty)
  }

  @Test func `a movie that is refused for its own sake fails with the words for it`() async throws {
    let rig = try Rig(movies: 20)
    rig.server.chat = { text, number in
      text.contains("Plot 7.") ? Self.suspended(number) : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.stop.raised == nil)
    #expect(await failed(rig) == [7])
    #expect(try rig.recordedMovies().count == 19)
    #expect(await rig.recorder.tally.failed.values.first?.contains("suspended") == true)
  }

  @Test func `fewer than a handful that are all refused fail`() async throws {
    let rig = try Rig(movies: 3)
    rig.server.chat = { _, number in Self.suspended(number) }
    try await rig.runRealtime(rig.requests())
    #expect(await failed(rig) == [1, 2, 3])
  }

  @Test func `what was refused in other words fails, and what says the content does`() async throws
  {
    let rig = try Rig(movies: 9)
    let words = ["too sad", "too long ago", "too far", "too dear", "too dear"]
    rig.server.chat = { _, number in
      PlayedServer.refusal(400, words[min(number, 4)])
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.stopped.contains("too dear"))
    #expect(await failed(rig) == [1, 2, 3])

    let filtered = try Rig(movies: 9)
    filtered.server.chat = { _, _ in PlayedServer.refusal(400, "no", code: "content_filter") }
    try await filtered.runRealtime(filtered.requests(), concurrency: 1)
    #expect(filtered.stop.raised != nil)
    #expect(await failed(filtered) == [1, 2, 3, 4, 5])
  }

  @Test func `requests of several movies are divided, and a few alone tell that all is refused`()
    async throws
  {
    let rig = try Rig(movies: 80)
    rig.server.chat = { _, number in Self.suspended(number) }
    let groups = stride(from: 0, to: 80, by: 4).map { start in
      PendingRequest(
        questions: Array(rig.questions[start..<start + 4]),
        inputTokens: TokenCount(400, isExact: true), expectedOutput: 40)
    }
    try await rig.runRealtime(groups, concurrency: 1)
    #expect(rig.stop.raised != nil)
    #expect(rig.server.count(Self.path) == 7)
    #expect(await failed(rig) == [])
  }

  @Test func `with fail-fast the first refusal ends the run`() async throws {
    let rig = try Rig(movies: 9)
    rig.server.chat = { _, number in Self.suspended(number) }
    try await rig.runRealtime(rig.requests(), concurrency: 1, failFast: true)
    #expect(rig.server.count(Self.path) == 1)
    #expect(await failed(rig) == [1])
  }

  // MARK: By names that are known

  @Test(arguments: [
    (422, "Budget has been exceeded! Current cost: 2.0, Max budget: 1.0", "budget_exceeded"),
    (400, "ExceededBudget: User=u over budget. Spend=2.0, Budget=1.0", "auth_error"),
    (403, "key not allowed to access model", "key_model_access_denied"),
    (400, "No connected db.", "no_db_connection"),
  ])
  func `a gateway's refusal of the account stops at the first, with its words`(
    status: Int, words: String, type: String
  ) async throws {
    let rig = try Rig(movies: 20)
    try rig.takeUp()
    rig.server.chat = { _, number in
      number < 3
        ? .json(Reply.good())
        : .json(
          #"{"error":{"message":"\#(words)","type":"\#(type)","param":null,"code":"\#(status)"}}"#,
          status: status)
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(rig.server.count(Self.path) == 4)
    #expect(rig.stopped.contains(words), "\(rig.stopped)")
    #expect(await failed(rig) == [])
    #expect(try rig.states()[.queued] == 17)
  }

  @Test func `a gateway that has nobody for a while is waited for`() async throws {
    let rig = try Rig(movies: 5)
    let time = rig.time
    let end = time.now + .seconds(300)
    rig.server.chat = { _, _ in
      time.now < end
        ? PlayedServer.refusal(
          429, "No deployments available for selected model, Try again in 5 seconds.", code: "429")
        : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    // Nothing was ever answered in the first two minutes: then a person should look.
    #expect(rig.stopped.contains("nobody that answers"))
    #expect(await failed(rig) == [])

    let later = try Rig(movies: 5)
    let now = later.time
    later.server.chat = { _, number in
      (1...20).contains(number)
        ? PlayedServer.refusal(
          429, "No deployments available for selected model, Try again in 5 seconds.", code: "429")
        : .json(Reply.good())
    }
    let began = now.now
    try await later.runRealtime(later.requests(), concurrency: 1)
    #expect(try later.recordedMovies().count == 5)
    #expect(now.now - began > .seconds(60))
  }

  @Test func `what a batch has shown to be refused always fails no movie in real time either`()
    async throws
  {
    let rig = try Rig(movies: 3)
    func failure(_ words: String) -> APIFailure {
      APIFailure(operation: .chat, kind: .badRequest, status: 400, serverMessage: words)
    }
    for (question, words) in zip(rig.questions, ["suspended (1)", "suspended (2)", "too sad"]) {
      #expect(await !rig.recorder.refused([question.hash], failure(words)))
    }
    rig.stop.raise(.cannotGoOn(.call(failure("suspended (9)"))))
    await rig.recorder.settleRefusals()
    #expect(await failed(rig) == [3])
  }

  // MARK: In batches

  /// Runs a batch of twelve whose last `refused` lines are refused.
  private func batch(refused: Int) async throws -> (rig: Rig, left: [MovieID]) {
    let rig = try Rig(movies: 12)
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, output: ids.dropLast(refused).map { Reply.line($0) },
        errors: ids.suffix(refused).map { Reply.refused($0) })
    }
    let left = try await rig.runBatches(planned: [rig.requests()])
    return (rig, left)
  }

  @Test(arguments: [7, 12])
  func `lines of a batch that are refused alike fail nothing and stop the run`(
    refused: Int
  ) async throws {
    let (rig, left) = try await batch(refused: refused)
    #expect(rig.stopped.contains("refused"))
    #expect(await failed(rig) == [])
    #expect(left.isEmpty)
    let sum = try rig.sum()
    #expect((sum.answered, sum.plannedAgain, sum.failed) == (12 - refused, refused, 0))
    #expect(try rig.ledger.batch(1)?.state == .ended)
  }

  @Test(arguments: [true, false])
  func `a batch of another recipe that is refused for that stops no run`(
    isOfOther: Bool
  ) async throws {
    let rig = try Rig(movies: 6)
    let writer = BatchWriter(
      recipe: rig.recipe, ledger: rig.ledger, directory: rig.directory("batches"),
      isSandbox: false, time: rig.time.source, cost: { _ in 0.1 })
    let batch = try some(try writer.write(rig.requests()))
    if isOfOther {
      let other = String(repeating: "ab", count: 32)
      try Shell(rig.directory("ledger.db")).run("UPDATE batches SET recipe = '\(other)'")
    }
    // What is wanted of it is asked again, by the run's own recipe.
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      let isFirst = batch.id == server.batches.first?.id
      server.finish(
        &batch, output: isFirst ? [] : ids.map { Reply.line($0) },
        errors: isFirst ? ids.map { Reply.refused($0) } : [])
    }
    _ = try await rig.runBatches(open: [some(rig.ledger.batch(batch.number))])
    #expect((rig.stop.raised == nil) == isOfOther)
    #expect(
      rig.remarks.contains { $0.contains("written by another recipe, as a variant of 'try' is") }
        == isOfOther)
    #expect(await failed(rig) == [])
  }

  @Test(arguments: [1, 4, 6])
  func `fewer of them fail their movies`(refused: Int) async throws {
    let (rig, _) = try await batch(refused: refused)
    #expect(rig.stop.raised == nil)
    #expect(await failed(rig).count == refused)
    #expect(try rig.sum().failed == refused)
  }

  @Test(arguments: ["model_not_found", "invalid_value"])
  func `a batch that is refused line by line for the same reason fails nothing`(
    code: String
  ) async throws {
    let rig = try Rig(movies: 8)
    rig.server.poll = { batch, _ in
      batch.status = "failed"
      batch.faults = (1...8).map {
        #"{"code":"\#(code)","message":"line \#($0): not supported","param":null,"line":\#($0)}"#
      }.joined(separator: ",")
    }
    _ = try await rig.runBatches(planned: [rig.requests()])
    #expect(rig.stopped.contains("not supported"))
    #expect(await failed(rig) == [])
    #expect(try rig.sum().failed == 0)
  }
}
