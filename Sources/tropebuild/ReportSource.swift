import Basics
import Engine
import Inputs
import ProjectFiles
import Report

/// What a report shows, read from the project, and what of it could not be taken.
struct ReportSource {
  var data: ReportData
  /// `nil` where there is no metadata.
  let faults: MetadataFaults?
  /// Why the last comparison of variants is left out; `nil` where it is not.
  private(set) var trialFault: String?

  /// - Parameter keepingRows: whether the records go into the report one by one.
  init(_ bench: Workbench, keepingRows: Bool) throws {
    let database = try bench.openRecords()
    let ledger = try bench.openLedger()
    guard database != nil || ledger != nil else { throw BuildError.nothingBuilt }
    (data, faults) = try ReportGatherer(project: bench.project, keepingRows: keepingRows)
      .data(database: database, ledger: ledger)
    // The last comparison, as `try` keeps it.
    let path = bench.project.paths.trial
    guard NewFile.exists(path) else { return }
    data.trial = ReportTrial(json: try AtomicFile.read(path))
    if data.trial == nil {
      trialFault =
        "'\(path)' is not what this 'tropebuild try' writes, so the report leaves it out; the next 'try' writes it anew"
    }
  }
}
