import OpenAIClient
import ProjectFiles
import Store
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// What is told of targets that a batch has left without a record.
@Suite struct BatchLaneStatesTests {
  /// How a batch of three questions can end that answers none of them.
  enum Ending: CaseIterable {
    case badReplies, failedLines, expiredLines, noLines
  }

  private func end(_ batch: inout PlayedServer.Batch, _ ending: Ending, _ server: PlayedServer) {
    let ids = server.customIDs(batch.inputFile)
    switch ending {
    case .badReplies: server.finish(&batch, output: ids.map { Reply.line($0, Reply.bad) })
    case .failedLines:
      server.finish(&batch, output: [], errors: ids.map { Reply.refused($0, status: 500) })
    case .expiredLines:
      server.finish(&batch, status: "expired", output: [], errors: ids.map { Reply.notRun($0) })
    case .noLines: server.finish(&batch, status: "expired", output: [])
    }
  }

  private func pending(_ rig: Rig) throws -> [String] {
    try Shell(rig.directory("tropes.db")).rows(
      "SELECT DISTINCT state, batch_number, remote_batch_id FROM pending")
  }

  @Test(arguments: Ending.allCases)
  func `what a batch did not answer is in no batch any more`(ending: Ending) async throws {
    let rig = try Rig()
    try rig.takeUp()
    rig.server.poll = { batch, server in self.end(&batch, ending, server) }
    // What is left over waits for real time, which does not run here.
    #expect(try await rig.runBatches(planned: [rig.requests()]).count == 3)
    #expect(try rig.ledger.batch(1)?.state == .ended)
    #expect(try rig.states() == [.queued: 3])
    #expect(try pending(rig) == ["queued||"])
  }

  @Test func `nor is it where the run stops over it`() async throws {
    let rig = try Rig(attempts: 1)
    try rig.takeUp()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, status: "expired", output: [Reply.line(ids[0], Reply.bad)],
        errors: [Reply.notRun(ids[1])])
    }
    _ = try await rig.runBatches(planned: [rig.requests()], failFast: true)
    #expect(rig.stop.raised == .failedFast)
    #expect(try rig.states() == [.failed: 1, .queued: 2])
    #expect(try pending(rig) == ["queued||"])
  }

  @Test func `what goes into the next batch is told of that one`() async throws {
    let rig = try Rig()
    try rig.takeUp()
    rig.server.poll = { batch, server in
      if batch.id == "batch_1" {
        self.end(&batch, .badReplies, server)
      } else {
        batch.status = "in_progress"
      }
    }
    let stop = rig.stop
    rig.server.after = { call, _ in
      if call == "GET /batches/batch_2" { stop.raise(.interrupted) }
      return nil
    }
    _ = try await rig.runBatches(planned: [rig.requests()], restGoesRealtime: false)
    #expect(try rig.states() == [.submitted: 3])
    #expect(try pending(rig) == ["submitted|2|batch_2"])
  }

  @Test func `a run ends with nothing told to be in a batch that is in none`() async throws {
    let rig = try Rig()
    try rig.takeUp()
    try rig.statusWriter.set(
      rig.targets.map { StatusDirectory.Change($0.movie, .submitted, ["batch": "1"]) })
    let writer = GroupWriter(
      ledger: rig.ledger, database: rig.database, status: rig.statusWriter, isSandbox: false,
      recipe: nil)
    try await writer.end(left: rig.targets, failed: [], isForAll: true)
    #expect(try rig.states() == [.queued: 3])
  }

  @Test func `a run that is not about what is in a batch leaves it told so`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    let writer = GroupWriter(
      ledger: rig.ledger, database: rig.database, status: rig.statusWriter, isSandbox: false,
      recipe: nil)
    try await writer.end(left: [], failed: [], isForAll: true)
    #expect(try rig.states() == [.submitted: 3])
    // Until the batch is over.
    try rig.reopen(as: .abandoned)
    try await writer.end(left: [], failed: [], isForAll: true)
    #expect(try rig.states().isEmpty)
  }

  @Test func `a run that leaves what is in a batch tells so, though its file is gone`() async throws
  {
    let rig = try Rig()
    rig.server.poll = { batch, _ in batch.status = "in_progress" }
    _ = try await rig.runBatches(planned: [rig.requests()], noWait: true)
    try rig.statusWriter.remove(rig.targets.map(\.movie))
    try rig.statusWriter.takeUp(queued: [], waiting: rig.targets.map(\.movie), keeping: nil)
    let writer = GroupWriter(
      ledger: rig.ledger, database: rig.database, status: rig.statusWriter, isSandbox: false,
      recipe: nil)
    try await writer.end(left: rig.targets, failed: [], isForAll: true)
    #expect(try rig.states() == [.submitted: 3])
    #expect(rig.directory.text(of: "status/1.submitted") == "batch: 1\nremote: batch_1\n")
  }

  @Test(arguments: [false, true])
  func `why a question is asked again is true of a server and of a command`(
    isByCommand: Bool
  ) async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(&batch, status: "expired", output: [Reply.line(ids[0])])
    }
    _ = try await rig.runBatches(planned: [rig.requests()], isByCommand: isByCommand)
    let reasons = rig.events.list.compactMap {
      if case .askedAgain(_, _, let reason) = $0 { reason } else { nil }
    }
    let reason =
      isByCommand
      ? "the command ended without an answer to it"
      : "the batch ended without an answer to it (expired)"
    #expect(reasons == [reason, reason])
  }
}
