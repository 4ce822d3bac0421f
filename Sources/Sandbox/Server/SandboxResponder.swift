import Foundation
import HTTPTypes
import Hummingbird
import JSONBytes
import NIOCore

/// Finds the handler of a request and makes HTTP of its reply.
struct SandboxResponder: HTTPResponder {
  /// What requests act on.
  let state: SandboxState
  /// The only key that is accepted; `nil` for any.
  let key: String?

  /// A chat body is some 10 kB; this leaves room for hundreds of movies in one.
  private static let mostBodyBytes = 64 << 20

  /// Answers one request; what goes wrong inside is a 500, never a crash.
  func respond(to request: Request, context: SandboxContext) async throws -> Response {
    let started = ContinuousClock.now
    var reply: Reply
    do {
      reply = try await route(request)
    } catch let failure as APIFailure {
      reply = Reply(failure)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      reply = Reply(.broken("\(error)"))
    }
    let elapsed = (ContinuousClock.now - started).components
    let milliseconds = elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
    reply.headers += [
      ("x-request-id", "req_\(state.salt)\(UInt32.random(in: 0 ... .max))"),
      ("openai-organization", Organization.name), ("openai-version", "2020-10-01"),
      ("openai-processing-ms", String(milliseconds)),
    ]
    return response(reply, context: context)
  }

  // MARK: Routes

  private func route(_ request: Request) async throws -> Reply {
    let path = request.uri.path
    if path == "/sandbox/ledger", request.method == .get {
      try await state.settleBatches()
      return Reply(state.records.ledger.json)
    }
    guard path.hasPrefix("/v1/") else {
      throw APIFailure.unknownRoute(request.method.rawValue, path)
    }
    state.record(.received(count: 1))
    try checkKey(request)
    let parts = path.dropFirst(4).split(separator: "/").map(String.init)
    let files = FilesAPI(state: state)
    let batches = BatchesAPI(state: state)
    switch (request.method, parts.first, parts.count) {
    case (.post, "chat", 2) where parts[1] == "completions":
      return try await ChatAPI(state: state).complete(try await body(of: request))
    case (.post, "files", 1):
      return try await files.upload(
        contentType: request.headers[.contentType] ?? "", body: request.body)
    case (.get, "files", 1): return try files.list(query(of: request))
    case (.get, "files", 2): return try files.retrieve(parts[1])
    case (.delete, "files", 2): return try files.delete(parts[1])
    case (.get, "files", 3) where parts[2] == "content": return try files.content(parts[1])
    case (.post, "batches", 1): return try await batches.create(try await body(of: request))
    case (.get, "batches", 1): return try await batches.list(query(of: request))
    case (.get, "batches", 2): return try await batches.retrieve(parts[1])
    case (.post, "batches", 3) where parts[2] == "cancel":
      return try await batches.cancel(parts[1])
    case (.get, "models", 1): return ModelsAPI.list()
    case (.get, "models", 2): return try ModelsAPI.retrieve(parts[1])
    case (_, "files", 1...3), (_, "batches", 1...3), (_, "models", 1...2):
      throw APIFailure.wrongMethod(request.method.rawValue, path)
    case (_, "chat", 2) where parts[1] == "completions":
      throw APIFailure.wrongMethod(request.method.rawValue, path)
    default: throw APIFailure.unknownRoute(request.method.rawValue, path)
    }
  }

  private func checkKey(_ request: Request) throws(APIFailure) {
    let header = request.headers[.authorization] ?? ""
    let given = header.lowercased().hasPrefix("bearer ") ? String(header.dropFirst(7)) : ""
    guard !given.isEmpty else { throw .noKey }
    if let key, key != given { throw .wrongKey(given) }
    if let name = HTTPField.Name("X-Client-Request-Id"), let id = request.headers[name],
      id.utf8.count > 512 || !id.utf8.allSatisfy({ $0 < 0x80 })
    {
      throw .badClientRequestID
    }
  }

  private func body(of request: Request) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    if let length = request.headers[.contentLength].flatMap({ Int($0) }) {
      guard length <= Self.mostBodyBytes else { throw APIFailure.tooLarge }
      bytes.reserveCapacity(length)
    }
    for try await buffer in request.body {
      bytes.append(contentsOf: buffer.readableBytesView)
      if bytes.count > Self.mostBodyBytes { throw APIFailure.tooLarge }
    }
    return bytes
  }

  private func query(of request: Request) -> [String: String] {
    var result: [String: String] = [:]
    for item in (request.uri.query ?? "").split(separator: "&") {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count > 1 ? String(parts[1]) : ""
      result[String(parts[0])] = value.removingPercentEncoding ?? value
    }
    return result
  }

  // MARK: HTTP

  private func response(_ reply: Reply, context: SandboxContext) -> Response {
    var headers = HTTPFields()
    for header in reply.headers {
      if let name = HTTPField.Name(header.name) { headers[name] = header.value }
    }
    switch reply.body {
    case .bytes(_, let contentType): headers[.contentType] = contentType
    case .blob: headers[.contentType] = "application/octet-stream"
    }
    let length =
      switch reply.body {
      case .bytes(let bytes, _): bytes.count
      case .blob(let blob): blob.count
      }
    let status = HTTPResponse.Status(code: reply.status)
    let body = reply.body
    let delivery = reply.delivery
    switch (delivery, body) {
    case (.whole, .bytes(let bytes, _)):
      return Response(
        status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    case (.whole, .blob(let blob)):
      return Response(
        status: status, headers: headers,
        body: ResponseBody(contentLength: length) { writer in
          try await Self.write(blob, upTo: length, to: &writer)
          try await writer.finish(nil)
        })
    case (.cut, _), (.lost, _):
      let close = context.closeConnection
      if delivery == .lost { close() }
      return Response(
        status: status, headers: headers,
        body: ResponseBody(contentLength: max(1, length)) { writer in
          switch body {
          case .bytes(let bytes, _):
            try await writer.write(ByteBuffer(bytes: bytes.prefix(length / 2)))
          case .blob(let blob): try await Self.write(blob, upTo: length / 2, to: &writer)
          }
          throw CutConnection()
        })
    }
  }

  private static func write(
    _ blob: Blob, upTo end: Int, to writer: inout any ResponseBodyWriter
  ) async throws {
    var offset = 0
    while offset < end {
      let bytes = try blob.read(at: offset, count: min(1 << 18, end - offset))
      if bytes.isEmpty { throw CutConnection() }
      try await writer.write(ByteBuffer(bytes: bytes))
      offset += bytes.count
    }
  }
}

/// Thrown while a body is written: the server then closes the connection.
struct CutConnection: Error {}

/// A request's context, with a way to close its connection without an answer.
struct SandboxContext: RequestContext {
  /// What hummingbird keeps.
  var coreContext: CoreRequestContextStorage
  /// Closes the connection at once.
  let closeConnection: @Sendable () -> Void

  /// A context for a request on a connection.
  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    let channel = source.channel
    closeConnection = { channel.close(promise: nil) }
  }
}
