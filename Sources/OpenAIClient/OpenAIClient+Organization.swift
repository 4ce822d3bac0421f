import Basics
import Formats

/// What the organization's administration says. All of it needs an admin key.
extension OpenAIClient {
  /// The lines of the bill from the start of one day (seconds since 1970) to the start of another.
  ///
  /// - Parameter project: `nil` for all of the organization.
  package func costs(
    from start: Int64, to end: Int64, project: String? = nil
  ) async throws(APIFailure) -> [RemoteCost] {
    var query = Self.period(start, end, buckets: 180, project)
    query.append((Self.groupBy, "line_item"))
    return try await buckets(.readCosts, "/organization/costs", query) { start, result in
      let dollars = result["amount"]?["value"]?.number
      return dollars.map {
        RemoteCost(start: start, lineItem: result["line_item"]?.line(200), dollars: $0)
      }
    }
  }

  /// What the models did from the start of one day to the start of another.
  package func completionsUsage(
    from start: Int64, to end: Int64, project: String? = nil
  ) async throws(APIFailure) -> [RemoteUsage] {
    var query = Self.period(start, end, buckets: 31, project)
    query += ["model", "batch", "service_tier"].map { (Self.groupBy, $0) }
    return try await buckets(.readUsage, "/organization/usage/completions", query) {
      RemoteUsage(start: $0, $1)
    }
  }

  /// The projects of the organization, archived ones left out.
  package func projects() async throws(APIFailure) -> [RemoteProject] {
    try await all(.listProjects, "/organization/projects", RemoteProject.init, id: \.id)
  }

  /// What a project may ask of each model.
  package func rateLimits(ofProject id: String) async throws(APIFailure) -> [RemoteRateLimit] {
    try await all(
      .readLimits, Self.project(id, "/rate_limits"), RemoteRateLimit.init, id: \.model)
  }

  /// What may be spent in a month, by a project or, for `nil`, by the organization; `nil` where there is no limit.
  package func spendLimit(ofProject id: String?) async throws(APIFailure) -> RemoteSpendLimit? {
    let path = id.map { Self.project($0, "/spend_limit") } ?? "/organization/spend_limit"
    return try await ifThere(path).flatMap(RemoteSpendLimit.init)
  }

  /// The tiers of service that a project uses; `nil` where the server does not tell.
  package func serviceTiers(
    ofProject id: String
  ) async throws(APIFailure) -> RemoteServiceTiers? {
    try await ifThere(Self.project(id, "/service_tier_settings"))
      .flatMap(RemoteServiceTiers.init)
  }

  // MARK: - Pages

  /// Lists are given as the official client gives them.
  private static let groupBy = "group_by%5B%5D"
  private static let projects = "project_ids%5B%5D"

  private static func project(_ id: String, _ tail: String) -> String {
    "/organization/projects/\(PercentEncoding.encoded(id))\(tail)"
  }

  private static func period(
    _ start: Int64, _ end: Int64, buckets: Int, _ project: String?
  ) -> [(String, String)] {
    let days = max(1, (end - start + 86_399) / 86_400)
    return [
      ("start_time", String(start)), ("end_time", String(end)), ("bucket_width", "1d"),
      ("limit", String(min(Int64(buckets), days))),
    ] + (project.map { [(projects, $0)] } ?? [])
  }

  /// All results of all buckets, page by page.
  private func buckets<Value: Sendable>(
    _ operation: APIFailure.Operation, _ path: String, _ query: [(String, String)],
    _ make: (Int64, ServerValue) -> Value?
  ) async throws(APIFailure) -> [Value] {
    var found: [Value] = []
    var walk = ListWalk()
    repeat {
      let cursor = walk.after.map { [("page", $0)] } ?? []
      let (root, response) = try await json(
        operation, request(.get, Self.path(path, query + cursor)))
      guard let data = root["data"], data.kind == .array else { throw notJSON(operation, response) }
      let buckets = data.elements.compactMap { bucket in
        bucket["start_time"]?.moment.map { (start: $0, bucket: bucket) }
      }
      let next = root["has_more"]?.bool == false ? nil : root["next_page"]?.id
      let page = RemotePage(
        items: buckets.map { Bucket(start: $0.start, results: $0.bucket["results"]) }, next: next)
      for bucket in walk.take(page, id: { String($0.start) }) {
        found += (bucket.results?.elements ?? []).compactMap { make(bucket.start, $0) }
      }
    } while walk.goesOn
    return found
  }

  private struct Bucket: Sendable {
    var start: Int64
    var results: ServerValue?
  }

  private func all<Item: Sendable>(
    _ operation: APIFailure.Operation, _ path: String, _ make: (ServerValue) -> Item?,
    id: (Item) -> String
  ) async throws(APIFailure) -> [Item] {
    var found: [Item] = []
    var walk = ListWalk()
    repeat {
      let query = [("limit", "100")] + (walk.after.map { [("after", $0)] } ?? [])
      let root = try await json(operation, request(.get, Self.path(path, query))).value
      let page = try Self.page(operation, root, after: walk.after, make, id: id)
      found += walk.take(page, id: id)
    } while walk.goesOn
    return found
  }

  /// An object that limits are in, or `nil` where there is none.
  private func ifThere(_ path: String) async throws(APIFailure) -> ServerValue? {
    do {
      return try await json(.readLimits, request(.get, path)).value
    } catch {
      guard error.kind == .notFound else { throw error }
      return nil
    }
  }
}
