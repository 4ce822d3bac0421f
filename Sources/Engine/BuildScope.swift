/// How much of a build is done.
package enum BuildScope: Sendable, Equatable {
  /// Both lanes, to the end.
  case everything
  /// The real-time lane alone, on what is in no batch.
  case realtime
  /// The plan's batches are written down and nothing is sent.
  case writeBatches
  /// These batches are submitted.
  case submit([Int])
  /// These batches are collected, where they have ended.
  case collect([Int])
  /// These batches are taken from the files that were downloaded before.
  case takeFiles([Int])

  /// Whether it sends anything, given what was found stale.
  package func needsAPI(_ survey: Survey) -> Bool {
    switch self {
    case .everything: survey.needsAPI
    case .realtime: !survey.toAsk.isEmpty
    case .writeBatches, .takeFiles: false
    case .submit(let numbers): !Self.submittable(numbers, survey).isEmpty
    case .collect(let numbers): !numbers.isEmpty
    }
  }

  /// Those of some batches that ask nothing but what is wanted.
  static func submittable(_ numbers: [Int], _ survey: Survey) -> [Int] {
    let outdated = Set(survey.outdatedBatches.map(\.number))
    return numbers.filter { !outdated.contains($0) }
  }

  /// Whether it asks anything that was not sent before, or writes it down to be asked.
  func asks(_ survey: Survey) -> Bool {
    switch self {
    case .everything, .realtime, .writeBatches: !survey.toAsk.isEmpty
    case .submit(let numbers): !Self.submittable(numbers, survey).isEmpty
    case .collect, .takeFiles: false
    }
  }

  /// Whether it works on what is here, without a network.
  package var isOffline: Bool {
    if case .takeFiles = self { return true }
    return false
  }

  /// Whether it works on batches that were written before, whatever is stale.
  var isOfBatches: Bool {
    switch self {
    case .submit, .collect, .takeFiles: true
    case .everything, .realtime, .writeBatches: false
    }
  }

  /// Whether records can come of it.
  var makesRecords: Bool {
    switch self {
    case .everything, .realtime, .collect, .takeFiles: true
    case .writeBatches, .submit: false
    }
  }
}

extension StopCause {
  /// Whether the run ended before what it could have done was done: then nobody waits for results either.
  var isEarly: Bool {
    switch self {
    case .interrupted, .cannotGoOn, .failedFast: true
    case .budgetReached, .wouldWait: false
    }
  }
}
