/// Arithmetic on numbers that come from outside: a sum or product that does not fit is the largest or least that does. What a
/// server or a file system says must not end the program.
extension FixedWidthInteger {
  /// The sum, at most `max` and at least `min`.
  @inlinable
  package func addingSaturated(_ other: Self) -> Self {
    let (sum, overflows) = addingReportingOverflow(other)
    guard overflows else { return sum }
    return other < 0 ? .min : .max
  }

  /// The difference, at most `max` and at least `min`.
  @inlinable
  package func subtractingSaturated(_ other: Self) -> Self {
    let (difference, overflows) = subtractingReportingOverflow(other)
    guard overflows else { return difference }
    return other < 0 ? .max : .min
  }

  /// The product, at most `max` and at least `min`.
  @inlinable
  package func multipliedSaturated(by other: Self) -> Self {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    guard overflows else { return product }
    return (self < 0) == (other < 0) ? .max : .min
  }
}
