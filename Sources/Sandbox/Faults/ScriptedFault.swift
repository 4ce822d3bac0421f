/// A fault at a named point, which strikes once, at the next occasion.
package enum ScriptedFault: Sendable, Hashable {
  /// The next chat request is refused with this; it does not run.
  case nextChat(APIFailure)
  /// The next chat request runs, is billed, and its connection is closed without an answer.
  case chatAnswerLost
  /// The next chat request runs, is billed, and its answer ends in the middle.
  case chatAnswerCut
  /// The next chat request's answer waits for so many sandbox seconds.
  case chatHangs(Double)
  /// The next chat request is answered by HTML with this status.
  case chatHTML(status: Int)
  /// The next chat request is answered with this content and finish reason.
  case chatContent(String, finishReason: String)
  /// The next upload is read, dropped, and its connection closed.
  case uploadCut
  /// The next upload is kept and its connection closed without an answer.
  case uploadAnswerLost
  /// The next upload is refused with this.
  case uploadRefused(APIFailure)
  /// The next batch is created and the connection closed without an answer.
  case batchCreateAnswerLost
  /// The next batch is not created but refused with this.
  case batchCreateRefused(APIFailure)
  /// The next batch that is created fails with this error.
  case batchFails(code: String, message: String)
  /// The next batch that is created expires with this fraction of its lines done.
  case batchExpires(doneFraction: Double)
  /// The next look at a batch is refused with this.
  case pollRefused(APIFailure)
  /// The next download of a file's content ends in the middle.
  case downloadCut
  /// The next batch to end has its first output line twice.
  case outputLineDoubled
  /// The next batch to end lacks its first output line, which is billed all the same.
  case outputLineMissing
}

/// The faults that tests have ordered.
struct FaultScript: Sendable {
  private var pending: [ScriptedFault] = []

  /// Orders a fault so many times.
  mutating func append(_ fault: ScriptedFault, count: Int) {
    pending.append(contentsOf: Array(repeating: fault, count: max(0, count)))
  }

  /// Takes the first fault that fits a point, if there is one.
  mutating func take<Result>(_ match: (ScriptedFault) -> Result?) -> Result? {
    for (index, fault) in pending.enumerated() {
      if let result = match(fault) {
        pending.remove(at: index)
        return result
      }
    }
    return nil
  }

  /// Takes a fault without data, if it was ordered.
  mutating func take(_ wanted: ScriptedFault) -> Bool {
    take { $0 == wanted ? true : nil } ?? false
  }
}
