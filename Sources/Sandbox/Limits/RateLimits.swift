/// A store of permissions that fills steadily: what the reset headers of real answers describe.
struct Bucket: Sendable, Hashable {
  /// What it holds when full.
  let capacity: Double
  /// Permissions that come back in a second.
  let refill: Double
  private(set) var level: Double
  private var updated: Double

  /// A full bucket that takes `seconds` to fill from nothing.
  init(capacity: Int, seconds: Double, now: Double) {
    self.capacity = Double(capacity)
    refill = Double(capacity) / seconds
    level = Double(capacity)
    updated = now
  }

  /// Lets come back what has come back by now.
  mutating func update(now: Double) {
    if now > updated {
      level = min(capacity, level + (now - updated) * refill)
      updated = now
    }
  }

  /// Takes permissions, never below nothing: a refused request costs what there is.
  mutating func take(_ amount: Double) { level = max(0, level - amount) }

  /// Seconds until `amount` are there; 0 when they are.
  func wait(for amount: Double) -> Double { max(0, (amount - level) / refill) }

  /// Seconds until it is full.
  var untilFull: Double { (capacity - level) / refill }
}

/// The limits of one model, as they stand now.
struct RateLimits: Sendable {
  private let limits: TierLimits
  private var minute: Bucket
  private var day: Bucket?
  private var tokens: Bucket

  /// Limits of which nothing is used.
  init(_ limits: TierLimits, now: Double) {
    self.limits = limits
    minute = Bucket(capacity: limits.requestsPerMinute, seconds: 60, now: now)
    day = limits.requestsPerDay.map { Bucket(capacity: $0, seconds: 86_400, now: now) }
    tokens = Bucket(capacity: limits.tokensPerMinute, seconds: 60, now: now)
  }

  /// Which limit a request hit.
  struct Refusal: Sendable, Hashable {
    /// The kinds of limit.
    enum Measure: Sendable, Hashable { case requestsPerMinute, requestsPerDay, tokensPerMinute }
    /// The limit that was hit.
    var measure: Measure
    /// Its size.
    var limit: Int
    var used: Int
    /// What the request would take.
    var requested: Int
    /// Seconds until it would be let through; `nil` for a request that no wait lets through.
    var wait: Double?
  }

  /// Lets a request of so many tokens through, or says what stops it. A refused request counts as a request.
  mutating func admit(tokens requested: Int, now: Double) -> Refusal? {
    minute.update(now: now)
    day?.update(now: now)
    tokens.update(now: now)
    defer {
      minute.take(1)
      day?.take(1)
    }
    if requested > limits.tokensPerMinute {
      return Refusal(
        measure: .tokensPerMinute, limit: limits.tokensPerMinute, used: 0, requested: requested,
        wait: nil)
    }
    if let day, day.level < 1 {
      return refusal(.requestsPerDay, day, requested: 1)
    }
    if minute.level < 1 { return refusal(.requestsPerMinute, minute, requested: 1) }
    if tokens.level < Double(requested) {
      return refusal(.tokensPerMinute, tokens, requested: requested)
    }
    tokens.take(Double(requested))
    return nil
  }

  private func refusal(_ measure: Refusal.Measure, _ bucket: Bucket, requested: Int) -> Refusal {
    Refusal(
      measure: measure, limit: Int(bucket.capacity),
      used: Int((bucket.capacity - bucket.level).rounded()), requested: requested,
      wait: bucket.wait(for: Double(requested)))
  }

  /// The rate-limit headers. Where a tier limits the day, the requests headers speak of the day.
  var headers: [(name: String, value: String)] {
    let requests = day ?? minute
    return [
      ("x-ratelimit-limit-requests", String(Int(requests.capacity))),
      ("x-ratelimit-limit-tokens", String(Int(tokens.capacity))),
      ("x-ratelimit-remaining-requests", String(Int(requests.level))),
      ("x-ratelimit-remaining-tokens", String(Int(tokens.level))),
      ("x-ratelimit-reset-requests", Self.text(ofSeconds: requests.untilFull)),
      ("x-ratelimit-reset-tokens", Self.text(ofSeconds: tokens.untilFull)),
    ]
  }
}

extension RateLimits {
  /// A duration as the service spells it: `0s`, `20ms`, `8.64s`, `6m0s`, `1h2m3.5s`.
  static func text(ofSeconds seconds: Double) -> String {
    let milliseconds = Int((max(0, seconds) * 1_000).rounded(.up))
    if milliseconds == 0 { return "0s" }
    if milliseconds < 1_000 { return "\(milliseconds)ms" }
    let hours = milliseconds / 3_600_000
    let minutes = milliseconds / 60_000 % 60
    let rest = milliseconds % 60_000
    var text = ""
    if hours > 0 { text += "\(hours)h" }
    if hours > 0 || minutes > 0 { text += "\(minutes)m" }
    text += String(rest / 1_000)
    if rest % 1_000 > 0 {
      var fraction = String(rest % 1_000 + 1_000).dropFirst()
      while fraction.hasSuffix("0") { fraction = fraction.dropLast() }
      text += ".\(fraction)"
    }
    return text + "s"
  }
}
