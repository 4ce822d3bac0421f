package import OpenAIClient

/// Where a batch is, as progress lines, logs and the event stream tell it.
package enum BatchStep: Hashable, Sendable {
  /// Its file is written, nothing was sent.
  case written
  case uploading
  case waitingForRoom
  /// The server has taken it.
  case submitted
  /// What the server calls it.
  case remote(RemoteBatchStatus)
  /// All that it brought has been taken.
  case collected
  case givenUp

  /// Whether it waits for the queue.
  package var isWaiting: Bool { self == .waitingForRoom }

  /// Whether the server works on it.
  package var isInProgress: Bool { self == .remote(.inProgress) }

  /// Whether the server has it, and what it brings has not been taken yet.
  package var isWithServer: Bool {
    switch self {
    case .submitted: true
    case .remote: !isOver
    case .written, .uploading, .waitingForRoom, .collected, .givenUp: false
    }
  }

  /// Whether nothing more comes of it.
  package var isOver: Bool {
    switch self {
    case .collected, .givenUp: true
    // What is completed is yet to be collected.
    case .remote(let status): status.isFinal && status != .completed
    case .written, .uploading, .waitingForRoom, .submitted: false
    }
  }
}
