import Basics
import Formats

/// What was billed, minute by minute: what the sandbox's bill and its account of usage are made of.
struct BillAccount: Sendable {
  /// What is kept apart.
  struct Key: Sendable, Hashable {
    /// Minutes since 1970.
    var minute: Int
    var model: String
    /// How it was asked.
    var way: Way
  }

  /// Requests with the same key, together.
  struct Sum: Sendable, Hashable {
    /// How many.
    var requests = 0
    /// Their tokens.
    var usage = Usage()
    /// Their dollars.
    var cost = Cost()

    /// Adds other requests.
    static func += (left: inout Sum, right: Sum) {
      left.requests += right.requests
      left.usage += right.usage
      left.cost += right.cost
    }
  }

  /// A day's requests of one model, asked in one way.
  struct Day: Sendable, Hashable {
    /// `YYYY-MM-DD`, in UTC.
    var date: String
    var model: String
    /// How it was asked.
    var way: Way
    /// The requests.
    var sum: Sum
  }

  private(set) var sums: [Key: Sum] = [:]
  private var month = 0..<0
  private var spentInMonth = 0.0

  /// Takes a bill in.
  mutating func add(_ bill: Bill) {
    let second = Int(bill.at)
    let key = Key(minute: second / 60, model: bill.model, way: bill.way)
    sums[key, default: Sum()] += Sum(requests: 1, usage: bill.usage, cost: bill.cost)
    if !month.contains(second) {
      // A batch that ends late may be billed in a month that has passed; it then counts in that one alone.
      guard second >= month.upperBound else { return }
      month = UTC.month(of: second)
      spentInMonth = 0
    }
    spentInMonth += bill.cost.total
  }

  /// Dollars billed in the month of a moment, which is the present.
  func spent(inMonthOf now: Double) -> Double { month.contains(Int(now)) ? spentInMonth : 0 }

  /// All that was billed, by day, model and way.
  var days: [Day] {
    var days: [Key: Sum] = [:]
    for (key, sum) in sums {
      var key = key
      key.minute = key.minute / 1_440
      days[key, default: Sum()] += sum
    }
    return days.map { key, sum in
      Day(date: UTC.date(ofDay: key.minute), model: key.model, way: key.way, sum: sum)
    }.sorted { ($0.date, $0.model, $0.way.rawValue) < ($1.date, $1.model, $1.way.rawValue) }
  }
}

extension BillAccount.Day {
  /// As the ledger shows it.
  var json: JSON {
    [
      "date": .string(date), "model": .string(model), "way": .string(way.rawValue),
      "service_tier": .string(way.serviceTier), "batch": .bool(way == .batch),
      "requests": .integer(sum.requests), "input_tokens": .integer(sum.usage.input),
      "cached_tokens": .integer(sum.usage.cached),
      "cache_write_tokens": .integer(sum.usage.written),
      "output_tokens": .integer(sum.usage.output),
      "reasoning_tokens": .integer(sum.usage.reasoning), "cost": .number(sum.cost.total),
    ]
  }
}

/// Days and months, in UTC, of seconds since 1970.
enum UTC {
  /// Seconds in a day.
  static let day = 86_400

  /// `YYYY-MM-DD` of a day, counted from 1970-01-01.
  static func date(ofDay day: Int) -> String { CivilDay(dayNumber: day).description }

  /// The first second of a date, `YYYY-MM-DD`; `nil` for what is none.
  static func second(ofDate text: String) -> Int? {
    guard let date = CivilDay(text), date.year >= 1970,
      // A day that its month does not have comes back as another.
      CivilDay(dayNumber: date.dayNumber) == date
    else { return nil }
    return date.dayNumber * day
  }

  /// The seconds of the month that a second is in.
  static func month(of second: Int) -> Range<Int> {
    let date = CivilDay(dayNumber: second / day)
    let next =
      date.month == 12 ? CivilDay(date.year + 1, 1, 1) : CivilDay(date.year, date.month + 1, 1)
    return CivilDay(date.year, date.month, 1).dayNumber * day..<next.dayNumber * day
  }
}
