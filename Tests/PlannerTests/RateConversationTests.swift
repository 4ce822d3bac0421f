import Planner
import Testing
import TropeModel
import TestSupport

/// A client and a server that talk: each answer brings the server's headers back to the budget.
private struct Conversation {
  private enum Event {
    case arrival(RateBudget.Ticket, tokens: Int)
    case answer(RateBudget.Ticket?, RateHeaders)
    case others
  }

  var sentTokens = 0
  var sent = 0
  var refused = 0
  private var pending: [(time: Int64, order: Int, event: Event)] = []
  private var order = 0

  /// - Parameters:
  ///   - othersPerMinute: tokens that somebody else uses of the same bucket.
  ///   - weighing: how much more the server counts of a request than we do.
  ///   - delay: how long a request may be on its way, in milliseconds.
  ///   - burst: how late a start may be made up for.
  init(
    limits: Limits, minutes: Int, tokens: ClosedRange<Int>, othersPerMinute: Int = 0,
    believed: Limits? = nil, weighing: Double = 1, delay: Int64 = 300,
    burst: Duration = .milliseconds(250), seed: UInt64
  ) {
    var random = SeededGenerator(seed: seed)
    var server = BucketServer(
      requestsPerMinute: limits.requestsPerMinute, tokensPerMinute: limits.tokensPerMinute)
    var budget = RateBudget(limits: believed ?? limits, burst: burst)
    let end = Int64(minutes) * 60_000
    if othersPerMinute > 0 {
      for second in 0..<(minutes * 60) { push(.others, at: Int64(second) * 1_000) }
    }
    var now = Timestamp(milliseconds: 0)
    var count = Int.random(in: tokens, using: &random)
    while now.milliseconds < end {
      let next = budget.earliestStart(tokens: count, now: now)
      if let first = pending.last, first.time <= next.milliseconds {
        pending.removeLast()
        now = max(now, Timestamp(milliseconds: first.time))
        switch first.event {
        case .others:
          _ = server.admits(tokens: othersPerMinute / 60, at: first.time)
        case .answer(let ticket, let headers):
          budget.observe(headers, answering: ticket, at: now)
        case .arrival(let ticket, let tokens):
          let isAdmitted = server.admits(tokens: Int(Double(tokens) * weighing), at: first.time)
          if !isAdmitted { refused += 1 }
          push(
            .answer(ticket, Self.headers(of: server, limits)),
            at: first.time + (isAdmitted ? Int64.random(in: 500...4_000, using: &random) : 50))
        }
      } else {
        now = next
        let ticket = budget.start(tokens: count, at: now)
        sent += 1
        sentTokens += count
        push(
          .arrival(ticket, tokens: count),
          at: now.milliseconds + Int64.random(in: 20...delay, using: &random))
        count = Int.random(in: tokens, using: &random)
      }
    }
  }

  private static func headers(of server: BucketServer, _ limits: Limits) -> RateHeaders {
    let left = Int(server.tokenLevel)
    let missing = Double(limits.tokensPerMinute - left) / Double(limits.tokensPerMinute)
    return RateHeaders(
      limitTokens: limits.tokensPerMinute, remainingTokens: left,
      resetTokens: .milliseconds(Int64((missing * 60_000).rounded())))
  }

  /// Keeps the latest event first, so that the next one is the last.
  private mutating func push(_ event: Event, at time: Int64) {
    order += 1
    var place = pending.count
    while place > 0, pending[place - 1].time <= time { place -= 1 }
    pending.insert((time, order, event), at: place)
  }
}

@Suite struct RateConversationTests {
  @Test(arguments: [1_990...4_500, 4_000...7_000, 8_000...12_000], [1, 2, 3] as [UInt64])
  func `A server that says it refills steadily is used to 98 %, without a refusal`(
    tokens: ClosedRange<Int>, seed: UInt64
  ) {
    let talk = Conversation(limits: tier1, minutes: 60, tokens: tokens, seed: seed)
    #expect(talk.refused == 0)
    #expect(Double(talk.sentTokens) >= 0.98 * 60 * 200_000)
  }

  @Test(arguments: [1_990...4_500, 4_000...7_000, 8_000...12_000], [1.04, 1.15])
  func `A server that weighs requests by characters, and hears them out of order, refuses none`(
    tokens: ClosedRange<Int>, weighing: Double
  ) {
    let talk = Conversation(
      limits: tier1, minutes: 120, tokens: tokens, weighing: weighing, delay: 3_000,
      burst: .seconds(6), seed: 4)
    #expect(talk.refused == 0)
    #expect(Double(talk.sentTokens) * weighing >= 0.98 * 120 * 200_000)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `Beside others who use a third, what is left is used and hardly anything is refused`(
    seed: UInt64
  ) {
    let talk = Conversation(
      limits: tier1, minutes: 60, tokens: 1_990...4_500, othersPerMinute: 66_000, seed: seed)
    #expect(Double(talk.refused) <= 0.02 * Double(talk.sent))
    #expect(Double(talk.sentTokens) >= 0.9 * 60 * 134_000)
  }

  @Test func `A table that promises too much is corrected by the first answer`() {
    var believed = tier1
    believed.tokensPerMinute = 2_000_000
    let talk = Conversation(
      limits: tier1, minutes: 30, tokens: 1_990...4_500, believed: believed, seed: 9)
    #expect(talk.refused == 0)
    #expect(Double(talk.sentTokens) >= 0.95 * 30 * 200_000)
  }
}
