import Planner
import ProjectFiles
import Tropefile
import TropeModel

// Batches by a command instead of a server.
extension Project {
  /// The command that batches are handed to; `nil` where they go to a server, or to a sandbox.
  package var batchCommand: String? {
    settings.api.sandbox ? nil : settings.lanes.batch.command
  }

  /// Whether no server is asked at all, but a command.
  package var asksCommandAlone: Bool { batchCommand != nil && settings.plan.strategy == .batch }

  /// Whether a model of one's own answers, of which no table knows: a server's on this machine, or a command's.
  var isOwn: Bool {
    local != nil || asksCommandAlone && ModelFacts.named(settings.recipe.model) == nil
  }

  /// The jobs of that command; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - environment: this process's own.
  ///   - beginsJobs: whether those that wait are begun as there is room.
  package func batchJobs(environment: [String: String], beginsJobs: Bool = true) -> BatchJobs? {
    batchCommand.map { command in
      BatchJobs(
        command: command, most: settings.lanes.batch.jobs,
        directory: BuildPaths(buildDirectory: paths.build, batchDirectory: paths.batches)
          .jobsDirectory,
        project: directory, environment: environment, beginsJobs: beginsJobs)
    }
  }
}
