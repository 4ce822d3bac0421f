import Engine
import Inputs
import Report
import Store
import TropeModel

/// A project as `serve` shows it. It is read anew, the tropefile too, but not more often than it is worth; nothing is written, and
/// no lock is taken.
struct LiveProject: Sendable {
  /// How the project stands, for the page and for programs.
  struct Standing: Sendable {
    var status: LiveStatus
    var json: String
  }

  /// The report as it was made.
  struct MadeReport: Sendable {
    var html: [UInt8]
    /// Its scripts, to be allowed by their hashes.
    var scripts: [String]
    var madeAt: Timestamp
    /// What it was made from, as it looked before.
    fileprivate var looks: [DatabaseLook]
  }

  /// What it is called.
  let name: String
  private let options: ProjectOptions
  private let time: TimeSource
  private let standings: Kept<Standing>
  private let reports: Kept<MadeReport>

  init(_ options: ProjectOptions, time: TimeSource) throws {
    self.options = options
    self.time = time
    name = try Workbench(options, needsInput: false).project.name
    standings = Kept(by: time, least: .seconds(1), rest: 5)
    reports = Kept(by: time, least: .zero, rest: 4)
  }

  private func bench() throws -> Workbench { try Workbench(options, needsInput: false) }

  func standing() async throws -> Standing {
    try await standings.value {
      let report = try StatusReport(bench())
      return Standing(status: report.live, json: report.json)
    }
  }

  func report() async throws -> MadeReport {
    let bench = try bench()
    let looks = Self.looks(bench.project)
    let time = time
    return try await reports.value(whileTrue: { $0.looks == looks }) {
      var data = try ReportSource(bench, keepingRows: true).data
      data.links = bench.project.reportLinks(from: nil)
      data.links.plots = ReportLinks.Address(before: LiveGate.plotsBefore)
      let page = ReportPage(data, isLive: true)
      return MadeReport(
        html: page.html, scripts: page.scripts, madeAt: time.now(), looks: looks)
    }
  }

  /// How old a report is that was made, in words; `nil` before there is one.
  func reportAge() async throws -> String? {
    let looks = Self.looks(try bench().project)
    guard let report = await reports.last else { return nil }
    return ReportPage.age(time.now() - report.madeAt, isOutdated: report.looks != looks)
  }

  func plot(of movie: MovieID) throws -> [UInt8] {
    try bench().project.inputs.readPlot(movie).bytes
  }

  /// The files that a report is made from.
  private static func looks(_ project: Project) -> [DatabaseLook] {
    let paths = project.paths
    return [paths.database, paths.ledger, paths.trial, project.tropefile].compactMap {
      $0.map { DatabaseLook($0) }
    }
  }
}
