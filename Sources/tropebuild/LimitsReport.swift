import Display
import Engine
import Formats
import Planner
import Store
import Tropefile
import TropeModel

/// The limits that plans keep and where each comes from, in words and as JSON.
struct LimitsReport {
  let bench: Workbench
  /// What the provider's administration told; `nil` where it was never asked.
  var read: ReadLimits?
  /// What headers named last.
  var heard: HeardLimits?
  /// Whether it was asked just now.
  var isNew = false
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  private var model: String { bench.project.settings.recipe.model }
  private var tier: Int { bench.project.settings.limits.tier }

  /// One limit by all who name it.
  private struct Row {
    var name: String
    var key: String
    var tropefile: Int?
    var read: Int?
    var heard: Int?
    var table: Int?
    var used: Int?

    /// Whether nobody but the table says what is in use: no header has named the same.
    var isAssumed: Bool { used != nil && tropefile == nil && read == nil && heard != used }
  }

  private var rows: [Row] {
    get throws {
      let settings = bench.project.settings.limits
      let told = read?.limits(of: model)
      let table = ModelFacts.named(model).flatMap { TierLimits.limits(of: $0.family, tier: tier) }
      let used = (try? bench.project.terms(read: read))?.limits.named
      return [
        Row(
          name: "requests a minute", key: "requests_per_minute",
          tropefile: settings.requestsPerMinute, read: told?.requestsPerMinute,
          heard: heard?.requestsPerMinute, table: table?.requestsPerMinute,
          used: used?.requestsPerMinute),
        Row(
          name: "tokens a minute", key: "tokens_per_minute", tropefile: settings.tokensPerMinute,
          read: told?.tokensPerMinute, heard: heard?.tokensPerMinute,
          table: table?.tokensPerMinute,
          used: used?.tokensPerMinute),
        Row(
          name: "requests a day", key: "requests_per_day", tropefile: settings.requestsPerDay,
          read: told?.requestsPerDay, heard: heard?.requestsPerDay, table: table?.requestsPerDay,
          used: used?.requestsPerDay),
        Row(
          name: "tokens in batches", key: "enqueued_tokens", tropefile: settings.enqueuedTokens,
          read: told?.enqueuedTokens, table: table?.enqueuedTokens,
          used: used?.enqueuedTokens),
      ]
    }
  }

  var text: String {
    get throws {
      let rows = try rows
      // What is in use stays; of what says so, first goes what says nothing.
      func source(_ name: String, _ value: KeyPath<Row, Int?>) -> TextTable.Column {
        .number(name, dispensability: rows.allSatisfy { $0[keyPath: value] == nil } ? 2 : 1)
      }
      var table = TextTable([
        .words("limit"), source("tropefile", \.tropefile), source("project", \.read),
        source("headers", \.heard), source("tier \(tier)", \.table), .number("in use"),
      ])
      func number(_ value: Int?) -> String { value.map(Format.grouped) ?? "–" }
      table.rows = rows.map {
        [
          $0.name, number($0.tropefile), number($0.read), number($0.heard), number($0.table),
          ($0.isAssumed ? "≈" : "") + number($0.used),
        ]
      }
      var lines = ["limits of \(model):"] + table.lines(width: width) + [""]
      if let read {
        lines.append(
          "project \(read.shownProject), read on \(read.readAt.day)"
            + (read.limits(of: model) == nil ? ": it names no limits of \(model)" : ""))
        lines += accountLines(read)
      }
      if let heard { lines.append("headers: of a run that ended on \(heard.heardAt.day)") }
      if !isNew, read != nil {
        lines.append("no OPENAI_ADMIN_KEY: not read again")
      } else if !isNew, rows.contains(where: \.isAssumed) {
        lines.append(
          "≈ assumed by the table: neither the tropefile nor a header says so; with OPENAI_ADMIN_KEY 'tropebuild limits' "
            + "reads the project's own")
      }
      return lines.joined(separator: "\n")
    }
  }

  private func accountLines(_ read: ReadLimits) -> [String] {
    var lines: [String] = []
    if let limit = read.spendLimit {
      lines.append(
        "spend limit: \(Format.dollars(limit)) a month"
          + (read.isSpendLimitReached ? ", reached: nothing is answered until it is raised" : ""))
    } else {
      lines.append("spend limit: none")
    }
    if let usual = read.usualTier {
      let others = read.enabledTiers.map { $0.isEmpty ? "none other" : $0.joined(separator: ", ") }
      lines.append(
        "tiers of service: \(usual) where a request names none; may be asked for: \(others ?? "all")"
      )
    }
    return lines
  }

  var json: String {
    get throws {
      var limits = JSONObject()
      for row in try rows {
        limits.add(
          row.key,
          [
            "tropefile": JSON(row.tropefile), "project": JSON(row.read),
            "headers": JSON(row.heard), "table": JSON(row.table), "in_use": JSON(row.used),
            "assumed": .bool(row.isAssumed),
          ])
      }
      let object: JSONObject = [
        "model": .string(model), "tier": .integer(tier), "sandbox": .bool(bench.isSandbox),
        "limits": .object(limits), "read": read.map { .object($0.json) } ?? .null,
        "read_now": .bool(isNew),
        "headers_heard_at": heard.map { JSON($0.heardAt) } ?? .null,
      ]
      return object.line
    }
  }
}
