/// The prompt cache of gpt-5.6 and later: it holds what stands before a mark, and finds exactly that again.
struct BreakpointCache: Sendable {
  /// A place in a request up to which it may be kept, or found.
  struct Mark: Sendable, Hashable {
    /// SHA-256 of all that stands before it, and of what else has to be equal.
    var key: [UInt8]
    /// The input tokens before it.
    var tokens: Int
    /// Seconds that it is kept after its last use.
    var life: Double
    /// Whether the service set it, at the end of the last message.
    var isImplicit = false

    /// Half an hour, or twelve.
    static let shortLife = 1_800.0
    static let longLife = 43_200.0
  }

  /// What a request finds and leaves in the cache, in tokens.
  struct Use: Sendable, Hashable {
    /// Input that was there.
    var cached = 0
    /// Input that was written.
    var written = 0
    /// What of that is kept for twelve hours.
    var writtenLong = 0
  }

  private struct Entry: Sendable {
    var end: Double
    var life: Double
  }

  private var entries: [[UInt8]: Entry] = [:]
  private var sweepAt = 50_000

  private static let smallest = 1_024
  private static let mostWrites = 4
  private static let mostLookups = 80

  /// What a request with these marks, in the order in which they stand, finds now; what it writes can be found from now on.
  mutating func use(_ marks: [Mark], now: Double) -> Use {
    let able = marks.filter { $0.tokens >= Self.smallest }
    guard !able.isEmpty else { return Use() }
    var use = Use()
    for mark in able.suffix(Self.mostLookups).reversed() {
      guard let entry = entries[mark.key], now <= entry.end else { continue }
      use.cached = mark.tokens
      entries[mark.key]?.end = max(entry.end, now + entry.life)
      break
    }
    // The latest four; the one that the service set is always among them, being the last.
    for mark in able.suffix(Self.mostWrites) {
      if let entry = entries[mark.key], now <= entry.end { continue }
      entries[mark.key] = Entry(end: now + mark.life, life: mark.life)
      let written = mark.tokens - use.cached - use.written
      guard written > 0 else { continue }
      use.written += written
      if mark.life > Self.Mark.shortLife { use.writtenLong += written }
    }
    if entries.count > sweepAt { sweep(now) }
    return use
  }

  /// What a request writes that meets nobody else's writes.
  static func alone(_ marks: [Mark]) -> Use {
    var cache = BreakpointCache()
    return cache.use(marks, now: 0)
  }

  /// Forgets what has ended. What is left may be more than before, so the next sweep waits until it has doubled.
  private mutating func sweep(_ now: Double) {
    entries = entries.filter { $0.value.end >= now }
    sweepAt = max(50_000, entries.count * 2)
  }
}
