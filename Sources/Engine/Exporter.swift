import Basics
import Inputs
package import Store
package import TropeModel

/// Writes results as files.
package struct Exporter: Sendable {
  /// A file that is to be written.
  package struct Order: Sendable, Hashable {
    package var content: ExportContent
    /// `nil` for standard output.
    package var path: String?
    /// Whether CSV is for Excel: with the mark by which it knows UTF-8, and without what it would take for a formula.
    package var hasMark: Bool

    package init(content: ExportContent, path: String?, hasMark: Bool = false) {
      self.content = content
      self.path = path
      self.hasMark = hasMark
    }
  }

  private let project: Project
  private let includesSandbox: Bool

  /// - Parameter includesSandbox: whether records that the sandbox answered are among the results.
  package init(project: Project, includesSandbox: Bool) {
    self.project = project
    self.includesSandbox = includesSandbox
  }

  /// Writes all the files from one state of the database; none of them where one cannot be written to its end.
  ///
  /// - Parameter records: these in place of the database's, as `PastLabels` finds them, with the labels by hand.
  /// - Throws: `BuildError`, `FileError`, `StoreError`.
  package func write(
    _ orders: [Order], database: TropesDatabase, records: [StoredRecord]? = nil
  ) throws -> ExportOutcome {
    let needsDeaths = orders.contains { [.characters, .jsonl].contains($0.content) }
    let deaths = needsDeaths ? try self.deaths() : [:]
    var (outcome, files) = try database.withResults { results in
      try write(orders, results, try labelledByHand(records, results), deaths: deaths)
    }
    for index in files.indices {
      let isNew = try files[index].file.finish()
      outcome.files.append(
        ExportOutcome.File(
          path: files[index].order.path, content: files[index].order.content,
          rows: files[index].rows, isNew: isNew))
    }
    return outcome
  }

  private struct OpenFile {
    var order: Order
    var file: OutputFile
    var rows = 0
  }

  private func labelledByHand(
    _ records: [StoredRecord]?, _ results: borrowing Results
  ) throws -> [StoredRecord]? {
    guard let records else { return nil }
    let hands = try Hands(project).labels
    let tropes = Set(results.tropes.map(\.id))
    return records.sorted { $0.movie < $1.movie }.map { hands.labelled($0, tropes: tropes) }
  }

  /// The columns of fields: those of the last build, and what other records were asked beside.
  private func columns(
    _ known: [FieldRow], _ answers: some Sequence<FieldAnswer>
  ) -> [FieldRow] {
    var fields = known
    for answer in answers where !fields.contains(where: { $0.name == answer.field }) {
      fields.append(FieldRow(name: answer.field, kind: answer.value.kind, isOptional: true))
    }
    return fields
  }

  private func write(
    _ orders: [Order], _ results: borrowing Results, _ records: [StoredRecord]?,
    deaths: [MovieID: [LabelledCharacter]]
  ) throws -> (ExportOutcome, [OpenFile]) {
    var outcome = ExportOutcome()
    let others = records ?? []
    let fields = columns(results.fields, others.lazy.flatMap(\.characters).flatMap(\.fields))
    let movieFields = columns(results.movieFields, others.lazy.flatMap(\.movieFields))
    let tables = orders.map {
      CSVExport(fields: fields, movieFields: movieFields, isForExcel: $0.hasMark)
    }
    let lines = JSONLinesExport(
      tropeNames: results.tropeNames, asksOfMovies: !movieFields.isEmpty)
    var files = try orders.map {
      OpenFile(order: $0, file: try OutputFile(path: $0.path, makesDirectories: true))
    }
    for index in files.indices {
      try files[index].file.append { buffer in
        tables[index].appendHeader(of: orders[index].content, to: &buffer)
      }
      guard orders[index].content == .tropes else { continue }
      for trope in results.tropes {
        try files[index].file.append { tables[index].appendTrope(trope, to: &$0) }
      }
      files[index].rows = results.tropes.count
    }
    guard orders.contains(where: { $0.content != .tropes }) else { return (outcome, files) }
    let metadata = try metadata(
      for: orders, movies: try results.movies(of: records), &outcome)
    let needsCast = orders.contains { [.characters, .jsonl].contains($0.content) }
    let casts = CastSource(InputDirectory(path: project.paths.input), &outcome)
    try results.forEachRecord(of: records) { record in
      guard includesSandbox || !record.isSandbox else {
        outcome.sandboxRecords += 1
        return
      }
      let known = metadata[record.movie]
      let cast = needsCast || known == nil ? casts.rows(of: record, &outcome) : []
      let movie = ExportedMovie(
        record: record, cast: cast, metadata: known, deaths: deaths[record.movie] ?? [])
      outcome.records += 1
      for index in files.indices {
        try files[index].file.append { buffer in
          switch orders[index].content {
          case .characters:
            files[index].rows += tables[index].appendCharacters(of: movie, to: &buffer)
          case .movies:
            tables[index].appendMovie(movie, to: &buffer)
            files[index].rows += 1
          case .jsonl:
            lines.append(movie, to: &buffer)
            files[index].rows += 1
          case .tropes: break
          }
        }
      }
    }
    return (outcome, files)
  }

  private func metadata(
    for orders: [Order], movies: [MovieID], _ outcome: inout ExportOutcome
  ) throws -> [MovieID: MovieMetadata] {
    guard orders.contains(where: { [.movies, .jsonl].contains($0.content) }) else { return [:] }
    let wanted = Set(movies)
    var metadata: [MovieID: MovieMetadata] = [:]
    let faults = try project.forEachMovieMetadata(wanted: { wanted.contains($0) }) {
      metadata[$0.movie] = $0
    }
    for fault in faults?.first ?? [] { outcome.note("\(fault)") }
    outcome.faultCount += max(0, (faults?.count ?? 0) - (faults?.first.count ?? 0))
    return metadata
  }

  /// The characters that a build asked about deaths, by movie.
  private func deaths() throws -> [MovieID: [LabelledCharacter]] {
    guard let deathsPath = project.paths.exportedDeaths else { return [:] }
    guard let database = try TropesDatabase.openForReading(path: deathsPath) else {
      throw BuildError.noDeaths(path: deathsPath)
    }
    return try database.withResults { results in
      let hasField = results.fields.contains {
        $0.name == ExportedMovie.deathField && $0.kind == .boolean
      }
      guard hasField else {
        throw BuildError.deathsNotAsked(path: deathsPath)
      }
      var deaths: [MovieID: [LabelledCharacter]] = [:]
      try results.forEachRecord { record in
        guard includesSandbox || !record.isSandbox else { return }
        deaths[record.movie] = record.characters
      }
      return deaths
    }
  }
}

extension FieldValue {
  /// The kind of a field that was answered so; of the first answer, which tells enough for a column.
  fileprivate var kind: FieldKind {
    switch self {
    case .boolean: .boolean
    case .integer: .integer
    case .number: .number
    case .null, .text: .text
    }
  }
}

/// Reads the cast files of records.
private struct CastSource {
  private let directory: InputDirectory
  private let reader: InputReader?

  /// A source of the directory's casts; of none, and a note, where it cannot be opened.
  init(_ directory: InputDirectory, _ outcome: inout ExportOutcome) {
    self.directory = directory
    do {
      reader = try directory.reader()
    } catch {
      reader = nil
      outcome.note("\(error)")
    }
  }

  /// The rows of a movie's cast file; none, and a note, where it cannot be read.
  func rows(of record: StoredRecord, _ outcome: inout ExportOutcome) -> [CastRow] {
    guard let reader, record.castStatus != .noCastFile else { return [] }
    do {
      let file = try reader.readCast(record.movie)
      return try CastTable.rows(
        in: file.bytes, path: directory.path(of: .cast, record.movie))
    } catch {
      outcome.note("\(error)")
      return []
    }
  }
}
