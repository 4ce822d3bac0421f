import Glibc
import TropeModel

/// Where a movie's plot stands in the raw file.
struct PlotPlace: Sendable {
  /// The movie of the line.
  var movie: MovieID
  /// Where its text begins, in bytes: behind the id and the tab.
  var offset: Int64
  /// In bytes, without the LF.
  var count: Int
  /// From 1.
  var line: Int
}

/// Where a row of a cast stands in the raw file.
struct CastPlace: Sendable {
  /// The movie of the row.
  var movie: MovieID
  /// Where the row begins, in bytes.
  var offset: Int64
  /// In bytes, without the LF.
  var count: Int32
}

/// The two raw files, held open, and where in them everything stands. Their text is not kept.
struct RawCorpus: ~Copyable {
  let plotsFile: InputFile
  let castsFile: InputFile
  /// The path of the raw plots, for messages.
  let plotsPath: String
  /// The path of the raw casts, for messages.
  let castsPath: String
  /// The stamp of the raw plots from before they were read.
  let plotsStamp: FileStamp
  /// The stamp of the raw casts from before they were read.
  let castsStamp: FileStamp
  /// In the order of the file.
  let plots: [PlotPlace]
  /// By movie, each movie's rows in the order of the file; only of movies that have a plot.
  let casts: [CastPlace]
  /// The rows of each movie, as places in `casts`.
  let castRanges: [Range<Int>]
  /// Rows of movies that have no plot.
  let rowsWithoutPlot: Int

  /// Reads both files once and throws all that is wrong with them.
  init(plotsPath: String, castsPath: String) throws(SplitError) {
    var faults = FoundFaults()
    let plotsFile = try Self.open(plotsPath)
    let castsFile = try Self.open(castsPath)
    let plotsStamp = try Self.stamp(plotsFile, plotsPath)
    let castsStamp = try Self.stamp(castsFile, castsPath)
    let plots = try Self.findPlots(in: plotsFile, path: plotsPath, faults: &faults)
    let movies = Set(plots.map(\.movie))
    let casts = try Self.findCasts(in: castsFile, of: movies, path: castsPath, faults: &faults)
    if let diagnostics = faults.diagnostics { throw .faults(diagnostics) }
    self.plotsFile = plotsFile
    self.castsFile = castsFile
    self.plotsPath = plotsPath
    self.castsPath = castsPath
    self.plotsStamp = plotsStamp
    self.castsStamp = castsStamp
    self.plots = plots
    self.casts = casts.places
    castRanges = Self.ranges(of: casts.places)
    rowsWithoutPlot = casts.others
  }

  private static func open(_ path: String) throws(SplitError) -> InputFile {
    do throws(FileProblem) { return try InputFile(at: AT_FDCWD, path) } catch {
      throw .raw(path: path, error)
    }
  }

  private static func stamp(
    _ file: borrowing InputFile, _ path: String
  ) throws(SplitError) -> FileStamp {
    do throws(FileProblem) { return try file.stamp() } catch { throw .raw(path: path, error) }
  }

  private static func findPlots(
    in file: borrowing InputFile, path: String, faults: inout FoundFaults
  ) throws(SplitError) -> [PlotPlace] {
    var places: [PlotPlace] = []
    var reader = LineReader()
    while let line = try next(&reader, file, path, &faults) {
      let result = reader.withBytes(of: line) { readPlot($0, line) }
      switch result {
      case .success(let place?): places.append(place)
      case .success(nil): break
      case .failure(let fault): faults.add(fault.fault.diagnostic(path: path, line: line.number))
      }
    }
    if places.isEmpty && faults.isEmpty {
      faults.add(RawFault.noPlots.diagnostic(path: path, line: nil))
    }
    let inOrder = places.sorted { ($0.movie, $0.line) < ($1.movie, $1.line) }
    for (before, place) in zip(inOrder, inOrder.dropFirst()) where before.movie == place.movie {
      faults.add(
        RawFault.doubled(place.movie, firstLine: before.line)
          .diagnostic(path: path, line: place.line))
    }
    return places
  }

  private static func readPlot(
    _ bytes: UnsafeRawBufferPointer, _ line: LineReader.Line
  ) -> Result<PlotPlace?, LineFault> {
    guard bytes.contains(where: { $0 != 0x0D }) else { return .success(nil) }
    guard let tab = bytes.firstIndex(of: 0x09) else { return .failure(LineFault(.noTab)) }
    let movie: MovieID
    switch readID(bytes, upTo: tab) {
    case .success(let id): movie = id
    case .failure(let fault): return .failure(fault)
    }
    if let offset = TextBytes.firstInvalid(in: bytes) {
      return .failure(LineFault(.notUTF8(offset: offset)))
    }
    return .success(
      PlotPlace(
        movie: movie, offset: line.offset + Int64(tab) + 1, count: bytes.count - tab - 1,
        line: line.number))
  }

  private static func findCasts(
    in file: borrowing InputFile, of movies: Set<MovieID>, path: String, faults: inout FoundFaults
  ) throws(SplitError) -> (places: [CastPlace], others: Int) {
    var places: [CastPlace] = []
    var others = 0
    // Rows of one movie mostly stand together: the last answer is often the next one too.
    var last: (movie: MovieID, isWanted: Bool)?
    var reader = LineReader()
    while let line = try next(&reader, file, path, &faults) {
      let result = reader.withBytes(of: line) { readCast($0, line) }
      switch result {
      case .success(let place?):
        if last?.movie != place.movie { last = (place.movie, movies.contains(place.movie)) }
        if last?.isWanted == true { places.append(place) } else { others += 1 }
      case .success(nil): break
      case .failure(let fault): faults.add(fault.fault.diagnostic(path: path, line: line.number))
      }
    }
    places.sort { ($0.movie, $0.offset) < ($1.movie, $1.offset) }
    return (places, others)
  }

  private static func ranges(of places: [CastPlace]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var first = 0
    while first < places.count {
      var end = first + 1
      while end < places.count, places[end].movie == places[first].movie { end += 1 }
      ranges.append(first..<end)
      first = end
    }
    return ranges
  }

  private static func readCast(
    _ bytes: UnsafeRawBufferPointer, _ line: LineReader.Line
  ) -> Result<CastPlace?, LineFault> {
    var count = bytes.count
    if count > 0, bytes[count - 1] == 0x0D { count -= 1 }
    guard count > 0 else { return .success(nil) }
    var tabs = 0
    var firstTab = count
    for index in 0..<count where bytes[index] == 0x09 {
      if tabs == 0 { firstTab = index }
      tabs += 1
    }
    guard tabs == CorpusSplit.castColumns - 1 else {
      return .failure(LineFault(.columns(tabs + 1)))
    }
    let movie: MovieID
    switch readID(bytes, upTo: firstTab) {
    case .success(let id): movie = id
    case .failure(let fault): return .failure(fault)
    }
    if let offset = TextBytes.firstInvalid(in: bytes) {
      return .failure(LineFault(.notUTF8(offset: offset)))
    }
    return .success(CastPlace(movie: movie, offset: line.offset, count: Int32(count)))
  }

  private static func readID(
    _ bytes: UnsafeRawBufferPointer, upTo end: Int
  ) -> Result<MovieID, LineFault> {
    let digits = UnsafeRawBufferPointer(rebasing: bytes[..<end])
    if case .success(let movie) = MovieID.read(digits) { return .success(movie) }
    // As much of it as tells what it is.
    let shown = String(decoding: digits.prefix(40), as: UTF8.self)
    return .failure(LineFault(.badID(digits.count > 40 ? shown + "…" : shown)))
  }

  private static func next(
    _ reader: inout LineReader, _ file: borrowing InputFile, _ path: String,
    _ faults: inout FoundFaults
  ) throws(SplitError) -> LineReader.Line? {
    do throws(LineProblem) { return try reader.next(from: file) } catch {
      switch error {
      case .file(let problem): throw .raw(path: path, problem)
      case .lineTooLong(let line):
        let fault = RawFault.tooLong(limit: LineReader.longestLine)
        faults.add(fault.diagnostic(path: path, line: line))
        return nil
      }
    }
  }
}

/// A `RawFault` as an error.
private struct LineFault: Error {
  var fault: RawFault

  init(_ fault: RawFault) { self.fault = fault }
}
