import Basics
import Formats
import Glibc
import TropeModel

/// A table of plots, read as a whole: what a split makes files of, and what it keeps beside them.
struct TableCorpus: SplitSource {
  /// In bytes: more than any collection of plots has.
  static let largestFile: Int64 = 4 << 30

  let movies: [MovieID]
  let moviesWithCast: [MovieID]
  let rowsWithoutPlot: Int
  let castNotes: CastNotes
  /// The numbers of movies that the table names otherwise, those of earlier splits among them.
  let numbers: MovieNumbers
  /// The file of titles, years and genres; empty where the table has no titles.
  let metadata: [UInt8]
  /// The table's stamp from before it was read.
  private let stamp: FileStamp
  private let plots: [String]
  private let casts: [[String]]

  var stamps: [FileStamp] { [stamp] }
  var filesBeside: [(name: String, bytes: [UInt8])] {
    [(MovieNumbers.fileName, numbers.encoded), (PlotTable.metadataName, metadata)]
  }

  /// Reads the table and throws all that is wrong with it.
  ///
  /// - Parameter numbers: those of earlier splits.
  init(_ table: PlotTable, numbers: MovieNumbers) throws(SplitError) {
    let (bytes, stamp) = try Self.read(table.path)
    var reading = TableReading(table, numbers: numbers)
    do throws(Diagnostics) { try reading.read(bytes) } catch { throw .faults(error) }
    self.stamp = stamp
    self.numbers = reading.numbers
    rowsWithoutPlot = reading.rowsWithoutPlot
    castNotes = reading.castNotes
    movies = reading.movies.map(\.id)
    plots = reading.movies.map(\.entry.plot)
    metadata = reading.metadata
    let named = reading.movies.filter { !$0.entry.names.isEmpty }.sorted { $0.id < $1.id }
    moviesWithCast = named.map(\.id)
    casts = named.map(\.entry.names)
  }

  func plot(_ index: Int) -> [UInt8] { Array((plots[index] + "\n").utf8) }

  func cast(_ index: Int) -> [UInt8] { CastFile.bytes(ofNames: casts[index]) }

  private static func read(_ path: String) throws(SplitError) -> ([UInt8], FileStamp) {
    do throws(FileProblem) {
      let file = try InputFile(at: AT_FDCWD, path)
      let stamp = try file.stamp()
      guard stamp.size <= largestFile else { throw .tooLarge(size: stamp.size, limit: largestFile) }
      return (try file.bytes(at: 0, count: Int(stamp.size)), stamp)
    } catch {
      throw .table(path: path, error)
    }
  }
}

/// Reads a table row by row.
struct TableReading {
  private let table: PlotTable
  private(set) var numbers: MovieNumbers
  private(set) var movies: [(id: MovieID, entry: Entry)] = []
  private(set) var rowsWithoutPlot = 0
  private var places: [String: Int] = [:]
  private var faults = FoundFaults()
  /// What rows say that stand in front of the one with their movie's plot, by the movie's name.
  private var early: [String: (names: [String], rows: Int)] = [:]
  private var hasTitles = false
  private var cellsMissing = 0

  init(_ table: PlotTable, numbers: MovieNumbers) {
    self.table = table
    self.numbers = numbers
  }

  /// What the rows say of one movie, which they may call by something else than a number.
  struct Entry {
    var name: String
    /// The line, from 1, of its first row with the plot.
    var line: Int
    var plot: String
    private(set) var names: [String] = []
    /// The text of the cell with the only name.
    fileprivate var only: String?
    fileprivate var seen: Set<String> = []
    var title: String?
    var year: Int?
    var genres: [String]

    mutating func add(_ names: [String]) {
      for name in names where seen.insert(name).inserted { self.names.append(name) }
    }
  }

  /// Reads all of it. A fault of the form ends the reading; those of single rows are collected.
  mutating func read(_ bytes: [UInt8]) throws(Diagnostics) {
    var entries: [Entry] = []
    do throws(Diagnostic) { try collect(bytes, &entries) } catch {
      throw Diagnostics([error])
    }
    // Movies that have a number of their own first, so that no other gets it.
    var own: [MovieID?] = []
    for entry in entries {
      let movie = MovieID(entry.name)
      own.append(movie)
      guard let movie else { continue }
      if let other = numbers.name(of: movie) {
        faults.add(
          TableMessage.numberIsTaken(movie, by: other, path: table.path, line: entry.line))
      }
      numbers.reserve(movie)
    }
    for (entry, movie) in zip(entries, own) {
      guard let movie = movie ?? numbers.number(of: entry.name) else { continue }
      movies.append((movie, entry))
    }
    if movies.isEmpty, faults.isEmpty { faults.add(TableMessage.noPlots(path: table.path)) }
    if let diagnostics = faults.diagnostics { throw diagnostics }
  }

  private mutating func collect(
    _ bytes: [UInt8], _ entries: inout [Entry]
  ) throws(Diagnostic) {
    let path = table.path
    guard let layout = TableLayout(ofPath: path) else { throw TableMessage.otherKind(path: path) }
    if let offset = TextBytes.firstInvalid(in: bytes) {
      throw TableMessage.notUTF8(
        path: path, line: TextBytes.line(of: offset, in: bytes), offset: offset)
    }
    if let offset = TextBytes.firstNUL(in: bytes) {
      throw CastMessage.nul(
        path: path, line: TextBytes.line(of: offset, in: bytes), offset: offset)
    }
    var rows = try TableRows(bytes, layout: layout.settled(for: bytes), path: path)
    let columns = table.columns.resolved(in: rows.header)
    let wanted = try places(of: columns, in: rows.header)
    hasTitles = columns[.title] != nil
    while let row = try rows.next(wanted) {
      try take(row, &entries)
    }
  }

  /// Where the columns stand, in the order of their roles.
  private func places(
    of columns: PlotColumns, in header: [String]
  ) throws(Diagnostic) -> [Int?] {
    var places: [Int?] = []
    for role in PlotColumns.Role.allCases {
      guard let name = columns[role] else {
        places.append(nil)
        continue
      }
      guard let place = header.firstIndex(of: name) else {
        throw TableMessage.noColumn(name, role, header: header, path: table.path)
      }
      places.append(place)
    }
    guard columns[.plot] != nil else {
      throw TableMessage.noRole(.plot, header: header, path: table.path)
    }
    guard columns[.id] != nil || columns[.title] != nil else {
      throw TableMessage.noRole(.id, header: header, path: table.path)
    }
    return places
  }

  private mutating func take(_ row: TableRow, _ entries: inout [Entry]) throws(Diagnostic) {
    func cell(_ role: PlotColumns.Role) -> TableCell? {
      PlotColumns.Role.allCases.firstIndex(of: role).flatMap { row.cells[$0] }
    }
    let title = cell(.title)?.text.map { CastTable.name(from: Array($0.utf8)) }
    let year = cell(.year)?.text.flatMap(CellText.year)
    let plot = CellText.value(cell(.plot))
    let names = CellText.values(cell(.characters), separator: table.separator)
    if CellText.saysMissing(cell(.characters)) { cellsMissing += 1 }
    guard let name = Self.name(id: CellText.value(cell(.id)), title: title, year: year) else {
      if plot == nil {
        rowsWithoutPlot += 1
      } else {
        faults.add(TableMessage.noName(path: table.path, line: row.line))
      }
      return
    }
    if let place = places[name] {
      // The same movie again, with another of its characters, or a row that stands there twice.
      guard plot == nil || plot == entries[place].plot else {
        return faults.add(
          TableMessage.doubled(
            name, firstLine: entries[place].line, path: table.path, line: row.line))
      }
      entries[place].add(names)
      return
    }
    guard let plot else {
      early[name, default: ([], 0)].names += names
      early[name]?.rows += 1
      rowsWithoutPlot += 1
      return
    }
    guard plot.utf8.count < InputReader.largestFile else {
      return faults.add(TableMessage.tooLong(path: table.path, line: row.line))
    }
    places[name] = entries.count
    var entry = Entry(
      name: name, line: row.line, plot: plot, title: title, year: year,
      genres: CellText.genres(cell(.genre), separator: table.separator))
    if let (names, rows) = early.removeValue(forKey: name) {
      entry.add(names)
      rowsWithoutPlot -= rows
    }
    entry.add(names)
    if names.count == 1, case .text(let text) = cell(.characters) { entry.only = text }
    entries.append(entry)
  }

  /// What tells a movie from others: its id, or else its title with the year. A whole number that was written with a
  /// fraction of nought, as pandas does where the column has gaps, is that number.
  private static func name(id: String?, title: String?, year: Int?) -> String? {
    if let id {
      let whole = id.hasSuffix(".0") ? String(id.dropLast(2)) : id
      return MovieID(whole) == nil ? id : whole
    }
    guard let title, !title.isEmpty else { return nil }
    return year.map { "\(title) (\($0))" } ?? title
  }

  /// What is to be said of the casts: above all that names are not parted. A sign that names hardly hold is told where a tenth
  /// of the casts have it, another where half of them do.
  var castNotes: CastNotes {
    var notes = CastNotes()
    notes.missing = cellsMissing
    let casts = movies.lazy.filter { !$0.entry.names.isEmpty }.count
    let lone = movies.map(\.entry).filter { $0.names.count == 1 }
    notes.ofOneName = lone.count
    let texts = lone.compactMap(\.only).filter { CellText.list($0.trimmed()) == nil }
    for sign in CellSign.allCases where sign.rawValue != table.separator {
      let count = texts.count { sign.count(in: $0) > 1 }
      guard count > 0, count * (sign.isPlain ? 10 : 2) >= casts else { continue }
      // One that names hardly hold tells more.
      if let told = notes.unparted, count <= told.casts || !sign.isPlain { continue }
      notes.unparted = CastNotes.Unparted(sign: sign.rawValue, casts: count)
    }
    return notes
  }

  /// Titles, years and genres in the corpus's own form.
  var metadata: [UInt8] {
    guard hasTitles else { return [] }
    var bytes: [UInt8] = []
    for (id, movie) in movies {
      let genres = MovieMetadata.genreMap(movie.genres)
      let fields = [
        "\(id)", "", movie.title ?? "", movie.year.map { "\($0)" } ?? "", "", "", "{}", "{}",
        genres,
      ]
      bytes += fields.joined(separator: "\t").utf8
      bytes.append(0x0A)
    }
    return bytes
  }
}

extension MovieMetadata {
  /// Genres without ids as the metadata file has them: each under its own name.
  fileprivate static func genreMap(_ genres: [String]) -> String {
    JSON.object(JSONObject(genres.map { JSONObject.Member($0, .string($0)) })).line
  }
}
