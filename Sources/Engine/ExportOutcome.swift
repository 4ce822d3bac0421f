package import TropeModel

/// What an export wrote, and what it could not use.
package struct ExportOutcome: Sendable, Equatable {
  /// A file of results.
  package struct File: Sendable, Equatable {
    /// `nil` for standard output.
    package var path: String?
    package var content: ExportContent
    /// Rows without the header; objects of JSON lines.
    package var rows: Int
    /// False where the very same file was there already.
    package var isNew: Bool
  }

  package var files: [File] = []
  package var records = 0
  /// Records that were left out because the sandbox answered them.
  package var sandboxRecords = 0
  /// Cast files and lines of metadata that could not be read; what they would have told is left empty.
  package var faultCount = 0
  /// The first of these, in words.
  package var faults: [String] = []

  /// How many faults are kept in words.
  private static let mostFaults = 20

  package init() {}

  mutating func note(_ fault: String) {
    faultCount += 1
    if faults.count < Self.mostFaults { faults.append(fault) }
  }
}
