import Basics
import Glibc
package import Inputs
package import TropeModel

/// The split of the raw corpus, or of a table of plots, as a step of the build: skipped where nothing has changed.
package struct SplitStep: Sendable {
  /// What a split did, or would do.
  package struct Outcome: Sendable {
    package var report: SplitReport
    package var isPreview: Bool
    /// Whether it is a table that was split.
    package var isTable = false
    /// What it would make, where it has not been done.
    package var planned: PlannedFiles?

    package init(
      report: SplitReport, isPreview: Bool, isTable: Bool, planned: PlannedFiles? = nil
    ) {
      self.report = report
      self.isPreview = isPreview
      self.isTable = isTable
      self.planned = planned
    }
  }

  private let origin: CorpusOrigin?
  private let input: String
  private let notes: String

  package init(_ project: Project) {
    origin = project.paths.corpus
    input = project.paths.input
    notes = project.paths.split
  }

  /// Whether the project has a raw corpus or a table.
  package var isConfigured: Bool { origin != nil }

  private var isTable: Bool { if case .table = origin { true } else { false } }

  /// Whether there is a raw corpus or a table, and it or what was made of it has changed since the last split.
  package func isNeeded() throws -> Bool {
    guard let origin else { return false }
    let known = SplitNotes(path: notes)
    guard let stamp = known.stamp, let manifest = known.manifest,
      stamp.holds(
        for: try CorpusSplit(origin, inputDirectory: input).currentStamp()),
      let listing = try? InputDirectory(path: input).list()
    else { return true }
    return !manifest.isWhole(in: listing.entries)
  }

  /// Movies that a split made files of and that are gone from the raw corpus or the table, while their plots are still there:
  /// they are targets like all others. Ascending.
  package func leftovers() -> [MovieID] {
    guard origin != nil else { return [] }
    let inputs = InputDirectory(path: input)
    return (SplitNotes(path: notes).manifest?.items ?? []).filter(\.isLeftover).map(\.movie)
      .filter { access(inputs.path(of: .plot, $0), F_OK) == 0 }
  }

  /// - Parameters:
  ///   - force: split even where the raw files have not changed.
  ///   - prunes: remove the files of movies that are gone, as far as they are what a split made.
  /// - Returns: `nil` where there was nothing to split.
  package func run(
    changingNothing: Bool, force: Bool = false, prunes: Bool = false
  ) throws -> Outcome? {
    guard let origin else { return nil }
    let split = CorpusSplit(origin, inputDirectory: input)
    let known = SplitNotes(path: notes)
    guard try force || isNeeded() else { return nil }
    if changingNothing {
      let preview = try split.preview(
        previous: known.manifest, since: known.endedAt, prunes: prunes)
      return Outcome(
        report: preview.report, isPreview: true, isTable: isTable, planned: preview.files)
    }
    let result = try split.run(
      previous: known.manifest, since: known.endedAt, prunes: prunes
    ) {
      manifest throws(SplitError) in
      try? SplitNotes.write(stamp: nil, manifest: manifest, to: notes)
    }
    try SplitNotes.write(stamp: result.stamp, manifest: result.manifest, to: notes)
    if result.report.hasChanges { Self.waitForNextTick() }
    return Outcome(report: result.report, isPreview: false, isTable: isTable)
  }

  /// Waits, some milliseconds at most, until the clock that file times come from has moved on by more than a tick
  /// of the slowest (10 ms). The files just written are then older than the scan that follows, and need not be
  /// hashed again by the next run.
  private static func waitForNextTick() {
    let written = FileStamp.nowNanoseconds()
    for _ in 0..<100 where FileStamp.nowNanoseconds() <= written + 10_000_000 { usleep(500) }
  }
}

/// What the split knows of its last time, in one file: the stamp's bytes with their length, then the manifest.
private struct SplitNotes {
  var stamp: SplitStamp?
  var manifest: SplitManifest?
  /// When the last split ended; `nil` where none has, or one has not.
  var endedAt: Int64?

  init(path: String) {
    guard let bytes = try? AtomicFile.read(path), let newline = bytes.firstIndex(of: 10),
      let length = Int(String(decoding: bytes[..<newline], as: UTF8.self)),
      length >= 0, newline + 1 + length <= bytes.count
    else { return }
    let rest = newline + 1 + length
    stamp = SplitStamp(encoded: Array(bytes[(newline + 1)..<rest]))
    manifest = SplitManifest(encoded: Array(bytes[rest...]))
    if stamp != nil, let written = try? InputFile.stamp(ofPath: path) {
      endedAt = written.modifiedNanoseconds
    }
  }

  static func write(stamp: SplitStamp?, manifest: SplitManifest, to path: String) throws {
    let encoded = stamp?.encoded ?? []
    try Directories.make(Directories.parent(of: path))
    try AtomicFile.write(Array("\(encoded.count)\n".utf8) + encoded + manifest.encoded, to: path)
  }
}
