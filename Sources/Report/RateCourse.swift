import Display
import TropeModel

/// What the real-time lane used of the rate that is allowed, minute by minute.
struct RateCourse {
  /// In milliseconds since 1970.
  let from: Double
  let until: Double
  /// One for requests and one for tokens, each where there is a limit.
  let lines: [CourseChart.Line]
  /// What is to be said of it, in sentences.
  let words: [String]

  private static let minute: Int64 = 60_000

  /// `nil` where nothing was sent, or where there is no limit to compare with.
  init?(_ rate: ReportAccount.Rate) {
    guard let first = rate.requests.first, let last = rate.requests.last,
      rate.requestsPerMinute != nil || rate.tokensPerMinute != nil
    else { return nil }
    // Minutes count from the first request, as they do for who obeys the limits.
    let start = first.sentAt.milliseconds
    let count = Int((last.sentAt.milliseconds - start) / Self.minute) + 1
    var requests = [Int](repeating: 0, count: count)
    var tokens = [Int](repeating: 0, count: count)
    for request in rate.requests {
      let place = Int((request.sentAt.milliseconds - start) / Self.minute)
      requests[place] += 1
      tokens[place] += request.tokens
    }
    func points(_ counts: [Int], _ limit: Int) -> [(time: Double, value: Double)] {
      var points = counts.enumerated().map { place, count in
        (
          time: Double(start + Int64(place) * Self.minute),
          value: Double(count) / Double(max(1, limit))
        )
      }
      if let value = points.last?.value {
        points.append((Double(start + Int64(count) * Self.minute), value))
      }
      return points
    }
    var lines: [CourseChart.Line] = []
    var words: [String] = []
    if let limit = rate.requestsPerMinute {
      lines.append(
        CourseChart.Line(
          name: "requests a minute", classes: "line1", points: points(requests, limit), holds: true)
      )
      words.append(Self.words("requests", requests, limit))
    }
    if let limit = rate.tokensPerMinute {
      lines.append(
        CourseChart.Line(
          name: "tokens a minute", classes: "line2", points: points(tokens, limit), holds: true))
      words.append(Self.words("tokens", tokens, limit))
    }
    if let limit = rate.requestsPerDay {
      let day = last.sentAt.milliseconds - 86_400_000
      let sent = rate.requests.count { $0.sentAt.milliseconds > day }
      words.append(
        "In the 24 hours before the last request: \(Format.grouped(sent)) of \(Format.grouped(limit)) "
          + "requests (\(Figures.percent(Double(sent) / Double(max(1, limit))))).")
    }
    from = Double(start)
    until = Double(start + Int64(count) * Self.minute)
    self.lines = lines
    self.words = words
  }

  private static func words(_ what: String, _ counts: [Int], _ limit: Int) -> String {
    let busy = counts.filter { $0 > 0 }
    let most = counts.max() ?? 0
    let mean = Double(busy.reduce(0, +)) / Double(max(1, busy.count))
    func share(_ value: Double) -> String { Figures.percent(value / Double(max(1, limit))) }
    return "Busiest minute: \(Format.grouped(most)) of \(Format.grouped(limit)) \(what) "
      + "(\(share(Double(most)))); on average, of minutes with a request, \(share(mean))."
  }
}
