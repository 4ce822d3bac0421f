import OpenAIClient
import Display

extension WaitReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .rate: "the rate limit"
    case .budget: "the budget leaves no room for more until batches have ended"
    case .day: "the day's requests are used up"
    case .server(let failure): failure?.reason ?? "the server does not answer properly"
    case .queueSpace(let batch, let tokens):
      "batch \(batch) needs \(Format.count(tokens)) more tokens of queue space"
    case .creation(let batch, isCancelling: false):
      "batch \(batch) may have been created; it is looked for before it is made again"
    case .creation(let batch, isCancelling: true):
      "batch \(batch) may have been created; it is looked for, to be cancelled"
    case .results(let batch):
      "batch \(batch) has answers, according to the server, but they are not there yet"
    }
  }
}

extension MoveReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .queueHasRoom: "the queue has room, and real time would come to it later"
    case .batchesAreLate: "the batches before it are late, and real time is sooner"
    }
  }
}
