import Basics
import Formats

extension OpenAIClient {
  /// Creates a batch of an uploaded file. Never repeat this after a failure whose `mayHaveRun` is
  /// true without looking for the batch by its metadata first.
  ///
  /// At most 16 pairs of metadata, keys of at most 64 and values of at most 512 characters.
  package func createBatch(
    inputFileID: String, metadata: [String: String], endpoint: String = "/v1/chat/completions"
  ) async throws(APIFailure) -> RemoteBatch {
    var body: JSONObject = [
      "input_file_id": .string(inputFileID), "endpoint": .string(endpoint),
      "completion_window": "24h",
    ]
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
      body.add(
        "metadata", .object(JSONObject(pairs.map { JSONObject.Member($0.key, .string($0.value)) })))
    }
    return try await batch(.createBatch, jsonRequest("/batches", Array(body.line.utf8)))
  }

  /// A batch as it is now.
  package func batch(id: String) async throws(APIFailure) -> RemoteBatch {
    try await batch(.readBatch, request(.get, "/batches/\(PercentEncoding.encoded(id))"))
  }

  /// Asks for a batch to be cancelled; what has run by then is paid for and delivered.
  package func cancelBatch(id: String) async throws(APIFailure) -> RemoteBatch {
    try await batch(.cancelBatch, request(.post, "/batches/\(PercentEncoding.encoded(id))/cancel"))
  }

  /// A page of the account's batches, newest first; `limit` is 1 to 100.
  package func batches(
    after: String? = nil, limit: Int = 100
  ) async throws(APIFailure) -> RemotePage<RemoteBatch> {
    var query = [("limit", String(min(max(limit, 1), 100)))]
    if let after { query.append(("after", after)) }
    let list = try await json(.listBatches, request(.get, Self.path("/batches", query))).value
    return try Self.page(.listBatches, list, after: after, RemoteBatch.init, id: \.id)
  }

  /// All batches of the account, newest first, up to the first page on which `isEnough` is true of
  /// a batch.
  ///
  /// - Parameter leadsInCircle: called where the server's pages lead back to one that was there.
  package func allBatches(
    until isEnough: @Sendable (RemoteBatch) -> Bool = { _ in false },
    leadsInCircle: @Sendable () -> Void = {}
  ) async throws(APIFailure) -> [RemoteBatch] {
    var all: [RemoteBatch] = []
    var walk = ListWalk()
    repeat {
      let page = try await batches(after: walk.after)
      let news = walk.take(page, id: \.id)
      all += news
      if news.contains(where: isEnough) { break }
    } while walk.goesOn
    if walk.wentInCircle { leadsInCircle() }
    return all
  }

  private func batch(
    _ operation: APIFailure.Operation, _ request: HTTPRequest
  ) async throws(APIFailure) -> RemoteBatch {
    let (value, response) = try await json(operation, request)
    guard let batch = RemoteBatch(value) else { throw notJSON(operation, response) }
    return batch
  }
}
