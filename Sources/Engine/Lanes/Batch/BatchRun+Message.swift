import OpenAIClient

// What a batch on its way has to say.

extension BatchRun {
  static let hasNoBatches = "the server has no batches"

  /// Why a question goes again that has no line among the results.
  ///
  /// - Parameter byCommand: whether a command of the user's worked on the batch, which knows no such status.
  static func unanswered(_ status: RemoteBatchStatus, byCommand: Bool) -> String {
    byCommand
      ? "the command ended without an answer to it"
      : "the batch ended without an answer to it (\(status.text))"
  }

  /// Of one that was perhaps created.
  var notSeen: String {
    "its creation was not answered, and the server does not list it yet; "
      + "the next run looks again before it is made again"
  }
}

extension BatchMachine.Loss: CustomStringConvertible {
  /// As the ledger keeps it.
  var description: String {
    switch self {
    case .fileGone: "its file is gone and it was not submitted"
    case .fileChanged: "its file was changed since it was written, and it was not submitted"
    case .exceedsQueue(let tokens): "its \(tokens) tokens are more than the queue takes"
    case .exceedsBudget:
      "it was not submitted since it can cost more than the budget, and is written anew in parts"
    case .unknownToSandbox: "the sandbox does not know it any more"
    case .unknownWhenCancelled: "the server did not know it when it was cancelled"
    case .isNotNeeded: "the server refused it or does not know it, and it asks nothing that is open"
    }
  }
}
