package import Planner
package import Store
package import TropeModel

extension Ledger {
  /// The real-time requests of the 24 hours before a moment, the oldest first.
  ///
  /// A rehearsal's clock may have run ahead of this one: what it sent later than now was in no day of ours.
  ///
  /// - Parameter endpoint: those to one of several servers alone; `nil` for all.
  package func lastDay(
    before now: Timestamp, isSandbox: Bool, endpoint: String? = nil
  ) throws(StoreError) -> [PastRequest] {
    try realtimeRequests(since: now + .seconds(-86_400), isSandbox: isSandbox)
      .filter { $0.sentAt <= now && (endpoint == nil || $0.endpoint == endpoint) }
      .map { PastRequest(startedAt: $0.sentAt, tokens: $0.tokens) }
  }
}
