import Basics
import Display
import TropeModel

/// Figures and times as the page writes them.
enum Figures {
  /// A share as `12.3 %`, `0.4 %`; a whole number from 99.95 %.
  static func percent(_ share: Double) -> String {
    let value = share * 100
    return Format.decimal(value, places: value >= 99.95 || value == 0 ? 0 : 1) + " %"
  }

  /// The least and the greatest share that 95 in 100 samples of the size would come from (Wilson's interval).
  static func interval(_ count: Int, of total: Int) -> ClosedRange<Double> {
    guard let share = Proportion(hits: count, of: total) else { return 0...1 }
    return share.low...share.high
  }

  /// `2026-11-25 14:32`, in UTC.
  static func moment(_ time: Timestamp) -> String { "\(day(time)) \(clock(time))" }

  /// `2026-11-25`, in UTC.
  static func day(_ time: Timestamp) -> String { time.day.description }

  /// `14:32`, in UTC.
  static func clock(_ time: Timestamp) -> String { String(time.iso8601.dropFirst(11).prefix(5)) }

  /// Round moments between two, at most nine of them, in milliseconds with what an axis calls them: days where
  /// they are midnights, else hours and minutes.
  static func timeMarks(from: Timestamp, until: Timestamp) -> [(time: Double, text: String)] {
    let span = max(1, until.milliseconds - from.milliseconds)
    let minute: Int64 = 60_000
    let day = 1_440 * minute
    let steps =
      [1, 2, 5, 10, 30, 60, 120, 360, 720].map { $0 * minute } + [
        day, 2 * day, 7 * day, 14 * day, 30 * day, 90 * day, 365 * day,
      ]
    let step = steps.first { span / $0 <= 8 } ?? span / 8
    var marks: [(time: Double, text: String)] = []
    var time = (from.milliseconds + step - 1).floorDivided(by: step).quotient * step
    while time <= until.milliseconds {
      let moment = Timestamp(milliseconds: time)
      let isMidnight = time.isMultiple(of: day)
      // Of a date the year goes without saying.
      marks.append(
        (Double(time), isMidnight ? String(self.day(moment).dropFirst(5)) : clock(moment)))
      time += step
    }
    return marks
  }
}
