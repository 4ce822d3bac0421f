import Basics
import Formats
package import TropeModel

/// A table of labelled movies as it stands in a file: a header that names `wikipedia_id` and no `character`, separated by tabs
/// or commas, and below it a line for each movie with a cell for each field of the movie.
package struct MovieGoldTable: Sendable {
  /// A line.
  package struct Row: Hashable, Sendable {
    package var movie: MovieID
    /// What stands in each column of the header, without white space around it.
    package var cells: [String]
    /// The line of the file, from 1.
    package var line: Int
  }

  /// As the file was named, for messages.
  package let path: String
  package let header: [String]
  package private(set) var rows: [Row] = []

  private static let movieColumn = "wikipedia_id"
  private static let characterColumn = "character"

  /// The column of a field of the movie: its name, unless the file uses that for something else.
  package static func column(of field: String) -> String {
    [movieColumn, characterColumn].contains(field) ? "field_" + field : field
  }

  /// Reads a file; `nil` for one that is no table of movies.
  ///
  /// - Throws: every fault of its form.
  package init?(_ bytes: [UInt8], path: String) throws(Diagnostics) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    let tabbed = GoldFile.tabbed(bytes)
    let lines: [(fields: [String], line: Int)]
    if let first = tabbed.first, Self.isHeader(first.fields) {
      lines = tabbed
    } else if let found = try Self.commaSeparated(bytes, path) {
      lines = found
    } else {
      return nil
    }
    guard let header = lines.first?.fields.map({ $0.trimmed() }),
      let place = header.firstIndex(of: Self.movieColumn)
    else { return nil }
    self.path = path
    self.header = header
    var faults: [Diagnostic] = []
    for (fields, line) in lines.dropFirst() {
      do throws(GoldFault) {
        guard fields.count == header.count else {
          throw .ragged(fields: fields.count, expected: header.count)
        }
        let cells = fields.map { $0.trimmed() }
        guard let movie = MovieID(cells[place]) else { throw .badMovie(cells[place]) }
        rows.append(Row(movie: movie, cells: cells, line: line))
      } catch {
        faults.append(error.diagnostic(path: path, line: line))
      }
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
  }

  private static func isHeader(_ fields: [String]) -> Bool {
    let names = fields.map { $0.trimmed() }
    return names.contains(movieColumn) && !names.contains(characterColumn)
  }

  /// The lines of a file separated by commas; `nil` where its header is of another form.
  private static func commaSeparated(
    _ bytes: [UInt8], _ path: String
  ) throws(Diagnostics) -> [(fields: [String], line: Int)]? {
    var first = CSVReader(bytes, manners: .strict)
    guard let header = (try? first.next())?.fields.map({ String(decoding: $0, as: UTF8.self) }),
      isHeader(header)
    else { return nil }
    var reader = CSVReader(bytes, manners: .strict)
    do throws(CSVFault) { return try reader.texts() } catch {
      throw Diagnostics([GoldFault.csv(error.problem).diagnostic(path: path, line: error.line)])
    }
  }

  /// The labels in the columns of these fields, in the order of the lines; several lines of a movie are several labels.
  ///
  /// - Parameters:
  ///   - fields: the recipe's of the movie itself.
  ///   - value: what a cell means as an answer to a field; throws why it means none.
  /// - Throws: every cell that means nothing, no column of such a field, and a table in which nothing is labelled.
  package func labels<Fault: Error & DiagnosedFault>(
    of fields: [RecipeField], _ value: (String, RecipeField) throws(Fault) -> FieldValue
  ) throws(Diagnostics) -> [MovieLabel] {
    let columns = fields.compactMap { field in
      header.firstIndex(of: Self.column(of: field.name)).map { (field: field, place: $0) }
    }
    guard !columns.isEmpty else {
      let names = fields.map { Self.column(of: $0.name) }
      throw Diagnostics([GoldFault.noFieldOfMovies(names).diagnostic(path: path, line: 1)])
    }
    var places: [LabelKey: Int] = [:]
    var labels: [MovieLabel] = []
    var faults: [Diagnostic] = []
    for row in rows {
      for (field, place) in columns where !row.cells[place].isEmpty {
        let label: FieldValue
        do throws(Fault) { label = try value(row.cells[place], field) } catch {
          faults.append(error.diagnostic(path: path, line: row.line))
          continue
        }
        let key = LabelKey(movie: row.movie, field: field.name)
        if let known = places[key] {
          if !labels[known].accepted.contains(label) { labels[known].accepted.append(label) }
        } else {
          places[key] = labels.count
          labels.append(MovieLabel(movie: row.movie, field: field.name, accepted: [label]))
        }
      }
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
    guard !labels.isEmpty else {
      throw Diagnostics([GoldFault.noMovieLabelled.diagnostic(path: path, line: nil)])
    }
    return labels
  }
}

private struct LabelKey: Hashable {
  var movie: MovieID
  var field: String
}

/// What people say of a movie in one field.
package struct MovieLabel: Hashable, Sendable {
  package var movie: MovieID
  /// The field's name.
  package var field: String
  /// What counts as right, each once; the first is what a wrong answer is held against.
  package var accepted: [FieldValue]

  package init(movie: MovieID, field: String, accepted: [FieldValue]) {
    self.movie = movie
    self.field = field
    self.accepted = accepted
  }
}
