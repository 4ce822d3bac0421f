import OpenAIClient
import Store

// What a batch on its way has to say.

extension BatchRun {
  static let whyRecalled = "the batches before it are late, and real time is sooner"
  static let resultsMissing = "its results are missing"

  /// What to do about results that are missing.
  var howToGoOn: String {
    "\(Self.resultsMissing): the server says it has answers but does not deliver all of them; "
      + "'tropebuild retrieve \(batch.number)' looks again, "
      + "'tropebuild retrieve --again \(batch.number)' asks, and pays, for them again"
  }

  /// Of one that was perhaps created.
  var notSeen: String {
    "its creation was not answered, and the server does not list it yet; "
      + "the next run looks again before it is made again"
  }

  /// Where all of it in real time would pass the budget.
  var dearerInRealtime: String {
    "the server has no batches, and asking batch \(batch.number) in real time would exceed the "
      + "budget; a larger --budget goes on from here"
  }

  /// What to do about a failure that no other try cures.
  func advice(on failure: APIFailure, mayExist: Bool) -> String {
    if failure.meansNoBatches, !mayExist {
      return "the server answers as one that has no batches (\(failure.description)); "
        + "'--strategy realtime' goes without them"
    }
    if failure.kind == .notFound {
      return
        "batch \(batch.number) is not known to this account or project; is it the right key? "
        + "'tropebuild cancel \(batch.number)' gives it up"
    }
    return "batch \(batch.number): \(failure.description)"
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
