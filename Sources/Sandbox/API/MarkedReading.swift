import Basics

/// Reads messages from their beginning on: counts their tokens and finds the marks up to which they may be kept.
struct MarkedReading {
  /// The input tokens so far.
  private(set) var tokens: Int
  /// The marks so far.
  private(set) var marks: [BreakpointCache.Mark] = []
  /// Of all that was read, and of what else has to be equal; `nil` where no mark counts.
  private var hash: SHA256?

  /// - Parameter equal: what has to be equal beside the messages; `nil` where no mark counts.
  init(tokens: Int = 0, equal: [[UInt8]]?) {
    self.tokens = tokens
    guard let equal else { return }
    var hash = SHA256()
    for bytes in equal { hash.update(bytes) }
    self.hash = hash
  }

  /// Begins a message, whose frame has so many tokens.
  mutating func begin(_ message: ChatRequest.Message, frame: Int) {
    tokens += frame
    hash?.update([0] + Array(message.role.utf8) + [0])
  }

  /// Reads the next part of the message.
  mutating func read(_ part: ChatRequest.Part, tokens count: Int) {
    tokens += count
    hash?.update(Array(part.text.utf8))
    if let life = part.life { mark(life) }
  }

  /// Ends the messages: there the service sets its own mark, where nothing else was said.
  mutating func end(_ options: CacheOptions) {
    if !options.isExplicit { mark(options.life, isImplicit: true) }
  }

  private mutating func mark(_ life: Double, isImplicit: Bool = false) {
    guard let hash else { return }
    marks.append(
      BreakpointCache.Mark(
        key: hash.finalize(), tokens: tokens, life: life, isImplicit: isImplicit))
  }
}
