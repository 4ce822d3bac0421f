package import Basics
package import OpenAIClient
import Planner
package import Store
package import TropeModel

/// The ledger beside the provider's own bill, by day and lane, with every difference named. Days are UTC's.
package struct Reconciliation: Sendable, Equatable {
  /// Requests, tokens and dollars of one lane on one day; dollars are `nil` where the bill does not tell lanes apart.
  package struct Figures: Sendable, Equatable {
    package var requests = 0
    package var input = 0
    package var cached = 0
    package var output = 0
    package var dollars: Double?

    package init(
      requests: Int = 0, input: Int = 0, cached: Int = 0, output: Int = 0, dollars: Double? = nil
    ) {
      self.requests = requests
      self.input = input
      self.cached = cached
      self.output = output
      self.dollars = dollars
    }

    static func + (left: Figures, right: Figures) -> Figures {
      Figures(
        requests: left.requests + right.requests, input: left.input + right.input,
        cached: left.cached + right.cached, output: left.output + right.output,
        dollars: left.dollars.map { $0 + (right.dollars ?? 0) } ?? right.dollars)
    }

    static func += (left: inout Figures, right: Figures) { left = left + right }

    func counts(like other: Figures) -> Bool {
      requests == other.requests && input == other.input && output == other.output
    }
  }

  /// One lane on one day.
  package struct Line: Sendable, Equatable {
    package var day: String
    package var lane: Lane
    package var ours: Figures
    package var theirs: Figures
  }

  /// One day's money, of the models of the ledger.
  package struct Day: Sendable, Equatable {
    package var day: String
    package var ours: Double
    package var theirs: Double
  }

  /// What differs, and in what way; the words for it say what it may come from.
  package enum Difference: Sendable, Equatable {
    /// The lane agrees over all days, but not on this one.
    case border(day: String, lane: Lane, requests: Int)
    /// The provider counts requests that the ledger has no reply of.
    case unknown(day: String, lane: Lane, requests: Int, input: Int, output: Int)
    /// The ledger has replies that the provider does not count.
    case uncounted(day: String, lane: Lane, requests: Int)
    /// As many requests, but other tokens.
    case tokens(day: String, lane: Lane, input: Int, output: Int)
    /// Requests that were served at this tier of service.
    case tier(day: String, lane: Lane, tier: String, requests: Int)
    /// The tokens agree, the money does not.
    case price(day: String, ours: Double, theirs: Double)
    /// Models that the ledger does not have.
    case otherWork(day: String, model: String, requests: Int)
    /// Lines of the bill that are not of the ledger's models.
    case otherCosts(day: String, item: String, dollars: Double)
    /// Replies of another server, which this bill is not of.
    case elsewhere(endpoint: String, replies: Int, dollars: Double)
    /// A day that is not over, or was over only a moment ago.
    case unfinished(day: String)

    /// Whether it keeps the two from agreeing.
    package var matters: Bool {
      switch self {
      case .unknown, .uncounted, .tokens, .price: true
      case .border, .tier, .otherWork, .otherCosts, .elsewhere, .unfinished: false
      }
    }
  }

  /// By day and lane.
  package private(set) var lines: [Line] = []
  package private(set) var days: [Day] = []
  package private(set) var differences: [Difference] = []

  package var ours: Double { days.reduce(0) { $0 + $1.ours } }
  /// Of the ledger's models.
  package var theirs: Double { days.reduce(0) { $0 + $1.theirs } }
  /// Whether requests and tokens are the same and the money is within half a cent and a thousandth.
  package var agrees: Bool {
    !differences.contains(where: \.matters) && Self.isRounding(ours, theirs)
  }

  static func isRounding(_ one: Double, _ other: Double) -> Bool {
    (one - other).magnitude <= 0.005 + max(one, other) / 1_000
  }
}

extension Reconciliation {
  /// - Parameters:
  ///   - all: the lines of one kind of server.
  ///   - endpoints: those of several servers of the real-time lane that the bill is of, too; replies of others are left out.
  ///   - today: the day that is not over.
  package init(
    ledger all: [BilledLine], at endpoints: Set<String> = [], usage: [RemoteUsage],
    costs: [RemoteCost], today: CivilDay
  ) {
    let ledger = all.filter { $0.isBilled(at: endpoints) }
    for (endpoint, lines) in Dictionary(grouping: all, by: \.endpoint).sorted(by: {
      ($0.key ?? "") < ($1.key ?? "")
    }) {
      guard let endpoint, !endpoints.contains(endpoint) else { continue }
      differences.append(
        .elsewhere(
          endpoint: endpoint, replies: lines.reduce(0) { $0 + $1.spending.replies },
          dollars: lines.reduce(0) { $0 + $1.spending.costDollars }))
    }
    let models = Set(ledger.flatMap { [$0.model, $0.requestedModel] })
    var ours: [Place: Figures] = [:]
    for line in ledger {
      ours[Place(line.day, line.lane), default: Figures()] += Figures(
        requests: line.spending.replies, input: line.spending.usage.input,
        cached: line.spending.usage.cachedInput, output: line.spending.usage.output,
        dollars: line.spending.costDollars)
    }
    var theirs = take(usage, models)
    takeDollars(costs, models, ours, &theirs)
    let places = Set(ours.keys).union(theirs.keys).sorted()
    lines = places.map {
      Line(
        day: $0.day, lane: $0.lane, ours: ours[$0] ?? Figures(), theirs: theirs[$0] ?? Figures())
    }
    for lane in Lane.allCases { compare(lane) }
    comparePrices()
    if places.contains(where: { $0.day == "\(today)" }) {
      differences.append(.unfinished(day: "\(today)"))
    }
  }

  private struct Place: Hashable, Comparable {
    var day: String
    var lane: Lane

    init(_ day: String, _ lane: Lane) {
      self.day = day
      self.lane = lane
    }

    static func < (left: Place, right: Place) -> Bool {
      (left.day, left.lane.rawValue) < (right.day, right.lane.rawValue)
    }
  }

  private static func day(_ start: Int64) -> String {
    "\(Timestamp(milliseconds: start * 1_000).day)"
  }

  /// Whether a name of the provider's means a model of the ledger: itself, or what it is a snapshot of.
  private static func isOurs(_ model: String, _ models: Set<String>) -> Bool {
    models.contains(model) || models.contains { ModelFacts.isSnapshot($0, of: model) }
  }

  private mutating func take(
    _ usage: [RemoteUsage], _ models: Set<String>
  ) -> [Place: Figures] {
    var theirs: [Place: Figures] = [:]
    for line in usage where line.requests > 0 || line.inputTokens > 0 {
      let day = Self.day(line.start)
      guard let model = line.model, Self.isOurs(model, models) else {
        differences.append(
          .otherWork(day: day, model: line.model ?? "?", requests: line.requests))
        continue
      }
      let lane: Lane =
        line.isBatch == true ? .batch : line.serviceTier == "flex" ? .flex : .realtime
      if let tier = line.serviceTier,
        !["default", "standard", "auto", "flex", "batch"].contains(tier)
      {
        differences.append(.tier(day: day, lane: lane, tier: tier, requests: line.requests))
      }
      theirs[Place(day, lane), default: Figures()] += Figures(
        requests: line.requests, input: line.inputTokens, cached: line.cachedTokens,
        output: line.outputTokens)
    }
    return theirs
  }

  /// Money by day, and by lane where the bill's lines tell.
  private mutating func takeDollars(
    _ costs: [RemoteCost], _ models: Set<String>, _ ours: [Place: Figures],
    _ theirs: inout [Place: Figures]
  ) {
    var byDay: [String: [(lane: Lane?, dollars: Double)]] = [:]
    for cost in costs where cost.dollars != 0 {
      let day = Self.day(cost.start)
      let words = (cost.lineItem ?? "").lowercased().split {
        !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_" || $0 == ":")
      }.map(String.init)
      // A bill that names no lines is taken to be all ours.
      guard cost.lineItem == nil || words.contains(where: { Self.isOurs($0, models) }) else {
        differences.append(
          .otherCosts(day: day, item: cost.lineItem ?? "?", dollars: cost.dollars))
        continue
      }
      let lane = [Lane.batch, .flex].first { lane in
        words.contains { $0.hasPrefix(lane.rawValue) }
      }
      byDay[day, default: []].append((lane, cost.dollars))
    }
    for (day, costs) in byDay {
      let lanes = Set(theirs.keys.filter { $0.day == day }.map(\.lane))
      let tellsLanes = costs.contains { $0.lane != nil }
      guard tellsLanes || lanes.count == 1 else { continue }
      for cost in costs {
        let lane = tellsLanes ? cost.lane ?? .realtime : lanes.first ?? .realtime
        theirs[Place(day, lane), default: Figures()] += Figures(dollars: cost.dollars)
      }
    }
    let all = Set(byDay.keys).union(ours.keys.map(\.day))
    days = all.sorted().map { day in
      Day(
        day: day,
        ours: ours.filter { $0.key.day == day }.reduce(0) { $0 + ($1.value.dollars ?? 0) },
        theirs: (byDay[day] ?? []).reduce(0) { $0 + $1.dollars })
    }
  }

  private mutating func compare(_ lane: Lane) {
    let lines = lines.filter { $0.lane == lane }
    let ours = lines.reduce(Figures()) { $0 + $1.ours }
    let theirs = lines.reduce(Figures()) { $0 + $1.theirs }
    let isWhole = ours.counts(like: theirs)
    for line in lines where !line.ours.counts(like: line.theirs) {
      let requests = line.theirs.requests - line.ours.requests
      let input = line.theirs.input - line.ours.input
      let output = line.theirs.output - line.ours.output
      if isWhole {
        differences.append(.border(day: line.day, lane: lane, requests: requests))
      } else if requests > 0 {
        differences.append(
          .unknown(day: line.day, lane: lane, requests: requests, input: input, output: output))
      } else if requests < 0 {
        differences.append(.uncounted(day: line.day, lane: lane, requests: -requests))
      } else {
        differences.append(.tokens(day: line.day, lane: lane, input: input, output: output))
      }
    }
  }

  /// Days whose tokens agree and whose money does not.
  private mutating func comparePrices() {
    for day in days where !Self.isRounding(day.ours, day.theirs) {
      let agree = lines.filter { $0.day == day.day }.allSatisfy { $0.ours.counts(like: $0.theirs) }
      if agree {
        differences.append(.price(day: day.day, ours: day.ours, theirs: day.theirs))
      }
    }
  }
}

extension BilledLine {
  /// Whether the bill of `api.base_url` has it: all but what other servers of the real-time lane answered.
  ///
  /// - Parameter endpoints: those of them that are the same server.
  package func isBilled(at endpoints: Set<String>) -> Bool {
    endpoint.map(endpoints.contains) ?? true
  }
}
