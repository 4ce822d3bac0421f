import Display
import OpenAIClient
import Store

extension StopCause: CustomStringConvertible {
  /// For people, after "stopped: ".
  package var description: String {
    switch self {
    case .interrupted: "interrupted; nothing is lost"
    case .cannotGoOn(let obstacle): "\(obstacle)"
    case .failedFast: "a target failed, and --fail-fast was given"
    case .budgetReached(let end): "\(end)"
    case .wouldWait: "nothing more can be done now, and --no-wait was given"
    }
  }

  /// The word of docs/events.md, which is stable.
  package var word: String {
    switch self {
    case .interrupted: "interrupted"
    case .cannotGoOn: "could_not_work"
    case .failedFast: "failed_fast"
    case .budgetReached: "budget_reached"
    case .wouldWait: "work_in_flight"
    }
  }

  /// The word of a run that nothing stopped.
  package static let complete = "complete"

  /// What there is to say beside the word.
  package var reason: String? {
    switch self {
    case .cannotGoOn(let obstacle): "\(obstacle)"
    case .budgetReached(let end): "\(end)"
    case .interrupted, .failedFast, .wouldWait: nil
    }
  }
}

extension Obstacle: CustomStringConvertible {
  /// What is wrong and what to do about it.
  package var description: String {
    switch self {
    case .call(let failure): "\(failure)"
    case .batchCall(let failure, _, false) where failure.meansNoBatches:
      "the server answers as one that has no batches (\(failure)); "
        + "'--strategy realtime' goes without them"
    case .batchCall(let failure, let batch, true) where failure.meansNoBatches:
      "nobody can tell whether the server has made batch \(batch), since it does not list what it has (\(failure)); "
        + "if it is not in your account, 'tropebuild retrieve --again \(batch)' gives it up"
    case .batchCall(let failure, let batch, _) where failure.kind == .notFound:
      "batch \(batch) is not known to this account or project; is it the right key? "
        + "'tropebuild cancel \(batch)' gives it up"
    case .batchCall(let failure, let batch, _): "batch \(batch): \(failure)"
    case .refusedBatch(let batch, let fault, byCommand: false):
      "the server refused batch \(batch): \(BatchWords.reason(fault))"
    case .refusedBatch(let batch, let fault, byCommand: true):
      "batch \(batch) has no answer: \(BatchWords.reason(fault))"
    case .outdatedBatches(let batches):
      BatchWords.named(batches)
        + (batches.count == 1 ? " was not submitted: it asks" : " were not submitted: they ask")
        + " what is not asked any more"
    case .resultsMissing(let batches):
      batches.map { "batch \($0): \(BatchWords.resultsMissing(of: $0))" }.joined(separator: "; ")
    case .noFiles(let batch, let directory):
      "no downloaded files of batch \(batch) in '\(directory)'"
    case .badReplies(let replies): "\(replies)"
    case .cutPrompts(let counted, let billed):
      "the server bills more than a quarter fewer input tokens than its requests have, last \(billed) of \(counted) "
        + "counted: it seems to cut prompts (raise its context length, as num_ctx with Ollama or -c with llama.cpp, and "
        + "run again)"
    case .disk(let failure): "\(failure)"
    case .impossible(let batch, let state):
      "batch \(batch) cannot go on from '\(state.rawValue)'; this is a fault of tropebuild"
    }
  }
}

extension BadReplies: CustomStringConvertible {
  package var description: String {
    "\(count) replies in a row were bad in the same way, so nothing more is asked; the first, on movie \(movie): \(fault)"
      + (excerpt.isEmpty ? "" : "; it reads: \"\(excerpt)\"")
      + " (check model, prompt and server: 'tropebuild \(movie)' asks for this one alone)"
  }
}

extension BudgetEnd: CustomStringConvertible {
  /// What would pass the budget, and what to do.
  package var description: String {
    switch self {
    case .reached(let dollars):
      "the budget of \(Format.budget(dollars)) is reached; a larger --budget goes on from here"
    case .dearerInRealtime(let batch):
      "the server has no batches, and asking batch \(batch) in real time would exceed the "
        + "budget; a larger --budget goes on from here"
    }
  }
}

extension DiskFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .store(let error): "\(error)"
    case .file(let error): "\(error)"
    case .lines(let error): "\(error)"
    }
  }
}
