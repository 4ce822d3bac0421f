import Display

/// Numbers in ranges of the same width, at most 24 of them.
struct NumberBins {
  /// A range.
  struct Bin {
    /// Short, for an axis: where it begins.
    let name: String
    /// As `20 to below 25`.
    let words: String
    let count: Int
  }

  /// Those between the least and the greatest, empty ones too.
  let bins: [Bin]
  /// The number in the middle; `nil` where there is none.
  let median: Double?

  private static let most = 24

  /// - Parameter numbers: how often each occurs.
  init(_ numbers: [Double: Int]) {
    let sorted = numbers.sorted { $0.key < $1.key }.filter { $0.key.isFinite }
    guard let least = sorted.first?.key, let greatest = sorted.last?.key else {
      bins = []
      median = nil
      return
    }
    let all = sorted.reduce(0) { $0 + $1.value }
    var seen = 0
    median =
      sorted.first { number in
        seen += number.value
        return seen * 2 >= all
      }?.key
    let areWhole = sorted.allSatisfy { $0.key == $0.key.rounded() }
    // One more than the width of all, so that a single number has a range too.
    let span = max(greatest - least, areWhole ? 1 : 0)
    let wanted = RoundScale.step(atLeast: span / Double(Self.most - 1))
    let width = areWhole ? max(1, wanted) : wanted
    let first = (least / width).rounded(.down)
    let count = min(Self.most + 1, Int(((greatest / width).rounded(.down) - first)) + 1)
    var counts = [Int](repeating: 0, count: max(1, count))
    for (number, occurrences) in sorted {
      let place = Int((number / width).rounded(.down) - first)
      counts[min(counts.count - 1, max(0, place))] += occurrences
    }
    bins = counts.enumerated().map { place, count in
      let start = (first + Double(place)) * width
      let isOne = areWhole && width == 1
      return Bin(
        name: Self.text(start),
        words: isOne
          ? Self.text(start) : "\(Self.text(start)) to below \(Self.text(start + width))",
        count: count)
    }
  }

  /// A number as people write it, with no more decimals than needed, at most three.
  static func text(_ number: Double) -> String {
    for places in 0..<3 {
      let text = Format.decimal(number, places: places)
      if let value = Double(text), abs(value - number) < 1e-9 * max(1, abs(number)) { return text }
    }
    return Format.decimal(number, places: 3)
  }
}
