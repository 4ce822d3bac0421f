import OpenAIClient
import TropeModel

/// Whether the server still answers, over all calls of a run: when to give up on it.
package actor ServerHealth {
  private var hasAnswered = false
  private var failuresInARow = 0
  /// When the first of those came.
  private var failingSince: Timestamp?

  /// How long a server that has answered in this run may fail before the run ends. That is not counted from its last
  /// answer: a lane that slept until the day was over, or on a machine that slept, has heard none for hours.
  private static let patience: Duration = .seconds(3_600)
  /// How long one may that has not, but is there: it says what it lacks in the API's own form, or by the status for a fault of its
  /// own, whatever it has for a body. Others above are those of something on the way to it.
  private static let patienceAtStart: Duration = .seconds(120)
  /// Fewer failures in a row end no run; so many end one in which no server was ever heard.
  private static let leastFailures = 5

  package init() {}

  /// The server has answered, if only with a refusal.
  func answered() {
    hasAnswered = true
    failuresInARow = 0
    failingSince = nil
  }

  /// A call failed for a reason that lies with the server or the way to it.
  ///
  /// - Parameters:
  ///   - now: by the steady clock.
  ///   - failure: what it was, where that is known.
  /// - Returns: whether there is no sense in going on.
  func failed(at now: Timestamp, _ failure: APIFailure?) -> Bool {
    // It only has to load its model.
    if failure?.kind == .loading { hasAnswered = true }
    failuresInARow += 1
    let since = failingSince ?? now
    failingSince = since
    guard failuresInARow >= Self.leastFailures else { return false }
    if hasAnswered { return now - since > Self.patience }
    let isThere = failure.map { $0.isOfAPI || $0.status == 500 } ?? false
    return !isThere || now - since > Self.patienceAtStart
  }
}
