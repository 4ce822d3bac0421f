import Formats
import HTTPServing
/// Finds the handler of a request and makes HTTP of its reply.
struct SandboxResponder: Sendable {
  /// What requests act on.
  let state: SandboxState
  /// The only key that is accepted; `nil` for any.
  let key: String?

  /// A chat body is some 10 kB; this leaves room for hundreds of movies in one.
  private static let mostBodyBytes = 64 << 20

  /// Says that this is a sandbox, in every answer, whatever the address: so that nobody has to guess.
  static let mark = (name: "x-tropebuild-sandbox", value: "1")

  /// Answers one request; what goes wrong inside is a 500, never a crash.
  func respond(to request: HTTPRequest) async -> HTTPResponse {
    let started = ContinuousClock.now
    var reply: Reply
    do {
      reply = try await route(request)
    } catch let failure as APIFailure {
      reply = Reply(failure)
    } catch is CancellationError {
      reply = Reply(JSON.null)
      reply.delivery = .lost
    } catch {
      reply = Reply(.broken("\(error)"))
    }
    let elapsed = (ContinuousClock.now - started).components
    let milliseconds = elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
    reply.headers += [
      ("content-type", reply.contentType), Self.mark,
      ("x-request-id", "req_\(state.salt)\(UInt32.random(in: 0 ... .max))"),
      ("openai-organization", Organization.name), ("openai-project", Organization.project),
      ("openai-version", "2020-10-01"),
      ("openai-processing-ms", String(milliseconds)),
    ]
    return HTTPResponse(
      status: reply.status, headers: reply.headers, body: reply.body, delivery: reply.delivery)
  }

  // MARK: Routes

  private func route(_ request: HTTPRequest) async throws -> Reply {
    let path = request.path
    let method = request.method.rawValue
    if path == "/sandbox/ledger", request.method == .get {
      try await state.settleBatches()
      return Reply(state.records.ledger.json)
    }
    if path == "/sandbox/truth", request.method == .get, let quality = state.quality {
      return Reply(bytes: Array(quality.truth.text.utf8), contentType: "text/tab-separated-values")
    }
    guard path.hasPrefix("/v1/") else { throw APIFailure.unknownRoute(method, path) }
    state.record(.received(count: 1))
    let isAdministration = path.hasPrefix("/v1/organization/")
    try checkKey(request, isAdministration: isAdministration)
    let parts = path.dropFirst(4).split(separator: "/").map(String.init)
    if isAdministration {
      return try await AdminAPI(state: state).answer(request, Array(parts.dropFirst()))
    }
    let files = FilesAPI(state: state)
    let batches = BatchesAPI(state: state)
    switch (request.method, parts.first, parts.count) {
    case (.post, "chat", 2) where parts[1] == "completions":
      return try await ChatAPI(state: state).complete(try body(of: request))
    case (.post, "decisions", 1):
      return try await DecisionsAPI(state: state).decide(try body(of: request))
    case (.post, "files", 1):
      return try await files.upload(
        contentType: request.header("Content-Type") ?? "", body: request.body)
    case (.get, "files", 1): return try files.list(request.queryValues)
    case (.get, "files", 2): return try files.retrieve(parts[1])
    case (.delete, "files", 2): return try files.delete(parts[1])
    case (.get, "files", 3) where parts[2] == "content": return try files.content(parts[1])
    case (.post, "batches", 1): return try await batches.create(try body(of: request))
    case (.get, "batches", 1): return try await batches.list(request.queryValues)
    case (.get, "batches", 2): return try await batches.retrieve(parts[1])
    case (.post, "batches", 3) where parts[2] == "cancel":
      return try await batches.cancel(parts[1])
    case (.get, "models", 1): return ModelsAPI(state: state).list()
    case (.get, "models", 2): return try ModelsAPI(state: state).retrieve(parts[1])
    case (_, "files", 1...3), (_, "batches", 1...3), (_, "models", 1...2), (_, "decisions", 1):
      throw APIFailure.wrongMethod(method, path)
    case (_, "chat", 2) where parts[1] == "completions":
      throw APIFailure.wrongMethod(method, path)
    default: throw APIFailure.unknownRoute(method, path)
    }
  }

  private func checkKey(
    _ request: HTTPRequest, isAdministration: Bool
  ) throws(APIFailure) {
    let header = request.header("Authorization") ?? ""
    let given = header.lowercased().hasPrefix("bearer ") ? String(header.dropFirst(7)) : ""
    guard !given.isEmpty else { throw .noKey }
    let adminKey = state.configuration.adminKey
    let isAdmin = adminKey.map { $0 == given } ?? given.hasPrefix("sk-admin")
    if isAdministration {
      guard isAdmin else { throw .notAdmin }
      return
    }
    if isAdmin { throw .adminOnly }
    if let key, key != given { throw .wrongKey(given) }
    if let id = request.header("X-Client-Request-Id"),
      id.utf8.count > 512 || !id.utf8.allSatisfy({ $0 < 0x80 })
    {
      throw .badClientRequestID
    }
  }

  private func body(of request: HTTPRequest) throws(APIFailure) -> [UInt8] {
    guard request.body.count <= Self.mostBodyBytes else { throw .tooLarge }
    return request.body.read(upTo: Self.mostBodyBytes)
  }
}
