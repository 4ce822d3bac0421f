import Formats
import HTTPServing

/// `/v1/batches`.
struct BatchesAPI {
  /// What it acts on.
  let state: SandboxState

  private static let endpoints = [
    "/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions",
    "/v1/moderations", "/v1/images/generations", "/v1/images/edits", "/v1/videos",
  ]

  /// `POST /v1/batches`.
  func create(_ body: [UInt8]) async throws -> Reply {
    if let refusal = state.takeFault({ fault -> APIFailure? in
      if case .batchCreateRefused(let failure) = fault { return failure }
      return nil
    }) {
      throw refusal
    }
    guard let json = try? JSON(parsing: body), let object = json.objectValue else {
      throw APIFailure.notJSON
    }
    let known: Set = [
      "input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after",
    ]
    for key in object.keys where !known.contains(key) { throw APIFailure.unknown(key) }
    for key in ["input_file_id", "endpoint", "completion_window"] where object[key] == nil {
      throw APIFailure.missing(key)
    }
    let endpoint = object["endpoint"]?.stringValue ?? ""
    guard Self.endpoints.contains(endpoint) else {
      throw APIFailure.invalidValue(
        "endpoint", endpoint, expected: "one of \(Self.endpoints.joined(separator: ", "))")
    }
    guard endpoint == "/v1/chat/completions" else {
      throw APIFailure.invalidValue(
        "endpoint", endpoint, expected: "'/v1/chat/completions': the sandbox plays no other")
    }
    let window = object["completion_window"]?.stringValue ?? ""
    guard window == "24h" else {
      throw APIFailure.invalidValue("completion_window", window, expected: "'24h'")
    }
    try ChatRequest.checkMetadata(object["metadata"])
    var life: Int?
    if let expiry = object["output_expires_after"], !expiry.isNull {
      life = try FilesAPI.life(
        anchor: expiry["anchor"]?.stringValue, seconds: expiry["seconds"]?.intValue,
        "output_expires_after")
    }
    guard let input = object["input_file_id"]?.stringValue else {
      throw APIFailure.wrongType("input_file_id", expected: "a string")
    }
    let file = try state.file(input)
    guard file.purpose == "batch" else { throw APIFailure.wrongPurpose(file.purpose) }
    if let limit = state.reachedLimit() { throw APIFailure.spent(limit) }
    let batch = state.createBatch(
      input: input, endpoint: endpoint, metadata: object["metadata"] ?? .null,
      outputExpiresAfter: life)
    var reply = Reply(batch.json(at: batch.schedule.createdAt))
    if state.takeFault(.batchCreateAnswerLost)
      || state.strikes(.batchCreateLost, key: Array("create".utf8), occasion: batch.sequence)
    {
      reply.delivery = .lost
    }
    return reply
  }

  /// `GET /v1/batches/{id}`.
  func retrieve(_ id: String) async throws -> Reply {
    if let refusal = state.takeFault({ fault -> APIFailure? in
      if case .pollRefused(let failure) = fault { return failure }
      return nil
    }) {
      throw refusal
    }
    let key = Array("poll \(id)".utf8)
    if state.strikes(.pollError, key: key, occasion: state.occasion(of: key)) {
      throw APIFailure.injectedServerError
    }
    let now = try await state.settleBatches()
    guard let batch = state.records.batches[id] else { throw APIFailure.noSuchBatch(id) }
    return Reply(batch.json(at: now))
  }

  /// `GET /v1/batches`.
  func list(_ query: [String: String]) async throws -> Reply {
    var query = query
    query["order"] = nil
    let page = try Page(query, defaultLimit: 20, mostLimit: 100)
    let now = try await state.settleBatches()
    let records = state.records
    return Reply(
      try page.json(
        records.batchOrder.compactMap { records.batches[$0] }, id: \.id,
        missing: { .noSuchBatch($0) }, json: { $0.json(at: now) }))
  }

  /// `POST /v1/batches/{id}/cancel`.
  func cancel(_ id: String) async throws -> Reply {
    let (batch, now) = try await state.cancel(id)
    return Reply(batch.json(at: now))
  }
}
