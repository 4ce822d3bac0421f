/// How many times as much something takes as was expected, by what was seen so far.
///
/// A few odd sightings do not move it far: none counts for more than `mostOfOne` times what is believed by then, and what was
/// expected counts as `prior` sightings. Old sightings fade, so that it follows where things change, and comes back where it
/// was misled.
package struct LearnedRatio: Hashable, Sendable {
  private var seen = 0.0
  private var expected = 0.0
  /// How many sightings these sums are worth.
  private var weight = 0.0

  private static let prior = 5.0
  private static let mostOfOne = 4.0
  /// What is left of a sighting once the next one comes: two hundred count.
  private static let fading = 0.995

  package init() {}

  /// 1 before anything was seen.
  package var value: Double {
    guard expected > 0 else { return 1 }
    let prior = expected / weight * Self.prior
    return (seen + prior) / (expected + prior)
  }

  /// Takes a sighting in; one of which nothing was expected tells nothing.
  package mutating func add(_ amount: Double, expected amountExpected: Double) {
    guard amountExpected > 0, amount.isFinite, amountExpected.isFinite else { return }
    let most = amountExpected * value * Self.mostOfOne
    seen = seen * Self.fading + min(most, max(0, amount))
    expected = expected * Self.fading + amountExpected
    weight = weight * Self.fading + 1
  }
}
