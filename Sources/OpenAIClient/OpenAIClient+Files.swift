import Basics
import JSONBytes

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
    let response = try await exchange(.upload, request)
    guard let document = try? JSONDocument(response.body), let file = RemoteFile(document.root)
    else { throw notJSON(.upload, response) }
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
      let document = try await json(.listFiles, request(.get, Self.path("/files", query)))
      let page = try Self.page(
        .listFiles, document, after: walk.after, RemoteFile.init, id: \.id)
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
  package func downloadFile(id: String, toFile path: String) async throws(APIFailure) {
    var request = request(.get, "/files/\(PercentEncoding.encoded(id))/content", fileTimeouts)
    request.headers = HTTPHeaders(request.headers.fields.filter { $0.name != "Accept" })
    let response = try await exchange(.downloadFile, request, toFile: path)
    if response.headers["content-type"]?.lowercased().hasPrefix("text/html") == true {
      throw notJSON(.downloadFile, response)
    }
  }

  /// `path` with a query, its values percent-encoded.
  static func path(_ path: String, _ query: [(String, String)]) -> String {
    guard !query.isEmpty else { return path }
    return path + "?" + query.map { "\($0.0)=\(PercentEncoding.encoded($0.1))" }.joined(separator: "&")
  }

  /// One page of a list. `last_id` may be missing; so may `has_more`, and then only a page without
  /// anything is the end. A page that does not lead on ends the list as well.
  ///
  /// - Throws: `notJSON` where there is no list at all: an empty one says that there is nothing, and that would not.
  static func page<Item>(
    _ operation: APIFailure.Operation, _ document: JSONDocument, after: String?,
    _ make: (JSONView) -> Item?, id: (Item) -> String
  ) throws(APIFailure) -> RemotePage<Item> {
    let root = document.root
    guard let data = root["data"], data.kind == .array else {
      throw APIFailure(operation: operation, kind: .notJSON, status: 200)
    }
    let items = data.elements.compactMap(make)
    guard root["has_more"]?.bool ?? true, let last = items.last else {
      return RemotePage(items: items, next: nil)
    }
    let next = root["last_id"]?.string ?? id(last)
    return RemotePage(
      items: items, next: next == after ? nil : next, saysMore: root["has_more"]?.bool == true)
  }
}
