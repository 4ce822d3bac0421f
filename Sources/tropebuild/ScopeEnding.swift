import Engine
import Store
import TropeModel

/// What a command says at its end and with which status it exits, by what it was to do.
struct ScopeEnding {
  let scope: BuildScope
  let summary: BuildSummary
  let batches: [LedgerBatch]
  let sums: [Int: BatchReconciliation]
  /// What the tropefile asks for; `nil` where tropebuild chooses.
  let strategy: Strategy?

  var status: ExitStatus {
    if let stop = summary.stop { return stop.exitStatus }
    switch scope {
    case .everything: return summary.exitStatus
    case .realtime:
      return summary.failed.isEmpty && !summary.isAnythingLeft ? .upToDate : .failedTargets
    case .writeBatches, .submit: return .upToDate
    case .collect(let numbers), .takeFiles(let numbers):
      if !summary.failed.isEmpty { return .failedTargets }
      return scope.isOffline || !isOpen(numbers) ? .upToDate : .workInFlight
    }
  }

  /// `nil` where the summary of a build says it.
  var text: String? { body.map { ([$0] + reused).joined(separator: "\n") } }

  /// That records were made anew, which the command's name does not say.
  private var reused: [String] {
    guard summary.reused > 0 else { return [] }
    return [
      "reused \(summary.reused): \(summary.reused == 1 ? "a record" : "records") made of kept replies, at no cost"
    ]
  }

  private var body: String? {
    switch scope {
    case .everything, .realtime, .takeFiles: return nil
    case .writeBatches:
      guard !summary.writtenBatches.isEmpty else {
        guard let strategy, !strategy.hasBatches else {
          return "no batch was written: nothing that is stale goes into one"
        }
        return "no batch was written: 'plan.strategy: \(strategy.rawValue)' has none; "
          + "'tropebuild create-batches --strategy batch' writes some"
      }
      return table(summary.writtenBatches) + "\n'tropebuild submit' submits them"
    case .submit(let numbers), .collect(let numbers):
      var lines: [String] = []
      if numbers.isEmpty { lines.append("no batch to work on: 'tropebuild batches' lists them") }
      if !numbers.isEmpty { lines.append(table(numbers)) }
      if case .collect = scope, !numbers.isEmpty {
        lines.append("built \(summary.built), failed \(summary.failed.count)")
      }
      switch summary.stop {
      case .failedFast, .wouldWait, nil: break
      case let stop?: lines.append("stopped: \(stop)")
      }
      return lines.joined(separator: "\n")
    }
  }

  private func table(_ numbers: [Int]) -> String {
    BatchTable(batches: batches.filter { numbers.contains($0.number) }, sums: sums).text
  }

  private func isOpen(_ numbers: [Int]) -> Bool {
    batches.contains { numbers.contains($0.number) && !$0.state.isFinal }
  }
}
