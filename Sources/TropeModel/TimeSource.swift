/// A moment, in milliseconds since 1970 (UTC). Sums that pass the ends of time stay at them.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  package static func + (left: Timestamp, right: Duration) -> Timestamp {
    Timestamp(milliseconds: left.milliseconds.addingSaturated(right.wholeMilliseconds))
  }

  package static func - (left: Timestamp, right: Timestamp) -> Duration {
    .milliseconds(left.milliseconds.subtractingSaturated(right.milliseconds))
  }
}

extension Duration {
  /// The duration in milliseconds, rounded toward zero; one of many million years is the longest that fits.
  package var wholeMilliseconds: Int64 {
    components.seconds.multipliedSaturated(by: 1_000)
      .addingSaturated(components.attoseconds / 1_000_000_000_000_000)
  }

  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

/// Where time enters: what the clock says and how to wait. Tests give one whose time moves by hand; a rehearsal
/// gives one that runs faster than the wall clock.
package struct TimeSource: Sendable {
  /// What the clock on the wall says: for dates. It may be set, in either direction, while a run goes on.
  package var now: @Sendable () -> Timestamp
  /// A clock that nobody sets: for pauses, paces and how long something has taken. It began with this process at the wall's
  /// time, and so compares with moments before.
  package var steady: @Sendable () -> Timestamp
  /// Waits; throws `CancellationError` when the task is cancelled meanwhile.
  package var sleep: @Sendable (Duration) async throws -> Void

  /// - Parameter steady: `nil` where nobody sets the clock, as in tests.
  package init(
    now: @escaping @Sendable () -> Timestamp, steady: (@Sendable () -> Timestamp)? = nil,
    sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.now = now
    self.steady = steady ?? now
    self.sleep = sleep
  }

  /// What the wall's clock will say at a moment of the steady one, if nobody sets it until then.
  package func onWall(_ moment: Timestamp) -> Timestamp { now() + (moment - steady()) }
}
