import Basics
import Formats
import Store
import TropeModel

/// Labels in a file that `tropebuild export` wrote, or `tropebuild show --json`.
enum DiffFile {
  /// What a file's name tells of it.
  enum Kind {
    case database, table, lines, tropefile

    /// What a file is: by its name, and where that tells nothing, as of a pipe, by its first line.
    init(_ path: String, name: String) throws(FileError) {
      self.init(name: name)
      guard self == .tropefile else { return }
      let line = try GivenFile.read(path).prefix { $0 != 0x0A }
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix("{"), text.contains("\"characters\"") { self = .lines }
      if text.contains("wikipedia_movie_id"), !text.hasPrefix("{") { self = .table }
    }

    private init(name: String) {
      let name = name.lowercased()
      func ends(_ endings: String...) -> Bool { endings.contains { name.hasSuffix($0) } }
      self =
        ends(".db", ".sqlite", ".sqlite3")
        ? .database
        : ends(".csv", ".tsv") ? .table : ends(".jsonl", ".ndjson", ".json") ? .lines : .tropefile
    }
  }

  /// - Parameters:
  ///   - name: the file, as the command line calls it.
  ///   - kind: a table or lines.
  /// - Throws: `FileError`, `BuildError`.
  static func read(_ path: String, name: String, kind: Kind) throws -> SideLabels {
    let bytes = try GivenFile.read(path)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw fault(name, nil, "it is not UTF-8")
    }
    return kind == .table ? try table(bytes, name) : try lines(bytes, name)
  }

  private static func fault(_ name: String, _ line: Int?, _ why: String) -> BuildError {
    .diff(.badFile(name, line: line, why: why))
  }

  // MARK: Tables

  /// Columns of `characters.csv` that are no labels.
  private static let others = Set(CSVExport.characterColumns)
    .subtracting([CSVExport.deathColumn])
    .union(LabelColumns.names.flatMap { [$0, LabelColumns.prefix + $0] })

  /// Whether a column holds a label. What is called as a column of ours is a field where ours had to give way.
  private static func isField(_ column: String, _ header: [String]) -> Bool {
    !column.isEmpty
      && (!others.contains(column) || header.contains(LabelColumns.prefix + column))
  }

  private static func table(_ bytes: [UInt8], _ name: String) throws -> SideLabels {
    var manners = CSVManners.generous
    let line = bytes.prefix { $0 != 0x0A }
    if name.lowercased().hasSuffix(".tsv") || line.contains(0x09) && !line.contains(0x2C) {
      manners.separator = 0x09
    }
    var reader = CSVReader(bytes, manners: manners)
    let rows: [(fields: [String], line: Int)]
    do throws(CSVFault) { rows = try reader.texts() } catch {
      throw fault(name, error.line, error.problem.words.message)
    }
    let header = rows.first?.fields ?? []
    let doubled = DoubledColumn.all(in: header)
    guard doubled.isEmpty else {
      throw BuildError.faults(doubled.map { $0.diagnostic(path: name, line: rows.first?.line) })
    }
    for row in rows.dropFirst() where row.fields.count != header.count {
      throw fault(
        name, row.line, "it has \(row.fields.count) fields where the header has \(header.count)")
    }
    if header.contains(CSVExport.freebaseColumn) {
      return try moviesTable(header, rows.dropFirst(), name)
    }
    guard let movies = header.firstIndex(of: "wikipedia_movie_id"),
      let names = header.firstIndex(of: "name"), header.contains("trope_id") || header.count > 2
    else {
      throw fault(name, 1, "it has no columns 'wikipedia_movie_id' and 'name'")
    }
    let trope = header.firstIndex(of: "trope_id")
    // A column of deaths is there whether or not anybody asked for them.
    let fields = header.indices.filter { column in
      isField(header[column], header)
        && (header[column] != CSVExport.deathColumn
          || rows.dropFirst().contains { !$0.fields[at: column].isEmpty })
    }
    var labels = SideLabels()
    for row in rows.dropFirst() {
      let movie = try movieID(row.fields[movies], row.line, name)
      var character = LabelledCharacter(name: row.fields[names], tropeID: nil, isInCast: true)
      if let trope, !row.fields[trope].isEmpty { character.tropeID = row.fields[trope] }
      for column in fields {
        character.fields.append(
          answer(field(of: header[column], beside: CSVExport.characterColumns), row.fields[column]))
      }
      labels.add(character, to: movie)
    }
    return labels
  }

  /// What a table of movies says of them; a file without a column that is the movie's own says nothing.
  private static func moviesTable(
    _ header: [String], _ rows: some Sequence<(fields: [String], line: Int)>, _ name: String
  ) throws -> SideLabels {
    guard let movies = header.firstIndex(of: "wikipedia_movie_id") else {
      throw fault(name, 1, "it has no column 'wikipedia_movie_id'")
    }
    let fields = header.indices.filter {
      !header[$0].isEmpty && !CSVExport.movieColumns.contains(header[$0])
    }
    guard !fields.isEmpty else {
      throw fault(name, 1, "it has no column that is a field of the movie itself")
    }
    var labels = SideLabels()
    for row in rows {
      labels.set(
        try movieID(row.fields[movies], row.line, name),
        own: fields.map {
          answer(field(of: header[$0], beside: CSVExport.movieColumns), row.fields[$0])
        })
    }
    return labels
  }

  private static func movieID(_ text: String, _ line: Int, _ name: String) throws -> MovieID {
    guard let movie = MovieID(text) else { throw fault(name, line, "'\(text)' is no movie id") }
    return movie
  }

  private static func answer(_ field: String, _ text: String) -> FieldAnswer {
    FieldAnswer(field: field, value: text.isEmpty ? .null : .text(text))
  }

  /// The field that a column holds beside fixed ones.
  private static func field(of column: String, beside fixed: [String]) -> String {
    if fixed.contains(column), column == CSVExport.deathColumn { return ExportedMovie.deathField }
    guard column.hasPrefix(CSVExport.fieldPrefix) else { return column }
    let own = String(column.dropFirst(CSVExport.fieldPrefix.count))
    return fixed.contains(own) ? own : column
  }

  // MARK: JSON lines

  private static func lines(_ bytes: [UInt8], _ name: String) throws -> SideLabels {
    var labels = SideLabels()
    for (place, text) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      if text.allSatisfy({ $0 <= 0x20 }) { continue }
      let line: JSONView
      do throws(JSONFault) { line = try JSONDocument(Array(text), strings: .checked).root } catch {
        throw fault(name, place + 1, "\(error)")
      }
      guard let number = (line["wikipedia_movie_id"] ?? line["movie"])?.int,
        let movie = MovieID(number: Int64(number)),
        let characters = line["characters"], characters.kind == .array
      else {
        throw fault(name, place + 1, "it is no movie with its characters")
      }
      labels.set(
        movie, characters: characters.elements.compactMap(character),
        own: line["fields"].map(answers) ?? [])
    }
    return labels
  }

  /// The answers in an object `fields`.
  private static func answers(_ json: JSONView) -> [FieldAnswer] {
    json.members.compactMap { field, value in
      FieldJSON.value(value).map { FieldAnswer(field: field, value: $0) }
    }
  }

  private static func character(_ json: JSONView) -> LabelledCharacter? {
    guard let name = json["name"]?.string else { return nil }
    return LabelledCharacter(
      name: name, tropeID: json["trope_id"]?.string, isInCast: true,
      fields: json["fields"].map(answers) ?? [])
  }
}

extension [String] {
  /// Empty where a row is too short, which is told later.
  fileprivate subscript(at place: Int) -> String { indices.contains(place) ? self[place] : "" }
}
