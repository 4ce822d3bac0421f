import Testing

@testable import Sandbox

@Suite struct PromptCacheTests {
  private static let key = PromptCache.PrefixKey(model: "m", digest: [1], cacheKey: nil)

  @Test func `hits come in steps of 128 and not below 1,024`() {
    for (tokens, expected) in [(1_023, 0), (1_024, 1_024), (1_151, 1_024), (1_952, 1_920)] {
      var cache = PromptCache()
      #expect(cache.use(Self.key, prefixTokens: tokens, now: 0) == 0)
      #expect(cache.use(Self.key, prefixTokens: tokens, now: 1) == expected)
    }
  }

  @Test func `a prefix is forgotten when idle for ten minutes, and after an hour`() {
    var cache = PromptCache()
    _ = cache.use(Self.key, prefixTokens: 2_048, now: 0)
    #expect(cache.use(Self.key, prefixTokens: 2_048, now: 600) == 2_048)
    #expect(cache.use(Self.key, prefixTokens: 2_048, now: 1_201) == 0)
    var time = 1_201.0
    while time < 1_201 + 3_500 {
      time += 500
      #expect(cache.use(Self.key, prefixTokens: 2_048, now: time) == 2_048)
    }
    #expect(cache.use(Self.key, prefixTokens: 2_048, now: time + 200) == 0)
  }

  @Test func `each further 15 requests a minute miss once`() {
    var cache = PromptCache()
    let misses = (0..<60).filter { _ in
      cache.use(Self.key, prefixTokens: 2_048, now: 0) == 0
    }
    #expect(misses == [0, 15, 30, 45])
  }
}
