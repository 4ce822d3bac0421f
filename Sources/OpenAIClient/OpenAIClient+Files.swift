import Basics
import Formats

import Glibc

extension OpenAIClient {
  /// Uploads a file of requests, streamed from disk. `fileName` must end in `.jsonl` (openai-api.md
  /// §2).
  package func uploadBatchFile(
    path: String, fileName: String
  ) async throws(APIFailure) -> RemoteFile {
    var request = request(.post, "/files", fileTimeouts)
    request.body = .multipart(
      fields: [("purpose", "batch")],
      file: HTTPRequest.FilePart(
        name: "file", fileName: fileName, path: path, contentType: "application/jsonl"))
    let (value, response) = try await json(.upload, request)
    guard let file = RemoteFile(value) else { throw notJSON(.upload, response) }
    return file
  }

  /// The files of that purpose, newest first; of all purposes without one.
  package func files(purpose: String? = nil) async throws(APIFailure) -> [RemoteFile] {
    var all: [RemoteFile] = []
    var walk = ListWalk()
    repeat {
      var query: [(String, String)] = []
      if let purpose { query.append(("purpose", purpose)) }
      if let after = walk.after { query.append(("after", after)) }
      let list = try await json(.listFiles, request(.get, Self.path("/files", query))).value
      let page = try Self.page(.listFiles, list, after: walk.after, RemoteFile.init, id: \.id)
      all += walk.take(page, id: \.id)
    } while walk.goesOn
    return all
  }

  /// Deletes a file; one that is not there counts as deleted.
  package func deleteFile(id: String) async throws(APIFailure) {
    do {
      _ = try await exchange(.deleteFile, request(.delete, "/files/\(PercentEncoding.encoded(id))"))
    } catch {
      if error.kind == .notFound { return }
      throw error
    }
  }

  /// Downloads a file's content to `path`: whole and flushed to disk, or not there at all.
  ///
  /// Its bytes are asked for as they are: there is no content encoding that all servers and their middlemen get right.
  package func downloadFile(id: String, toFile path: String) async throws(APIFailure) {
    var request = request(.get, "/files/\(PercentEncoding.encoded(id))/content", fileTimeouts)
    request.headers = HTTPHeaders(request.headers.fields.filter { $0.name != "Accept" })
    request.acceptsEncodings = false
    request.headers.add("Accept-Encoding", "identity")
    let response = try await exchange(.downloadFile, request, toFile: path)
    if response.headers["content-type"]?.lowercased().hasPrefix("text/html") == true {
      throw notJSON(.downloadFile, response)
    }
    let encoding = text.line(response.headers["content-encoding"] ?? "identity", limit: 40)
    if encoding.lowercased() != "identity" {
      unlink(path)
      throw APIFailure(
        operation: .downloadFile,
        kind: .transport(
          TransportFailure(
            kind: .file,
            message:
              "the file comes packed as '\(encoding)', which was not asked for: something between here and the server "
              + "packs it", requestMayHaveRun: true)))
    }
    if let error = error(inFile: path) {
      unlink(path)
      throw .classify(
        .downloadFile, status: error.ownStatus, headers: response.headers, error: error, text: text)
    }
  }

  /// The error that a downloaded file is, in place of the lines that it should hold: one object that names no request.
  private func error(inFile path: String) -> ErrorBody? {
    guard var lines = try? JSONLines(path: path, longestLine: ChatReply.keptOfLong),
      let first = try? lines.next(), let document = try? JSONDocument(first),
      document.root["custom_id"] == nil
    else { return nil }
    return ServerValue(document.root, text)["error"].flatMap(ErrorBody.init(error:))
  }

  /// `path` with a query, its values percent-encoded.
  static func path(_ path: String, _ query: [(String, String)]) -> String {
    guard !query.isEmpty else { return path }
    return path + "?"
      + query.map { "\($0.0)=\(PercentEncoding.encoded($0.1))" }.joined(separator: "&")
  }

  /// One page of a list. `last_id` may be missing; so may `has_more`, and then only a page without
  /// anything is the end. A page that does not lead on ends the list as well.
  ///
  /// - Throws: `notJSON` where there is no list at all: an empty one says that there is nothing, and that would not.
  static func page<Item>(
    _ operation: APIFailure.Operation, _ root: ServerValue, after: String?,
    _ make: (ServerValue) -> Item?, id: (Item) -> String
  ) throws(APIFailure) -> RemotePage<Item> {
    guard let data = root["data"], data.kind == .array else {
      throw APIFailure(operation: operation, kind: .notJSON, status: 200)
    }
    let items = data.elements.compactMap(make)
    guard root["has_more"]?.bool ?? true, let last = items.last else {
      return RemotePage(items: items, next: nil)
    }
    let next = root["last_id"]?.id ?? id(last)
    return RemotePage(
      items: items, next: next == after ? nil : next, saysMore: root["has_more"]?.bool == true)
  }
}
