extension APIFailure: CustomStringConvertible {
  /// What happened and what to do, in one line: lower case, without a full stop, without key or
  /// question.
  package var description: String {
    var text = "\(operation.rawValue) failed: \(reason)"
    if let serverMessage, showsServerMessage { text += "; the server says: \"\(serverMessage)\"" }
    if let advice { text += " (\(advice))" }
    if let requestID, showsRequestID { text += " [request \(requestID)]" }
    return text
  }

  /// A few words for a table, the same for all failures of a kind.
  package var reason: String {
    switch kind {
    case .rateLimitedMinute: "the limit of requests or tokens a minute is reached"
    case .rateLimitedDay: "the limit of requests or tokens a day is reached"
    case .quotaExhausted: Self.noMoney(moneyName)
    case .queueFull: "the batch queue has no room for its tokens"
    case .slowDown: "the server asks for fewer requests at once"
    case .requestTooLarge: "the request is larger than the server accepts"
    case .contextTooLong: "the question exceeds the model's context"
    case .contentFiltered: "the server's content filter refused the question"
    case .unauthorized: "the server does not accept the key (\(statusText))"
    case .forbidden: "the key may not do this (403)"
    case .modelNotFound: "the server has no such model, or not for this key"
    case .tierNotAllowed: "the project may not use the service tier that was asked for"
    case .notFound: "the server does not know this address or object (404)"
    case .badRequest: "the server refuses the request (\(statusText))"
    case .serverTimeout: "the server timed out (408)"
    case .conflict: "the server reports a conflict (409)"
    case .serverError: "the server has an internal error (\(statusText))"
    case .overloaded: "the server is overloaded (\(statusText))"
    case .loading: "the server is still loading its model"
    case .noDeployment: "the gateway has nobody that answers for this model just now"
    case .asksToWait(let wait):
      "the server asks to wait \(Self.spelled(wait)) before the next request"
    case .resourceUnavailable: "the server has no flex capacity just now"
    case .notJSON: "the answer is not what the API would send"
    case .noCompletion: "the answer holds no completion"
    case .redirected: "the server redirects to another address (\(statusText))"
    case .notRun(let code): Self.notRun(code)
    case .transport(let failure): failure.message
    }
  }

  /// What a person can do; `nil` where the program itself does what can be done.
  package var advice: String? {
    switch kind {
    case .rateLimitedMinute, .rateLimitedDay, .slowDown, .queueFull, .serverTimeout, .conflict,
      .serverError, .overloaded, .loading, .noDeployment, .noCompletion, .notRun:
      nil
    case .asksToWait: "run again then, or ask the server's owners"
    case .quotaExhausted: Self.moneyAdvice(moneyName)
    case .tierNotAllowed: "allow it in the project's settings, or plan without it"
    case .requestTooLarge where operation == .upload:
      "set 'limits.batch_file_size' or 'plan.batch_token_target' lower, give up the batch with 'tropebuild cancel', "
        + "and run again"
    case .requestTooLarge:
      "set 'recipe.movies_per_request' lower, or use an account of a higher tier"
    case .contextTooLong:
      "shorten the plot, or choose a model with a longer context; a server of your own may be started with one"
    case .contentFiltered: "change the plot or the prompt, or ask another model"
    case .unauthorized where operation.needsAdminKey, .forbidden where operation.needsAdminKey:
      "OPENAI_ADMIN_KEY must be an admin key of the organization, which its owners make; an ordinary key may not read this"
    case .notFound where operation.needsAdminKey:
      "OpenAI has this page for its organizations; other servers may not"
    case .unauthorized: "check OPENAI_API_KEY in the environment or in .env"
    case .forbidden: "check the key's permissions, project and region"
    case .modelNotFound:
      "check 'recipe.model'; models are retired, so the name may have been valid once"
    case .notFound where operation == .decide:
      "this server may not make decisions: write 'recipe.endpoint: chat', or check 'api.base_url'"
    case .badRequest where operation == .decide:
      "check model and catalog: some servers choose among 26 values at most, OpenAI among 255"
    case .notFound:
      operation == .chat || operation == .listModels || operation == .listBatches
        ? "check 'api.base_url', which includes '/v1' for most servers" : nil
    case .badRequest where operation == .listFiles || operation == .listBatches: nil
    case .badRequest:
      refusedField?.advice ?? "check model, parameters and catalog of the recipe"
    case .resourceUnavailable: nil
    case .notJSON: "a proxy or a login page may be in between; check 'api.base_url'"
    case .redirected: "set 'api.base_url' to the server's real address"
    case .transport(let failure): Self.advice(failure.kind)
    }
  }

  /// By what the error calls what is used up: a gateway has its status for a code.
  private var moneyName: String? { type == "budget_exceeded" ? type : code }

  /// What is used up, by the API's code.
  private static func noMoney(_ code: String?) -> String {
    switch code {
    case "budget_exceeded": "a budget at the gateway is used up"
    case "organization_spend_limit_exceeded": "the organization's spend limit is reached"
    case "project_spend_limit_exceeded": "the project's spend limit is reached"
    case "organization_usage_limit_exceeded": "the organization's monthly usage limit is reached"
    case "credit_balance_exhausted": "the account's credit is used up"
    default: "the account's credit or spending limit is used up"
    }
  }

  private static func moneyAdvice(_ code: String?) -> String {
    switch code {
    case "budget_exceeded": "raise it there, or wait until it begins anew, then run again"
    case "organization_spend_limit_exceeded":
      "raise it in the organization's settings or wait for the month's end, then run again"
    case "project_spend_limit_exceeded":
      "raise it in the project's settings or wait for the month's end, then run again"
    case "organization_usage_limit_exceeded":
      "ask for a higher tier or wait for the month's end, then run again"
    case "credit_balance_exhausted": "add credit on the account's billing page, then run again"
    default: "add credit or raise the limit on the account's billing page, then run again"
    }
  }

  private var statusText: String { status.map(String.init) ?? "no status" }

  /// Not where the kind says it all: a limit's message names the organization, which is nobody's
  /// business.
  private var showsServerMessage: Bool {
    switch kind {
    case .badRequest, .forbidden, .serverError, .modelNotFound, .notFound, .quotaExhausted,
      .tierNotAllowed, .contextTooLong,
      .loading, .noDeployment, .overloaded, .asksToWait:
      true
    // The usual one says no more than that, and names the key.
    case .unauthorized: status != 401 || ["auth_error", "expired_key"].contains(type)
    case .notRun(let code):
      !["batch_expired", "batch_cancelled", "request_timeout"].contains(code)
    default: false
    }
  }

  private var showsRequestID: Bool {
    switch kind {
    case .badRequest, .serverError: true
    default: false
    }
  }

  private static func notRun(_ code: String) -> String {
    switch code {
    case "batch_expired": "the batch's 24 hours ended before it ran"
    case "batch_cancelled": "the batch was cancelled before it ran"
    case "request_timeout": "it timed out inside the batch"
    default: "it did not run ('\(ServerText().line(code, limit: 60))')"
    }
  }

  private static func spelled(_ wait: Duration) -> String {
    let hours = wait.components.seconds / 3_600
    return hours < 48 ? "\(hours) hours" : "\(hours / 24) days"
  }

  private static func advice(_ kind: TransportFailure.Kind) -> String? {
    switch kind {
    case .cannotConnect, .nameNotResolved: "check the network and 'api.base_url'"
    case .tls: "check the certificates (CURL_CA_BUNDLE, SSL_CERT_FILE) and the clock"
    case .timedOut, .connectionCut, .cancelled, .tooLarge, .file, .other: nil
    }
  }
}

extension RequestField {
  /// What a person can do where a server refuses the field.
  var advice: String {
    switch self {
    case .temperature: "write 'recipe.temperature: null'"
    case .seed: "write 'recipe.seed: null'"
    case .reasoningEffort:
      "name an effort that the model has by 'recipe.reasoning_effort', or null for its own"
    case .logprobs, .topLogprobs:
      "it does not tell log probabilities: leave out 'recipe.confidence', or choose another"
    case .responseFormat:
      "tropebuild needs a server and a model that hold answers to a JSON schema: ask another"
    case .maxCompletionTokens, .maxTokens:
      "tropebuild needs a bound on answers, as 'max_completion_tokens' or as 'max_tokens': ask another server"
    }
  }
}

extension AccountFault: CustomStringConvertible {
  /// What is wrong and what to do, without the key.
  package var description: String {
    switch self {
    case .noKey:
      "no key: set OPENAI_API_KEY in the environment or in .env (any text will do for a server "
        + "that asks for none), or rehearse without one by '--sandbox'"
    case .noAdminKey:
      "no admin key: set OPENAI_ADMIN_KEY in the environment or in .env; an owner of the organization makes one, and an "
        + "ordinary key does not do"
    case .badAdminKey:
      "OPENAI_ADMIN_KEY holds characters that no key has: a space, a line end or a letter with an accent"
    case .badKey:
      "OPENAI_API_KEY holds characters that no key has: a space, a line end or a letter with an "
        + "accent"
    case .badBaseURL(let text):
      "'\(ServerText().line(text, limit: 120))' is not a base URL: write it as "
        + "'https://api.openai.com/v1'"
    case .badHeader(let name):
      "'\(ServerText().line(name, limit: 60))' cannot be sent as a header: its name or value "
        + "holds characters that headers cannot carry"
    }
  }
}
