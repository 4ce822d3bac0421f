/// What cleaning removed, or would remove, and what it left alone.
package struct CleanReport: Hashable, Sendable {
  /// What tropebuild makes in a build directory.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case database
    case status = "status files"
    case batches = "batch files"
    /// What a sandbox that was started for this project keeps: nothing that was paid for.
    case sandbox = "sandbox files"
    /// Notes of split and exports, and what killed runs left unfinished.
    case rest = "other files"
    case lock
  }

  /// A number of files and their bytes.
  package struct Tally: Hashable, Sendable {
    package var files = 0
    package var bytes: Int64 = 0

    package init(files: Int = 0, bytes: Int64 = 0) {
      self.files = files
      self.bytes = bytes
    }
  }

  /// Something that was left alone.
  package struct Kept: Hashable, Sendable {
    package var path: String
    package var why: Why
  }

  /// Why something was left alone.
  package enum Why: String, Hashable, Sendable {
    case unknown = "not made by tropebuild"
    case symbolicLink = "a symbolic link"
    case notAFile = "not a file"
    case foreignDatabase = "a database that tropebuild did not make"
    case sandboxInUse = "the sandbox's batches are under way"
    case jobsInUse = "a command's batches are under way"
  }

  package var removed: [Kind: Tally] = [:]
  /// Directories that were empty then.
  package var removedDirectories: [String] = []
  package var kept: [Kept] = []

  package init() {}
}
