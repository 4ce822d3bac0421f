import Glibc

/// Sums of the hypergeometric distribution, for tests on characters drawn without replacement.
package enum Hypergeometric {
  /// The probability of at most `hits` wrong ones among `count` drawn from `population`, of which `wrong` are wrong.
  package static func atMost(
    _ hits: Int, of count: Int, wrong: Int, among population: Int
  ) -> Double {
    let fewest = max(0, count + wrong - population)
    if hits < fewest { return 0 }
    if hits >= min(count, wrong) { return 1 }
    // In logs, from the fewest that are possible on: first its own probability, a product of odds.
    var logTerm = 0.0
    if fewest == 0 {
      for drawn in 0..<count {
        logTerm += log(Double(population - wrong - drawn)) - log(Double(population - drawn))
      }
    } else {
      // All right ones are drawn: those not drawn are all wrong.
      for spared in 0..<(population - count) {
        logTerm += log(Double(wrong - spared)) - log(Double(population - spared))
      }
    }
    var sum = exp(logTerm)
    for k in fewest..<hits {
      logTerm +=
        log(Double(wrong - k)) + log(Double(count - k)) - log(Double(k + 1))
        - log(Double(population - wrong - count + k + 1))
      sum += exp(logTerm)
    }
    return min(1, sum)
  }
}
