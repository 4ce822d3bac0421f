package import Planner
package import Store
package import TropeModel

extension Ledger {
  /// The real-time requests of the 24 hours before a moment, the oldest first.
  ///
  /// A rehearsal's clock may have run ahead of this one: what it sent later than now was in no day of ours.
  package func lastDay(
    before now: Timestamp, isSandbox: Bool
  ) throws(StoreError) -> [PastRequest] {
    try realtimeRequests(since: now + .seconds(-86_400), isSandbox: isSandbox)
      .filter { $0.sentAt <= now }
      .map { PastRequest(startedAt: $0.sentAt, tokens: $0.tokens) }
  }
}
