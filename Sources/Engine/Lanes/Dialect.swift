import Basics
package import Planner
package import Recipe
package import TropeModel

/// How this run's requests are to be served and cached, beyond what they ask: the fields that only OpenAI's own server knows.
package final class Dialect: Sendable {
  private struct State: Sendable {
    /// Whether the server takes what is said of the cache.
    var saysCache: Bool
    /// Whether a batch is still to show what its lines read of each other.
    var trialIsDue: Bool
    /// Whether schemas have bounds of their request's own.
    var boundsSchemas: Bool
    /// When the server refused them.
    var boundsDroppedAt: Timestamp?
    /// The names for the bound on answers that the server has refused, and when.
    var refusedNames: [RequestExtras.BoundName: Timestamp] = [:]
  }

  private let sendsTier: Bool
  /// How many alternatives of each token are asked for with its log probability; `nil`: none of that.
  let logprobs: Int?
  /// How the log probabilities of this server are read.
  let reading: ProbabilityReading
  private let key: String
  private let marksBatches: Bool
  private let prefix: @Sendable (_ movies: Int) -> Int
  private let minimum: Int
  /// Whether it is one's own server, which is told the bound on answers by all its names, and may be told none.
  private let isOwn: Bool
  private let state: Locked<State>

  /// In so many lines of a batch the cache is tried, where nobody knows whether it serves there.
  private static let trialLines = 16
  /// A smaller batch would pay for the trial more than what it tells is worth.
  static let smallestTrial = 1_000

  /// What is said to any server: nothing.
  package static var plain: Dialect {
    Dialect(
      sendsTier: false, hasMarks: false, key: "", marksBatches: false, triesBatches: false,
      rule: PromptCacheRule(appliesInBatch: false), prefix: { _ in 0 })
  }

  /// - Parameters:
  ///   - sendsTier: whether requests name their tier, so that a project's default does not hold.
  ///   - hasMarks: whether server and model take marks in a prompt.
  ///   - key: the recipe's, for the cache.
  ///   - marksBatches: whether lines of a batch are known to read what others wrote.
  ///   - triesBatches: whether nothing is known of that.
  ///   - boundsSchemas: whether each request's schema says how many characters it has and which, as to one's own server.
  ///   - logprobs: how many alternatives of each token are asked for; `nil`: no log probabilities.
  ///   - reading: how the server's are read.
  ///   - prefix: the tokens that all requests of so many movies begin with.
  package init(
    sendsTier: Bool, hasMarks: Bool, key: String, marksBatches: Bool, triesBatches: Bool,
    rule: PromptCacheRule, boundsSchemas: Bool = false, logprobs: Int? = nil,
    reading: ProbabilityReading = .plain,
    prefix: @escaping @Sendable (_ movies: Int) -> Int
  ) {
    self.sendsTier = sendsTier
    self.logprobs = logprobs
    self.reading = reading
    self.key = key
    self.marksBatches = marksBatches
    self.prefix = prefix
    minimum = rule.minimumTokens
    isOwn = boundsSchemas
    state = Locked(
      State(saysCache: hasMarks, trialIsDue: triesBatches, boundsSchemas: boundsSchemas))
  }

  /// For a request of so many movies in real time.
  package func realtime(movies: Int, tier: ServiceTier = .standard) -> RequestExtras {
    RequestExtras(
      cache: cache(movies: movies, isMarked: true), serviceTier: sendsTier ? tier.requested : nil,
      isBounded: boundsSchemas, boundNames: boundNames, logprobs: logprobs)
  }

  /// For a line of a batch; it names no tier.
  package func batch(movies: Int, isTrial: Bool = false) -> RequestExtras {
    RequestExtras(
      cache: cache(movies: movies, isMarked: marksBatches || isTrial), isBounded: boundsSchemas,
      boundNames: boundNames, logprobs: logprobs)
  }

  /// Which lines of a batch try the cache: one for every so many; `nil` where none does.
  func trialStep(ofBatch requests: Int) -> Int? {
    state.withLock { state in
      guard let step = Self.step(state, ofBatch: requests) else { return nil }
      state.trialIsDue = false
      return step
    }
  }

  /// Of the lines of a batch that large, the share that may write to the cache, should it be written down now.
  func writingShare(ofBatch requests: Int) -> Double {
    guard requests > 0, !marksBatches else { return 1 }
    return state.withLock { state in
      // A server that is told nothing of the cache may write what it likes.
      guard state.saysCache else { return 1 }
      guard let step = Self.step(state, ofBatch: requests) else { return 0 }
      return Double((requests + step - 1) / step) / Double(requests)
    }
  }

  private static func step(_ state: State, ofBatch requests: Int) -> Int? {
    guard state.saysCache, state.trialIsDue, requests >= smallestTrial else { return nil }
    return requests / trialLines
  }

  /// The server refuses what is said of the cache: nothing more is said in this run.
  ///
  /// - Returns: whether that is news.
  func dropCache() -> Bool {
    state.withLock { state in
      defer { state.saysCache = false }
      return state.saysCache
    }
  }

  private var boundsSchemas: Bool { state.withLock(\.boundsSchemas) }

  /// The server refuses a request whose schema has bounds of its own: perhaps for them, so none has any more in this run.
  ///
  /// - Returns: whether that is news.
  func dropBounds(at now: Timestamp) -> Bool {
    state.withLock { state in
      guard state.boundsSchemas else { return false }
      state.boundsSchemas = false
      state.boundsDroppedAt = now
      return true
    }
  }

  /// Whether a request that was written then may have had such bounds.
  func mayHaveBounds(writtenAt moment: Timestamp) -> Bool {
    state.withLock { state in
      state.boundsSchemas || state.boundsDroppedAt.map { moment <= $0 } ?? false
    }
  }

  /// What a refusal of a name for the bound on answers comes to.
  enum NameRefusal: Equatable {
    /// From now on the bound goes by these names.
    case left(Set<RequestExtras.BoundName>)
    /// It was refused before, and is left out since.
    case isKnown
    /// No other name is left, and what costs money is not asked without a bound.
    case isNeeded
  }

  /// The server refuses a name for the bound on answers.
  func drop(_ name: RequestExtras.BoundName, at now: Timestamp) -> NameRefusal {
    state.withLock { state in
      if state.refusedNames[name] != nil { return .isKnown }
      var refused = state.refusedNames
      refused[name] = now
      guard isOwn || refused.count < RequestExtras.BoundName.allCases.count else {
        return .isNeeded
      }
      state.refusedNames = refused
      return .left(names(state))
    }
  }

  /// The names that a request which was written then may have had.
  func boundNames(writtenAt moment: Timestamp) -> Set<RequestExtras.BoundName> {
    state.withLock { state in
      names(state).union(state.refusedNames.filter { moment <= $0.value }.keys)
    }
  }

  private var boundNames: Set<RequestExtras.BoundName> { state.withLock { names($0) } }

  /// To one's own server all names that it takes; else, or where a schema with bounds was refused, the newest one.
  private func names(_ state: State) -> Set<RequestExtras.BoundName> {
    let taken = RequestExtras.BoundName.allCases.filter { state.refusedNames[$0] == nil }
    return Set(taken.prefix(state.boundsSchemas ? taken.count : 1))
  }

  private func cache(movies: Int, isMarked: Bool) -> RequestExtras.Cache {
    guard state.withLock({ $0.saysCache }) else { return .unsaid }
    return isMarked && prefix(movies) >= minimum ? .marked(key: key) : .off
  }
}
