/// A part of a run that asks more than once, as for votes or in a cascade: what came before it, and what is expected after it.
/// A run that asks once is one part, with nothing before and after.
package struct RunPart: Hashable, Sendable {
  /// Counted from 1.
  package var number: Int
  /// How many there are; `nil` where that shows only while the run goes on.
  package var count: Int?
  /// What the parts before have cost, in US dollars.
  package var dollarsBefore: Double
  /// How long these took.
  package var secondsBefore: Double
  /// What the parts after are expected to cost, in US dollars; `nil` where nobody can tell yet.
  package var dollarsAfter: Double?
  /// How long these are expected to take; `nil` likewise.
  package var secondsAfter: Double?

  package init(
    number: Int = 1, count: Int? = 1, dollarsBefore: Double = 0, secondsBefore: Double = 0,
    dollarsAfter: Double? = 0, secondsAfter: Double? = 0
  ) {
    self.number = number
    self.count = count
    self.dollarsBefore = dollarsBefore
    self.secondsBefore = secondsBefore
    self.dollarsAfter = dollarsAfter
    self.secondsAfter = secondsAfter
  }

  /// Whether the run has other parts.
  package var isOneOfSeveral: Bool { count != 1 }

  /// Whether it is known what the whole run is expected to come to.
  package var isWholeKnown: Bool { dollarsAfter != nil && secondsAfter != nil }

  /// US dollars of the whole run, from those of this part; without what nobody can tell yet.
  package func whole(dollars: Double) -> Double { dollarsBefore + dollars + (dollarsAfter ?? 0) }

  /// The same of seconds, from the whole run's begin to its end.
  package func whole(seconds: Double) -> Double { secondsBefore + seconds + (secondsAfter ?? 0) }

  /// How much of the whole run is done, from what of this part is; of this part alone where nobody knows how many there are.
  package func whole(done: Int, of all: Int) -> (done: Int, all: Int) {
    guard let count else { return (done, all) }
    // Each part is about the same; one of which nothing is known yet has not begun.
    let each = max(1, all)
    return (
      (number - 1).multipliedSaturated(by: each).addingSaturated(all == 0 ? 0 : done),
      count.multipliedSaturated(by: each)
    )
  }

  /// `part 2 of 3`
  package var words: String { "part \(number)" + (count.map { " of \($0)" } ?? "") }
}
