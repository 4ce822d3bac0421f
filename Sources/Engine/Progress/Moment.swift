package import TropeModel

/// When something happened, by both clocks that a run has.
package struct Moment: Sendable {
  /// By the run's clock, which a rehearsal lets run faster: rates and times left go by it.
  package var time: Timestamp
  /// By the wall clock, since the start of the run: how often something is said goes by it.
  package var real: Duration

  package init(_ time: Timestamp, real: Duration) {
    self.time = time
    self.real = real
  }
}
