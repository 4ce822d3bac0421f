import Planner
import TropeModel

/// The axes of the chart: time from left to right by powers of two, since plans take from minutes to months; cost
/// from the bottom up.
struct ChartFrame {
  static let width = 760
  static let height = 460
  static let left = 64
  private static let right = 724
  private static let top = 40
  private static let bottom = 404

  /// Times that make readable marks, in seconds.
  private static let timeTicks: [(seconds: Double, label: String)] = [
    (1, "1 s"), (10, "10 s"), (60, "1 min"), (600, "10 min"), (3_600, "1 h"), (10_800, "3 h"),
    (43_200, "12 h"), (86_400, "1 day"), (172_800, "2 days"), (345_600, "4 days"),
    (864_000, "10 days"), (2_592_000, "30 days"), (7_776_000, "90 days"),
    (31_536_000, "1 year"), (315_360_000, "10 years"),
  ]

  private let fastest: Double
  private let slowest: Double
  private let costs: RoundScale

  init(rows: [PlanRow]) {
    let times = rows.map { max(1, $0.typical.inSeconds) }
    fastest = Self.timeTicks.last { $0.seconds <= times.min() ?? 1 }?.seconds ?? 1
    let most = max(times.max() ?? 1, fastest * 2)
    slowest = Self.timeTicks.first { $0.seconds >= most }?.seconds ?? most
    costs = RoundScale(upTo: rows.map(\.cost).max() ?? 0, steps: 6)
  }

  func x(_ row: PlanRow) -> Int { x(seconds: max(1, row.typical.inSeconds)) }

  func y(_ row: PlanRow) -> Int { y(dollars: row.cost) }

  private func x(seconds: Double) -> Int {
    let share = Self.log2(seconds / fastest) / Self.log2(slowest / fastest)
    return Self.left + Int((share * Double(Self.right - Self.left)).rounded())
  }

  private func y(dollars: Double) -> Int {
    let share = dollars / costs.end
    return Self.bottom - Int((share * Double(Self.bottom - Self.top)).rounded())
  }

  /// Binary logarithm of a number of at least 1, between powers of two by halving (16 bits are plenty for a chart).
  private static func log2(_ value: Double) -> Double {
    guard value >= 1, value.isFinite else { return 0 }
    var result = Double(value.exponent)
    var rest = value.significand
    var bit = 0.5
    for _ in 0..<16 {
      rest *= rest
      if rest >= 2 {
        rest /= 2
        result += bit
      }
      bit /= 2
    }
    return result
  }

  /// Axes, grid, marks and titles.
  var axes: String {
    var parts: [String] = []
    for tick in Self.timeTicks where tick.seconds >= fastest && tick.seconds <= slowest {
      let x = x(seconds: tick.seconds)
      parts.append("<path class=\"grid\" d=\"M\(x) \(Self.top)V\(Self.bottom)\"/>")
      parts.append(Self.label(tick.label, x: x, y: Self.bottom + 18, anchor: "middle"))
    }
    for dollars in costs.marks {
      let y = y(dollars: dollars)
      parts.append("<path class=\"grid\" d=\"M\(Self.left) \(y)H\(Self.right)\"/>")
      parts.append(
        Self.label(Format.dollars(dollars), x: Self.left - 6, y: y + 4, anchor: "end"))
    }
    parts.append(
      "<path class=\"axis\" d=\"M\(Self.left) \(Self.top)V\(Self.bottom)H\(Self.right)\"/>")
    let middle = (Self.left + Self.right) / 2
    parts.append(Self.label("typical time", x: middle, y: Self.height - 14, anchor: "middle"))
    parts.append(Self.label("cost", x: Self.left - 6, y: Self.top - 10, anchor: "end"))
    return parts.joined(separator: "\n")
  }

  private static func label(_ text: String, x: Int, y: Int, anchor: String) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(text)</text>"
  }
}
