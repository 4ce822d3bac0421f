import Engine
import Lanes
import ProjectFiles
import Store
import TropeModel

/// The files of results as the last step of a build.
struct ExportStep {
  /// A file that a build would write.
  struct Planned {
    var path: String
    /// In words.
    var reason: String
  }

  private let bench: Workbench
  private let targets: ExportTargets
  private let stale: [ExportTargets.Stale]

  init(_ bench: Workbench) {
    self.bench = bench
    targets = ExportTargets(project: bench.project, includesSandbox: bench.isSandbox)
    stale = targets.isEmpty ? [] : targets.stale()
  }

  /// Whether a file is to be written, as things are now.
  var isStale: Bool { !stale.isEmpty && hasRecords }

  /// Before the first build there is nothing to write.
  private var hasRecords: Bool { NewFile.exists(bench.project.paths.database) }

  /// What a build that finds this would write.
  func preview(_ survey: Survey) -> [Planned] {
    let changesRecords =
      !survey.reused.isEmpty || !survey.toAsk.isEmpty || !survey.inBatches.isEmpty
    if changesRecords, !survey.isAdopting {
      return targets.paths.map { Planned(path: $0, reason: "once records have changed") }
    }
    guard hasRecords else { return [] }
    return stale.map { Planned(path: $0.path, reason: $0.reason.rawValue) }
  }

  /// Writes what is to be written. For the holder of the lock, the databases closed.
  func run(isSilent: Bool) throws {
    guard isStale, let database = try bench.openRecords() else { return }
    let outcome = try targets.write(database: database)
    let text = ExportText(outcome: outcome)
    if !isSilent { for line in text.lines { Console.print(line) } }
    for fault in text.faults { Console.warn(fault) }
  }
}

extension BuildScope {
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
