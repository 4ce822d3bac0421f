import Formats

/// What the provider asks for one line of its bill on one day.
package struct RemoteCost: Sendable, Hashable {
  /// When the day begins: seconds since 1970.
  package var start: Int64
  /// As `gpt-6-luna, input_tokens`; `nil` where it says none.
  package var lineItem: String?
  package var dollars: Double

  package init(start: Int64, lineItem: String?, dollars: Double) {
    self.start = start
    self.lineItem = lineItem
    self.dollars = dollars
  }
}

/// What one model did on one day, in or out of batches, at one tier of service.
package struct RemoteUsage: Sendable, Hashable {
  /// When the day begins: seconds since 1970.
  package var start: Int64
  package var model: String?
  package var isBatch: Bool?
  package var serviceTier: String?
  package var requests: Int
  /// Reads from the cache and writes to it among them.
  package var inputTokens: Int
  package var cachedTokens: Int
  package var outputTokens: Int

  package init(
    start: Int64, model: String?, isBatch: Bool?, serviceTier: String?, requests: Int,
    inputTokens: Int, cachedTokens: Int, outputTokens: Int
  ) {
    self.start = start
    self.model = model
    self.isBatch = isBatch
    self.serviceTier = serviceTier
    self.requests = requests
    self.inputTokens = inputTokens
    self.cachedTokens = cachedTokens
    self.outputTokens = outputTokens
  }

  init(start: Int64, _ value: ServerValue) {
    self.init(
      start: start, model: value["model"]?.line(200), isBatch: value["batch"]?.bool,
      serviceTier: value["service_tier"]?.line(60),
      requests: value["num_model_requests"]?.count ?? 0,
      inputTokens: value["input_tokens"]?.count ?? 0,
      cachedTokens: value["input_cached_tokens"]?.count ?? 0,
      outputTokens: value["output_tokens"]?.count ?? 0)
  }
}

/// A project of the organization.
package struct RemoteProject: Sendable, Hashable {
  package var id: String
  package var name: String?

  package init(id: String, name: String?) {
    self.id = id
    self.name = name
  }

  init?(_ value: ServerValue) {
    guard let id = value["id"]?.id, value["status"]?.line(40) != "archived" else { return nil }
    self.init(id: id, name: value["name"]?.line(100))
  }
}

/// What a project may ask of one model.
package struct RemoteRateLimit: Sendable, Hashable {
  package var model: String
  package var requestsPerMinute: Int?
  package var tokensPerMinute: Int?
  package var requestsPerDay: Int?
  /// Input tokens that batches may hold.
  package var batchTokens: Int?

  package init(
    model: String, requestsPerMinute: Int?, tokensPerMinute: Int?, requestsPerDay: Int? = nil,
    batchTokens: Int? = nil
  ) {
    self.model = model
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
    self.requestsPerDay = requestsPerDay
    self.batchTokens = batchTokens
  }

  init?(_ value: ServerValue) {
    guard let model = value["model"]?.line(200) else { return nil }
    func limit(_ name: String) -> Int? { value[name]?.count.flatMap { $0 > 0 ? $0 : nil } }
    self.init(
      model: model, requestsPerMinute: limit("max_requests_per_1_minute"),
      tokensPerMinute: limit("max_tokens_per_1_minute"),
      requestsPerDay: limit("max_requests_per_1_day"),
      batchTokens: limit("batch_1_day_max_input_tokens"))
  }
}

/// A hard limit on what may be spent in a month.
package struct RemoteSpendLimit: Sendable, Hashable {
  package var dollars: Double
  /// Whether it is reached, so that nothing is answered.
  package var isEnforcing: Bool

  package init(dollars: Double, isEnforcing: Bool) {
    self.dollars = dollars
    self.isEnforcing = isEnforcing
  }

  /// `nil` for another currency or interval than is documented.
  init?(_ value: ServerValue) {
    guard let cents = value["threshold_amount"]?.count,
      (value["currency"]?.line(10) ?? "USD").uppercased() == "USD",
      (value["interval"]?.line(40) ?? "month") == "month"
    else { return nil }
    self.init(
      dollars: Double(cents) / 100,
      isEnforcing: value["enforcement"]?["status"]?.line(40) == "enforcing")
  }
}

/// The tiers of service that a project uses.
package struct RemoteServiceTiers: Sendable, Hashable {
  /// Used where a request names none: `standard`, `fast` or `scale`.
  package var usual: String
  /// `nil` for all.
  package var enabled: [String]?

  package init(usual: String, enabled: [String]?) {
    self.usual = usual
    self.enabled = enabled
  }

  init?(_ value: ServerValue) {
    guard let usual = value["default"]?.line(40) else { return nil }
    let enabled = value["enabled_tiers"]
    self.init(
      usual: usual,
      enabled: enabled?.kind == .array ? enabled?.elements.compactMap { $0.line(40) } : nil)
  }
}
