import Formats
import Testing

@testable import Sandbox

@Suite struct FilesAPITests {
  @Test func `a file comes back as it was sent`() async throws {
    try await SandboxHarness.run { sandbox in
      let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let made = try await sandbox.upload(bytes).json
      #expect(made["bytes"] == 3_000_000)
      #expect(made["purpose"] == "batch")
      #expect(made["filename"] == "batch.jsonl")
      let id = try #require(made["id"]?.stringValue)
      let content = try await sandbox.call("GET", "/files/\(id)/content")
      #expect(content.bytes == bytes)
    }
  }

  @Test func `a batch file is deleted after 30 days`() async throws {
    try await SandboxHarness.run { sandbox in
      let id = try #require(try await sandbox.upload([123]).json["id"]?.stringValue)
      sandbox.clock.advance(by: 30 * 86_400 - 10)
      #expect(try await sandbox.call("GET", "/files/\(id)").status == 200)
      sandbox.clock.advance(by: 20)
      #expect(try await sandbox.call("GET", "/files/\(id)").status == 404)
      #expect(try await sandbox.call("GET", "/files").json["data"] == [])
    }
  }

  @Test func `a deleted file is gone`() async throws {
    try await SandboxHarness.run { sandbox in
      let id = try #require(try await sandbox.upload([123]).json["id"]?.stringValue)
      let answer = try await sandbox.call("DELETE", "/files/\(id)").json
      #expect(answer == ["id": .string(id), "object": "file", "deleted": true])
      #expect(try await sandbox.call("GET", "/files/\(id)/content").status == 404)
    }
  }

  @Test(arguments: [
    ("batch.txt", [("purpose", "batch")], "Must be .jsonl"),
    ("batch.jsonl", [("purpose", "nothing")], "purpose"),
    ("batch.jsonl", [], "purpose"),
    ("batch.jsonl", [("purpose", "batch"), ("color", "red")], "color"),
    (
      "batch.jsonl",
      [
        ("purpose", "batch"), ("expires_after[anchor]", "created_at"),
        ("expires_after[seconds]", "60"),
      ], "3600"
    ),
  ])
  func `an upload with a wrong field is refused`(
    filename: String, fields: [(String, String)], words: String
  ) async throws {
    try await SandboxHarness.run { sandbox in
      let answer = try await sandbox.upload([123], filename: filename, fields: fields)
      #expect(answer.status == 400)
      #expect(answer.errorMessage.contains(words))
      #expect(try await sandbox.call("GET", "/files").json["data"] == [])
    }
  }

  @Test func `a cut upload leaves nothing, a lost answer leaves the file`() async throws {
    try await SandboxHarness.run { sandbox in
      sandbox.server.inject(.uploadCut)
      await #expect(throws: (any Error).self) { try await sandbox.upload([123]) }
      let dropped = try await sandbox.call("GET", "/files").json
      #expect(dropped["data"] == [])
      sandbox.server.inject(.uploadAnswerLost)
      await #expect(throws: (any Error).self) { try await sandbox.upload([123]) }
      let kept = try await sandbox.call("GET", "/files").json
      #expect(kept["data"]?.arrayValue?.count == 1)
    }
  }

  @Test func `a cut download is whole the next time`() async throws {
    try await SandboxHarness.run { sandbox in
      let bytes = [UInt8](repeating: 65, count: 100_000)
      let id = try #require(try await sandbox.upload(bytes).json["id"]?.stringValue)
      sandbox.server.inject(.downloadCut)
      await #expect(throws: (any Error).self) {
        try await sandbox.call("GET", "/files/\(id)/content")
      }
      #expect(try await sandbox.call("GET", "/files/\(id)/content").bytes == bytes)
    }
  }
}
