import Basics
import Formats
import HTTPServing

/// `/v1/organization`: what the owner of an organization asks with an admin key.
struct AdminAPI {
  /// What it acts on.
  let state: SandboxState

  /// Answers a request; `path` is what follows `organization`.
  func answer(_ request: HTTPRequest, _ path: [String]) async throws -> Reply {
    try await state.settleBatches()
    let query = request.queryLists
    switch (request.method, path.first, path.count) {
    case (.get, "costs", 1): return Reply(try UsageReport.costs(query, state).json)
    case (.get, "usage", 2) where path[1] == "completions":
      return Reply(try UsageReport.completions(query, state).json)
    case (.get, "usage", 2) where path[1] == "decisions":
      return Reply(try UsageReport.decisions(query, state).json)
    case (_, "spend_limit", 1): return try spendLimit(request, .organization)
    case (.get, "projects", 1): return Reply(try list([project], query))
    case (_, "projects", 2...3):
      guard path[1] == Organization.project else { throw APIFailure.noSuchProject(path[1]) }
      return try answer(request, project: path.count == 3 ? path[2] : nil, query)
    default: throw APIFailure.unknownRoute(request.method.rawValue, request.path)
    }
  }

  private func answer(
    _ request: HTTPRequest, project part: String?, _ query: [String: [String]]
  ) throws -> Reply {
    switch (request.method, part) {
    case (.get, nil): return Reply(project)
    case (_, "spend_limit"): return try spendLimit(request, .project)
    case (.get, "rate_limits"): return Reply(try list(rateLimits, query))
    case (.get, "service_tier_settings"): return Reply(tierSettings)
    default: throw APIFailure.unknownRoute(request.method.rawValue, request.path)
    }
  }

  // MARK: What is told

  private var project: JSON {
    [
      "id": .string(Organization.project), "object": "organization.project",
      "name": "Default project", "created_at": .integer(Int(state.started)), "archived_at": nil,
      "status": "active",
    ]
  }

  private var rateLimits: [JSON] {
    ModelTable.all.compactMap { model in
      guard let limits = state.configuration.limits(model) else { return nil }
      var json: JSONObject = [
        "object": "project.rate_limit", "id": .string("rl-\(model.name)"),
        "model": .string(model.name),
        "max_requests_per_1_minute": .integer(limits.requestsPerMinute),
        "max_tokens_per_1_minute": .integer(limits.tokensPerMinute),
        "batch_1_day_max_input_tokens": .integer(limits.enqueuedTokens),
      ]
      if let day = limits.requestsPerDay { json.add("max_requests_per_1_day", .integer(day)) }
      return .object(json)
    }
  }

  private var tierSettings: JSON {
    let tiers = state.configuration.tiers
    let enabled = [(tiers.allowsFlex, "flex"), (tiers.allowsFast, "fast")].filter(\.0).map(\.1)
    return [
      "object": "project.service_tier_settings",
      "default": tiers.isFastByDefault ? "fast" : "standard",
      "enabled_tiers": enabled.count == 2 ? "all" : .strings(enabled),
    ]
  }

  private func list(_ elements: [JSON], _ query: [String: [String]]) throws(APIFailure) -> JSON {
    var flat = query.compactMapValues(\.last)
    flat["order"] = "asc"
    let page = try Page(flat, defaultLimit: 100, mostLimit: 100)
    return try page.json(
      elements, id: { $0["id"]?.stringValue ?? "" },
      missing: { .invalidValue("after", $0, expected: "the id of an element of the list") },
      json: { $0 })
  }

  // MARK: Limits on spending

  private func spendLimit(_ request: HTTPRequest, _ limit: SpendLimit) throws -> Reply {
    let name = limit == .organization ? "organization.spend_limit" : "project.spend_limit"
    switch request.method {
    case .get: break
    case .post:
      let amount = try Self.amount(request.body.read(upTo: Self.mostBodyBytes))
      state.core.withLock { $0.spendLimits[limit] = Double(amount) / 100 }
    case .delete:
      state.core.withLock { $0.spendLimits[limit] = nil }
      return Reply(["object": .string(name + ".deleted"), "deleted": true])
    default: throw APIFailure.wrongMethod(request.method.rawValue, request.path)
    }
    guard let dollars = state.core.withLock({ $0.spendLimits[limit] }) else {
      throw APIFailure.noSpendLimit
    }
    return Reply([
      "object": .string(name), "currency": "USD", "interval": "month",
      "threshold_amount": .integer(Int((dollars * 100).rounded())),
      "enforcement": ["status": state.isReached(limit) ? "enforcing" : "inactive"],
    ])
  }

  private static let mostBodyBytes = 1 << 16

  /// The amount of a limit in cents.
  private static func amount(_ body: [UInt8]) throws(APIFailure) -> Int {
    guard let object = (try? JSON(parsing: body))?.objectValue else { throw .notJSON }
    let known: Set = ["currency", "interval", "threshold_amount"]
    for key in object.keys where !known.contains(key) { throw .unknown(key) }
    for (key, value) in [("currency", "USD"), ("interval", "month")] {
      guard let given = object[key] else { throw .missing(key) }
      guard given.stringValue == value else {
        throw .invalidValue(key, given.text, expected: "'\(value)'")
      }
    }
    guard let amount = object["threshold_amount"] else { throw .missing("threshold_amount") }
    guard let cents = amount.intValue, (0...1_000_000_000_000).contains(cents) else {
      throw .invalidValue("threshold_amount", amount.text, expected: "an amount in cents")
    }
    return cents
  }
}
