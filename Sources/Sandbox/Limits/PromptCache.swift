/// The service's prompt cache: which prefixes it holds, and how many of a request's tokens they save.
///
/// A request's prefix here is its schema and system message, the part that many requests share. One machine
/// takes some 15 requests a minute of a prefix; the overflow goes to further machines, each of which has to
/// see the prefix once.
struct PromptCache: Sendable {
  private struct Entry: Sendable {
    var firstUse: Double
    var lastUse: Double
    var machines = 1
    var minute: Double
    var usesThisMinute = 1
  }

  private var entries: [PrefixKey: Entry] = [:]

  /// What makes two prefixes the same.
  struct PrefixKey: Sendable, Hashable {
    /// The model, since each has a cache of its own.
    var model: String
    /// SHA-256 of schema and system message.
    var digest: [UInt8]
    /// `prompt_cache_key`, which parts equal prefixes.
    var cacheKey: String?
  }

  private static let requestsPerMachine = 15
  private static let idleSeconds = 600.0
  private static let mostSeconds = 3_600.0
  private static let smallest = 1_024
  private static let step = 128

  /// How many of a prefix's tokens a request finds in the cache now, and notes the request.
  mutating func use(_ key: PrefixKey, prefixTokens: Int, now: Double) -> Int {
    guard prefixTokens >= Self.smallest else { return 0 }
    guard var entry = entries[key], now - entry.lastUse <= Self.idleSeconds,
      now - entry.firstUse <= Self.mostSeconds
    else {
      entries[key] = Entry(firstUse: now, lastUse: now, minute: now)
      return 0
    }
    entry.lastUse = now
    if now - entry.minute >= 60 {
      entry.minute = now
      entry.usesThisMinute = 0
    }
    entry.usesThisMinute += 1
    let overflows = entry.usesThisMinute > Self.requestsPerMachine * entry.machines
    if overflows { entry.machines += 1 }
    entries[key] = entry
    return overflows ? 0 : prefixTokens / Self.step * Self.step
  }
}
