import TropeModel

/// Something that takes a while to make: kept, and made again when it is asked for and no longer true. Those who ask while it
/// is made wait for it.
actor Kept<Value: Sendable> {
  private let time: TimeSource
  private let least: Duration
  private let rest: Double
  private var kept: (value: Value, began: Timestamp, ended: Timestamp)?

  /// - Parameters:
  ///   - least: how long it is kept in any case.
  ///   - rest: how many times as long as it took to make it is kept in any case, so that little of the machine goes
  ///     into it, however often it is asked for.
  init(by time: TimeSource, least: Duration, rest: Double) {
    self.time = time
    self.least = least
    self.rest = rest
  }

  /// What is kept, be it true or not.
  var last: Value? { kept?.value }

  func value(
    whileTrue isTrue: @Sendable (Value) -> Bool = { _ in false },
    make: @Sendable () throws -> Value
  ) throws -> Value {
    let began = time.steady()
    if let kept {
      let age = began - kept.ended
      if isTrue(kept.value) || age < max(least, (kept.ended - kept.began) * rest) {
        return kept.value
      }
    }
    let value = try make()
    kept = (value, began, time.steady())
    return value
  }
}
