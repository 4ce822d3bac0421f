import Basics
import Formats
package import TropeModel

/// A table of labelled movies, or of labelled characters, as it stands in a file: a header that names `wikipedia_id`, and
/// `character` where it is of characters, separated by tabs or commas, and below it a line for each of them with a cell for
/// each field.
package struct FieldGoldTable: Sendable {
  /// As the file was named, for messages.
  package var path: String { cells.path }
  package let owner: FieldOwner
  private let cells: GoldCells
  private let movie: Int
  private let character: Int?

  private static let movieColumn = GoldCells.movieColumn
  private static let characterColumn = "character"
  private static let tropeColumn = "trope"

  /// The column of a field: its name, unless such files use that for something else.
  package static func column(of field: String, of owner: FieldOwner) -> String {
    let taken =
      [movieColumn, characterColumn] + (owner == .character ? [tropeColumn, "chosen"] : [])
    return taken.contains(field) ? "field_" + field : field
  }

  /// Reads a file; `nil` for one that is no such table.
  ///
  /// - Throws: what makes it no table of commas; the lines are looked at by `labels`.
  package init?(_ bytes: [UInt8], path: String) throws(Diagnostics) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    guard let cells = try GoldCells(bytes, path: path),
      let movie = try cells.place(of: Self.movieColumn)
    else { return nil }
    self.cells = cells
    self.movie = movie
    character = try cells.place(of: Self.characterColumn)
    owner = character == nil ? .movie : .character
  }

  /// Why a file is no table of labelled movies.
  package static func faults(
    of bytes: [UInt8], path: String, fields: [RecipeField]
  ) -> Diagnostics {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      return Diagnostics([GoldFault.notUTF8.diagnostic(path: path, line: nil)])
    }
    guard let first = GoldCells.tabbed(bytes).first else {
      return Diagnostics([GoldFault.empty(.movie).diagnostic(path: path, line: nil)])
    }
    let fault = GoldFault.header(of: bytes, columns: [movieColumn]) { _ in
      .noMovies(fields.map { column(of: $0.name, of: .movie) })
    }
    return Diagnostics([fault.diagnostic(path: path, line: first.line)])
  }

  /// Whether it has a column for labels that are tropes.
  package var hasTropes: Bool { owner == .character && cells.header.contains(Self.tropeColumn) }

  /// Whether a column is one of these fields.
  package func hasColumn(of fields: [RecipeField]) -> Bool {
    fields.contains { cells.header.contains(Self.column(of: $0.name, of: owner)) }
  }

  private func columns(
    of fields: [RecipeField]
  ) throws(Diagnostics) -> [(field: RecipeField, place: Int)] {
    var columns: [(field: RecipeField, place: Int)] = []
    for field in fields {
      guard let place = try cells.place(of: Self.column(of: field.name, of: owner)) else {
        continue
      }
      columns.append((field, place))
    }
    return columns
  }

  /// That no column is one of these fields.
  package func lacksColumns(of fields: [RecipeField]) -> Diagnostics {
    let names = fields.map { Self.column(of: $0.name, of: owner) }
    return Diagnostics([GoldFault.noField(owner, names).diagnostic(path: path, line: 1)])
  }

  /// The labels in the columns of these fields, in the order of the lines; several lines of a movie or character are several
  /// labels.
  ///
  /// - Parameters:
  ///   - fields: the recipe's of that owner, tropes aside.
  ///   - mayBeUnlabelled: whether there may be no label at all; else that is a fault.
  ///   - value: what a cell means as an answer to a field; throws why it means none.
  /// - Throws: every line of another form, every cell that means nothing, no column of such a field.
  package func labels<Fault: Error & DiagnosedFault>(
    of fields: [RecipeField], mayBeUnlabelled: Bool = false,
    _ value: (String, RecipeField) throws(Fault) -> FieldValue
  ) throws(Diagnostics) -> [FieldLabel] {
    let columns = try columns(of: fields)
    guard !columns.isEmpty else { throw lacksColumns(of: fields) }
    var places: [LabelKey: Int] = [:]
    var labels: [FieldLabel] = []
    var faults: [Diagnostic] = []
    for (fields, line) in cells.rows {
      let cells = fields.map { $0.trimmed() }
      let subject: LabelledSubject
      do throws(GoldFault) { subject = try self.subject(of: cells) } catch {
        faults.append(error.diagnostic(path: path, line: line))
        continue
      }
      for (field, place) in columns where !cells[place].isEmpty {
        let label: FieldValue
        do throws(Fault) { label = try value(cells[place], field) } catch {
          faults.append(error.diagnostic(path: path, line: line))
          continue
        }
        let key = LabelKey(subject: subject, field: field.name)
        if let known = places[key] {
          if !labels[known].accepted.contains(label) { labels[known].accepted.append(label) }
        } else {
          places[key] = labels.count
          labels.append(FieldLabel(subject, field: field.name, accepted: [label]))
        }
      }
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
    guard !labels.isEmpty || mayBeUnlabelled else {
      throw Diagnostics([GoldFault.noFieldLabelled(owner).diagnostic(path: path, line: nil)])
    }
    return labels
  }

  /// What a line is about.
  private func subject(of cells: [String]) throws(GoldFault) -> LabelledSubject {
    if let fault = self.cells.raggedness(of: cells) { throw fault }
    guard let movie = MovieID(cells[movie]) else { throw .badMovie(cells[movie]) }
    let name = character.map { cells[$0] }
    if name?.isEmpty ?? false { throw .emptyName }
    return LabelledSubject(movie: movie, character: name)
  }
}

private struct LabelKey: Hashable {
  var subject: LabelledSubject
  var field: String
}
