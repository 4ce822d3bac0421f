/// A mean over movies with its interval, the request as the unit: what a character's reply costs, for instance.
package struct MeanEstimate: Hashable, Sendable {
  package let value: Double
  package let low: Double
  package let high: Double

  /// Of a movie: the number of its request, and what is averaged.
  package typealias Observation = (request: Int, value: Double)

  /// Estimates, with the interval that holds the true mean in 95 of 100 cases; `nil` without an observation. Of one request
  /// nothing is known of how requests differ: its interval is the mean alone.
  package init?(_ observations: some Collection<Observation>) {
    guard !observations.isEmpty else { return nil }
    let count = Double(observations.count)
    let mean = observations.reduce(0) { $0 + $1.value } / count
    var residues: [Int: Double] = [:]
    for (request, value) in observations { residues[request, default: 0] += value - mean }
    let units = Double(residues.count)
    value = mean
    guard residues.count > 1 else {
      (low, high) = (mean, mean)
      return
    }
    // By place and not by the dictionary's order, so that the same values give the same bytes.
    let squares = residues.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    let error = (units / (units - 1) * squares).squareRoot() / count
    let reach = Quantile.student(0.975, degrees: residues.count - 1) * error
    (low, high) = (max(0, mean - reach), mean + reach)
  }
}
