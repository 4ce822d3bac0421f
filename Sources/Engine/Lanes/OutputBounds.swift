import Basics
package import Planner
import Recipe
import TropeModel

/// The bounds on output that requests are sent with, by one rule and by what replies have taught: a question whose reply was
/// cut off gets more, and where replies are cut off one after the other, all get more.
package final class OutputBounds: Sendable {
  private struct Lessons: Sendable {
    /// How often a question's reply was cut off.
    var cuts: [Digest: Int] = [:]
    /// Replies cut off since the last whole one.
    var inARow = 0
    /// How many times as much all requests get.
    var forAll = 1
    /// Since when they do.
    var enlargedAt: Timestamp?
  }

  private let rule: OutputBound?
  private let lessons = Locked(Lessons())

  /// So much more is tried each time.
  private static let step = 4
  /// After so many in a row it is not a single movie that is long.
  private static let mostInARow = 3
  private static let largest = 256

  /// - Parameter rule: `nil` for requests without a bound.
  package init(_ rule: OutputBound?) { self.rule = rule }

  /// The bound of a request that is sent now; `nil` for none.
  package func tokens(for request: PendingRequest) -> Int? {
    guard let rule else { return nil }
    let enlarged = lessons.withLock { lessons in
      let cuts = request.questions.map { lessons.cuts[$0.hash] ?? 0 }.max() ?? 0
      return max(lessons.forAll, (0..<min(cuts, 4)).reduce(1) { size, _ in size * Self.step })
    }
    return rule.tokens(
      expected: request.expectedOutput, movies: request.questions.count,
      unnamed: request.questions.unnamedAllowance, input: request.inputTokens.tokens,
      enlarged: enlarged)
  }

  /// The same at a server with a context of so many tokens; `nil`: with that which the rule knows.
  func tokens(for request: PendingRequest, within context: Int?) -> Int? {
    guard let bound = tokens(for: request) else { return nil }
    guard let context, context < Limits.none else { return bound }
    return max(1, min(bound, max(context - request.inputTokens.tokens, request.expectedOutput)))
  }

  /// What a request's body says of a bound: nothing where the recipe says it already.
  package func inBody(_ tokens: Int?) -> Int? { rule?.isFixed == true ? nil : tokens }

  /// A reply was cut off.
  ///
  /// - Parameter askedAt: when it was asked; `nil` where nobody knows.
  /// - Returns: how many times as much all requests get from now on, where that has changed.
  func wasCutOff(_ questions: [Digest], askedAt: Timestamp?, now: Timestamp) -> Int? {
    guard rule?.isFixed == false else { return nil }
    return lessons.withLock { lessons in
      for question in questions { lessons.cuts[question, default: 0] += 1 }
      // What was asked with less than all get by now says nothing of that.
      if let askedAt, let enlargedAt = lessons.enlargedAt, askedAt < enlargedAt { return nil }
      lessons.inARow += 1
      guard lessons.inARow >= Self.mostInARow, lessons.forAll < Self.largest else { return nil }
      lessons.inARow = 0
      lessons.forAll *= Self.step
      lessons.enlargedAt = now
      return lessons.forAll
    }
  }

  /// A reply came to its end by itself.
  func wasWhole() { lessons.withLock { $0.inARow = 0 } }
}

extension Question {
  /// What its reply may have beyond where the model names the characters itself.
  var unnamedAllowance: Int {
    hasNames ? 0 : OutputBound.allowance(unnamedBytes: messageBytes)
  }
}

extension [Question] {
  /// The same of all.
  var unnamedAllowance: Int { reduce(0) { $0.addingSaturated($1.unnamedAllowance) } }
}
