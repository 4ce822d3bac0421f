import Basics
import Display
import OpenAIClient
import ProjectFiles
import Store
import TropeModel

/// Asking without making records.
extension Run {
  /// Walks round the lanes of a project that is beside the records, see `Project.beside`. Every reply is kept as any other; the
  /// records and status files that are made on the way go in the end.
  func lanesBeside(
    _ preview: Preview, _ client: OpenAIClient, _ ledger: Ledger, scope: BuildScope = .everything,
    toldEnd: ModelEnd?, part: RunPart = RunPart()
  ) async throws -> BuildSummary {
    let cleaner = Cleaner(BuildPaths(buildDirectory: project.scratch))
    _ = try cleaner.clean()
    try Directories.make(project.scratch)
    let records = try TropesDatabase.open(path: project.paths.database)
    let result: Result<BuildSummary, any Error>
    do {
      result = .success(
        try await lanes(
          preview, scope, client, records, ledger, toldEnd: toldEnd, hands: nil, part: part))
    } catch {
      result = .failure(error)
    }
    try records.close()
    _ = try cleaner.clean()
    return try result.get()
  }
}
