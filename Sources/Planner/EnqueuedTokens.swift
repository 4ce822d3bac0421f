package import TropeModel

/// Room in the account's batch queue, counted in input tokens over all batches that have not ended, those of
/// others included.
///
/// It has no clock and no network: every call says what time it is.
package struct EnqueuedTokens: Sendable {
  /// The most input tokens that may be enqueued.
  package private(set) var limit: Int
  /// Our own batches in the queue, by a name of the caller's choice, with their tokens.
  package private(set) var reserved: [String: Int] = [:]
  private var reservedTokens = 0
  /// Tokens of the account's other batches.
  package private(set) var elsewhere = 0
  private var heldUntil: Timestamp?
  private var refusals = 0

  /// The first wait after a refusal; each further one in a row is twice as long.
  package static let firstWait: Duration = .seconds(300)
  /// The longest wait after a refusal.
  package static let longestWait: Duration = .seconds(4_800)

  package init(limit: Int, elsewhere: Int = 0) {
    self.limit = limit
    self.elsewhere = max(0, elsewhere)
  }

  /// Tokens in the queue as far as they are known, those of others included.
  package var used: Int { reservedTokens + elsewhere }

  /// Tokens that still fit, at least 0. After a refusal none do until the wait is over or a batch of ours has ended.
  package func room(at now: Timestamp) -> Int {
    if let heldUntil, now < heldUntil { return 0 }
    return max(0, limit - reservedTokens - elsewhere)
  }

  /// When the wait after a refusal is over; `nil` where there is none.
  package func waitEnds(after now: Timestamp) -> Timestamp? {
    heldUntil.flatMap { now < $0 ? $0 : nil }
  }

  /// Takes room for a batch, or says that there is too little. Reserving a name again replaces its tokens.
  package mutating func reserve(_ tokens: Int, for name: String, at now: Timestamp) -> Bool {
    guard tokens <= room(at: now) + (reserved[name] ?? 0) else { return false }
    hold(tokens, for: name)
    return true
  }

  /// Books a batch that is in the queue already, whether there is room or not: one of an earlier run.
  package mutating func hold(_ tokens: Int, for name: String) {
    reservedTokens += tokens - (reserved[name] ?? 0)
    reserved[name] = tokens
  }

  /// A batch has ended, however: its tokens are free, and a wait is over, since there is more room than at the
  /// refusal. Releasing a name twice, or one unknown, changes nothing.
  package mutating func release(_ name: String) {
    guard let tokens = reserved.removeValue(forKey: name) else { return }
    reservedTokens -= tokens
    heldUntil = nil
    refusals = 0
  }

  /// The server says how much its queue takes: what is less than we thought holds from now on.
  package mutating func learn(limit said: Int) {
    if said > 0 { limit = min(limit, said) }
  }

  /// What the account's other batches hold, as a listing shows.
  package mutating func setElsewhere(_ tokens: Int) { elsewhere = max(0, tokens) }

  /// The server refused a batch because the queue was full: it never was in the queue and
  /// waits. By our own count there was room, so something that we do not see holds it: nothing else is tried
  /// either until the wait is over or a batch of ours has ended.
  package mutating func refused(_ name: String, at now: Timestamp) {
    let tokens = reserved.removeValue(forKey: name) ?? 0
    reservedTokens -= tokens
    var wait = Self.firstWait
    for _ in 0..<min(refusals, 8) { wait *= 2 }
    heldUntil = now + min(wait, Self.longestWait)
    refusals += 1
  }

  /// The server took a batch: the account's queue has room again.
  package mutating func accepted() {
    heldUntil = nil
    refusals = 0
  }
}
