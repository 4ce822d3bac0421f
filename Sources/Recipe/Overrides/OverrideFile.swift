import Formats
package import TropeModel

/// The file of labels that people set by hand: a table of CSV with a line for each character.
///
/// It is the user's own, so what stands in it is kept as it is, columns and lines that mean nothing here too; only its
/// quoting may come out another way when it is written.
package struct OverrideFile: Sendable, Hashable {
  /// A line, as it stands.
  package struct Line: Sendable, Hashable {
    /// As many as the header has.
    package var cells: [String]
    /// From 1; 0 for one that is not in the file yet.
    package var number: Int
  }

  package static let movieColumn = "movie_id"
  package static let characterColumn = "character"
  package static let noteColumn = "note"

  /// The columns' names.
  package private(set) var header: [String]
  package private(set) var lines: [Line]
  private var hasMark = false

  /// A file without lines, with the columns of a recipe's fields.
  package init(fields: FieldList) {
    header =
      [Self.movieColumn, Self.characterColumn] + fields.fields.map { Self.column(of: $0.name) }
      + [Self.noteColumn]
    lines = []
  }

  /// The column of a field of the recipe: its name, unless the file uses that for something else.
  package static func column(of field: String) -> String {
    [characterColumn, noteColumn].contains(field) ? "field_" + field : field
  }

  /// Reads a file.
  ///
  /// - Parameter path: for the diagnostics, which hold every fault of its form.
  package init(csv: [UInt8], path: String) throws(Diagnostics) {
    hasMark = csv.starts(with: CSVText.byteOrderMark)
    var faults: [Diagnostic] = []
    var records: [Line] = []
    for (cells, line) in try RecordReader.records(
      of: csv, path: path, notUTF8: OverrideFault.notUTF8)
    // What a spreadsheet leaves of an empty line.
    where records.isEmpty || cells.contains(where: { !$0.isEmpty }) {
      records.append(Line(cells: cells, number: line))
    }
    guard let first = records.first else {
      throw Diagnostics([OverrideFault.empty.diagnostic(path: path, line: nil)])
    }
    header = first.cells.map(SingleLine.collapsed)
    lines = []
    faults += DoubledColumn.all(in: header).map { $0.diagnostic(path: path, line: first.number) }
    let missing = [Self.movieColumn, Self.characterColumn].filter { !header.contains($0) }
    if !missing.isEmpty {
      faults.append(
        OverrideFault.missingColumns(missing).diagnostic(path: path, line: first.number))
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
    for var line in records.dropFirst() {
      if line.cells.count > header.count, line.cells[header.count...].allSatisfy(\.isEmpty) {
        line.cells.removeSubrange(header.count...)
      }
      if line.cells.count == header.count {
        lines.append(line)
        continue
      }
      let fault = OverrideFault.ragged(fields: line.cells.count, expected: header.count)
      faults.append(fault.diagnostic(path: path, line: line.number))
    }
    for line in lines {
      if movie(of: line) == nil {
        let id = SingleLine.collapsed(cell(Self.movieColumn, of: line))
        faults.append(OverrideFault.badMovie(id).diagnostic(path: path, line: line.number))
      }
      if character(of: line).isEmpty {
        faults.append(OverrideFault.noCharacter.diagnostic(path: path, line: line.number))
      }
    }
    guard faults.isEmpty else {
      throw Diagnostics(faults.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }
  }

  /// The file as it is to be written.
  package var csv: [UInt8] {
    var bytes = hasMark ? CSVText.byteOrderMark : []
    CSVText.append(header, to: &bytes)
    for line in lines { CSVText.append(line.cells, to: &bytes) }
    return bytes
  }

  /// What stands in a column of a line; empty where there is no such column.
  package func cell(_ column: String, of line: Line) -> String {
    header.firstIndex(of: column).map { line.cells[$0] } ?? ""
  }

  /// The movie that a line names.
  package func movie(of line: Line) -> MovieID? {
    MovieID(SingleLine.collapsed(cell(Self.movieColumn, of: line)))
  }

  /// The character that a line names.
  package func character(of line: Line) -> String {
    SingleLine.collapsed(cell(Self.characterColumn, of: line))
  }

  // MARK: Changing

  /// Puts texts into a character's cells, with a new line and new columns where there are none.
  ///
  /// - Parameter cells: by column; the note among them, where it is to be another.
  package mutating func set(
    _ cells: [(column: String, text: String)], movie: MovieID, character: String
  ) {
    for (column, _) in cells where !header.contains(column) { addColumn(column) }
    let places = self.places(movie, character)
    var place = places.first
    if place == nil {
      lines.append(Line(cells: header.map { _ in "" }, number: 0))
      place = lines.indices.last
    }
    let own = [(Self.movieColumn, "\(movie)"), (Self.characterColumn, character)]
    for (column, text) in (places.isEmpty ? own : []) + cells {
      if let place, let index = header.firstIndex(of: column) { lines[place].cells[index] = text }
    }
    // A second line for the same character would be told for ever.
    for other in places.dropFirst().reversed() { lines.remove(at: other) }
  }

  /// Empties cells of a character, and takes its lines away where no field of the recipe is left in them.
  ///
  /// - Parameters:
  ///   - columns: `nil` for all.
  ///   - fields: the names of all fields.
  /// - Returns: whether anything was there.
  package mutating func remove(
    _ columns: [String]?, of fields: [String], movie: MovieID, character: String
  ) -> Bool {
    var hasChanged = false
    for place in places(movie, character).reversed() {
      for column in columns ?? fields {
        guard let index = header.firstIndex(of: column), !lines[place].cells[index].isEmpty else {
          continue
        }
        lines[place].cells[index] = ""
        hasChanged = true
      }
      if columns == nil || fields.allSatisfy({ cell($0, of: lines[place]).isEmpty }) {
        lines.remove(at: place)
        hasChanged = true
      }
    }
    return hasChanged
  }

  private func places(_ movie: MovieID, _ character: String) -> [Int] {
    let key = NameKey(character)
    return lines.indices.filter {
      self.movie(of: lines[$0]) == movie && NameKey(self.character(of: lines[$0])) == key
    }
  }

  /// Before the note, which comes last.
  private mutating func addColumn(_ name: String) {
    let place =
      name == Self.noteColumn
      ? header.count : header.firstIndex(of: Self.noteColumn) ?? header.count
    header.insert(name, at: place)
    for index in lines.indices { lines[index].cells.insert("", at: place) }
  }
}
