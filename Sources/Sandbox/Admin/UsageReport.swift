import Formats

/// A page of what was used or what it cost, in spans of time of one width.
struct UsageReport {
  /// What of the account is asked for.
  private let query: UsageQuery
  /// All that was billed.
  private let sums: [BillAccount.Key: BillAccount.Sum]
  /// What one span's sums look like.
  private let results: ([BillAccount.Key: BillAccount.Sum], [String]) -> [JSON]

  /// `GET /v1/organization/costs`.
  static func costs(
    _ query: [String: [String]], _ state: SandboxState
  ) throws(APIFailure) -> UsageReport {
    let groups = ["project_id", "user_id", "line_item", "api_key_id", "api_source"]
    let usage = try UsageQuery(
      query, now: state.clock.now(), widths: [UsageQuery.day(usual: 7, most: 180)], groups: groups,
      filters: ["project_ids", "api_key_ids", "line_items"])
    let items = query["line_items"].map(Set.init)
    return UsageReport(query: usage, sums: usage.filtered(state.account)) { sums, group in
      CostLine.results(of: sums, group: group, items: items)
    }
  }

  /// `GET /v1/organization/usage/completions`.
  static func completions(
    _ query: [String: [String]], _ state: SandboxState
  ) throws(APIFailure) -> UsageReport {
    try usage(query, state, kind: "completions") { $0 != .decisions }
  }

  /// `GET /v1/organization/usage/decisions`.
  static func decisions(
    _ query: [String: [String]], _ state: SandboxState
  ) throws(APIFailure) -> UsageReport {
    try usage(query, state, kind: "decisions") { $0 == .decisions }
  }

  private static func usage(
    _ query: [String: [String]], _ state: SandboxState, kind: String, _ isOfKind: (Way) -> Bool
  ) throws(APIFailure) -> UsageReport {
    let usage = try UsageQuery(
      query, now: state.clock.now(),
      widths: [
        UsageQuery.day(usual: 7, most: 31),
        UsageQuery.Width(name: "1h", seconds: 3_600, usual: 24, most: 168),
        UsageQuery.Width(name: "1m", seconds: 60, usual: 60, most: 1_440),
      ],
      groups: [
        "project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source",
      ],
      filters: ["project_ids", "user_ids", "api_key_ids", "models", "batch"])
    let sums = usage.filtered(state.account).filter { isOfKind($0.key.way) }
    return UsageReport(query: usage, sums: sums) { sums, group in
      UsageLine.results(of: sums, group: group, kind: kind)
    }
  }

  /// The page.
  var json: JSON {
    let starts = stride(from: query.start, to: query.end, by: query.width.seconds)
    let page = starts.prefix(query.limit)
    var spans: [Int: [BillAccount.Key: BillAccount.Sum]] = [:]
    for (key, sum) in sums {
      let span = key.minute * 60 / query.width.seconds * query.width.seconds
      spans[span, default: [:]][key] = sum
    }
    let data: [JSON] = page.map { start in
      [
        "object": "bucket", "start_time": .integer(start),
        "end_time": .integer(start + query.width.seconds),
        "results": .array(results(spans[start] ?? [:], query.group)),
      ]
    }
    let next = query.start + query.limit * query.width.seconds
    let hasMore = next < query.end
    return [
      "object": "page", "data": .array(data), "has_more": .bool(hasMore),
      "next_page": hasMore ? .string("page_\(next)") : nil,
    ]
  }
}

/// What a report is asked for.
struct UsageQuery {
  /// The width of a span of time.
  struct Width: Sendable, Hashable {
    /// As it is asked for.
    var name: String
    /// Its length.
    var seconds: Int
    /// Spans of a page that is not asked for a number.
    var usual: Int
    /// The most spans of a page.
    var most: Int
  }

  static func day(usual: Int, most: Int) -> Width {
    Width(name: "1d", seconds: UTC.day, usual: usual, most: most)
  }

  /// The beginning of the first span.
  var start: Int
  /// The end of the time, exclusive.
  var end: Int
  /// The width of spans.
  var width: Width
  /// How many spans a page has.
  var limit: Int
  /// What is kept apart.
  var group: [String]
  private var models: Set<String>?
  private var isBatch: Bool?
  private var isOfOthers = false

  /// Reads a query; `now` ends a time that has no end.
  init(
    _ query: [String: [String]], now: Double, widths: [Width], groups: [String], filters: [String]
  ) throws(APIFailure) {
    let own = ["start_time", "end_time", "bucket_width", "limit", "page", "group_by"]
    for key in query.keys.sorted() where !(own + filters).contains(key) { throw .unknown(key) }
    func number(_ key: String) throws(APIFailure) -> Int? {
      guard let text = query[key]?.last else { return nil }
      guard let number = Int(text), (0...100_000_000_000).contains(number) else {
        throw .wrongType(key, expected: "an integer")
      }
      return number
    }
    guard let first = try number("start_time") else { throw .missing("start_time") }
    let name = query["bucket_width"]?.last ?? "1d"
    guard let width = widths.first(where: { $0.name == name }) else {
      let names = widths.map { "'\($0.name)'" }.joined(separator: ", ")
      throw .invalidValue("bucket_width", name, expected: "one of \(names)")
    }
    self.width = width
    end = try number("end_time") ?? Int(now) + 1
    guard end > first else {
      throw .invalidValue("end_time", String(end), expected: "a time after 'start_time'")
    }
    limit = try number("limit") ?? width.usual
    guard (1...width.most).contains(limit) else {
      throw .invalidValue("limit", String(limit), expected: "an integer from 1 to \(width.most)")
    }
    start = first / width.seconds * width.seconds
    if let page = query["page"]?.last {
      guard page.hasPrefix("page_"), let next = Int(page.dropFirst(5)),
        next % width.seconds == 0, (start...end).contains(next)
      else { throw .invalidValue("page", page, expected: "a 'next_page' of an earlier answer") }
      start = next
    }
    group = query["group_by"] ?? []
    for name in group where !groups.contains(name) {
      throw .invalidValue("group_by", name, expected: "one of \(groups.joined(separator: ", "))")
    }
    models = query["models"].map { names in Set(names.map { ModelTable.find($0)?.name ?? $0 }) }
    if let text = query["batch"]?.last {
      guard ["true", "false"].contains(text) else {
        throw .wrongType("batch", expected: "a boolean")
      }
      isBatch = text == "true"
    }
    // One project, one user and one key have used all there is.
    for (key, id) in [
      ("project_ids", Organization.project), ("user_ids", Organization.user),
      ("api_key_ids", Organization.key),
    ] {
      if let ids = query[key], !ids.contains(id) { isOfOthers = true }
    }
  }

  /// What of an account is asked for.
  func filtered(_ account: BillAccount) -> [BillAccount.Key: BillAccount.Sum] {
    guard !isOfOthers else { return [:] }
    return account.sums.filter { entry in
      let key = entry.key
      return (start..<end).contains(key.minute * 60)
        && models.map { $0.contains(key.model) } ?? true
        && isBatch.map { $0 == (key.way == .batch) } ?? true
    }
  }
}
