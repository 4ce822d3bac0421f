package import Recipe
package import TropeModel

/// Replies that are no good in the same way, one after the other.
package struct BadReplies: Hashable, Sendable {
  package var count: Int
  /// The first of them.
  package var movie: MovieID
  package var fault: ReplyFault
  /// How the first reply begins, cleaned for a person to see; empty where it has no text.
  package var excerpt: String
}

/// Sees when replies are no good one after the other in the same way: then it is the server, the model or the prompt, and
/// all that is asked further is paid for in vain.
struct BadReplyWatch: Sendable {
  private var likeness: ReplyFault.Likeness?
  private var inARow: BadReplies?
  private var hasSeenGood = false
  private var hasTold = false

  /// In a run that has had no good reply yet, after such that has, and where each could be a movie's own difficulty.
  private static let mostAtStart = 10
  private static let mostLater = 20
  private static let mostOfContent = 50

  /// Takes in a reply: its verdicts, one for each question.
  ///
  /// - Parameter excerpt: how the reply begins, for a person to see.
  /// - Returns: why to stop; once.
  mutating func took(
    _ verdicts: [(movie: MovieID, verdict: ReplyVerdict)], excerpt: () -> String
  ) -> BadReplies? {
    var first: (movie: MovieID, fault: ReplyFault)?
    for (movie, verdict) in verdicts {
      guard case .bad(let fault) = verdict else {
        hasSeenGood = true
        (likeness, inARow) = (nil, nil)
        return nil
      }
      first = first ?? (movie, fault)
    }
    guard let first else { return nil }
    if first.fault.likeness == likeness {
      inARow?.count += 1
    } else {
      likeness = first.fault.likeness
      inARow = BadReplies(
        count: 1, movie: first.movie, fault: first.fault, excerpt: excerpt())
    }
    guard !hasTold, let inARow, inARow.count >= most(of: first.fault) else { return nil }
    hasTold = true
    return inARow
  }

  private func most(of fault: ReplyFault) -> Int {
    if fault.likeness.isOfContent { return Self.mostOfContent }
    return hasSeenGood ? Self.mostLater : Self.mostAtStart
  }
}

/// Sees when the server bills far fewer input tokens than a request has: it has cut the prompt, and what it answers is about
/// half a plot.
struct ShortPromptWatch: Sendable {
  /// What is to be said, or done.
  enum News: Equatable, Sendable {
    case none
    /// Less was billed than was counted; told once.
    case warn
    /// So it goes on.
    case stop
  }

  private var hasWarned = false
  private var inARow = 0
  private static let mostInARow = 3

  /// Whether more than a quarter is missing.
  static func isShort(counted: Int, billed: Int) -> Bool {
    billed > 0 && counted.subtractingSaturated(billed) > counted / 4
  }

  /// Takes in what was counted exactly and what was billed.
  mutating func took(counted: Int, billed: Int) -> News {
    guard billed > 0, counted > 0 else { return .none }
    let missing = counted.subtractingSaturated(billed)
    guard Self.isShort(counted: counted, billed: billed) else {
      inARow = 0
      // A few tokens of framing are the server's own way of counting.
      guard missing > counted / 10, !hasWarned else { return .none }
      hasWarned = true
      return .warn
    }
    inARow += 1
    if inARow >= Self.mostInARow { return .stop }
    if hasWarned { return .none }
    hasWarned = true
    return .warn
  }
}
