import Testing
import TropeModel

@testable import Planner

@Suite struct RateHeadersTests {
  /// What was seen at tier 1: the requests pair is the day's.
  private let tier1Answer = RateHeaders(
    limitRequests: 10_000, remainingRequests: 9_999, resetRequests: .milliseconds(8_640),
    limitTokens: 200_000, remainingTokens: 199_978, resetTokens: .milliseconds(6))

  @Test func `A reset of 8.64 s for one of 10,000 means a day`() {
    #expect(tier1Answer.isAboutDay(limits: tier1))
    var unknown = tier1
    unknown.requestsPerDay = nil
    #expect(tier1Answer.isAboutDay(limits: unknown))
  }

  @Test func `A reset of 12 ms for one of 5,000 means a minute`() {
    let headers = RateHeaders(
      limitRequests: 5_000, remainingRequests: 4_999, resetRequests: .milliseconds(12))
    #expect(!headers.isAboutDay(limits: tier1))
  }

  @Test func `Without a reset the table's limit tells`() {
    #expect(RateHeaders(limitRequests: 10_000).isAboutDay(limits: tier1))
    #expect(!RateHeaders(limitRequests: 500).isAboutDay(limits: tier1))
    #expect(!RateHeaders().isAboutDay(limits: tier1))
    #expect(RateHeaders(limitRequests: 3, describesDay: true).isAboutDay(limits: tier1))
  }

  @Test func `Where rounding leaves it open, the table's limit tells`() {
    // Of a bucket that refills steadily: 1.6 used, shown as 2.
    #expect(
      RateHeaders(
        limitRequests: 10_000, remainingRequests: 9_998, resetRequests: .milliseconds(13_830)
      ).isAboutDay(limits: tier1))
    // Of a minute that ends on the minute.
    #expect(
      !RateHeaders(limitRequests: 500, remainingRequests: 499, resetRequests: .seconds(30))
        .isAboutDay(limits: tier1))
  }

  @Test func `The day's pair never slows the minute`() {
    var budget = RateBudget(limits: tier1)
    let ticket = budget.start(tokens: 22, at: noon)
    budget.observe(tier1Answer, answering: ticket, at: noon + .seconds(1))
    #expect(budget.limits == tier1)
    let next = noon + .seconds(1)
    #expect(budget.earliestStart(tokens: 22, now: next) == next)
  }

  @Test func `The server's limits replace the table's`() {
    var budget = RateBudget(limits: tier1)
    budget.observe(
      RateHeaders(
        limitRequests: 5_000, remainingRequests: 4_999, resetRequests: .milliseconds(12),
        limitTokens: 2_000_000), answering: nil, at: noon)
    #expect(budget.limits.requestsPerMinute == 5_000)
    #expect(budget.limits.tokensPerMinute == 2_000_000)
    #expect(budget.limits.requestsPerDay == 10_000)
  }

  @Test func `Tokens that others used are not sent again`() {
    var budget = RateBudget(limits: tier1)
    let ticket = budget.start(tokens: 1_000, at: noon)
    let heard = noon + .seconds(1)
    budget.observe(
      RateHeaders(limitTokens: 200_000, remainingTokens: 500, resetTokens: .seconds(40)),
      answering: ticket, at: heard)
    #expect(budget.earliestStart(tokens: 400, now: heard) == heard)
    #expect(budget.earliestStart(tokens: 2_000, now: heard) == heard + .seconds(40))
  }

  @Test func `What was sent after the answered request is not in its figures`() {
    var budget = RateBudget(limits: tier1)
    let ticket = budget.start(tokens: 1_000, at: noon)
    budget.start(tokens: 5_000, at: noon + .seconds(1))
    let heard = noon + .seconds(5)
    budget.observe(
      RateHeaders(remainingTokens: 10_000, resetTokens: .seconds(50)), answering: ticket, at: heard)
    #expect(budget.earliestStart(tokens: 5_000, now: heard) == heard)
    #expect(budget.earliestStart(tokens: 5_001, now: heard) > heard + .seconds(40))
  }

  @Test func `A fuller minute on the server is not taken as leave to burst`() {
    var budget = RateBudget(limits: tier1, jitter: .zero)
    var ticket = budget.start(tokens: 100_000, at: noon)
    ticket = budget.start(tokens: 100_000, at: noon + .seconds(30))
    budget.observe(
      RateHeaders(remainingTokens: 150_000, resetTokens: .seconds(15)), answering: ticket,
      at: noon + .seconds(31))
    #expect(budget.earliestStart(tokens: 1, now: noon + .seconds(31)) == noon + .seconds(60))
  }

  @Test func `The server's day wins when it has less left than the ledger`() {
    var budget = RateBudget(limits: tier1)
    let ticket = budget.start(tokens: 10, at: noon)
    budget.observe(
      RateHeaders(limitRequests: 10_000, remainingRequests: 2, resetRequests: .seconds(86_382)),
      answering: ticket, at: noon + .seconds(1))
    #expect(budget.remainingOfDay(at: noon + .seconds(1)) == 2)
    budget.start(tokens: 10, at: noon + .seconds(2))
    budget.start(tokens: 10, at: noon + .seconds(3))
    #expect(budget.remainingOfDay(at: noon + .seconds(3)) == 0)
    let next = budget.earliestStart(tokens: 10, now: noon + .seconds(4))
    #expect(next > noon + hours(23.9))
    #expect(next < noon + hours(24.1))
  }

  @Test func `The server's day wins when it has more left than the ledger`() {
    let past = Array(repeating: PastRequest(startedAt: noon), count: 9_990)
    var budget = RateBudget(limits: tier1, past: past)
    let ticket = budget.start(tokens: 10, at: noon + hours(1))
    budget.observe(
      RateHeaders(limitRequests: 10_000, remainingRequests: 9_000, resetRequests: .seconds(8_640)),
      answering: ticket, at: noon + hours(1))
    #expect(budget.remainingOfDay(at: noon + hours(1)) == 9_000)
  }

  @Test func `Requests that overtake each other do not stretch the day`() {
    let past = Array(repeating: PastRequest(startedAt: noon), count: 9_990)
    var budget = RateBudget(limits: tier1, past: past)
    budget.start(tokens: 10, at: noon + hours(1))
    let second = budget.start(tokens: 10, at: noon + hours(1))
    // The second arrived first, so the server had not counted the other one yet.
    budget.observe(
      RateHeaders(limitRequests: 10_000, remainingRequests: 9, resetRequests: .seconds(86_322)),
      answering: second, at: noon + hours(1))
    #expect(budget.remainingOfDay(at: noon + hours(1)) == 8)
  }

  @Test func `Limits of nought in a header are not believed`() {
    var budget = RateBudget(limits: tier1)
    budget.observe(
      RateHeaders(limitRequests: 0, remainingRequests: 0, limitTokens: 0), answering: nil, at: noon)
    #expect(budget.limits == tier1)
  }
}
