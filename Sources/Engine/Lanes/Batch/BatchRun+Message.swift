import OpenAIClient
import Store

// What a batch on its way has to say.

extension BatchRun {
  static let whyRecalled = "the batches before it are late, and real time is sooner"
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
    }
  }
}

extension BatchMachine {
  /// What is waited for, where that takes minutes.
  func waitingFor(_ number: Int) -> String? {
    switch state {
    case .creating:
      "batch \(number) may have been created; it is looked for before it is made again"
    case .submitted where missesResults:
      "batch \(number) has answers, according to the server, but they are not there yet"
    case .written, .uploading, .uploaded, .seated, .submitted, .closed: nil
    }
  }

  /// Whether the server may have it.
  var mayExist: Bool {
    switch state {
    case .creating, .submitted: true
    case .written, .uploading, .uploaded, .seated, .closed: false
    }
  }
}
