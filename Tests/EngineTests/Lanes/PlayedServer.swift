import Foundation
import OpenAIClient
import TestSupport

/// The API as far as the lanes use it, in memory. What goes wrong is told by closures.
///
/// `@unchecked Sendable`: all that changes is touched under `lock` only.
final class PlayedServer: @unchecked Sendable {
  struct Batch {
    var id: String
    var status: String
    var inputFile: String
    var metadata: [String: String]
    var outputFile: String?
    var errorFile: String?
    var faults = ""
    var total = 0
    var completed = 0
    var failed = 0
    var hasCounts = true
    /// Seconds since 1970; it was created at 1.
    var endedAt: Int?
  }

  private let lock = NSRecursiveLock()
  private var uploads: [(id: String, name: String, lines: [String])] = []
  private var made: [Batch] = []
  private var contents: [String: String] = [:]
  private var log: [String] = []
  private var answers: [String: FakeTransport.Answer] = [:]
  /// The custom ids of every file that was ever uploaded.
  private var asked: [String: [String]] = [:]

  /// Answers a call before the server acts; `nil` lets it act.
  var before: (@Sendable (String, PlayedServer) -> FakeTransport.Answer?)?
  /// Replaces the answer after the server acted: an answer that is lost on its way.
  var after: (@Sendable (String, PlayedServer) -> FakeTransport.Answer?)?
  /// Brings a batch on, each time it is polled.
  var poll: (@Sendable (inout Batch, PlayedServer) -> Void) = { batch, server in
    server.complete(&batch)
  }
  /// Answers a chat request, given its text and how many came before.
  var chat: (@Sendable (String, Int) -> FakeTransport.Answer) = { _, _ in .json(Reply.good()) }
  private var chats = 0
  private var uploadCount = 0

  var client: OpenAIClient {
    let transport = FakeTransport(answer: { [self] request in answer(request) })
    guard let key = APIKey("test") else { preconditionFailure("a key of letters is a key") }
    return OpenAIClient(
      account: APIAccount(baseURL: "http://127.0.0.1:1/v1", key: key), transport: transport)
  }

  /// The calls so far, as `POST /files`.
  var calls: [String] { lock.withLock { log } }
  func count(_ call: String) -> Int { calls.count { $0 == call } }
  var batches: [Batch] { lock.withLock { made } }
  var files: [String] { lock.withLock { uploads.map(\.id) } }

  func addBatch(_ batch: Batch) { lock.withLock { made.append(batch) } }
  func changeBatch(_ id: String, _ change: (inout Batch) -> Void) {
    lock.withLock {
      if let place = made.firstIndex(where: { $0.id == id }) { change(&made[place]) }
    }
  }
  func setContent(_ file: String, _ text: String?) { lock.withLock { contents[file] = text } }

  /// The custom ids of an uploaded file's lines.
  func customIDs(_ file: String) -> [String] {
    lock.withLock { uploads.first { $0.id == file }?.lines ?? [] }.compactMap {
      Self.object($0)["custom_id"] as? String
    }
  }

  /// The custom ids of a file's lines, also where it was deleted.
  func askedIDs(_ file: String) -> [String] { lock.withLock { asked[file] ?? [] } }

  /// What the server has just answered a call with.
  func lastAnswer(to call: String) -> FakeTransport.Answer? { lock.withLock { answers[call] } }

  /// Ends a batch with a good answer to each of its lines.
  func complete(_ batch: inout Batch) {
    finish(&batch, output: customIDs(batch.inputFile).map { Reply.line($0) })
  }

  /// Ends a batch with these lines.
  func finish(
    _ batch: inout Batch, status: String = "completed", output: [String], errors: [String] = [],
    lastNewline: String = "\n"
  ) {
    batch.status = status
    if !output.isEmpty {
      batch.outputFile = "out-\(batch.id)"
      setContent("out-\(batch.id)", output.joined(separator: "\n") + lastNewline)
    }
    if !errors.isEmpty {
      batch.errorFile = "err-\(batch.id)"
      setContent("err-\(batch.id)", errors.joined(separator: "\n") + "\n")
    }
  }

  private func answer(_ request: HTTPRequest) -> FakeTransport.Answer {
    let path = request.path.replacingOccurrences(of: "/v1", with: "")
    let route = path.split(separator: "?")[0]
    let call = "\(request.method.rawValue) \(route)"
    lock.withLock { log.append(call) }
    if let answer = before?(call, self) { return answer }
    let answer = lock.withLock {
      let answer = act(request, String(route), call)
      answers[call] = answer
      return answer
    }
    return after?(call, self) ?? answer
  }

  private func act(_ request: HTTPRequest, _ route: String, _ call: String) -> FakeTransport.Answer
  {
    let parts = route.split(separator: "/").map(String.init)
    switch (request.method, parts.first, parts.count) {
    case (.post, "chat", _):
      chats += 1
      return chat(request.bodyText ?? "", chats - 1)
    case (.post, "files", 1):
      guard case .multipart(_, let file) = request.body,
        let text = try? String(contentsOfFile: file.path, encoding: .utf8)
      else { return Self.refusal(400, "no file") }
      uploadCount += 1
      let id = "file-\(uploadCount)"
      uploads.append((id, file.fileName, text.split(separator: "\n").map(String.init)))
      asked[id] = customIDs(id)
      return .json(Self.file(id, file.fileName))
    case (.get, "files", 1):
      let all = uploads.reversed().map { Self.file($0.id, $0.name) }
      return .json(#"{"object":"list","data":[\#(all.joined(separator: ","))],"has_more":false}"#)
    case (.get, "files", 3):
      guard let text = contents[parts[1]] else { return Self.refusal(404, "no such file") }
      return .json(text)
    case (.delete, "files", 2):
      uploads.removeAll { $0.id == parts[1] }
      return .json(#"{"id":"\#(parts[1])","object":"file","deleted":true}"#)
    case (.post, "batches", 1): return create(request)
    case (.post, "batches", 3):
      return change(parts[1]) { batch, _ in batch.status = "cancelling" }
    case (.get, "batches", 2): return change(parts[1]) { poll(&$0, $1) }
    case (.get, "batches", 1):
      let all = made.reversed().map(Self.batch)
      return .json(#"{"object":"list","data":[\#(all.joined(separator: ","))],"has_more":false}"#)
    default: return Self.refusal(404, "no such address")
    }
  }

  private func create(_ request: HTTPRequest) -> FakeTransport.Answer {
    let body = Self.object(request.bodyText ?? "")
    guard let file = body["input_file_id"] as? String,
      let upload = uploads.first(where: { $0.id == file })
    else { return Self.refusal(404, "no such file") }
    let batch = Batch(
      id: "batch_\(made.count + 1)", status: "validating", inputFile: file,
      metadata: body["metadata"] as? [String: String] ?? [:], total: upload.lines.count)
    made.append(batch)
    return .json(Self.batch(batch))
  }

  private func change(
    _ id: String, _ change: (inout Batch, PlayedServer) -> Void
  ) -> FakeTransport.Answer {
    guard let place = made.firstIndex(where: { $0.id == id }) else {
      return Self.refusal(404, "no such batch")
    }
    var batch = made[place]
    change(&batch, self)
    made[place] = batch
    return .json(Self.batch(batch))
  }

  static func refusal(_ status: Int, _ message: String, code: String = "invalid")
    -> FakeTransport.Answer
  {
    .json(
      #"{"error":{"message":"\#(message)","type":"invalid_request_error","param":null,"code":"\#(code)"}}"#,
      status: status)
  }

  private static func file(_ id: String, _ name: String) -> String {
    #"{"id":"\#(id)","object":"file","bytes":1,"created_at":1,"filename":"\#(name)","purpose":"batch"}"#
  }

  private static func batch(_ batch: Batch) -> String {
    func text(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }
    let counts =
      #"{"total":\#(batch.total),"completed":\#(batch.completed),"failed":\#(batch.failed)}"#
    let metadata = batch.metadata.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
    return #"{"id":"\#(batch.id)","object":"batch","status":"\#(batch.status)","created_at":1,"#
      + #""completed_at":\#(batch.endedAt.map(String.init) ?? "null"),"#
      + #""endpoint":"/v1/chat/completions","input_file_id":"\#(batch.inputFile)","#
      + #""output_file_id":\#(text(batch.outputFile)),"error_file_id":\#(text(batch.errorFile)),"#
      + #""errors":{"object":"list","data":[\#(batch.faults)]},"metadata":{\#(metadata)},"#
      + #""request_counts":\#(batch.hasCounts ? counts : "null")}"#
  }

  private static func object(_ text: String) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
  }
}

/// Replies as the API gives them.
enum Reply {
  /// What answers for the cast that all movies of the rig have.
  static let characters =
    #"[{"name":"Ann","trope":"No Trope"},{"name":"Bob","trope":"No Trope"}]"#

  static func good(model: String = "gpt-4o-mini-2024-07-18") -> String {
    body(#"{"characters":\#(characters)}"#, model: model)
  }

  static let bad = body("not what was asked for")

  /// A completion with this content; 100 tokens in, 10 out.
  static func body(
    _ content: String, finish: String = "stop", model: String = "gpt-4o-mini-2024-07-18",
    input: Int = 100
  ) -> String {
    let quoted = content.replacingOccurrences(of: "\"", with: "\\\"")
    return
      #"{"id":"c","object":"chat.completion","created":1,"model":"\#(model)","choices":[{"index":0,"#
      + #""message":{"role":"assistant","content":"\#(quoted)","refusal":null},"finish_reason":"\#(finish)"}],"#
      + #""usage":{"prompt_tokens":\#(input),"completion_tokens":10,"total_tokens":\#(input + 10)}}"#
  }

  /// A line of an output file.
  static func line(_ customID: String, _ body: String = good()) -> String {
    #"{"id":"b","custom_id":"\#(customID)","response":{"status_code":200,"request_id":"r","body":\#(body)},"error":null}"#
  }

  /// A line of a request that never ran.
  static func notRun(_ customID: String, code: String = "batch_expired") -> String {
    #"{"id":"b","custom_id":"\#(customID)","response":null,"error":{"code":"\#(code)","message":"not run"}}"#
  }

  /// A line of a request that was refused.
  static func refused(_ customID: String, status: Int = 400) -> String {
    #"{"id":"b","custom_id":"\#(customID)","response":{"status_code":\#(status),"request_id":"r","#
      + #""body":{"error":{"message":"refused","type":"invalid_request_error","param":null,"code":null}}},"error":null}"#
  }
}
