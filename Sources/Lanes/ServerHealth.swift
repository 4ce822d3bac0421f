import TropeModel

/// Whether the server still answers, over all calls of a run: when to give up on it.
package actor ServerHealth {
  private var lastAnswer: Timestamp?
  private var failuresInARow = 0

  /// How long a server that has answered in this run may be gone before the run ends.
  private static let patience: Duration = .seconds(3_600)
  /// How many failures in a row end a run in which the server has never answered.
  private static let failuresWithoutAnyAnswer = 5

  package init() {}

  /// The server has answered, if only with a refusal.
  func answered(at now: Timestamp) {
    lastAnswer = now
    failuresInARow = 0
  }

  /// A call failed for a reason that lies with the server or the way to it.
  ///
  /// - Returns: whether there is no sense in going on.
  func failed(at now: Timestamp) -> Bool {
    failuresInARow += 1
    if let lastAnswer { return now - lastAnswer > Self.patience }
    return failuresInARow >= Self.failuresWithoutAnyAnswer
  }
}
