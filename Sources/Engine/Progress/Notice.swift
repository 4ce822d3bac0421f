/// What a line is about: of lines about the same matter the newest counts.
package enum Matter: Hashable, Sendable {
  /// A target failed. Each is news of its own.
  case failed
  /// A target is asked again. Each is news of its own.
  case askedAgain
  /// A call is tried again.
  case retry(RepeatedCall)
  /// A lane waits.
  case waiting(isBatch: Bool)
  /// A batch has come further.
  case batch(Int)
  /// How a lane stands.
  case lane(isBatch: Bool)
  /// What the program itself has to say.
  case program

  /// Whether one line does not stand for those before it.
  var isNewsEachTime: Bool { self == .failed || self == .askedAgain || self == .program }
}

/// A line that stays.
package struct Notice: Sendable, Equatable {
  package var matter: Matter
  package var text: String

  package init(_ matter: Matter, _ text: String) {
    self.matter = matter
    self.text = text
  }
}
