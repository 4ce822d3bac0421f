import Foundation
import OpenAIClient
import Testing
import TestSupport

/// Everything that a server can say in answer to one call, by seeded changes of valid answers: each is an answer or a typed
/// failure. `TROPEBUILD_FUZZ=1000000` tries so many, and `TROPEBUILD_FUZZ_SEED` others.
@Suite(.timeLimit(.minutes(60))) struct AnswerFuzzTests {
  private static let chat =
    #"{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"{\"characters\":[{\"name\":\"Ann\",\"trope\":\"No Trope\"}]}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,"prompt_tokens_details":{"cached_tokens":0}},"service_tier":"default"}"#
  private static let failure =
    #"{"error":{"message":"Rate limit reached for gpt-4o-mini on tokens per min (TPM): Limit 200000, Used 199000, Requested 3000. Please try again in 600ms.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#
  private static let batch =
    #"{"id":"batch_1","object":"batch","endpoint":"/v1/chat/completions","errors":{"object":"list","data":[{"code":"invalid_json_line","message":"no","param":null,"line":3}]},"input_file_id":"file-1","completion_window":"24h","status":"in_progress","output_file_id":null,"error_file_id":null,"created_at":1,"in_progress_at":2,"expires_at":86401,"completed_at":null,"request_counts":{"total":3,"completed":1,"failed":0},"metadata":{"tropebuild_project":"p","tropebuild_batch":"1","tropebuild_digest":"d"}}"#
  private static let batches =
    #"{"object":"list","data":[\#(batch),\#(batch.replacing("batch_1", with: "batch_2"))],"first_id":"batch_1","last_id":"batch_2","has_more":false}"#
  private static let file =
    #"{"id":"file-1","object":"file","bytes":1,"created_at":1,"filename":"p-0001-d.jsonl","purpose":"batch"}"#
  private static let files = #"{"object":"list","data":[\#(file)],"has_more":false}"#
  private static let models =
    #"{"object":"list","data":[{"id":"gpt-4o-mini","object":"model","created":1,"owned_by":"system"}]}"#
  private static let line =
    #"{"id":"b","custom_id":"q1","response":{"status_code":200,"request_id":"r","body":\#(chat)},"error":null}"#
  private static let failedLine =
    #"{"id":"b","custom_id":"q1","response":{"status_code":429,"request_id":"r","body":\#(failure)},"error":null}"#
  private static let expiredLine =
    #"{"id":"b","custom_id":"q1","response":null,"error":{"code":"batch_expired","message":"not run"}}"#

  /// So many in all, from the environment.
  static func count(_ usual: Int) -> Int {
    ProcessInfo.processInfo.environment["TROPEBUILD_FUZZ"].flatMap(Int.init) ?? usual
  }

  static var seed: UInt64 {
    ProcessInfo.processInfo.environment["TROPEBUILD_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
  }

  /// Calls a client with a changed answer; whatever comes of it, it comes.
  private static func call(_ kind: Int, _ mutator: inout Mutator) async throws {
    let valid = [chat, batch, batch, batches, file, files, models, failure, line][kind]
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
    let lines = [Self.line, Self.failedLine, Self.expiredLine].map { Array($0.utf8) }
    for round in 0..<Self.count(3_000) {
      let text = mutator.changed(lines[round % lines.count])
      guard let line = try? BatchOutputLine.parse(text) else { continue }
      #expect(line.customID.utf8.count <= text.count)
    }
  }
}
