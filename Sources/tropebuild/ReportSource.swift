import Basics
import Engine
import Inputs
import Report

/// What a report shows, read from the project, and what of it could not be taken.
struct ReportSource {
  var data: ReportData
  /// `nil` where there is no metadata.
  let faults: MetadataFaults?
  /// Why it is not told what confidences are worth; `nil` where it is, or there is nothing to tell.
  private(set) var calibrationFault: (any Error)?
  /// What is left out of it, and why, in words.
  private(set) var leftOut: [String] = []

  /// - Parameter keepingRows: whether the records go into the report one by one.
  init(_ bench: Workbench, keepingRows: Bool) throws {
    let database = try bench.openRecords()
    let ledger = try bench.openLedger()
    guard database != nil || ledger != nil else { throw BuildError.nothingBuilt }
    let gatherer = ReportGatherer(project: bench.project, keepingRows: keepingRows)
    (data, faults) = try gatherer.data(database: database, ledger: ledger)
    do {
      data.calibration = try gatherer.calibration(of: data.records, in: database)
    } catch {
      calibrationFault = error
      leftOut.append("the report leaves out what confidences are worth: \(error)")
    }
    // The last comparison, as `try` keeps it.
    let path = bench.project.paths.trial
    guard NewFile.exists(path) else { return }
    data.trial = ReportTrial(json: try AtomicFile.read(path))
    if data.trial == nil {
      leftOut.append(
        "'\(path)' is not what this 'tropebuild try' writes, so the report leaves it out; the next 'try' writes it anew"
      )
    }
  }
}
