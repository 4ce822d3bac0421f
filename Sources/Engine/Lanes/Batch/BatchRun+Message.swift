// What a batch on its way has to say.

extension BatchRun {
  static let hasNoBatches = "the server has no batches"

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
    case .unknownToSandbox: "the sandbox does not know it any more"
    case .unknownWhenCancelled: "the server did not know it when it was cancelled"
    case .isNotNeeded: "the server refused it or does not know it, and it asks nothing that is open"
    }
  }
}
