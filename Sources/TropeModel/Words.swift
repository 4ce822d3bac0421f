/// Why a target is stale. The raw value is what people read.
package enum StaleReason: String, CaseIterable, Hashable, Sendable {
  case noRecord = "no record"
  case plotChanged = "plot changed"
  case castChanged = "cast changed"
  case castAppeared = "cast appeared"
  case castRemoved = "cast removed"
  case fieldsChanged = "fields changed"
  case promptChanged = "prompt changed"
  case catalogChanged = "catalog changed"
  case modelChanged = "model changed"
  case parametersChanged = "parameters changed"
  case onlySandbox = "only the sandbox has answered"
  case askedFor = "asked for"
}

/// A way to have a question answered.
package enum Lane: String, CaseIterable, Hashable, Sendable {
  /// A kept reply: free.
  case reuse
  /// The Batch API: half the price, up to 24 hours.
  case batch
  /// Chat completions at the batch's price, as far as the server has room for them.
  case flex
  /// Chat completions, many at once.
  case realtime

  /// Whether its requests are chat completions.
  package var isRealtime: Bool { self == .realtime || self == .flex }

  /// The tier of service that its requests ask for; `nil` where nothing is asked.
  package var tier: ServiceTier? {
    switch self {
    case .reuse: nil
    case .batch: .batch
    case .flex: .flex
    case .realtime: .standard
    }
  }
}

/// How a model is asked.
package enum Endpoint: String, CaseIterable, Hashable, Sendable {
  /// By a message that is answered in JSON: chat completions, in real time or in batches.
  case chat
  /// By questions of choice that are answered with probabilities: `/decisions`, in real time.
  case decisions

  /// How many values a decision is among: the fewest and the most.
  package static let choices = 2...255
}

/// How stale targets are divided between the paying lanes.
package enum Strategy: String, CaseIterable, Hashable, Sendable {
  /// A number of batches, the rest in real time, both at once.
  case hybrid
  /// Batches only.
  case batch
  /// Real time only.
  case realtime
  /// Real time only, at the tier flex.
  case flex
  /// A number of batches, the rest at the tier flex, both at once.
  case hybridFlex = "hybrid-flex"

  /// Whether a number of batches goes beside real time.
  package var isHybrid: Bool { self == .hybrid || self == .hybridFlex }

  /// Whether batches are planned at all.
  package var hasBatches: Bool { self == .batch || isHybrid }

  /// Whether what is asked in real time is asked at the tier flex.
  package var usesFlex: Bool { self == .flex || self == .hybridFlex }

  /// The same at the standard price where it is at the tier flex.
  package var withoutFlex: Strategy {
    switch self {
    case .flex: .realtime
    case .hybridFlex: .hybrid
    case .hybrid, .batch, .realtime: self
    }
  }

  /// The lane of what no batch takes.
  package var realtimeLane: Lane { usesFlex ? .flex : .realtime }
}

/// The state of a target that a run has taken up; the raw value is the ending of its status file, where it has one.
package enum TargetState: String, CaseIterable, Hashable, Sendable {
  /// Planned, not sent yet: a line of a file that lists all of these.
  case queued
  /// Its request is on its way in the real-time lane.
  case sent
  /// It is in a batch, which its status file names.
  case submitted
  /// It could not be built: its status file has reason, attempts and what to do.
  case failed
  /// It has its record.
  case done
}

/// A number of tokens, and whether it is exact or an estimate that is never too low.
package struct TokenCount: Hashable, Sendable {
  package var tokens: Int
  package var isExact: Bool

  package init(_ tokens: Int, isExact: Bool) {
    self.tokens = tokens
    self.isExact = isExact
  }

  package static func + (left: TokenCount, right: TokenCount) -> TokenCount {
    TokenCount(left.tokens.addingSaturated(right.tokens), isExact: left.isExact && right.isExact)
  }
}

/// What the API says a reply used, in tokens.
package struct TokenUsage: Hashable, Sendable {
  /// Input tokens, cached and written ones among them.
  package var input: Int
  /// Those of `input` that were read from the prompt cache.
  package var cachedInput: Int
  /// Those of `input` that were written to the prompt cache, where that is billed.
  package var cacheWrite: Int
  package var output: Int

  package init(input: Int, cachedInput: Int, cacheWrite: Int = 0, output: Int) {
    self.input = input
    self.cachedInput = cachedInput
    self.cacheWrite = cacheWrite
    self.output = output
  }

  /// Whether no more of the input was read from the cache, or written to it, than there is.
  package var isWhole: Bool { cachedInput.addingSaturated(cacheWrite) <= input }

  /// The same without what cannot be of the cache.
  package var whole: TokenUsage {
    isWhole ? self : TokenUsage(input: input, cachedInput: 0, output: output)
  }

  package static let zero = TokenUsage(input: 0, cachedInput: 0, output: 0)

  package static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
    TokenUsage(
      input: left.input.addingSaturated(right.input),
      cachedInput: left.cachedInput.addingSaturated(right.cachedInput),
      cacheWrite: left.cacheWrite.addingSaturated(right.cacheWrite),
      output: left.output.addingSaturated(right.output))
  }
}

/// What is known of a movie's cast. The raw value is the original's spelling of the same.
package enum CastStatus: String, CaseIterable, Hashable, Sendable {
  case complete = "COMPLETE"
  case noCastFile = "MISSING_METADATA"
  case noNames = "EMPTY_CHARACTERS"
}
