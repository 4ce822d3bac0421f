import Formats

/// A file of the account.
package struct RemoteFile: Sendable, Hashable {
  package var id: String
  package var fileName: String?

  package init(id: String, fileName: String? = nil) {
    self.id = id
    self.fileName = fileName
  }

  init?(_ value: ServerValue) {
    guard let id = value["id"]?.id else { return nil }
    self.init(id: id, fileName: value["filename"]?.line(300))
  }
}

/// A model of the server.
package struct RemoteModel: Sendable, Hashable {
  package var id: String
  /// `YYYY-MM-DD`, the day it is shut down, where that is announced.
  package var shutdownDate: String?

  package init(id: String, shutdownDate: String? = nil) {
    self.id = id
    self.shutdownDate = shutdownDate
  }

  init?(_ value: ServerValue) {
    guard let id = value["id"]?.line(200) else { return nil }
    self.init(id: id, shutdownDate: value["shutdown_date"]?.line(40))
  }
}

/// Where a batch stands (openai-api.md §3).
package enum RemoteBatchStatus: Sendable, Hashable {
  case validating, failed, inProgress, finalizing, completed, expired, cancelling, cancelled
  /// A word that this program does not know; not an end.
  case other(String)

  package init(_ text: String) {
    self = Self.words.first { $0.0 == text }?.1 ?? .other(text)
  }

  /// The API's word for it.
  package var text: String {
    if case .other(let text) = self { return text }
    return Self.words.first { $0.1 == self }?.0 ?? ""
  }

  /// Whether it stays as it is from here on.
  package var isFinal: Bool {
    switch self {
    case .failed, .completed, .expired, .cancelled: true
    case .validating, .inProgress, .finalizing, .cancelling, .other: false
    }
  }

  private static let words: [(String, RemoteBatchStatus)] = [
    ("validating", .validating), ("failed", .failed), ("in_progress", .inProgress),
    ("finalizing", .finalizing), ("completed", .completed), ("expired", .expired),
    ("cancelling", .cancelling), ("cancelled", .cancelled),
  ]
}

/// A batch as the server describes it.
package struct RemoteBatch: Sendable, Hashable {
  /// How many requests; for display only: lines are what counts.
  package struct Counts: Sendable, Hashable {
    package var total: Int
    package var completed: Int
    package var failed: Int

    package init(total: Int, completed: Int, failed: Int) {
      self.total = total
      self.completed = completed
      self.failed = failed
    }
  }

  /// Why a batch failed its check.
  package struct Fault: Sendable, Hashable {
    package var code: String?
    package var message: String?
    /// The line of the input file, counted from 1.
    package var line: Int?

    package init(code: String?, message: String?, line: Int? = nil) {
      self.code = code
      self.message = message
      self.line = line
    }

    /// Whether the server itself failed and not the file: another batch of the same may succeed.
    package var isServersFault: Bool {
      line == nil
        && ["server_error", "internal_error", "internal_server_error"].contains(code ?? "")
    }

    /// Whether it says that the queue had no room: nothing ran, and the same file can be sent again
    /// later.
    package var isQueueFull: Bool { words.speaksOfQueue }

    /// The refusal that it would be as the answer to a request.
    package var asFailure: APIFailure {
      APIFailure.classify(.batchLine, status: 400, error: words)
    }

    fileprivate var words: ErrorBody {
      ErrorBody(message: message, type: nil, code: code, param: nil)
    }
  }

  package var id: String
  package var status: RemoteBatchStatus
  package var model: String?
  package var inputFileID: String?
  package var outputFileID: String?
  package var errorFileID: String?
  /// Seconds since 1970.
  package var createdAt: Int64?
  /// When it came to its end, whichever that was; seconds since 1970.
  package var endedAt: Int64?
  package var counts: Counts?
  package var faults: [Fault]
  package var metadata: [String: String]

  /// Whether it failed for want of room in the queue.
  package var isQueueFull: Bool { status == .failed && faults.contains { $0.isQueueFull } }

  /// The limit of the queue in tokens, where it failed for want of room and says so.
  package var queueLimit: Int? {
    isQueueFull ? faults.lazy.compactMap(\.words.queueLimit).first : nil
  }

  package init(
    id: String, status: RemoteBatchStatus, model: String? = nil, inputFileID: String? = nil,
    outputFileID: String? = nil, errorFileID: String? = nil, createdAt: Int64? = nil,
    endedAt: Int64? = nil, counts: Counts? = nil, faults: [Fault] = [],
    metadata: [String: String] = [:]
  ) {
    self.id = id
    self.status = status
    self.model = model
    self.inputFileID = inputFileID
    self.outputFileID = outputFileID
    self.errorFileID = errorFileID
    self.createdAt = createdAt
    self.endedAt = endedAt
    self.counts = counts
    self.faults = faults
    self.metadata = metadata
  }

  init?(_ value: ServerValue) {
    guard let id = value["id"]?.id, let status = value["status"]?.line(60) else { return nil }
    func time(_ name: String) -> Int64? { value[name]?.moment }
    func file(_ name: String) -> String? { value[name]?.id }
    self.init(
      id: id, status: RemoteBatchStatus(status), model: value["model"]?.line(200),
      inputFileID: file("input_file_id"), outputFileID: file("output_file_id"),
      errorFileID: file("error_file_id"), createdAt: time("created_at"),
      endedAt: time("completed_at") ?? time("failed_at") ?? time("expired_at")
        ?? time("cancelled_at"),
      counts: value["request_counts"].flatMap(Self.counts), faults: Self.faults(value["errors"]))
    for (name, value) in value["metadata"]?.members ?? [] {
      metadata[name] = value.scalar(600)
    }
  }

  private static func counts(_ value: ServerValue) -> Counts? {
    guard let total = value["total"]?.count else { return nil }
    return Counts(
      total: total, completed: value["completed"]?.count ?? 0, failed: value["failed"]?.count ?? 0)
  }

  /// `errors` is a list object; a bare list is taken too.
  private static func faults(_ value: ServerValue?) -> [Fault] {
    guard let value else { return [] }
    let list = value.kind == .array ? value : value["data"]
    return (list?.elements ?? []).map {
      Fault(
        code: $0["code"]?.scalar(80), message: $0["message"]?.line(600),
        line: $0["line"]?.count)
    }
  }
}

/// One page of a list.
package struct RemotePage<Item: Sendable>: Sendable {
  package var items: [Item]
  /// What to give as `after` for the next page; `nil` at the end.
  package var next: String?
  /// Whether the server says that there are more, and not only fails to say that there are none.
  package var saysMore: Bool = false
}
