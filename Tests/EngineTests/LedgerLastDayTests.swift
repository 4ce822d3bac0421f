import Engine
import Planner
import Store
import Testing
import TestSupport
import TropeModel

@Suite struct LedgerLastDayTests {
  @Test func onlyWhatWasSentInTheDayBeforeCounts() throws {
    let place = try TemporaryDirectory()
    let ledger = try Ledger.open(path: place("ledger.db"))
    let now = Timestamp(milliseconds: 1_800_000_000_000)
    let requests = [
      RealtimeRequest(sentAt: now + .seconds(-86_401), tokens: 1),
      RealtimeRequest(sentAt: now + .seconds(-3_600), tokens: 2),
      // Sent by a rehearsal whose clock ran ahead: it must not hold this run back until then.
      RealtimeRequest(sentAt: now + .seconds(7_200), tokens: 3),
    ]
    try ledger.keep(LedgerGroup(requests: requests))
    #expect(
      try ledger.lastDay(before: now, isSandbox: false)
        == [PastRequest(startedAt: now + .seconds(-3_600), tokens: 2)])
    try ledger.close()
  }
}
