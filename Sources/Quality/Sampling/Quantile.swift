import Glibc

/// Quantiles of the normal distribution and of Student's.
package enum Quantile {
  /// The value that a standard normal number stays below with this probability.
  ///
  /// The tail is C's `erfc`; its inverse is found by bisection.
  package static func normal(_ probability: Double) -> Double {
    inverse(probability) { erfc($0 / 2.0.squareRoot()) / 2 }
  }

  /// The value that Student's t stays below with this probability; infinite without degrees of freedom, since
  /// one unit says nothing about how units differ.
  ///
  /// The tail is the finite series for whole degrees of freedom, M. Abramowitz and I. Stegun, Handbook of
  /// Mathematical Functions, 26.7.3 and 26.7.4; its inverse is found by bisection.
  package static func student(_ probability: Double, degrees: Int) -> Double {
    switch degrees {
    case ..<1: probability == 0.5 ? 0 : probability > 0.5 ? .infinity : -.infinity
    case 1: tan(.pi * (probability - 0.5))
    case 2:
      (2 * probability - 1) / (2 * probability * (1 - probability)).squareRoot()
    default: inverse(probability) { studentTail($0, degrees: degrees) }
    }
  }

  /// The probability that Student's t is above `t`, for `t` from 0 on.
  static func studentTail(_ t: Double, degrees: Int) -> Double {
    let angle = atan(t / Double(degrees).squareRoot())
    let (sine, cosine) = (sin(angle), cos(angle))
    // Of the terms each is the one before it times cos² · (k − 1)/k, where k goes up by two.
    let isOdd = degrees % 2 == 1
    var term = isOdd ? cosine : 1
    var sum = term
    var k = isOdd ? 3 : 2
    while k <= degrees - 2, term > sum * 1e-18 {
      term *= cosine * cosine * Double(k - 1) / Double(k)
      sum += term
      k += 2
    }
    let inside = isOdd ? 2 / .pi * (angle + sine * sum) : sine * sum
    return max(0, (1 - inside) / 2)
  }

  /// The place where a symmetric distribution with this upper tail has this probability below it.
  private static func inverse(_ probability: Double, tail: (Double) -> Double) -> Double {
    guard probability > 0, probability < 1 else {
      return probability <= 0 ? -.infinity : probability >= 1 ? .infinity : .nan
    }
    if probability == 0.5 { return 0 }
    let goal = min(probability, 1 - probability)
    var (low, high) = (0.0, 1.0)
    while tail(high) > goal, high < 1e9 { (low, high) = (high, high * 2) }
    while high - low > 1e-13 * (1 + high) {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { break }
      if tail(middle) > goal { low = middle } else { high = middle }
    }
    return probability > 0.5 ? (low + high) / 2 : -(low + high) / 2
  }
}
