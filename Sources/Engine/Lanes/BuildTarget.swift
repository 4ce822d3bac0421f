package import Recipe
package import TropeModel

/// A target that a run takes up: a movie, the question its record is to be made from, and what the build log
/// will say of it once the record is there.
///
/// A class, for tens of thousands of them go from list to list and nothing of one ever changes.
package final class BuildTarget: Sendable {
  package let movie: MovieID
  /// The question, rendered from the very bytes that `log` describes; its text is set aside.
  package let question: Question
  /// The row that the build log gets together with the record.
  package let log: BuildLogEntry
  package let castStatus: CastStatus
  package let reasons: [StaleReason]

  package init(
    movie: MovieID, question: Question, log: BuildLogEntry, castStatus: CastStatus,
    reasons: [StaleReason]
  ) {
    self.movie = movie
    self.question = question
    self.log = log
    self.castStatus = castStatus
    self.reasons = reasons
  }

  /// The target without its question's text.
  func setAside() -> BuildTarget {
    BuildTarget(
      movie: movie, question: question.setAside(), log: log, castStatus: castStatus,
      reasons: reasons)
  }
}

/// One or several questions that go out together, and what that is expected to use.
package struct PendingRequest: Sendable {
  /// At least one; all of one recipe.
  package var questions: [Question]
  /// Input tokens of the whole request: what the rate and the batch queue are charged with.
  package var inputTokens: TokenCount
  /// Expected output tokens.
  package var expectedOutput: Int

  /// Names the request in a batch file: the first movie, for people, and the first question's hash, for us.
  package var customID: String {
    guard let first = questions.first else { return "" }
    let more = questions.count > 1 ? "+\(questions.count - 1)" : ""
    return "\(first.movie)\(more)-\(first.hash.shortHex)"
  }
}
