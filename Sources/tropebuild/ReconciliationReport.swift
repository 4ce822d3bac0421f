import Display
import Engine
import Formats
import TropeModel

/// The ledger beside the provider's bill, in words and as JSON.
struct ReconciliationReport {
  let reconciliation: Reconciliation
  /// Whose bill it is: a project's name, or nobody's for the organization.
  var project: String?
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  var text: String {
    var lines: [String] = []
    if !reconciliation.lines.isEmpty { lines += table.lines(width: width) + [""] }
    lines += reconciliation.differences.map(\.words)
    lines.append(verdict)
    return lines.joined(separator: "\n")
  }

  private var table: TextTable {
    var table = TextTable([
      .words("day"), .words("lane"), .number("replies"), .number("billed"),
      .number("tokens in", dispensability: 1), .number("billed", dispensability: 1),
      .number("out", dispensability: 2), .number("billed", dispensability: 2), .number("cost"),
      .number("billed"),
    ])
    let (lines, sums) = (reconciliation.lines, reconciliation.days)
    for day in Set(lines.map(\.day)).union(sums.map(\.day)).sorted() {
      table.rows += lines.filter { $0.day == day }.map(row)
      table.rows += sums.filter { $0.day == day }.map { sum in
        [
          day, "in all", "", "", "", "", "", "", Format.dollars(sum.ours),
          Format.dollars(sum.theirs),
        ]
      }
    }
    return table
  }

  private func row(_ line: Reconciliation.Line) -> [String] {
    let (ours, theirs) = (line.ours, line.theirs)
    return [
      line.day, line.lane.rawValue, Format.grouped(ours.requests), Format.grouped(theirs.requests),
      Format.grouped(ours.input), Format.grouped(theirs.input), Format.grouped(ours.output),
      Format.grouped(theirs.output), ours.dollars.map(Format.dollars) ?? "–",
      theirs.dollars.map(Format.dollars) ?? "–",
    ]
  }

  private var verdict: String {
    let sums =
      "\(Format.dollars(reconciliation.ours)) by the ledger, \(Format.dollars(reconciliation.theirs)) by the provider"
      + (project.map { " for project \($0)" } ?? "")
    return reconciliation.agrees ? "they agree: \(sums)" : "they do not agree: \(sums)"
  }

  /// An object a line for each day and lane, for each day and for each difference, and a summary last.
  var json: String {
    func figures(_ figures: Reconciliation.Figures) -> JSON {
      [
        "requests": .integer(figures.requests), "input_tokens": .integer(figures.input),
        "cached_input_tokens": .integer(figures.cached),
        "output_tokens": .integer(figures.output), "dollars": JSON(figures.dollars),
      ]
    }
    var objects: [JSONObject] = reconciliation.lines.map {
      [
        "day": .string($0.day), "lane": .string($0.lane.rawValue), "ledger": figures($0.ours),
        "provider": figures($0.theirs),
      ]
    }
    objects += reconciliation.days.map {
      [
        "day": .string($0.day), "ledger_dollars": .number($0.ours),
        "provider_dollars": .number($0.theirs),
      ]
    }
    objects += reconciliation.differences.map {
      [
        "difference": .string($0.kind), "day": JSON($0.day), "words": .string($0.words),
        "matters": .bool($0.matters),
      ]
    }
    objects.append([
      "summary": true, "agrees": .bool(reconciliation.agrees),
      "ledger_dollars": .number(reconciliation.ours),
      "provider_dollars": .number(reconciliation.theirs), "project": JSON(project),
    ])
    return objects.map(\.line).joined(separator: "\n")
  }
}

extension Reconciliation.Difference {
  /// `nil` for what is of no single day.
  var day: String? {
    switch self {
    case .border(let day, _, _), .unknown(let day, _, _, _, _), .uncounted(let day, _, _),
      .tokens(let day, _, _, _), .tier(let day, _, _, _), .price(let day, _, _),
      .otherWork(let day, _, _), .otherCosts(let day, _, _), .unfinished(let day):
      day
    case .elsewhere: nil
    }
  }

  /// For programs.
  var kind: String {
    switch self {
    case .border: "day_border"
    case .unknown: "unknown_requests"
    case .uncounted: "uncounted_replies"
    case .tokens: "tokens"
    case .tier: "service_tier"
    case .price: "price"
    case .otherWork: "other_models"
    case .otherCosts: "other_costs"
    case .elsewhere: "other_server"
    case .unfinished: "unfinished_day"
    }
  }

  /// What differs, and what that may come from.
  var words: String {
    switch self {
    case .border(let day, let lane, let requests):
      "\(day) \(lane.rawValue): \(Self.more(requests)), made up for on other days: the provider's day ends at midnight UTC and counts "
        + "when a request ran, the ledger when its reply came in"
    case .unknown(let day, let lane, let requests, let input, let output):
      "\(day) \(lane.rawValue): the provider counts \(Self.requests(requests)) more (\(Format.grouped(input)) tokens in, "
        + "\(Format.grouped(output)) out): replies that were lost on the wire, other work with the same model, or a day's border"
    case .uncounted(let day, let lane, let requests):
      "\(day) \(lane.rawValue): the provider counts \(Self.requests(requests)) fewer: usage is reported some hours late, a day ends at "
        + "midnight UTC, or another key or project was used (--project)"
    case .tokens(let day, let lane, let input, let output):
      "\(day) \(lane.rawValue): as many requests, but \(Self.signed(input)) tokens in and \(Self.signed(output)) out at the provider: "
        + "a reply that was lost on the wire beside other work, or replies that told another usage"
    case .tier(let day, let lane, let tier, let requests):
      "\(day) \(lane.rawValue): \(Self.requests(requests)) served at the tier '\(tier)', which has prices of its own: a project's "
        + "default tier, or other work"
    case .price(let day, let ours, let theirs):
      "\(day): the tokens agree, the money does not: \(Format.dollars(ours)) by the ledger, \(Format.dollars(theirs)) by the "
        + "provider: a tier of service, a regional surcharge, prices other than the table's ('prices' in the tropefile), or "
        + "costs that are not final"
    case .otherWork(let day, let model, let requests):
      "\(day): \(Self.requests(requests)) to \(model): other work of the account"
    case .otherCosts(let day, let item, let dollars):
      "\(day): \(Format.dollars(dollars)) for '\(item)': other work of the account"
    case .elsewhere(let endpoint, let replies, let dollars):
      "\(endpoint): \(Format.counted(replies, "reply", "replies")) for \(Format.dollars(dollars)) by the ledger, left out: by the "
        + "tropefile that is not the server whose bill this is"
    case .unfinished(let day): "\(day): today is not over, and usage is reported late"
    }
  }

  private static func requests(_ count: Int) -> String {
    "\(Format.grouped(count)) \(count == 1 ? "request" : "requests")"
  }

  private static func more(_ count: Int) -> String {
    count == 0
      ? "other tokens"
      : "\(requests(Swift.abs(count))) \(count > 0 ? "more" : "fewer") at the provider"
  }

  private static func signed(_ count: Int) -> String {
    (count < 0 ? "−" : "+") + Format.grouped(Swift.abs(count))
  }
}
