import Formats

/// What stands in every line of a report, whatever it is about.
enum ReportLine {
  /// Who has used it, where lines are kept apart by that.
  static func owner(_ group: [String]) -> JSONObject {
    func shown(_ key: String, _ value: String) -> JSON {
      group.contains(key) ? .string(value) : .null
    }
    return [
      "project_id": shown("project_id", Organization.project),
      "user_id": shown("user_id", Organization.user),
      "api_key_id": shown("api_key_id", Organization.key),
      "api_source": shown("api_source", "unlabeled"),
    ]
  }
}

/// A line of the account of usage.
enum UsageLine {
  private struct Group: Hashable {
    var model: String?
    var isBatch: Bool?
    var tier: String?
  }

  /// The lines of one span; none where nothing was used.
  static func results(
    of sums: [BillAccount.Key: BillAccount.Sum], group: [String], kind: String
  ) -> [JSON] {
    var groups: [Group: BillAccount.Sum] = [:]
    for (key, sum) in sums {
      let group = Group(
        model: group.contains("model") ? key.model : nil,
        isBatch: group.contains("batch") ? key.way == .batch : nil,
        tier: group.contains("service_tier") ? key.way.serviceTier : nil)
      groups[group, default: BillAccount.Sum()] += sum
    }
    return groups.sorted { order($0.key) < order($1.key) }.map { key, sum in
      json(key, sum, group, kind: kind)
    }
  }

  private static func order(_ group: Group) -> (String, Int, String) {
    (group.model ?? "", group.isBatch == true ? 1 : 0, group.tier ?? "")
  }

  private static func json(
    _ key: Group, _ sum: BillAccount.Sum, _ group: [String], kind: String
  ) -> JSON {
    let usage = sum.usage
    let fresh = usage.input - usage.cached - usage.written
    let line: JSONObject = [
      "object": .string("organization.usage.\(kind).result"),
      "input_tokens": .integer(usage.input), "output_tokens": .integer(usage.output),
      "num_model_requests": .integer(sum.requests), "input_uncached_tokens": .integer(fresh),
      "input_cached_tokens": .integer(usage.cached),
      "input_cache_write_tokens": .integer(usage.written),
      "input_cache_write_30m_tokens": .integer(usage.written - usage.writtenLong),
      "input_cache_write_12h_tokens": .integer(usage.writtenLong),
      "input_text_tokens": .integer(fresh), "output_text_tokens": .integer(usage.output),
      "input_cached_text_tokens": .integer(usage.cached), "input_audio_tokens": 0,
      "input_cached_audio_tokens": 0, "output_audio_tokens": 0, "input_image_tokens": 0,
      "input_cached_image_tokens": 0, "output_image_tokens": 0, "model": JSON(key.model),
      "batch": key.isBatch.map(JSON.bool) ?? .null, "service_tier": JSON(key.tier),
    ]
    return .object(line + ReportLine.owner(group))
  }
}

/// A line of the bill.
enum CostLine {
  /// What is paid for apart, as the bill names it.
  private static let parts: [(name: String, cost: any KeyPath<Cost, Double> & Sendable)] = [
    ("input_tokens", \.input), ("cached_input_tokens", \.cached),
    ("cache_write_tokens", \.written), ("output_tokens", \.output),
  ]

  /// The lines of one span; none where nothing was billed.
  static func results(
    of sums: [BillAccount.Key: BillAccount.Sum], group: [String], items: Set<String>?
  ) -> [JSON] {
    var lines: [String: (cost: Double, tokens: Int)] = [:]
    for (key, sum) in sums {
      let way = key.way == .standard ? "" : "\(key.way.rawValue), "
      for part in parts {
        let tokens = tokens(part.name, sum.usage)
        guard tokens > 0 else { continue }
        let item = "\(key.model), \(way)\(part.name)"
        guard items?.contains(item) ?? true else { continue }
        let found = lines[item] ?? (0, 0)
        lines[item] = (found.cost + sum.cost[keyPath: part.cost], found.tokens + tokens)
      }
    }
    guard !lines.isEmpty else { return [] }
    guard group.contains("line_item") else {
      // Summed in a fixed order, so that the last bit is the same each time.
      let cost = lines.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value.cost }
      return [json(cost, item: nil, tokens: nil, group)]
    }
    return lines.sorted { $0.key < $1.key }.map { item, line in
      json(line.cost, item: item, tokens: line.tokens, group)
    }
  }

  private static func tokens(_ part: String, _ usage: Usage) -> Int {
    switch part {
    case "input_tokens": usage.input - usage.cached - usage.written
    case "cached_input_tokens": usage.cached
    case "cache_write_tokens": usage.written
    default: usage.output
    }
  }

  private static func json(_ cost: Double, item: String?, tokens: Int?, _ group: [String]) -> JSON {
    let line: JSONObject = [
      "object": "organization.costs.result",
      "amount": ["value": .number(cost), "currency": "usd"], "line_item": JSON(item),
      "quantity": tokens.map { .number(Double($0)) } ?? .null,
      "quantity_unit": tokens == nil ? nil : "tokens",
    ]
    return .object(line + ReportLine.owner(group))
  }
}
