import Basics
import TropeModel

/// The step that makes the plot and cast files of the movies: from a table of plots, or from the corpus as it is published,
/// which is one file of plots (`id<TAB>plot`) and one of casts (13 columns separated by tabs, no header, no quotes).
package struct CorpusSplit: Sendable {
  /// The name of the raw file of plots.
  package static let plotsName = "plot_summaries.txt"
  /// The name of the raw file of casts.
  package static let castsName = "character.metadata.tsv"
  /// The columns of the raw casts: the movie's Wikipedia id and those of `CastTable.header`.
  package static let castColumns = 13

  private let origin: CorpusOrigin
  private let inputs: InputDirectory
  /// For tests: called when all has been written and the files it is made of have not yet been looked at again.
  package var didWrite: (@Sendable () -> Void)?

  /// - Parameters:
  ///   - origin: what is split.
  ///   - inputDirectory: the directory of the products; made where it is not there.
  package init(_ origin: CorpusOrigin, inputDirectory: String) {
    self.origin = origin
    inputs = InputDirectory(path: inputDirectory)
  }

  /// The stamp that a split would have now, told without opening a file. A kept stamp that `holds(for:)` it
  /// makes the split needless, as long as the manifest `isWhole(in:)` the listing.
  package func currentStamp() throws(SplitError) -> SplitStamp {
    let now = FileStamp.nowNanoseconds()
    let files = try origin.files.map { path throws(SplitError) in try origin.stamp(path) }
    return stamp(files, readAt: now)
  }

  /// What `run` would do, and the files that it would make; writes nothing.
  ///
  /// - Parameters:
  ///   - since: when the last split ended; `nil` where that is not known.
  ///   - prunes: as for `run`.
  package func preview(
    previous: SplitManifest?, since: Int64? = nil, prunes: Bool = false
  ) throws(SplitError) -> (report: SplitReport, files: PlannedFiles) {
    switch origin {
    case .raw: try preview(of: raw(), previous: previous, since: since, prunes: prunes)
    case .table(let table):
      try preview(of: corpus(of: table), previous: previous, since: since, prunes: prunes)
    }
  }

  private func preview<Source: SplitSource & ~Copyable>(
    of source: borrowing Source, previous: SplitManifest?, since: Int64?, prunes: Bool
  ) throws(SplitError) -> (report: SplitReport, files: PlannedFiles) {
    var products = try Products(inputs, directory: nil, since: since)
    try products.keepBeside(of: source)
    try products.make(of: source, previous: previous)
    if prunes { try products.prune(previous) }
    return (products.report, products.planned)
  }

  /// Splits the corpus. All that is wrong with it is thrown before anything is written. Each product is written
  /// only where its content differs; a cast file that an earlier split made and that has no rows any more is
  /// removed; the files of a movie that is gone are reported and left, or removed where that is asked for.
  ///
  /// - Parameters:
  ///   - previous: the manifest that the last split gave; `nil` where none is known.
  ///   - since: when that split ended, by the clock of the files; `nil` where that is not known.
  ///   - prunes: whether the files of movies that are gone are removed, as far as a split made them and they are as it did.
  ///   - remember: called before anything is written, with all that may be a product from now on; to be kept, so
  ///     that a split that is killed does not leave files that no one knows.
  package func run(
    previous: SplitManifest?, since: Int64? = nil, prunes: Bool = false,
    remember: (SplitManifest) throws(SplitError) -> Void = { _ in }
  ) throws(SplitError) -> SplitResult {
    let startedAt = FileStamp.nowNanoseconds()
    return switch origin {
    case .raw:
      try run(
        raw(), startedAt: startedAt, previous: previous, since: since, prunes: prunes,
        remember: remember)
    case .table(let table):
      try run(
        corpus(of: table), startedAt: startedAt, previous: previous, since: since, prunes: prunes,
        remember: remember)
    }
  }

  private func run<Source: SplitSource & ~Copyable>(
    _ source: borrowing Source, startedAt: Int64, previous: SplitManifest?, since: Int64?,
    prunes: Bool, remember: (SplitManifest) throws(SplitError) -> Void
  ) throws(SplitError) -> SplitResult {
    let directory = try ProductDirectory(inputs)
    var products = try Products(inputs, directory: directory, since: since)
    try remember(products.manifest(of: source, previous: previous, isFinal: false))
    // Before any file is made by the name of a number.
    try products.keepBeside(of: source)
    try products.make(of: source, previous: previous)
    didWrite?()
    let stamps = source.stamps
    for (path, stamp) in zip(origin.files, stamps) where try origin.stamp(path) != stamp {
      throw .changedMeanwhile(path: path)
    }
    if prunes { try products.prune(previous) }
    return SplitResult(
      report: products.report,
      manifest: products.manifest(of: source, previous: previous, isFinal: true),
      stamp: stamp(stamps, readAt: startedAt))
  }

  private func raw() throws(SplitError) -> RawCorpus {
    let files = origin.files
    return try RawCorpus(plotsPath: files[0], castsPath: files[1])
  }

  private func corpus(of table: PlotTable) throws(SplitError) -> TableCorpus {
    try TableCorpus(table, numbers: try MovieNumbers.kept(in: inputs.path))
  }

  /// Of a table the one stamp stands for both files.
  private func stamp(_ files: [FileStamp], readAt: Int64) -> SplitStamp {
    SplitStamp(
      plots: files[0], casts: files[files.count - 1],
      isTrusted: files.allSatisfy { $0.isTrusted(scanStart: readAt) },
      origin: origin.identity, inputDirectory: inputs.path)
  }
}

/// What a split makes the files of movies of.
package enum CorpusOrigin: Hashable, Sendable {
  /// The corpus as it is published, in a directory.
  case raw(directory: String)
  /// A table of plots.
  case table(PlotTable)

  /// The files that are read.
  var files: [String] {
    switch self {
    case .raw(let directory):
      [CorpusSplit.plotsName, CorpusSplit.castsName].map {
        directory.hasSuffix("/") ? directory + $0 : directory + "/" + $0
      }
    case .table(let table): [table.path]
    }
  }

  /// All but the files' content that decides on the products.
  var identity: String {
    switch self {
    case .raw(let directory): directory
    case .table(let table): table.identity
    }
  }

  func stamp(_ path: String) throws(SplitError) -> FileStamp {
    do throws(FileProblem) { return try InputFile.stamp(ofPath: path) } catch {
      switch self {
      case .raw: throw .raw(path: path, error)
      case .table: throw .table(path: path, error)
      }
    }
  }
}
