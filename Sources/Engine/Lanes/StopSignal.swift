package import TropeModel

/// Tells every part of a run to begin nothing new, and wakes those that wait.
package final class StopSignal: Sendable {
  private let cause = Awaited<StopCause?>(nil)

  package init() {}

  /// The first cause that was given, or `nil` while the run may go on.
  package var raised: StopCause? { cause.value }

  /// Stops the run; the first cause stays.
  package func raise(_ newCause: StopCause) { cause.change { $0 = $0 ?? newCause } }

  /// Returns when the run is to stop, or when the task is cancelled.
  package func wait() async { await cause.waitForChange { $0 != nil } }

  /// Waits for `duration` of `time`, but no longer than until the run is to stop.
  ///
  /// - Returns: false when the run is to stop.
  package func sleep(_ duration: Duration, by time: TimeSource) async -> Bool {
    if raised != nil { return false }
    guard duration > .zero else { return true }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await time.sleep(duration) }
      group.addTask { await self.wait() }
      await group.next()
      group.cancelAll()
    }
    return raised == nil
  }
}
