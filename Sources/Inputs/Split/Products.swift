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
  /// What was done so far.
  private(set) var report = SplitReport()

  /// Looks at what is there. Without a `directory` to write to, `inputs` need not exist.
  init(_ inputs: InputDirectory, directory: ProductDirectory?) throws(SplitError) {
    self.inputs = inputs
    self.directory = directory
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

  /// Goes through all plots in the order of the raw file, then through the casts movie by movie.
  mutating func make(of raw: borrowing RawCorpus, previous: SplitManifest?) throws(SplitError) {
    report.movies = raw.plots.count
    report.rowsWithoutPlot = raw.rowsWithoutPlot
    for place in raw.plots { try put(.plot, place.movie, try Self.plot(at: place, of: raw)) }
    var first = 0
    while first < raw.casts.count {
      var end = first + 1
      while end < raw.casts.count, raw.casts[end].movie == raw.casts[first].movie { end += 1 }
      let rows = try Self.rows(first..<end, of: raw)
      try put(.cast, raw.casts[first].movie, CastFile.bytes(of: rows))
      report.casts += 1
      first = end
    }
    try settleCastsWithoutRows(of: raw, previous: previous)
    let movies = Set(raw.plots.map(\.movie))
    report.leftovers = (previous?.items ?? []).map(\.movie).filter {
      !movies.contains($0) && listing.entry(of: $0) != nil
    }
  }

  /// What is a split's after this one. Before it has ended (`isFinal` false), also what the one before had made.
  func manifest(
    of raw: borrowing RawCorpus, previous: SplitManifest?, isFinal: Bool
  ) -> SplitManifest {
    let withRows = Self.moviesWithRows(raw)
    let movies = Set(raw.plots.map(\.movie))
    var items = movies.map { movie in
      let had = !isFinal && previous?.item(of: movie)?.hasCast == true
      return SplitManifest.Item(
        movie: movie, hasCast: withRows.contains(movie) || had, isLeftover: false)
    }
    for item in previous?.items ?? [] where !movies.contains(item.movie) {
      guard listing.entry(of: item.movie) != nil else { continue }
      items.append(
        SplitManifest.Item(movie: item.movie, hasCast: item.hasCast, isLeftover: true))
    }
    return SplitManifest(items)
  }

  private static func moviesWithRows(_ raw: borrowing RawCorpus) -> Set<MovieID> {
    var movies: Set<MovieID> = []
    for place in raw.casts { movies.insert(place.movie) }
    return movies
  }

  /// A cast file that is there and should not be: removed where a split made it, else reported.
  private mutating func settleCastsWithoutRows(
    of raw: borrowing RawCorpus, previous: SplitManifest?
  ) throws(SplitError) {
    let withRows = Self.moviesWithRows(raw)
    let movies = Set(raw.plots.map(\.movie))
    for entry in listing.entries {
      guard entry.cast != nil, movies.contains(entry.movie), !withRows.contains(entry.movie)
      else { continue }
      if previous?.item(of: entry.movie)?.hasCast == true {
        try directory?.remove(.cast, entry.movie)
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
    let entry = listing.entry(of: movie)
    guard let there = kind == .plot ? entry?.plot : entry?.cast else {
      report.written += 1
      try directory?.create(kind, movie, bytes)
      return
    }
    if there.size == Int64(bytes.count), isContent(of: kind, movie, bytes) {
      report.unchanged += 1
    } else {
      report.written += 1
      try directory?.replace(kind, movie, bytes)
    }
  }

  /// What cannot be read is not what it should be; replacing it will tell what is in the way.
  private func isContent(of kind: InputKind, _ movie: MovieID, _ bytes: [UInt8]) -> Bool {
    do throws(InputError) { return try reader?.read(kind, movie).bytes == bytes } catch {
      return false
    }
  }

  /// The plot with its LF, which the last line of the raw file may lack.
  private static func plot(
    at place: PlotPlace, of raw: borrowing RawCorpus
  ) throws(SplitError) -> [UInt8] {
    var bytes = try read(raw.plotsFile, raw.plotsPath, place.offset, place.count + 1)
    if bytes.count == place.count { bytes.append(0x0A) }
    guard bytes.count == place.count + 1, bytes.last == 0x0A else {
      throw .changedMeanwhile(path: raw.plotsPath)
    }
    return bytes
  }

  /// The rows with their LFs; rows that stand together are read at one stroke.
  private static func rows(
    _ range: Range<Int>, of raw: borrowing RawCorpus
  ) throws(SplitError) -> [[UInt8]] {
    var rows: [[UInt8]] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let start = raw.casts[index].offset
      var end = start + Int64(raw.casts[index].count)
      index += 1
      // With LF the next row begins one byte behind this one's end, with CRLF two.
      while index < range.upperBound, raw.casts[index].offset - end <= 2 {
        end = raw.casts[index].offset + Int64(raw.casts[index].count)
        index += 1
      }
      let bytes = try read(raw.castsFile, raw.castsPath, start, Int(end - start))
      guard bytes.count == Int(end - start) else {
        throw .changedMeanwhile(path: raw.castsPath)
      }
      rows.append(bytes)
    }
    return rows
  }

  private static func read(
    _ file: borrowing InputFile, _ path: String, _ offset: Int64, _ count: Int
  ) throws(SplitError) -> [UInt8] {
    do throws(FileProblem) { return try file.bytes(at: offset, count: count) } catch {
      throw .raw(path: path, error)
    }
  }
}
