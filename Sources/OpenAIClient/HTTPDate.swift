/// Dates as HTTP headers write them: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
  /// Seconds since 1970; `nil` for any other form.
  static func seconds(_ text: String) -> Int64? {
    let parts = text.split { $0 == " " || $0 == "," }
    guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]),
      let year = Int64(parts[3]),
      let month = months.firstIndex(of: String(parts[2])), (1...31).contains(day),
      (1970...9999).contains(year)
    else { return nil }
    let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
    guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    return days(year, Int64(month) + 1, day) * 86_400 + hour * 3_600 + minute * 60 + second
  }

  /// How long after the answer's own `Date` that moment is: the server's clock is measured by
  /// itself, so that a wrong clock here does no harm. `nil` without a `Date`; zero for a moment
  /// that is past.
  static func wait(until text: String, dateHeader: String?) -> Duration? {
    guard let moment = seconds(text), let dateHeader, let now = seconds(dateHeader) else {
      return nil
    }
    return .seconds(max(0, moment - now))
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Days since 1970-01-01 in the Gregorian calendar, the year taken to begin in March so that the
  /// leap day is last.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}
