import Basics
import Formats
package import OpenAIClient

/// Answers what is asked of files and batches out of the jobs of a command, in the API's own form, and passes all else on. So
/// the batch lane, with all that it knows of crashes, need not know that there is no server.
package struct CommandTransport: Transport {
  private let jobs: BatchJobs
  private let server: (any Transport)?

  /// - Parameter server: what carries the rest; `nil` where no server is asked.
  package init(_ jobs: BatchJobs, else server: (any Transport)?) {
    self.jobs = jobs
    self.server = server
  }

  package func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
    guard let route = Route(request) else { return try await ask(request) }
    if let id = route.serversBatch {
      return server == nil ? Self.ofServer(id) : try await ask(request)
    }
    do throws(FileError) {
      guard let object = try await answer(route, request) else { return Self.notFound }
      return HTTPResponse(status: 200, body: Array(object.line.utf8))
    } catch {
      throw Self.failure(error)
    }
  }

  package func download(
    _ request: HTTPRequest, toFile path: String
  ) async throws(TransportFailure) -> HTTPResponse {
    guard case .content(let id) = Route(request) else {
      guard let server else { throw Self.noServer }
      return try await server.download(request, toFile: path)
    }
    do throws(FileError) {
      return try await jobs.download(id, to: path) ? HTTPResponse(status: 200) : Self.notFound
    } catch {
      throw Self.failure(error)
    }
  }

  private func ask(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
    guard let server else { throw Self.noServer }
    return try await server.send(request)
  }

  private func answer(_ route: Route, _ request: HTTPRequest) async throws(FileError) -> JSONObject?
  {
    switch route {
    case .upload:
      guard case .multipart(_, let file) = request.body else { return nil }
      return try await jobs.upload(file.path, as: file.fileName)
    case .files: return try await jobs.list()
    case .deleteFile(let id): return await jobs.deleteFile(id)
    case .content: return nil
    case .create:
      guard case .bytes(let bytes) = request.body, let root = try? JSON(parsing: bytes),
        let file = root["input_file_id"]?.stringValue
      else { return nil }
      return try await jobs.create(
        inputFile: file, metadata: root["metadata"]?.objectValue ?? [:])
    case .batches: return try await jobs.batches()
    case .batch(let id): return try await jobs.batch(id)
    case .cancel(let id): return try await jobs.cancel(id)
    }
  }

  private static let notFound = HTTPResponse(
    status: 404, body: Array(#"{"error":{"message":"no such file"}}"#.utf8))

  private static func failure(_ error: FileError) -> TransportFailure {
    TransportFailure(kind: .file, message: "\(error)", requestMayHaveRun: false)
  }

  private static let noServer = TransportFailure(
    kind: .file, message: "no server is asked: batches go to 'lanes.batch.command'",
    requestMayHaveRun: false)

  /// A batch that was sent to a server before is not lost because a command works now.
  private static func ofServer(_ id: String) -> HTTPResponse {
    let words =
      "\(id) was sent to a server and not to 'lanes.batch.command': take that out of the tropefile and run "
      + "'tropebuild retrieve' or 'tropebuild cancel'"
    let body: JSONObject = ["error": ["message": .string(words), "code": "not_of_command"]]
    return HTTPResponse(status: 400, body: Array(body.line.utf8))
  }

  /// What is asked of files and batches.
  private enum Route {
    case upload, files, deleteFile(String), content(String)
    case create, batches, batch(String), cancel(String)

    init?(_ request: HTTPRequest) {
      let path = request.url.prefix { $0 != "?" && $0 != "#" }
      let parts = path.split(separator: "/").map(String.init)
      guard let place = parts.lastIndex(where: { $0 == "files" || $0 == "batches" }), place >= 2
      else { return nil }
      let rest = Array(parts[(place + 1)...])
      switch (parts[place], request.method, rest.count) {
      case ("files", .post, 0): self = .upload
      case ("files", .get, 0): self = .files
      case ("files", .delete, 1): self = .deleteFile(rest[0])
      case ("files", .get, 2) where rest[1] == "content": self = .content(rest[0])
      case ("batches", .post, 0): self = .create
      case ("batches", .get, 0): self = .batches
      case ("batches", .get, 1): self = .batch(rest[0])
      case ("batches", .post, 2) where rest[1] == "cancel": self = .cancel(rest[0])
      default: return nil
      }
    }

    /// The batch that is spoken of, where it is a server's and no job.
    var serversBatch: String? {
      switch self {
      case .batch(let id), .cancel(let id): id.hasPrefix(BatchJob.prefix) ? nil : id
      case .upload, .files, .deleteFile, .content, .create, .batches: nil
      }
    }
  }
}
