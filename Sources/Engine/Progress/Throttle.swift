/// Lets the first few of many lines through, then one in ten seconds.
package struct Throttle: Sendable {
  private var passed = 0
  private var passedOver = 0
  private var last: Duration?

  private static let first = 10
  private static let interval: Duration = .seconds(10)

  package init() {}

  /// How many lines were passed over since the last one that went through; `nil` where this one is passed over.
  ///
  /// - Parameter now: by the wall clock, since any fixed moment.
  package mutating func pass(at now: Duration) -> Int? {
    guard passed < Self.first || last.map({ now - $0 >= Self.interval }) ?? true else {
      passedOver += 1
      return nil
    }
    passed += 1
    last = now
    defer { passedOver = 0 }
    return passedOver
  }
}
