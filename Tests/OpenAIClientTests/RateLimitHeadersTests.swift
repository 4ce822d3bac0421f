import OpenAIClient
import Testing

struct RateLimitHeadersTests {
  private static func headers(_ limit: String, _ remaining: String, _ reset: String) -> HTTPHeaders
  {
    [
      "x-ratelimit-limit-requests": limit, "X-RateLimit-Remaining-Requests": remaining,
      "x-ratelimit-reset-requests": reset,
    ]
  }

  @Test func `reads a real answer of tier 1`() {
    var headers = Self.headers("10000", "9999", "8.64s")
    headers.add("x-ratelimit-limit-tokens", "200000")
    headers.add("x-ratelimit-remaining-tokens", "199978")
    headers.add("x-ratelimit-reset-tokens", "6ms")
    let limits = RateLimitHeaders(headers)
    #expect(limits.requests.limit == 10_000)
    #expect(limits.requests.remaining == 9_999)
    #expect(limits.requests.reset == .milliseconds(8_640))
    #expect(limits.requests.window == .seconds(86_400))
    #expect(limits.requests.describesDay == true)
    #expect(limits.tokens.limit == 200_000)
    #expect(limits.tokens.describesDay == false)
    #expect(limits.projectTokens == RateLimitHeaders.Bucket())
  }

  @Test(arguments: [
    ("10000", "9900", "14m24s", true),  // a hundred used, refilled steadily
    ("10000", "0", "24h0m0s", true),
    ("200", "150", "3h10m", true),  // a day that ends at midnight
    ("500", "499", "120ms", false),  // a minute
    ("500", "499", "30s", nil),  // a minute that ends on the minute, or little of a day
    ("10000", "9998", "13.83s", nil),  // 1.6 used, shown as 2: a day, or rounding
    ("10000", "9999", "4.4s", nil),  // half a request used, shown as one
    ("10000", "9990", "79.5s", true),  // 9.2 used
    ("10000", "9990", "60s", false),  // a minute that ends on the minute
    ("10000", "10000", "0s", nil),  // nothing used: nothing to tell it by
    ("10000", "9999", "", nil), ("", "", "8.64s", nil), ("-1", "x", "?", nil),
  ])
  func `knows a day from a minute`(
    _ limit: String, _ remaining: String, _ reset: String, _ isDay: Bool?
  ) {
    let limits = RateLimitHeaders(Self.headers(limit, remaining, reset))
    #expect(limits.requests.describesDay == isDay)
  }

  @Test func `takes missing headers as missing`() {
    #expect(RateLimitHeaders([:]).isEmpty)
    #expect(!RateLimitHeaders(["x-ratelimit-limit-project-tokens": "5"]).isEmpty)
  }

  @Test(arguments: [
    ("1s", 1_000), ("20ms", 20), ("6m0s", 360_000), ("8.64s", 8_640), ("1h2m3.5s", 3_723_500),
    ("0s", 0), ("1.5", 1_500), ("2d", 172_800_000), (" 7s ", 7_000),
  ])
  func `reads durations as Go writes them`(_ text: String, _ milliseconds: Int) {
    #expect(GoDuration.parse(text) == .milliseconds(milliseconds))
  }

  @Test(arguments: ["", " ", "s", "1x", "1m2", "-1s", "1..2s", "1e9s", "NaN", "9999999999h", "½s"])
  func `refuses what is no duration`(_ text: String) {
    #expect(GoDuration.parse(text) == nil)
  }
}
