import Glibc

/// Sums of the binomial distribution, for tests on labelled characters.
package enum Binomial {
  /// The probability of at most `hits` hits in `count` tries of which each hits with probability `share`.
  package static func atMost(_ hits: Int, of count: Int, share: Double) -> Double {
    if hits < 0 { return 0 }
    if hits >= count || share <= 0 { return 1 }
    if share >= 1 { return 0 }
    // In logs: the first term is beyond the smallest number from some 14,000 tries on.
    var logTerm = Double(count) * log1p(-share)
    let odds = log(share) - log1p(-share)
    var sum = exp(logTerm)
    for k in 0..<hits {
      logTerm += log(Double(count - k)) - log(Double(k + 1)) + odds
      sum += exp(logTerm)
    }
    return min(1, sum)
  }
}
