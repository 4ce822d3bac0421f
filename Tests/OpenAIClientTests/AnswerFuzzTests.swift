import Foundation
import OpenAIClient
import Testing
import TestSupport

/// Everything that a server can say in answer to one call, by seeded changes of valid answers: each is an answer or a typed
/// failure. `TROPEBUILD_FUZZ=1000000` tries so many, and `TROPEBUILD_FUZZ_SEED` others.
/// `Benchmarks/reliability/fuzz` lets coverage choose the changes.
@Suite(.timeLimit(.minutes(60))) struct AnswerFuzzTests {
  /// So many in all, from the environment.
  static func count(_ usual: Int) -> Int {
    ProcessInfo.processInfo.environment["TROPEBUILD_FUZZ"].flatMap(Int.init) ?? usual
  }

  static var seed: UInt64 {
    ProcessInfo.processInfo.environment["TROPEBUILD_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
  }

  /// Calls a client with a changed answer; whatever comes of it, it comes.
  private static func call(_ kind: Int, _ mutator: inout Mutator) async throws {
    let valid = [
      ServerSamples.chat, ServerSamples.batch, ServerSamples.batch, ServerSamples.batches,
      ServerSamples.file, ServerSamples.files, ServerSamples.models, ServerSamples.failure,
      ServerSamples.line,
    ][kind]
    var body = Array(valid.utf8)
    if mutator.happens(0.9) { body = mutator.changed(body) }
    var headers: HTTPHeaders = ["Content-Type": "application/json"]
    for _ in 0..<mutator.pick([0, 0, 1, 2]) {
      let header = mutator.header()
      headers.add(header.name, header.value)
    }
    let response = HTTPResponse(
      status: mutator.happens(0.7) ? 200 : mutator.status(), headers: headers, body: body)
    // Lists are walked to their end, whatever it is; the same page for ever is noticed.
    let transport = FakeTransport { _ in .response(response) }
    let key = try #require(APIKey("sk-secret-of-the-fuzz"))
    let client = OpenAIClient(
      account: APIAccount(baseURL: "http://127.0.0.1:1/v1", key: key), transport: transport)
    do throws(APIFailure) {
      switch kind {
      case 0: _ = try await client.chatCompletion(body: [], timeout: .seconds(1))
      case 1: _ = try await client.createBatch(inputFileID: "file-1", metadata: [:])
      case 2: _ = try await client.batch(id: "batch_1")
      case 3: _ = try await client.allBatches()
      case 4: _ = try await client.uploadBatchFile(path: "/dev/null", fileName: "a.jsonl")
      case 5: _ = try await client.files()
      case 6: _ = try await client.models()
      case 7: _ = try await client.chatCompletion(body: [], timeout: .seconds(1))
      default: try await client.deleteFile(id: "file-1")
      }
    } catch {
      let words = error.description
      #expect(!words.contains("sk-secret"))
      #expect(!words.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
    #expect(transport.requests.count < 200)
  }

  @Test func `whatever one answer says, it is an answer or a failure with words`() async throws {
    var mutator = Mutator(seed: Self.seed)
    for round in 0..<Self.count(3_000) { try await Self.call(round % 9, &mutator) }
  }

  @Test func `whatever a line of results says, it is a line or a fault`() throws {
    var mutator = Mutator(seed: Self.seed &+ 1)
    let lines = [ServerSamples.line, ServerSamples.failedLine, ServerSamples.expiredLine]
      .map { Array($0.utf8) }
    for round in 0..<Self.count(3_000) {
      let text = mutator.changed(lines[round % lines.count])
      guard let line = try? BatchOutputLine.parse(text) else { continue }
      #expect(line.customID.utf8.count <= text.count)
    }
  }
}
