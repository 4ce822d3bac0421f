import Planner
import TropeModel

/// The axes of the chart: time from left to right by powers of two, since plans take from minutes to months; cost
/// from the bottom up.
struct ChartFrame {
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
    ChartSheet.x(Self.log2(seconds / fastest) / Self.log2(slowest / fastest))
  }

  private func y(dollars: Double) -> Int { ChartSheet.y(dollars / costs.end) }

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
  var axes: [String] {
    let times = Self.timeTicks.filter { $0.seconds >= fastest && $0.seconds <= slowest }
    return times.flatMap { ChartSheet.mark(x: x(seconds: $0.seconds), $0.label) }
      + costs.marks.flatMap { ChartSheet.mark(y: y(dollars: $0), Format.dollars($0)) }
      + ChartSheet.axes("typical time")
      + [ChartSheet.label("cost", x: ChartSheet.left - 6, y: ChartSheet.top - 10, anchor: "end")]
  }
}
