import Glibc
import TropeModel

/// The step that makes the plot and cast files of the movies from the corpus as it is published: one file of
/// plots (`id<TAB>plot`) and one of casts (13 columns separated by tabs, no header, no quotes).
package struct CorpusSplit: Sendable {
  /// The name of the raw file of plots.
  package static let plotsName = "plot_summaries.txt"
  /// The name of the raw file of casts.
  package static let castsName = "character.metadata.tsv"
  /// The columns of the raw casts: the movie's Wikipedia id and those of `CastTable.header`.
  package static let castColumns = 13

  private let rawDirectory: String
  private let inputs: InputDirectory
  /// For tests: called when all has been written and the raw files have not yet been looked at again.
  package var didWrite: (@Sendable () -> Void)?

  /// - Parameters:
  ///   - rawDirectory: the directory of the raw files.
  ///   - inputDirectory: the directory of the products; made where it is not there.
  package init(rawDirectory: String, inputDirectory: String) {
    self.rawDirectory = rawDirectory
    inputs = InputDirectory(path: inputDirectory)
  }

  /// The stamp that a split would have now, told without opening a raw file. A kept stamp that `holds(for:)` it
  /// makes the split needless, as long as the manifest `isWhole(in:)` the listing.
  package func currentStamp() throws(SplitError) -> SplitStamp {
    let now = FileStamp.nowNanoseconds()
    return stamp(
      plots: try Self.stamp(plotsPath), casts: try Self.stamp(castsPath), readAt: now)
  }

  /// What `run` would do; writes nothing.
  package func preview(previous: SplitManifest?) throws(SplitError) -> SplitReport {
    let raw = try RawCorpus(plotsPath: plotsPath, castsPath: castsPath)
    var products = try Products(inputs, directory: nil)
    try products.make(of: raw, previous: previous)
    return products.report
  }

  /// Splits the corpus. All that is wrong with it is thrown before anything is written. Each product is written
  /// only where its content differs; a cast file that an earlier split made and that has no rows any more is
  /// removed; the files of a movie that is gone are reported and left.
  ///
  /// - Parameters:
  ///   - previous: the manifest that the last split gave; `nil` where none is known.
  ///   - remember: called before anything is written, with all that may be a product from now on; to be kept, so
  ///     that a split that is killed does not leave files that no one knows.
  package func run(
    previous: SplitManifest?, remember: (SplitManifest) throws(SplitError) -> Void = { _ in }
  ) throws(SplitError) -> SplitResult {
    let startedAt = FileStamp.nowNanoseconds()
    let raw = try RawCorpus(plotsPath: plotsPath, castsPath: castsPath)
    let directory = try ProductDirectory(inputs)
    var products = try Products(inputs, directory: directory)
    try remember(products.manifest(of: raw, previous: previous, isFinal: false))
    try products.make(of: raw, previous: previous)
    didWrite?()
    guard try Self.stamp(plotsPath) == raw.plotsStamp else {
      throw .changedMeanwhile(path: plotsPath)
    }
    guard try Self.stamp(castsPath) == raw.castsStamp else {
      throw .changedMeanwhile(path: castsPath)
    }
    return SplitResult(
      report: products.report,
      manifest: products.manifest(of: raw, previous: previous, isFinal: true),
      stamp: stamp(plots: raw.plotsStamp, casts: raw.castsStamp, readAt: startedAt))
  }

  private var plotsPath: String { path(Self.plotsName) }
  private var castsPath: String { path(Self.castsName) }

  private func path(_ name: String) -> String {
    rawDirectory.hasSuffix("/") ? rawDirectory + name : rawDirectory + "/" + name
  }

  private func stamp(plots: FileStamp, casts: FileStamp, readAt: Int64) -> SplitStamp {
    SplitStamp(
      plots: plots, casts: casts,
      isTrusted: plots.isTrusted(scanStart: readAt) && casts.isTrusted(scanStart: readAt),
      rawDirectory: rawDirectory, inputDirectory: inputs.path)
  }

  private static func stamp(_ path: String) throws(SplitError) -> FileStamp {
    do throws(FileProblem) { return try InputFile.stamp(ofPath: path) } catch {
      throw .raw(path: path, error)
    }
  }
}
