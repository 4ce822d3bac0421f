/// An axis from zero with round marks.
package struct RoundScale: Hashable, Sendable {
  /// Between two marks; positive.
  package let step: Double
  /// How many steps there are; at least one.
  package let steps: Int

  /// An axis that reaches the value in no more than so many steps, as near as round marks allow.
  package init(upTo highest: Double, steps most: Int) {
    step = Self.step(atLeast: highest / Double(max(1, most)))
    let needed = (highest / step).rounded(.up)
    steps = needed.isFinite && needed < 1_000 ? max(1, Int(needed)) : 1
  }

  /// The axis of a count: no marks between whole numbers.
  package init(count highest: Int, steps most: Int) {
    step = max(1, Self.step(atLeast: Double(highest) / Double(max(1, most))))
    steps = max(1, Int((Double(highest) / step).rounded(.up)))
  }

  /// The value at the axis's end.
  package var end: Double { step * Double(steps) }

  /// The values of the marks, zero and the end among them.
  package var marks: [Double] { (0...steps).map { Double($0) * step } }

  /// The least of 1, 2, 5 times a power of ten that is no less than the value; 1 for zero.
  package static func step(atLeast value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    var power = 1.0
    while power > value { power /= 10 }
    while power * 10 <= value { power *= 10 }
    return [1, 2, 5].first { $0 * power >= value }.map { $0 * power } ?? power * 10
  }
}
