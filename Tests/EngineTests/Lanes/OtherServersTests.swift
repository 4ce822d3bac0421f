import Foundation
import Store
import Testing
import TestSupport

/// Servers that speak the Batch API with an accent (openai-api.md §9–10).
@Suite struct OtherServersTests {
  /// A line whose body is a text, as llama-stack writes it: no `error`, and an id of its own kind.
  private static func textual(_ customID: String) throws -> String {
    let body = try some(
      String(data: JSONEncoder().encode(Reply.good()), encoding: .utf8))
    return
      #"{"id":"b","custom_id":"\#(customID)","response":{"status_code":200,"request_id":"r","body":\#(body)}}"#
  }

  @Test
  func `a body that is text inside its line is read, also in a last line without a line feed`()
    async throws
  {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let lines = server.customIDs(batch.inputFile).compactMap { try? Self.textual($0) }
      server.finish(&batch, output: lines, lastNewline: "")
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]) == [])
    #expect(try rig.recordedMovies() == [1, 2, 3])
    #expect(try rig.sum().answered == 3)
  }

  @Test func `an empty error file beside all answers is no failure`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      server.complete(&batch)
      batch.errorFile = "empty"
      server.setContent("empty", "")
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]) == [])
    #expect(try rig.sum().answered == 3)
  }

  @Test func `a line of the error file without a response is asked again`() async throws {
    let rig = try Rig()
    rig.server.poll = { batch, server in
      let ids = server.customIDs(batch.inputFile)
      server.finish(
        &batch, output: ids.dropLast().map { Reply.line($0) },
        errors: ids.suffix(1).map {
          #"{"id":"b","custom_id":"\#($0)","error":{"code":500,"message":"worker died"}}"#
        })
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]).count == 1)
    #expect(try rig.sum().answered == 2)
    #expect(try rig.sum().plannedAgain == 1)
  }

  @Test func `a batch that does not expire is waited for, and polled about once a minute`()
    async throws
  {
    let rig = try Rig()
    rig.works(for: .seconds(60 * 3_600))
    #expect(try await rig.runBatches(planned: [rig.requests()]) == [])
    #expect(try rig.recordedMovies() == [1, 2, 3])
    // Once a minute in the mean, with a spread of a quarter either way.
    let polls = rig.server.count("GET /batches/batch_1")
    #expect(polls >= 60 * 60 * 3 / 4 && polls <= 60 * 60 * 5 / 4 + 20, "\(polls)")
  }

  @Test func `a queue that is full in Azure's words is waited for`() async throws {
    let rig = try Rig()
    rig.server.before = { call, server in
      guard call == "POST /batches", server.count(call) == 1 else { return nil }
      return PlayedServer.refusal(
        400,
        "The number of enqueued tokens has surpassed the configured limit of 30K for the deployment.",
        code: "token_limit_exceeded")
    }
    #expect(try await rig.runBatches(planned: [rig.requests()]) == [])
    #expect(rig.server.count("POST /files") == 1)
    #expect(try rig.recordedMovies() == [1, 2, 3])
  }
}
