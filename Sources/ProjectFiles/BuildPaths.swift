/// Where a project's build is. All paths absolute, or all relative to the same directory.
package struct BuildPaths: Hashable, Sendable {
  package var buildDirectory: String
  /// tropes.db, wherever it is configured.
  package var database: String
  package var batchDirectory: String

  /// The usual places, but for those that are given.
  package init(buildDirectory: String, database: String? = nil, batchDirectory: String? = nil) {
    self.buildDirectory = buildDirectory
    self.database = database ?? buildDirectory + "/tropes.db"
    self.batchDirectory = batchDirectory ?? buildDirectory + "/batches"
  }

  package var statusDirectory: String { buildDirectory + "/status" }
  /// What a sandbox that was started for this project keeps.
  package var sandboxDirectory: String { buildDirectory + "/sandbox" }
  package var lock: String { buildDirectory + "/lock" }

  /// The file to upload for a batch: `batch_0001.jsonl`.
  package func batchFile(_ number: Int) -> String { batchFile(number, ending: ".jsonl") }

  /// A batch's output as it was downloaded.
  package func batchOutput(_ number: Int) -> String { batchFile(number, ending: ".output.jsonl") }

  /// A batch's error file as it was downloaded.
  package func batchErrors(_ number: Int) -> String { batchFile(number, ending: ".errors.jsonl") }

  private func batchFile(_ number: Int, ending: String) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
    return "\(batchDirectory)/batch_\(zeros)\(digits)\(ending)"
  }
}
