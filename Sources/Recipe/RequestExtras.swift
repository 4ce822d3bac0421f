import TropeModel

/// What a request says beside what it asks: how it is to be served and cached.
///
/// No hash of a question knows of it, so that a reply serves whichever way it came.
package struct RequestExtras: Hashable, Sendable {
  /// What is said of the prompt cache.
  package enum Cache: Hashable, Sendable {
    /// Nothing, as to servers and models that have no such fields.
    case unsaid
    /// That nothing is to be read or written.
    case off
    /// That the system message is written, once, and read by all requests with this key.
    case marked(key: String)
  }

  /// A name by which a body says the most tokens that its answer may have. Servers know both, or one of them.
  package enum BoundName: String, CaseIterable, Hashable, Sendable {
    case completionTokens = "max_completion_tokens"
    case tokens = "max_tokens"
  }

  package var cache: Cache
  /// `service_tier`; `nil`: nothing is said of it.
  package var serviceTier: String?
  /// Whether the schema is this request's own, with an end to every list and text: for servers that hold answers to a schema
  /// while they write.
  package var isBounded: Bool
  /// By which names the bound on output stands there; none: it is not said.
  package var boundNames: Set<BoundName>
  /// Whether the log probabilities of the answer's tokens are asked for, and of how many alternatives at each place.
  package var logprobs: Int?

  package init(
    cache: Cache = .unsaid, serviceTier: String? = nil, isBounded: Bool = false,
    boundNames: Set<BoundName> = [.completionTokens], logprobs: Int? = nil
  ) {
    self.cache = cache
    self.serviceTier = serviceTier
    self.isBounded = isBounded
    self.boundNames = boundNames
    self.logprobs = logprobs
  }

  /// Nothing at all.
  package static let none = RequestExtras()

  /// Whether the system message ends with a mark.
  var isMarked: Bool {
    if case .marked = cache { true } else { false }
  }

  /// The members that go behind the messages, each after a comma.
  var members: String {
    var text = ""
    switch cache {
    case .unsaid: break
    case .off: text += #","prompt_cache_options":{"mode":"explicit"}"#
    case .marked(let key):
      text +=
        #","prompt_cache_key":"\#(key)","prompt_cache_options":{"mode":"explicit","ttl":"30m"}"#
    }
    if let logprobs {
      text += #","logprobs":true"#
      if logprobs > 0 { text += ",\"top_logprobs\":\(logprobs)" }
    }
    if let serviceTier { text += #","service_tier":"\#(serviceTier)""# }
    return text
  }
}

extension Recipe {
  /// What tells this recipe's requests from others in the prompt cache.
  package var cacheKey: String { "tropebuild-\(hashes.combined.hex.prefix(16))" }
}
