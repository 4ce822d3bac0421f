import Recipe
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// In which requests the questions of a batch go again: alone each pays for catalog and schema by itself.
@Suite struct BatchLaneGroupsTests {
  private static let cacheRefused =
    #"{"id":"b","custom_id":"ID","response":{"status_code":400,"request_id":"r","body":{"error":"#
    + #"{"message":"unknown parameter","type":"invalid_request_error","param":"prompt_cache_key","code":null}}},"error":null}"#

  /// How many requests the first three batches have.
  private func requests(_ rig: Rig, of groups: [[Question]]) async throws -> [Int] {
    let planned = groups.map { questions in
      PendingRequest(
        questions: questions,
        inputTokens: TokenCount(100 * questions.count, isExact: true),
        expectedOutput: 10 * questions.count)
    }
    _ = try await rig.runBatches(planned: [planned], restGoesRealtime: false)
    let batches = try rig.ledger.batches()
    for batch in batches where batch.number > 1 {
      #expect(batch.questions == rig.questions.count)
      #expect(batch.inputTokens == TokenCount(100 * rig.questions.count, isExact: true))
    }
    return batches.map(\.requests)
  }

  @Test(arguments: [
    // It never ran, or what was refused is the account, a limit or an option: no movie has to do with that.
    (Reply.notRun("ID", code: "batch_expired"), [2, 2, 2]),
    (Reply.notRun("ID", code: "batch_cancelled"), [2, 2, 2]),
    (Reply.refused("ID", status: 429), [2, 2, 2]),
    (Reply.refused("ID", status: 503), [2, 2, 2]), (cacheRefused, [2, 2]),
    // One movie may be what the server stumbles over.
    (Reply.refused("ID", status: 500), [2, 2, 4]),
    (Reply.notRun("ID", code: "server_error"), [2, 2, 4]),
    // What is refused may be one movie's text.
    (Reply.refused("ID", status: 400), [2, 4]),
    (Reply.notRun("ID", code: "content_filter"), [2, 2, 4]),
  ])
  func `lines go again together as long as none of their movies may be why they failed`(
    line: String, batches: [Int]
  ) async throws {
    let rig = try Rig(movies: 4)
    rig.server.poll = { batch, server in
      if batches.count == 2, batch.id == "batch_2" { return batch.status = "in_progress" }
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, status: "expired", output: [],
        errors: ids.map { line.replacing("ID", with: $0) })
    }
    let stop = rig.stop
    if batches.count == 2 {
      rig.server.after = { call, _ in
        if call == "GET /batches/batch_2" { stop.raise(.interrupted) }
        return nil
      }
    }
    let groups = [Array(rig.questions[0..<2]), Array(rig.questions[2..<4])]
    #expect(try await requests(rig, of: groups) == batches)
  }

  @Test func `what a batch left that was cancelled in the middle goes again together`() async throws
  {
    let rig = try Rig(movies: 4)
    rig.server.poll = { batch, server in
      guard batch.id == "batch_1" else { return server.complete(&batch) }
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, status: "cancelled", output: [Reply.line(ids[0])],
        errors: [Reply.notRun(ids[1], code: "batch_cancelled")])
    }
    let alone = Rig.alone(rig.questions[0])
    let group = PendingRequest(
      questions: Array(rig.questions[1...]), inputTokens: TokenCount(300, isExact: true),
      expectedOutput: 30)
    _ = try await rig.runBatches(planned: [[alone, group]], restGoesRealtime: false)
    let second = try some(rig.ledger.batch(2))
    #expect((second.requests, second.questions) == (1, 3))
  }
}
