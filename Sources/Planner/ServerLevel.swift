/// What the server said was left of a minute's limit, carried on to later moments.
struct ServerLevel: Sendable {
  /// What was left when the server admitted the answered request.
  private var remaining = Int.max
  /// What we had sent in all by then, that request included.
  private var sentBefore = Int.min
  private var heardAt: Int64 = .min
  /// When the server expects to have all again.
  private var fullAt: Int64 = .min
  /// What comes back in a millisecond; 0 for a server that gives all back at once.
  private var refill = 0.0

  /// Takes an answer's figures, unless a younger request was answered before.
  ///
  /// - Parameters:
  ///   - refillPerMillisecond: for a server that refills steadily. It is counted from the moment of hearing: what
  ///     came back while the answer was on its way is left to others who may use the same account.
  mutating func observe(
    remaining: Int, sentBefore: Int, at now: Int64, fullAt: Int64, refillPerMillisecond: Double
  ) {
    guard sentBefore >= self.sentBefore else { return }
    self.remaining = remaining
    self.sentBefore = sentBefore
    heardAt = now
    self.fullAt = fullAt
    refill = refillPerMillisecond
  }

  /// The earliest moment, not before `now`, at which the server has room for an amount, when `sent` has been sent
  /// in all.
  func earliest(for amount: Int, sent: Int, now: Int64) -> Int64 {
    guard now < fullAt else { return now }
    let (sentSince, overflow) = sent.subtractingReportingOverflow(sentBefore)
    guard !overflow else { return now }
    let missing = amount - (remaining - sentSince)
    if missing <= 0 { return now }
    guard refill > 0 else { return fullAt }
    let wait = (Double(missing) / refill).rounded(.up)
    return wait < 3_600_000 ? min(max(now, heardAt + Int64(wait)), fullAt) : fullAt
  }
}
