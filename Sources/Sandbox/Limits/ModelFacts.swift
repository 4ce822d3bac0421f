/// What the sandbox knows of a model that a client may name.
struct ModelFacts: Sendable {
  /// The name whose limits it shares: a snapshot shares those of its family.
  var name: String
  /// The names of its snapshots, accepted as well.
  var snapshots: [String] = []
  /// When it appeared, in seconds since 1970.
  var created: Int
  /// The last day it answers, as `YYYY-MM-DD`.
  var shutdownDate: String?
  /// How much it reads and writes.
  var size: Size
  /// How it thinks; `nil` for a model that does not.
  var reasoning: Reasoning?
  /// How it caches prompts.
  var cache = Cache.automatic
  /// Its prices, which also say what ways it can be asked in.
  var prices: ModelPrices
  /// The limits of tiers 1 to 5.
  var tiers: [TierLimits]

  /// How much a model reads and writes, in tokens.
  struct Size: Sendable, Hashable {
    /// Input and output together.
    var context: Int
    /// Input.
    var input: Int
    /// Output.
    var output: Int
  }

  /// How a model thinks.
  struct Reasoning: Sendable, Hashable {
    /// What `reasoning_effort` takes.
    var efforts: [String]
    /// The effort where none is given.
    var usual: String
  }

  /// How a model's prompt cache works.
  enum Cache: Sendable, Hashable {
    /// By itself, in steps of 128 tokens; writing is free.
    case automatic
    /// Up to marked breakpoints; writing is paid.
    case breakpoints
  }

  /// Whether it can think before it answers.
  var isReasoning: Bool { reasoning != nil }

  /// Whether it can be asked in a way.
  func has(_ way: Way) -> Bool {
    switch way {
    case .batch, .standard: true
    case .flex: prices.flex != nil
    case .fast: prices.fast != nil
    case .decisions: prices.decisions != nil
    }
  }
}

/// A tier's limits for one model.
package struct TierLimits: Sendable, Hashable {
  package var requestsPerMinute: Int
  /// Requests a day, where the tier has such a limit.
  package var requestsPerDay: Int?
  /// Tokens a minute, input and output.
  package var tokensPerMinute: Int
  /// Input tokens in batches that have not ended.
  package var enqueuedTokens: Int

  package init(
    requestsPerMinute: Int, requestsPerDay: Int? = nil, tokensPerMinute: Int, enqueuedTokens: Int
  ) {
    self.requestsPerMinute = requestsPerMinute
    self.requestsPerDay = requestsPerDay
    self.tokensPerMinute = tokensPerMinute
    self.enqueuedTokens = enqueuedTokens
  }
}
