import Basics
import Store

/// The files of results as the last step of a build.
package struct ExportStep: Sendable {
  /// A file that a build would write.
  package struct Planned: Sendable, Equatable {
    package var path: String
    /// In words.
    package var reason: String
  }

  private let project: Project
  private let targets: ExportTargets
  private let stale: [ExportTargets.Stale]

  /// - Parameter includesSandbox: whether records that the sandbox answered are among the results.
  package init(_ project: Project, includesSandbox: Bool) {
    self.project = project
    targets = ExportTargets(project: project, includesSandbox: includesSandbox)
    stale = targets.isEmpty ? [] : targets.stale()
  }

  /// Whether a file is to be written, as things are now.
  package var isStale: Bool { !stale.isEmpty && hasRecords }

  /// Before the first build there is nothing to write.
  private var hasRecords: Bool { NewFile.exists(project.paths.database) }

  /// What a build that finds this would write.
  func preview(_ preview: Preview) -> [Planned] {
    let survey = preview.survey
    let changesRecords =
      !survey.reused.isEmpty || !survey.toAsk.isEmpty || !survey.inBatches.isEmpty
      || preview.votesGoOn
    if changesRecords, !survey.isAdopting {
      return targets.paths.map { Planned(path: $0, reason: "once records have changed") }
    }
    guard hasRecords else { return [] }
    return stale.map { Planned(path: $0.path, reason: $0.reason.rawValue) }
  }

  /// Writes what is to be written; `nil` where that is nothing. For the holder of the lock, the databases closed.
  func run() throws -> ExportOutcome? {
    guard isStale,
      let database = try TropesDatabase.openForReading(path: project.paths.database)
    else { return nil }
    return try targets.write(database: database)
  }
}
