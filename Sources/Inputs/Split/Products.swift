import Basics
import Glibc
import TropeModel

/// Makes the products of a corpus, or finds out what would be made.
struct Products {
  private let inputs: InputDirectory
  /// `nil` where nothing is to be written.
  private let directory: ProductDirectory?
  /// What is there already, by one listing, so that a file that is not there costs no look.
  private let listing: InputListing
  /// `nil` where the directory is not there.
  private let reader: InputReader?
  /// When the last split ended; `nil` where that is not known.
  private let since: Int64?
  /// What was done so far.
  private(set) var report = SplitReport()
  /// What would be made, where nothing is to be written.
  private(set) var planned = PlannedFiles()
  /// What was written, or was there and is what it should be.
  private var marks: [InputKind: [MovieID: SplitManifest.ContentMark]] = [:]
  /// Movies that are gone and of which nothing that a split made is there any more.
  private var forgotten: Set<MovieID> = []

  /// Looks at what is there. Without a `directory` to write to, `inputs` need not exist.
  init(
    _ inputs: InputDirectory, directory: ProductDirectory?, since: Int64?
  ) throws(SplitError) {
    self.inputs = inputs
    self.directory = directory
    self.since = since
    do throws(InputError) {
      (listing, reader) = (try inputs.list(), try inputs.reader())
    } catch .directory(_, .cannotOpen(ENOENT)) where directory == nil {
      (listing, reader) = (
        InputListing(entries: [], startedAtNanoseconds: 0, ignored: []), nil
      )
    } catch {
      throw .inputs(error)
    }
  }

  /// Goes through all plots in the order of the source, then through the casts movie by movie.
  mutating func make<Source: SplitSource & ~Copyable>(
    of source: borrowing Source, previous: SplitManifest?
  ) throws(SplitError) {
    let (all, named) = (source.movies, source.moviesWithCast)
    report.movies = all.count
    report.casts = named.count
    report.rowsWithoutPlot = source.rowsWithoutPlot
    report.castNotes = source.castNotes
    for (index, movie) in all.enumerated() { try put(.plot, movie, try source.plot(index)) }
    for (index, movie) in named.enumerated() { try put(.cast, movie, try source.cast(index)) }
    let (movies, withCast) = (Set(all), Set(named))
    try settleCastsWithoutRows(of: movies, withCast: withCast, previous: previous)
    report.leftovers = (previous?.items ?? []).map(\.movie).filter {
      !movies.contains($0) && listing.entry(of: $0) != nil
    }
    if directory == nil { planned.leftovers = report.leftovers }
  }

  /// Removes the files of movies that are gone from the source, as far as they are what a split made.
  mutating func prune(_ previous: SplitManifest?) throws(SplitError) {
    report.isPruned = true
    var left: [MovieID] = []
    for movie in report.leftovers {
      guard let item = previous?.item(of: movie), let entry = listing.entry(of: movie) else {
        continue
      }
      var files: [(kind: InputKind, mark: SplitManifest.ContentMark?)] = []
      if entry.plot != nil { files.append((.plot, item.plot)) }
      // One that no split made stays, as where the movie loses its rows alone.
      if entry.cast != nil, item.hasCast { files.append((.cast, item.cast)) }
      guard !files.isEmpty else {
        forgotten.insert(movie)
        continue
      }
      guard files.allSatisfy({ $0.mark != nil && mark(of: $0.kind, movie) == $0.mark }) else {
        left.append(movie)
        continue
      }
      for (kind, _) in files {
        try directory?.remove(kind, movie)
        if directory == nil { planned.remove(kind, movie) }
      }
      forgotten.insert(movie)
      report.pruned.append(movie)
      report.prunedFiles += files.count
    }
    report.leftovers = left
    if directory == nil { planned.leftovers = left }
  }

  /// What a file holds; `nil` where it cannot be read.
  private func mark(of kind: InputKind, _ movie: MovieID) -> SplitManifest.ContentMark? {
    do throws(InputError) {
      return try reader.map { (reader) throws(InputError) in
        SplitManifest.ContentMark(of: try reader.read(kind, movie).bytes)
      }
    } catch {
      return nil
    }
  }

  /// What is a split's after this one. Before it has ended (`isFinal` false), also what the one before had made.
  func manifest<Source: SplitSource & ~Copyable>(
    of source: borrowing Source, previous: SplitManifest?, isFinal: Bool
  ) -> SplitManifest {
    let withCast = Set(source.moviesWithCast)
    let movies = Set(source.movies)
    var items = movies.map { movie in
      let earlier = isFinal ? nil : previous?.item(of: movie)
      return SplitManifest.Item(
        movie: movie, hasCast: withCast.contains(movie) || earlier?.hasCast == true,
        isLeftover: false, plot: marks[.plot]?[movie] ?? earlier?.plot,
        cast: marks[.cast]?[movie] ?? earlier?.cast)
    }
    for var item in previous?.items ?? [] where !movies.contains(item.movie) {
      guard listing.entry(of: item.movie) != nil, !forgotten.contains(item.movie) else { continue }
      item.isLeftover = true
      items.append(item)
    }
    return SplitManifest(items)
  }

  /// A cast file that is there and should not be: removed where a split made it, else reported.
  private mutating func settleCastsWithoutRows(
    of movies: Set<MovieID>, withCast: Set<MovieID>, previous: SplitManifest?
  ) throws(SplitError) {
    for entry in listing.entries {
      guard entry.cast != nil, movies.contains(entry.movie), !withCast.contains(entry.movie)
      else { continue }
      if previous?.item(of: entry.movie)?.hasCast == true {
        try directory?.remove(.cast, entry.movie)
        if directory == nil { planned.remove(.cast, entry.movie) }
        report.castsRemoved.append(entry.movie)
      } else {
        report.foreignCasts.append(entry.movie)
      }
    }
  }

  /// Sees to it that a product has this content.
  private mutating func put(
    _ kind: InputKind, _ movie: MovieID, _ bytes: [UInt8]
  ) throws(SplitError) {
    if directory != nil { marks[kind, default: [:]][movie] = SplitManifest.ContentMark(of: bytes) }
    let entry = listing.entry(of: movie)
    guard let there = kind == .plot ? entry?.plot : entry?.cast else {
      report.written += 1
      try directory?.create(kind, movie, bytes)
      if directory == nil { planned.make(kind, movie, bytes) }
      return
    }
    if there.size == Int64(bytes.count), isContent(of: kind, movie, bytes) {
      report.unchanged += 1
    } else {
      report.written += 1
      if let since, there.modifiedNanoseconds > since {
        report.edited.append(inputs.path(of: kind, movie))
      }
      try directory?.replace(kind, movie, bytes)
      if directory == nil { planned.make(kind, movie, bytes) }
    }
  }

  /// What cannot be read is not what it should be; replacing it will tell what is in the way.
  private func isContent(of kind: InputKind, _ movie: MovieID, _ bytes: [UInt8]) -> Bool {
    do throws(InputError) { return try reader?.read(kind, movie).bytes == bytes } catch {
      return false
    }
  }

  /// Sees to it that the files beside the products have the content of the source, and that one without any is not
  /// there.
  mutating func keepBeside<Source: SplitSource & ~Copyable>(
    of source: borrowing Source
  ) throws(SplitError) {
    for (name, bytes) in source.filesBeside {
      let path = inputs.path + "/" + name
      if directory == nil, name == PlotTable.metadataName { planned.metadata = bytes }
      if bytes.isEmpty {
        guard access(path, F_OK) == 0 else { continue }
        report.removedBeside.append(name)
        guard directory != nil else { continue }
        do throws(FileError) { try FileRemoval.remove(path) } catch {
          throw .product(path: path, .remove, error.errno)
        }
        continue
      }
      guard (try? AtomicFile.read(path)) != bytes else { continue }
      report.written += 1
      guard directory != nil else { continue }
      do throws(FileError) { try AtomicFile.write(bytes, to: path) } catch {
        throw .product(path: path, .write, error.errno)
      }
    }
  }
}
