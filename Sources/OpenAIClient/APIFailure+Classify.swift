import Basics

extension APIFailure {
  /// The failure that an answer of status 300 or more is.
  static func classify(
    _ operation: Operation, status: Int, headers: HTTPHeaders, body: [UInt8],
    text: ServerText = ServerText()
  ) -> APIFailure {
    classify(
      operation, status: status, headers: headers,
      error: ServerValue.parse(body, text).flatMap { ErrorBody($0) }, text: text)
  }

  /// The same for an error that is parsed already, as those in a batch's lines and those in answers of status 200.
  static func classify(
    _ operation: Operation, status: Int, headers: HTTPHeaders = [:], error: ErrorBody?,
    text: ServerText = ServerText()
  ) -> APIFailure {
    let limits = RateLimitHeaders(headers)
    let wait = serverWait(headers, error)
    var failure = APIFailure(
      operation: operation, kind: .badRequest, status: status, type: error?.type,
      code: error?.code, param: error?.param,
      serverMessage: error?.message.map { text.line($0, limit: 300) },
      requestID: headers["x-request-id"].map { text.line($0, limit: 100) },
      shouldRetry: headers["x-should-retry"].flatMap(truth), rateLimits: limits)
    failure.retryAfter = wait
    // Servers without decisions say so in several ways.
    let isUnknown = operation == .decide && (status == 405 || status == 501)
    failure.kind = kind(
      operation, status: isUnknown ? 404 : status, error: error, limits: limits, wait: wait,
      shouldRetry: failure.shouldRetry)
    if let wait, wait > longestWait, failure.mayBeRepeated { failure.kind = .asksToWait(wait) }
    return failure
  }

  /// A server that asks for more is not waited for: its day has ended by then.
  static let longestWait: Duration = .seconds(90_000)

  /// Whether it is one that a wait cures.
  private var mayBeRepeated: Bool {
    switch disposition {
    case .retry, .sleepDay: true
    case .stopPayingLanes, .failRequest, .waitForQueue, .cancelled: false
    }
  }

  private static func kind(
    _ operation: Operation, status: Int, error: ErrorBody?, limits: RateLimitHeaders,
    wait: Duration?, shouldRetry: Bool?
  ) -> Kind {
    // Groq's word for a tier flex without room.
    if status == 498 || error?.code == "capacity_exceeded" { return .resourceUnavailable }
    if status == 400 || status == 429, error?.speaksOfQueue == true { return .queueFull }
    if status == 402 || (status >= 400 && error?.speaksOfMoney == true) { return .quotaExhausted }
    if error?.speaksOfNoDeployment == true { return .noDeployment }
    if [400, 401, 403, 404, 422].contains(status), let error {
      if error.speaksOfModel || status == 404 && operation.namesModel && error.speaksOfNoModel {
        return .modelNotFound
      }
      if status == 400 || status == 422, error.speaksOfKey { return .unauthorized }
    }
    switch status {
    case 300..<400: return .redirected
    case 401: return .unauthorized
    case 403: return .forbidden
    case 404: return .notFound
    case 408: return .serverTimeout
    case 409: return .conflict
    case 413: return .requestTooLarge
    case 425: return .overloaded
    case 429: return tooMany(error, limits, wait, shouldRetry)
    case 503, 529:
      if error?.code == "slow_down" { return .slowDown(wait: wait) }
      return error?.speaksOfLoading == true ? .loading : .overloaded
    case 500...: return .serverError
    default: return refused(error)
    }
  }

  /// 400, 422 and whatever else in the 400s.
  private static func refused(_ error: ErrorBody?) -> Kind {
    guard let error else { return .badRequest }
    let words = error.words
    if error.code == "context_length_exceeded" || error.type == "exceed_context_size_error"
      || words.contains("maximum context length") || words.contains("context size")
    {
      return .contextTooLong
    }
    if let code = error.code, contentCodes.contains(code) { return .contentFiltered }
    if words.contains("service tier"), words.contains("not allowed") { return .tierNotAllowed }
    return .badRequest
  }

  /// Codes of servers that refuse a prompt for what it says.
  private static let contentCodes: Set<String> = [
    "content_filter", "invalid_prompt", "content_policy_violation",
  ]

  /// The kinds of 429, told apart by code, type and words, and by the headers where those are
  /// silent.
  private static func tooMany(
    _ error: ErrorBody?, _ limits: RateLimitHeaders, _ wait: Duration?, _ shouldRetry: Bool?
  ) -> Kind {
    let words = error?.words ?? ""
    if error?.code == "slow_down" { return .slowDown(wait: wait) }
    if error?.code == "resource_unavailable" || words.contains("resource unavailable") {
      return .resourceUnavailable
    }
    if isTooLarge(words) { return .requestTooLarge }
    if words.contains("per day") || words.contains("(rpd)") || words.contains("(tpd)") {
      return .rateLimitedDay(wait: wait)
    }
    if words.contains("per min") || words.contains("(rpm)") || words.contains("(tpm)") {
      return .rateLimitedMinute(wait: wait ?? resetWait(limits))
    }
    if limits.requests.remaining == 0, limits.requests.describesDay == true {
      return .rateLimitedDay(wait: wait)
    }
    return .rateLimitedMinute(wait: wait ?? resetWait(limits))
  }

  /// One request that no waiting makes fit: the words, or "Limit 30000, Requested 61337" where the
  /// second is more.
  private static func isTooLarge(_ words: String) -> Bool {
    if words.contains("request too large") { return true }
    guard let limit = number(after: "limit ", in: words) ?? number(after: "limit: ", in: words),
      let requested = number(after: "requested ", in: words)
        ?? number(after: "requested: ", in: words)
    else { return false }
    return requested > limit
  }

  /// How long until the pair that is used up has something again, where the headers say.
  private static func resetWait(_ limits: RateLimitHeaders) -> Duration? {
    let used = [limits.requests, limits.tokens, limits.projectTokens].filter {
      $0.remaining == 0 && $0.describesDay != true
    }
    return used.compactMap(\.reset).max()
  }

  /// `retry-after-ms`, else the longer of `retry-after` (whole seconds, so a rough minimum) and
  /// "try again in …".
  private static func serverWait(_ headers: HTTPHeaders, _ error: ErrorBody?) -> Duration? {
    if let text = headers["retry-after-ms"], let value = Double(text), value >= 0 {
      return .microseconds(Int64(min(value, 1e12) * 1_000))
    }
    let said = error.flatMap { GoDuration.inMessage($0.words) }
    let header = headers["retry-after"] ?? headers["llm_provider-retry-after"]
    let asked = header.flatMap { text in
      GoDuration.parse(text) ?? HTTPDate.wait(until: text, dateHeader: headers["date"])
        ?? endless(text)
    }
    guard let asked else { return said }
    return said.map { max($0, asked) } ?? asked
  }

  /// More seconds than anybody waits for.
  private static func endless(_ text: String) -> Duration? {
    let isNumber = text.utf8.count >= 9 && text.utf8.allSatisfy(\.isDigit)
    return isNumber ? .seconds(315_360_000) : nil
  }

  private static func truth(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }

  /// The whole number that follows `marker`, commas inside it left out.
  static func number(after marker: String, in words: String) -> Int? {
    let bytes = Array(words.utf8)
    let wanted = Array(marker.utf8)
    guard bytes.count > wanted.count else { return nil }
    for start in 0..<(bytes.count - wanted.count)
    where bytes[start..<start + wanted.count].elementsEqual(wanted) {
      let digits = bytes[(start + wanted.count)...].prefix {
        $0.isDigit || $0 == UInt8(ascii: ",")
      }
      if let value = Int(String(decoding: digits.filter { $0 != UInt8(ascii: ",") }, as: UTF8.self))
      {
        return value
      }
    }
    return nil
  }
}
