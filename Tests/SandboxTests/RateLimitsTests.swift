import Testing

@testable import Sandbox

@Suite struct RateLimitsTests {
  private static let tierOne = TierLimits(
    requestsPerMinute: 500, requestsPerDay: 10_000, tokensPerMinute: 200_000,
    enqueuedTokens: 2_000_000)

  private static func header(_ limits: RateLimits, _ name: String) -> String? {
    limits.headers.first { $0.name == "x-ratelimit-" + name }?.value
  }

  @Test func `the headers after one request are those of the documented answer`() {
    var limits = RateLimits(Self.tierOne, now: 0)
    #expect(limits.admit(tokens: 22, now: 0) == nil)
    #expect(Self.header(limits, "limit-requests") == "10000")
    #expect(Self.header(limits, "remaining-requests") == "9999")
    #expect(Self.header(limits, "reset-requests") == "8.64s")
    #expect(Self.header(limits, "limit-tokens") == "200000")
    #expect(Self.header(limits, "remaining-tokens") == "199978")
    #expect(Self.header(limits, "reset-tokens") == "7ms")
  }

  @Test func `the minute's requests come back steadily`() throws {
    var limits = RateLimits(Self.tierOne, now: 0)
    for _ in 0..<500 { #expect(limits.admit(tokens: 1, now: 0) == nil) }
    let refused = limits.admit(tokens: 1, now: 0)
    let refusal = try #require(refused)
    #expect(refusal.measure == .requestsPerMinute)
    #expect(abs((refusal.wait ?? 0) - 0.12) < 0.001)
    #expect(limits.admit(tokens: 1, now: 0.121) == nil)
    #expect(limits.admit(tokens: 1, now: 0.122) != nil)
  }

  @Test func `tokens are weighed against what is left of the minute`() throws {
    var limits = RateLimits(Self.tierOne, now: 0)
    #expect(limits.admit(tokens: 150_000, now: 0) == nil)
    let refused = limits.admit(tokens: 60_000, now: 0)
    let refusal = try #require(refused)
    #expect(refusal.measure == .tokensPerMinute)
    #expect(refusal.used == 150_000)
    #expect(limits.admit(tokens: 60_000, now: 3.01) == nil)
  }

  @Test func `a request above the whole minute is refused for good`() throws {
    var limits = RateLimits(Self.tierOne, now: 0)
    let refused = limits.admit(tokens: 200_001, now: 0)
    let refusal = try #require(refused)
    #expect(refusal.wait == nil)
  }

  @Test func `refused requests count against the day`() throws {
    var limits = RateLimits(Self.tierOne, now: 0)
    for _ in 0..<600 { _ = limits.admit(tokens: 1, now: 0) }
    #expect(Self.header(limits, "remaining-requests") == "9400")
  }

  @Test func `a day's requests end and come back over a day`() throws {
    var limits = RateLimits(Self.tierOne, now: 0)
    var time = 0.0
    var admitted = 0
    while limits.admit(tokens: 1, now: time) == nil {
      admitted += 1
      time += 0.13
    }
    // 10,000 at once and one more for every 8.64 seconds that have passed meanwhile.
    #expect((10_140...10_160).contains(admitted))
    #expect(limits.admit(tokens: 1, now: time)?.measure == .requestsPerDay)
  }

  @Test(arguments: [
    (0.0, "0s"), (0.02, "20ms"), (1, "1s"), (8.64, "8.64s"), (360, "6m0s"), (3723.5, "1h2m3.5s"),
    (0.0001, "1ms"),
  ])
  func `durations are spelled as the service spells them`(seconds: Double, text: String) {
    #expect(RateLimits.text(ofSeconds: seconds) == text)
  }
}
