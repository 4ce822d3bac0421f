import Foundation
import OpenAIClient
import Testing
import TestSupport
import TropeModel

struct OpenAIClientTests {
  private func client(_ transport: FakeTransport, _ base: String = "https://api.example/v1/")
    throws -> OpenAIClient
  {
    let key = try #require(APIKey("hunter2xy"))
    return OpenAIClient(
      account: APIAccount(
        baseURL: base, key: key, organization: "org", extraHeaders: ["X-Extra": "e"]),
      transport: transport)
  }

  private static let completion =
    #"{"id":"c","model":"m","choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],"#
    + #""usage":{"prompt_tokens":3,"completion_tokens":4}}"#

  @Test func `a chat request carries the body as it is, and the key in its header only`()
    async throws
  {
    let transport = FakeTransport([
      .json(
        Self.completion, headers: ["x-request-id": "req_1", "x-ratelimit-remaining-requests": "7"])
    ])
    let answer = try await client(transport).chatCompletion(
      body: Array("{\"a\":1}".utf8), timeout: .seconds(90))
    #expect(answer.reply.content == "hi")
    #expect(answer.reply.usage == TokenUsage(input: 3, cachedInput: 0, output: 4))
    #expect(answer.rawBody == Array(Self.completion.utf8))
    #expect(answer.requestID == "req_1")
    #expect(answer.rateLimits.requests.remaining == 7)
    let request = try #require(transport.requests.first)
    #expect(request.method == .post)
    #expect(request.url == "https://api.example/v1/chat/completions")
    #expect(request.bodyText == "{\"a\":1}")
    #expect(request.headers["authorization"] == "Bearer hunter2xy")
    #expect(request.headers["openai-organization"] == "org")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["x-extra"] == "e")
    #expect(request.timeouts.total == .seconds(90))
    #expect(request.timeouts.idle == nil)
    var dumped = ""
    dump(request, to: &dumped)
    for text in ["\(request)", String(reflecting: request), dumped, "\(request.headers)"] {
      #expect(!text.contains("hunter2"))
    }
  }

  @Test func `an address with a query keeps it at the end`() async throws {
    let transport = FakeTransport([.json(#"{"data":[]}"#)])
    _ = try await client(transport, "https://me.example/openai?api-version=1").batches(after: "b/1")
    #expect(
      transport.requests.first?.url
        == "https://me.example/openai/batches?limit=100&after=b%2F1&api-version=1")
  }

  @Test(arguments: ["[]", "null", #"[{}]"#])
  func `an answer without a choice that tells its usage was paid for`(choices: String) async throws
  {
    let body = #"{"choices":\#(choices),"usage":{"prompt_tokens":3,"completion_tokens":0}}"#
    let answer = try await client(FakeTransport([.json(body)])).chatCompletion(
      body: [], timeout: .seconds(1))
    #expect(answer.reply == ChatReply(usage: TokenUsage(input: 3, cachedInput: 0, output: 0)))
    #expect(answer.rawBody == Array(body.utf8))
  }

  @Test func `an answer behind a byte order mark is read`() async throws {
    let answer = try await client(FakeTransport([.json("\u{FEFF}" + Self.completion)]))
      .chatCompletion(body: [], timeout: .seconds(1))
    #expect(answer.reply.content == "hi")
  }

  @Test func `an answer without end is taken for one that is too long`() async throws {
    var long = HTTPResponse(status: 200, body: Array(repeating: 0x31, count: 1 << 20))
    long.isCutOff = true
    let transport = FakeTransport([.response(long)])
    let answer = try await client(transport).chatCompletion(body: [], timeout: .seconds(1))
    #expect(answer.reply.isTooLong)
    #expect(answer.rawBody.count == 64 << 10)
    #expect(transport.requests.first?.longestAnswer == ChatReply.longestBody)
  }

  @Test func `every word of the server is clean, and tells no secret`() async throws {
    let dirt = #"\u001b[31m hunter2xy sk-abc\n\u202e\u009b"#
    let batch = """
      {"id":"b\(dirt)","status":"\(dirt)","model":"\(dirt)","endpoint":"\(dirt)",
      "input_file_id":"\(dirt)","metadata":{"\(dirt)":"\(dirt)"},"created_at":1e300,
      "request_counts":{"total":9223372036854775807,"completed":5e18,"failed":-1},
      "errors":{"data":[{"code":"\(dirt)","message":"\(dirt)","param":"\(dirt)","line":1e99}]}}
      """
    let page = #"{"data":[\#(batch)],"has_more":true,"last_id":"\#(dirt)"}"#
    let remote = try await client(FakeTransport([.json(batch)])).batch(id: "b")
    let list = try await client(FakeTransport([.json(page)])).batches()
    let models = try await client(FakeTransport([.json(#"{"data":[{"id":"\#(dirt)"}]}"#)])).models()
    let file = #"{"id":"\#(dirt)","filename":"\#(dirt)","purpose":"\#(dirt)"}"#
    let files = try await client(FakeTransport([.json(#"{"data":[\#(file)],"has_more":false}"#)]))
      .files()
    let answer = try await client(
      FakeTransport([
        .json(
          #"{"id":"\#(dirt)","model":"\#(dirt)","choices":[{"finish_reason":"\#(dirt)","#
            + #""message":{"refusal":"\#(dirt)"}}]}"#,
          headers: ["x-request-id": "\u{1B}hunter2xy\u{9B}"])
      ])
    ).chatCompletion(body: [], timeout: .seconds(1))
    let line = try BatchOutputLine.parse(
      Array(
        #"{"custom_id":"1","response":{"status_code":500,"request_id":"\#(dirt)","body":{"error":"\#(dirt)"}}}"#
          .utf8), text: try client(FakeTransport([])).text)
    var answered = answer
    answered.rawBody = []
    for shown in [
      "\(remote)", "\(list)", "\(models)", "\(files)", "\(answered)", "\(line.outcome)",
      line.requestID ?? "",
    ] {
      #expect(!shown.contains("hunter2"))
      #expect(!shown.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B })
      #expect(!shown.unicodeScalars.contains { $0.value == 0x202E })
    }
    #expect(remote.counts?.total == 1_000_000_000_000)
    #expect(remote.createdAt == nil)
  }

  @Test(arguments: [
    (#"{"error":{"message":"no such batch","code":"not_found"}}"#, APIFailure.Kind.notFound),
    (#"{"error":{"message":"x","code":"insufficient_quota"}}"#, .quotaExhausted),
    (#"{"error":{"message":"upstream","code":502},"id":"b","status":"completed"}"#, .serverError),
    (#"{"error":"busy"}"#, .serverError),
  ])
  func `a poll that is answered with an error fails with that error`(
    _ body: String, _ kind: APIFailure.Kind
  ) async throws {
    let client = try client(FakeTransport([.json(body)]))
    await #expect {
      _ = try await client.batch(id: "b")
    } throws: { error in
      (error as? APIFailure)?.kind == kind
    }
  }

  @Test(arguments: [
    (#"<html>Log in</html>"#, 200, APIFailure.Kind.notJSON),
    (#"{"error":{"message":"behind","code":429}}"#, 200, .rateLimitedMinute(wait: nil)),
    (#"{"error":"behind"}"#, 200, .serverError), (#"{"error":{}}"#, 401, .unauthorized),
    (#"{"object":"x"}"#, 200, .noCompletion), (#"{"choices":null}"#, 200, .noCompletion),
    (#"{"choices":[{}]}"#, 200, .noCompletion),
    (#"{"choices":[],"error":{}}"#, 200, .noCompletion), ("[]", 200, .notJSON),
    (
      #"{"error":{"message":"m","code":402},"choices":[{"message":{"content":"x"}}]}"#, 200,
      .quotaExhausted
    ),
    (#"{"error":{"message":"Overloaded","type":"overloaded_error"}}"#, 200, .overloaded),
  ])
  func `what is no completion is a failure`(
    _ body: String, _ status: Int, _ kind: APIFailure.Kind
  ) async throws {
    let client = try client(FakeTransport([.json(body, status: status)]))
    await #expect {
      _ = try await client.chatCompletion(body: [], timeout: .seconds(1))
    } throws: { error in
      (error as? APIFailure)?.kind == kind
    }
  }

  @Test func `a failure of the transport comes through`() async throws {
    let cut = TransportFailure(kind: .connectionCut, message: "cut", requestMayHaveRun: true)
    let client = try client(FakeTransport([.failure(cut)]))
    await #expect {
      _ = try await client.createBatch(inputFileID: "f", metadata: [:])
    } throws: { error in
      let failure = error as? APIFailure
      return failure?.kind == .transport(cut) && failure?.mayHaveRun == true
    }
  }

  @Test func `uploads with the documented fields`() async throws {
    let transport = FakeTransport([.json(#"{"id":"file-1","bytes":9,"filename":"b.jsonl"}"#)])
    let file = try await client(transport).uploadBatchFile(path: "/p/b", fileName: "b.jsonl")
    #expect(file == RemoteFile(id: "file-1", fileName: "b.jsonl"))
    guard case .multipart(let fields, let part) = transport.requests.first?.body else {
      Issue.record("no form")
      return
    }
    #expect(fields.map(\.0) == ["purpose"])
    #expect(fields.map(\.1) == ["batch"])
    #expect(part.name == "file")
    #expect(part.fileName == "b.jsonl")
    #expect(part.path == "/p/b")
  }

  @Test func `creates a batch with its metadata`() async throws {
    let transport = FakeTransport([
      .json(#"{"id":"batch_1","status":"validating","errors":null,"metadata":{"a":"1"}}"#)
    ])
    let batch = try await client(transport).createBatch(
      inputFileID: "file-1", metadata: ["b": "\"2\"", "a": "1"])
    #expect(batch == RemoteBatch(id: "batch_1", status: .validating, metadata: ["a": "1"]))
    #expect(
      transport.requests.first?.bodyText
        == #"{"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h","#
        + #""metadata":{"a":"1","b":"\"2\""}}"#)
  }

  @Test func `reads a batch in all its parts`() async throws {
    let text = #"""
      {"id":"batch_1","object":"batch","endpoint":"/v1/chat/completions","status":"failed","model":"m",
      "input_file_id":"file-1","output_file_id":null,"error_file_id":"","created_at":10,"in_progress_at":11,
      "expires_at":20,"failed_at":12,"request_counts":{"total":3,"completed":1,"failed":2},"metadata":null,
      "usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":1},"output_tokens":2},
      "errors":{"object":"list","data":[{"code":"token_limit_exceeded","message":"Enqueued token limit reached",
      "param":null,"line":null},{"code":"invalid_json_line","message":"m","line":4}]}}
      """#
    let transport = FakeTransport([.json(text)])
    let batch = try await client(transport).batch(id: "batch_1")
    #expect(transport.requests.first?.path == "/v1/batches/batch_1")
    #expect(batch.status == .failed)
    #expect(batch.status.isFinal)
    #expect(batch.outputFileID == nil)
    #expect(batch.errorFileID == nil)
    #expect(batch.endedAt == 12)
    #expect(batch.counts == RemoteBatch.Counts(total: 3, completed: 1, failed: 2))
    #expect(batch.faults.map(\.line) == [nil, 4])
    #expect(batch.isQueueFull)
    #expect(!batch.faults[1].isQueueFull)
  }

  @Test func `bears a word for a status that it does not know`() async throws {
    let batch = try await client(FakeTransport([.json(#"{"id":"b","status":"paused"}"#)]))
      .cancelBatch(id: "b")
    #expect(batch.status == .other("paused"))
    #expect(batch.status.text == "paused")
    #expect(!batch.status.isFinal)
  }

  @Test func `turns the pages of a list, with or without last_id`() async throws {
    let transport = FakeTransport([
      .json(#"{"data":[{"id":"b1","status":"completed"}],"has_more":true,"last_id":"b1"}"#),
      .json(#"{"data":[{"id":"b2","status":"expired"}],"has_more":true}"#),
      .json(#"{"data":[{"id":"b3","status":"in_progress"}],"has_more":false,"last_id":"b3"}"#),
    ])
    let batches = try await client(transport).allBatches()
    #expect(batches.map(\.id) == ["b1", "b2", "b3"])
    #expect(
      transport.requests.map(\.path) == [
        "/v1/batches?limit=100", "/v1/batches?limit=100&after=b1", "/v1/batches?limit=100&after=b2",
      ])
  }

  @Test func `a list that leads nowhere ends`() async throws {
    let transport = FakeTransport { _ in
      .json(#"{"data":[{"id":"b1","status":"completed"}],"has_more":true,"last_id":"b1"}"#)
    }
    _ = try await client(transport).allBatches()
    #expect(transport.requests.count == 2)
  }

  @Test func `a list that leads in a circle ends, and says so`() async throws {
    let transport = FakeTransport { request in
      let isA = request.path.hasSuffix("after=b")
      return .json(
        #"{"data":[{"id":"\#(isA ? "a" : "b")","status":"completed"}],"has_more":true}"#)
    }
    let circles = Circles()
    let batches = try await client(transport).allBatches(leadsInCircle: { circles.count() })
    #expect(Set(batches.map(\.id)) == ["a", "b"])
    #expect(batches.count == 2)
    #expect(transport.requests.count <= 4)
    #expect(circles.counted == 1)
  }

  @Test func `a list without an end is given up, and that is said`() async throws {
    let transport = FakeTransport { request in
      let number = request.path.split(separator: "=").last.flatMap { Int($0) } ?? 0
      return .json(
        #"{"data":[{"id":"\#(number + 1)","status":"completed"}],"has_more":true}"#)
    }
    let circles = Circles()
    let batches = try await client(transport).allBatches(leadsInCircle: { circles.count() })
    #expect(batches.count == 1_000)
    #expect(circles.counted == 1)
  }

  /// Sound as `Sendable`: `counted` is touched by one task, and read after it.
  private final class Circles: @unchecked Sendable {
    private(set) var counted = 0
    func count() { counted += 1 }
  }

  @Test func `a list that does not say whether there is more goes on until there is nothing`()
    async throws
  {
    let pages = [(1...100), (101...101)].map { range in
      range.map { #"{"id":"b\#($0)","status":"completed"}"# }.joined(separator: ",")
    }
    let transport = FakeTransport((pages + [""]).map { .json(#"{"data":[\#($0)]}"#) })
    let batches = try await client(transport).allBatches()
    #expect(batches.count == 101)
    #expect(batches.last?.id == "b101")
  }

  @Test func `what is no list is not taken for an empty one`() async throws {
    let client = try client(FakeTransport([.json(#"{"message":"try later"}"#)]))
    await #expect {
      try await client.allBatches()
    } throws: { error in
      (error as? APIFailure)?.kind == .notJSON
    }
  }

  @Test func `stops turning pages where it is told`() async throws {
    let transport = FakeTransport([
      .json(#"{"data":[{"id":"b1","status":"completed","created_at":5}],"has_more":true}"#)
    ])
    let batches = try await client(transport).allBatches { ($0.createdAt ?? 0) < 9 }
    #expect(batches.count == 1)
  }

  @Test func `a file that is gone counts as deleted`() async throws {
    let transport = FakeTransport([.json(#"{"error":{"message":"no"}}"#, status: 404)])
    try await client(transport).deleteFile(id: "file-1")
    #expect(transport.requests.first?.method == .delete)
    #expect(transport.requests.first?.path == "/v1/files/file-1")
  }

  @Test func `a page instead of a file is no file`() async throws {
    let client = try client(
      FakeTransport([.json("<html>", headers: ["content-type": "text/html; charset=utf-8"])]))
    await #expect {
      try await client.downloadFile(id: "f", toFile: "/nowhere/x")
    } throws: { error in
      (error as? APIFailure)?.kind == .notJSON
    }
  }

  @Test func `lists files and models`() async throws {
    let transport = FakeTransport([
      .json(#"{"data":[{"id":"f","purpose":"batch","created_at":1}],"has_more":false}"#),
      .json(#"{"data":[{"id":"m","shutdown_date":"2027-01-14"},{"id":"n","shutdown_date":null}]}"#),
    ])
    let client = try client(transport)
    let files = try await client.files(purpose: "batch")
    #expect(files == [RemoteFile(id: "f")])
    #expect(transport.requests.first?.path == "/v1/files?purpose=batch")
    let models = try await client.models()
    #expect(models == [RemoteModel(id: "m", shutdownDate: "2027-01-14"), RemoteModel(id: "n")])
  }
}
