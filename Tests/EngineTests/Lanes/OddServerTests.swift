import Basics
import OpenAIClient
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// What a server may do in the middle of a run of days, and has been seen to do once or never.
@Suite struct OddServerTests {
  private static let chat = "POST /chat/completions"
  private static let polling = "GET /batches/batch_1"

  // MARK: Batches

  @Test func `a batch that the server has shown and then does not know for minutes is not gone`()
    async throws
  {
    let rig = try Rig()
    let clock = rig.time
    let began = clock.now
    rig.works(for: .seconds(900))
    rig.server.before = { call, _ in
      let isAway = clock.now > began + .seconds(60) && clock.now < began + .seconds(600)
      return call == Self.polling && isAway ? PlayedServer.refusal(404, "no such batch") : nil
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(rig.stop.raised == nil)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.batches.count == 1)
  }

  @Test func `counts that go down and come again lose nothing`() async throws {
    let rig = try Rig()
    let clock = rig.time
    let began = clock.now
    rig.server.poll = { batch, server in
      switch clock.now - began {
      case ..<(.seconds(60)): (batch.status, batch.completed) = ("in_progress", 2)
      case ..<(.seconds(120)): (batch.status, batch.completed) = ("in_progress", 0)
      default:
        server.complete(&batch)
        batch.completed = 1
      }
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }

  @Test(arguments: [true, false])
  func `a page of something on the way in place of results is not taken for them`(
    hasCounts: Bool
  ) async throws {
    let rig = try Rig()
    let content = "GET /files/out-batch_1/content"
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, output: ids.dropLast().map { Reply.line($0) }, errors: [Reply.notRun(ids[2])])
      batch.hasCounts = hasCounts
      (batch.completed, batch.failed) = (2, 1)
    }
    rig.server.after = { call, server in
      call == content && server.count(call) < 4
        ? .json("<html>\n<body>Bad gateway</body>\n</html>\n") : nil
    }
    let left = try await rig.runBatches(planned: [rig.requests()])
    #expect(left.count == 1)
    #expect(try rig.recordedMovies().count == 2)
    let sum = try rig.sum()
    #expect((sum.answered, sum.plannedAgain) == (2, 1))
  }

  @Test func `a list that calls a batch by another name than its creation does not cancel it`()
    async throws
  {
    for isStart in [false, true] {
      let rig = try Rig()
      rig.works(for: .seconds(600))
      rig.server.after = { call, server in
        guard call == "GET /batches", case .response(let answer)? = server.lastAnswer(to: call)
        else { return nil }
        let body = String(decoding: answer.body, as: UTF8.self)
        return .json(body.replacing(#""batch_1""#, with: #""raw_1""#))
      }
      var open: [LedgerBatch] = []
      if isStart {
        _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
        open = [try some(rig.ledger.batch(1))]
      }
      let planned = isStart ? [] : [rig.requests()]
      #expect(try await rig.runBatches(open: open, planned: planned, mayBeRepeated: true).isEmpty)
      #expect(!rig.server.calls.contains { $0.hasSuffix("/cancel") })
      #expect(try rig.recordedMovies() == [1, 2, 3])
      #expect(rig.remarks.contains { $0.contains("if these are two") } == isStart)
    }
  }

  @Test func `a clock that is set back an hour under a batch holds it up no longer`() async throws {
    let rig = try Rig()
    let clock = rig.time
    let began = clock.now
    rig.works(for: .seconds(300))
    let source = TimeSource(
      now: {
        let now = clock.now
        return now < began + .seconds(100) ? now : now + .seconds(-3_600)
      }, steady: { clock.now }, sleep: clock.source.sleep)
    #expect(try await rig.runBatches(planned: [rig.requests()], by: source).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(clock.now - began < .seconds(420))
  }

  // MARK: Real time

  @Test func `a server that is ill for minutes fails no movie that is asked alone`() async throws {
    let rig = try Rig(movies: 3)
    let clock = rig.time
    let end = clock.now + .seconds(100)
    rig.server.chat = { _, _ in
      clock.now < end ? PlayedServer.refusal(500, "oops") : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(await rig.recorder.tally.failed.isEmpty)
    #expect(rig.stop.raised == nil)
  }

  @Test func `a movie on which the server breaks down each time fails, and soon`() async throws {
    let rig = try Rig(movies: 4)
    rig.server.chat = { text, _ in
      text.contains("Plot 1.") ? PlayedServer.refusal(500, "oops") : .json(Reply.good())
    }
    let began = rig.time.now
    try await rig.runRealtime(rig.requests(), concurrency: 1)
    #expect(try rig.recordedMovies() == [2, 3, 4])
    #expect(await rig.recorder.tally.failed.count == 1)
    // Twice five tries.
    #expect(rig.server.count(Self.chat) == 13)
    #expect(rig.time.now - began < .seconds(120))
  }

  @Test func `a wait until a moment that is past is none, and the lane still slows down`()
    async throws
  {
    let rig = try Rig(movies: 20)
    let clock = rig.time
    let end = clock.now + .seconds(60)
    rig.server.chat = { _, _ in
      clock.now < end
        ? .json(
          "{}", status: 429,
          headers: [
            "Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After": "Sun, 06 Nov 1994 07:49:37 GMT",
          ]) : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests())
    #expect(try rig.recordedMovies().count == 20)
    #expect(rig.server.count(Self.chat) < 60)
  }

  @Test(arguments: ["<html><body>Sign in</body></html>", "", "null", "[]"])
  func `a page of status 200 for a minute is no answer and fails nothing`(page: String) async throws
  {
    let rig = try Rig(movies: 6)
    let clock = rig.time
    let end = clock.now + .seconds(60)
    rig.server.chat = { _, number in
      number > 0 && clock.now < end ? .json(page) : .json(Reply.good())
    }
    try await rig.runRealtime(rig.requests(), concurrency: 2)
    #expect(try rig.recordedMovies().count == 6)
    #expect(try rig.ledger.totals().paid.replies == 6)
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test(arguments: ["expired", "cancelled", "failed"])
  func `a batch that is once told to have ended, and is at work, is not asked again`(
    word: String
  ) async throws {
    let rig = try Rig()
    let polls = Locked(0)
    rig.server.poll = { batch, server in
      let number = polls.withLock { polls in
        polls += 1
        return polls
      }
      switch number {
      case 2:
        batch.status = word
        batch.hasCounts = false
      case 1, 3: (batch.status, batch.hasCounts) = ("in_progress", true)
      default: server.complete(&batch)
      }
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).isEmpty)
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(rig.server.batches.count == 1)
    #expect(try rig.ledger.totals().paid.replies == 3)
  }
}
