/// A call that did not succeed: what kind of failure it is, as data, with what the server said of
/// it.
package struct APIFailure: Error, Sendable, Hashable {
  /// What was called: for messages.
  package enum Operation: String, Sendable, Hashable {
    case chat = "the chat request"
    case decide = "the request for decisions"
    case upload = "uploading a batch file"
    case createBatch = "creating a batch"
    case readBatch = "reading a batch"
    case cancelBatch = "cancelling a batch"
    case listBatches = "listing batches"
    case listFiles = "listing files"
    case deleteFile = "deleting a file"
    case downloadFile = "downloading a file"
    case listModels = "listing models"
    case batchLine = "the line of a batch"
    case readCosts = "reading the provider's costs"
    case readUsage = "reading the provider's usage"
    case listProjects = "listing the projects"
    case readLimits = "reading the project's limits"

    /// Whether what is asked names a model, so that this may be what is not found.
    var namesModel: Bool {
      switch self {
      case .chat, .decide, .batchLine: true
      default: false
      }
    }

    /// Whether an ordinary key is not enough.
    var needsAdminKey: Bool {
      switch self {
      case .readCosts, .readUsage, .listProjects, .readLimits: true
      default: false
      }
    }
  }

  /// The kinds of failure that are treated or told differently (openai-api.md §6).
  package enum Kind: Sendable, Hashable {
    /// Requests or tokens a minute are used up.
    case rateLimitedMinute(wait: Duration?)
    /// Requests or tokens a day are used up.
    case rateLimitedDay(wait: Duration?)
    /// No money or no permission to spend it: a person must act.
    case quotaExhausted
    /// The batch queue has no room for the tokens.
    case queueFull
    /// The rate grew too fast.
    case slowDown(wait: Duration?)
    /// One request exceeds what a minute allows, or the server takes no body or file of that size.
    case requestTooLarge
    /// Longer than the model's context.
    case contextTooLong
    /// The prompt was stopped by the server's filter.
    case contentFiltered
    /// 401: the key is not accepted.
    case unauthorized
    /// 403: the key may not do this.
    case forbidden
    /// The model does not exist, or not for this account.
    case modelNotFound
    /// The address or the object does not exist.
    case notFound
    /// The project may not use the service tier that was asked for.
    case tierNotAllowed
    /// The request itself is refused; asking again gives the same answer.
    case badRequest
    /// 408 and 409: the server's own time-out, or a conflict.
    case serverTimeout, conflict
    case serverError, overloaded
    /// The server is there and has not loaded its model yet.
    case loading
    /// A gateway has nobody left that answers for this model just now.
    case noDeployment
    /// It asks to be left alone for longer than any limit lasts.
    case asksToWait(Duration)
    /// No flex capacity just now; not charged.
    case resourceUnavailable
    /// A success whose body is not the JSON it should be: a page of something on the way.
    case notJSON
    /// A success in the API's form that answers nothing.
    case noCompletion
    /// 3xx: redirects are not followed, so that the key stays with its host.
    case redirected
    /// A line of a batch that never ran, and costs nothing: `batch_expired`, `batch_cancelled`, …
    case notRun(code: String)
    case transport(TransportFailure)
  }

  /// What to do about a failure.
  package enum Disposition: Sendable, Hashable {
    /// Ask again; `after` is what the server asked for, `nil` where the caller's own backoff
    /// decides.
    case retry(after: Duration?)
    /// Nothing that costs can succeed until a person acts.
    case stopPayingLanes
    /// This request cannot succeed; the others can.
    case failRequest
    /// Wait until a batch of the account ends, then try the same again.
    case waitForQueue
    /// The real-time lane sleeps until the day has room; `after` is what the server said of it.
    case sleepDay(after: Duration?)
    /// The task was cancelled: nothing failed.
    case cancelled
  }

  package var operation: Operation
  package var kind: Kind
  /// The HTTP status; `nil` where no answer came.
  package var status: Int?
  /// What the server calls it, shortened and with secrets taken out.
  package var type: String?
  package var code: String?
  package var param: String?
  package var serverMessage: String?
  /// The server's name for the request, to quote to its support.
  package var requestID: String?
  /// `x-should-retry`, which wins over the status.
  package var shouldRetry: Bool?
  package var rateLimits: RateLimitHeaders

  package init(
    operation: Operation, kind: Kind, status: Int? = nil, type: String? = nil, code: String? = nil,
    param: String? = nil, serverMessage: String? = nil, requestID: String? = nil,
    shouldRetry: Bool? = nil, rateLimits: RateLimitHeaders = RateLimitHeaders()
  ) {
    self.operation = operation
    self.kind = kind
    self.status = status
    self.type = type
    self.code = code
    self.param = param
    self.serverMessage = serverMessage
    self.requestID = requestID
    self.shouldRetry = shouldRetry
    self.rateLimits = rateLimits
  }

  /// What to do about it.
  package var disposition: Disposition {
    switch kind {
    case .quotaExhausted, .unauthorized, .forbidden, .modelNotFound, .asksToWait, .tierNotAllowed:
      return .stopPayingLanes
    case .queueFull: return .waitForQueue
    case .rateLimitedDay(let wait): return .sleepDay(after: wait)
    case .transport(let failure):
      switch failure.kind {
      case .cancelled: return .cancelled
      case .file, .tooLarge: return .failRequest
      case .cannotConnect, .nameNotResolved, .tls, .timedOut, .connectionCut, .other:
        return .retry(after: nil)
      }
    // No limit fails a request, whatever else the server says of repeating it.
    case .rateLimitedMinute(let wait), .slowDown(let wait): return .retry(after: wait)
    case .loading, .noDeployment: return .retry(after: retryAfter)
    case .serverTimeout, .conflict, .serverError, .overloaded, .resourceUnavailable, .notJSON,
      .noCompletion:
      return shouldRetry == false ? .failRequest : .retry(after: retryAfter)
    case .notRun: return .retry(after: nil)
    case .requestTooLarge, .contextTooLong, .contentFiltered, .notFound, .badRequest, .redirected:
      return shouldRetry == true ? .retry(after: retryAfter) : .failRequest
    }
  }

  /// The wait that the server asked for in its headers or its message.
  package var retryAfter: Duration?

  /// Whether the server may have run the request in spite of the failure, so that it may have to be
  /// paid and, for a batch, may be there: look before asking again.
  package var mayHaveRun: Bool {
    switch kind {
    case .transport(let failure): failure.requestMayHaveRun
    case .serverError, .overloaded, .serverTimeout, .notJSON, .noCompletion: true
    default: false
    }
  }

  /// Whether it speaks of the connection or the server's health and not of this request: what a
  /// circuit breaker counts.
  package var speaksOfServer: Bool {
    switch kind {
    case .serverError, .overloaded, .loading, .noDeployment, .serverTimeout, .notJSON,
      .noCompletion, .slowDown:
      true
    case .transport(let failure): failure.kind != .cancelled && failure.kind != .file
    default: false
    }
  }

  /// Whether it has nothing to do with what the request asked, so that the same request may be answered the next time: it
  /// never ran, or what was refused is the account or what it asks for at once. A server's own fault is not among
  /// these: a request may be what it stumbles over.
  package var concernsNoQuestion: Bool {
    switch kind {
    case .rateLimitedMinute, .rateLimitedDay, .quotaExhausted, .queueFull, .slowDown, .unauthorized,
      .forbidden, .modelNotFound, .tierNotAllowed, .overloaded, .loading, .noDeployment,
      .asksToWait, .resourceUnavailable:
      true
    case .notRun(let code): Self.codesOfEndedBatches.contains(code)
    case .requestTooLarge, .contextTooLong, .contentFiltered, .notFound, .badRequest,
      .serverTimeout, .conflict, .serverError, .notJSON, .noCompletion, .redirected, .transport:
      false
    }
  }

  /// What the line of a request says that its batch did not come to.
  private static let codesOfEndedBatches: Set<String> = [
    "batch_expired", "batch_cancelled", "batch_canceled",
  ]

  /// Whether a request is refused for what it says of the prompt cache, which a server or model may not know.
  package var refusesCacheOptions: Bool {
    guard kind == .badRequest else { return false }
    return param?.contains("prompt_cache") == true
      || serverMessage?.contains("prompt_cache") == true
  }

  /// Whether a request is refused for its model or what it asks, which says nothing of other ones.
  package var concernsRecipe: Bool { kind == .modelNotFound || disposition == .failRequest }

  /// Whether a request may be refused for bounds in its schema: that names no field, or the schema's.
  package var mayRefuseSchema: Bool { kind == .badRequest && refusedField == nil }

  /// Whether it came in the API's own form: then the server is there, and no page of something on the way.
  package var isOfAPI: Bool {
    kind == .noCompletion || serverMessage != nil || code != nil || type != nil
  }

  /// The limit of the batch queue in tokens, where that is full and the server says so.
  package var queueLimit: Int? {
    ErrorBody(message: serverMessage, type: nil, code: code, param: nil).queueLimit
  }

  /// Whether the connection broke, by which all requests that share one fail at once.
  package var isConnectionCut: Bool {
    if case .transport(let failure) = kind { return failure.kind == .connectionCut }
    return false
  }

  /// Whether it says that the server has no batches at all, as most compatible ones
  /// (openai-api.md §10). Not asked of `createBatch`, whose 404 can mean a file that the server
  /// does not see yet.
  package var meansNoBatches: Bool {
    // A 404 for a model says nothing of batches.
    if kind == .modelNotFound { return false }
    return switch operation {
    case .listBatches, .listFiles, .upload: [404, 405, 501].contains(status)
    default: false
    }
  }
}
