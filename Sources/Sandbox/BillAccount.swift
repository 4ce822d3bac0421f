import Formats

/// What was billed, minute by minute: what the sandbox's bill and its account of usage are made of.
struct BillAccount: Sendable {
  /// What is kept apart.
  struct Key: Sendable, Hashable {
    /// Minutes since 1970.
    var minute: Int
    /// The model.
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
    /// The model.
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
  static func date(ofDay day: Int) -> String {
    let (year, month, day) = civil(day)
    func padded(_ number: Int, _ digits: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// The first second of a date, `YYYY-MM-DD`; `nil` for what is none.
  static func second(ofDate text: String) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      year >= 1970, (1...12).contains(month)
    else { return nil }
    let number = days(year, month, day)
    let found = civil(number)
    return found.day == day && found.month == month ? number * Self.day : nil
  }

  /// The seconds of the month that a second is in.
  static func month(of second: Int) -> Range<Int> {
    let (year, month, _) = civil(second / day)
    let next = month == 12 ? days(year + 1, 1, 1) : days(year, month + 1, 1)
    return days(year, month, 1) * day..<next * day
  }

  // The calendar in eras of 400 years, each year beginning in March (Howard Hinnant, "chrono-Compatible Low-Level Date
  // Algorithms").

  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ number: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1
    )
  }
}
