import Basics
import Formats
package import TropeModel

/// The numbers of movies whose table names them by something else, as `tt0111161` or a title. A number stays with its
/// name: it is kept in a file beside the products, and no other movie gets it.
package struct MovieNumbers: Sendable {
  /// The name of the file.
  package static let fileName = "table.ids.csv"
  /// The first number: above Wikipedia's ids and those of the film databases, so that a table may have both.
  static let first: Int64 = 1_000_000_001

  private static let header = "movie_id,id"
  private var numbers: [String: MovieID] = [:]
  private var names: [MovieID: String] = [:]
  private var taken: Set<MovieID> = []
  private var order: [String] = []
  private var last = first - 1

  /// None.
  init() {}

  /// Reads the file. A wrong line is a fault: to pass over it would give its movie another number.
  init(_ bytes: [UInt8], path: String) throws(Diagnostic) {
    if let offset = TextBytes.firstInvalid(in: bytes) {
      throw TableMessage.notUTF8(
        path: path, line: TextBytes.line(of: offset, in: bytes), offset: offset)
    }
    var reader = CSVReader(bytes, manners: .generous)
    var isHeader = true
    while let record = try CastTable.worded(path, { () throws(CSVFault) in try reader.next() }) {
      defer { isHeader = false }
      if isHeader, record.fields.count == 2, record.fields[0] == Array("movie_id".utf8) { continue }
      guard record.fields.count == 2, let movie = MovieID(utf8: record.fields[0]),
        !taken.contains(movie)
      else { throw TableMessage.badNumber(path: path, line: record.line) }
      let name = String(decoding: record.fields[1], as: UTF8.self)
      guard numbers[name] == nil else {
        throw TableMessage.badNumber(path: path, line: record.line)
      }
      add(movie, to: name)
    }
  }

  /// Keeps a movie's own number from being given to another.
  mutating func reserve(_ movie: MovieID) { taken.insert(movie) }

  /// The number of a name that has one.
  package func movie(called name: String) -> MovieID? { numbers[name] }

  /// Those that splits have kept in a directory of inputs; none where they have not.
  package static func kept(in directory: String) throws(SplitError) -> MovieNumbers {
    let path = directory + "/" + fileName
    let bytes: [UInt8]
    do throws(FileError) { bytes = try AtomicFile.read(path) } catch {
      if error.isMissing { return MovieNumbers() }
      throw .table(path: path, .cannotRead(error.errno))
    }
    do throws(Diagnostic) { return try MovieNumbers(bytes, path: path) } catch {
      throw .faults(Diagnostics([error]))
    }
  }

  /// What a number stands for, if it is one of these.
  func name(of movie: MovieID) -> String? { names[movie] }

  /// The number of a name; the next one where it has none yet; `nil` where there is none left.
  mutating func number(of name: String) -> MovieID? {
    if let movie = numbers[name] { return movie }
    while let movie = MovieID(number: last + 1) {
      last += 1
      guard !taken.contains(movie) else { continue }
      add(movie, to: name)
      return movie
    }
    return nil
  }

  private mutating func add(_ movie: MovieID, to name: String) {
    numbers[name] = movie
    names[movie] = name
    taken.insert(movie)
    order.append(name)
    last = max(last, movie.number)
  }

  /// The file: a line for each, in the order in which they came; empty where there are none.
  var encoded: [UInt8] {
    guard !order.isEmpty else { return [] }
    var text = Array((Self.header + "\n").utf8)
    for name in order {
      guard let movie = numbers[name] else { continue }
      CSVText.append(["\(movie)", name], to: &text)
    }
    return text
  }
}
