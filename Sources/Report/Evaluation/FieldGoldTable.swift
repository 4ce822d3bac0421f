import Basics
import Formats
package import TropeModel

/// A table of labelled movies, or of labelled characters, as it stands in a file: a header that names `wikipedia_id`, and
/// `character` where it is of characters, separated by tabs or commas, and below it a line for each of them with a cell for
/// each field.
package struct FieldGoldTable: Sendable {
  /// As the file was named, for messages.
  package let path: String
  package let owner: FieldOwner
  package let header: [String]
  /// What stands in each line, whatever it means.
  private let lines: [Line]

  private typealias Line = (fields: [String], line: Int)

  private static let movieColumn = "wikipedia_id"
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
    let tabbed = GoldFile.tabbed(bytes)
    let lines: [Line]
    if let first = tabbed.first, Self.isHeader(first.fields) {
      lines = tabbed
    } else if let found = try Self.commaSeparated(bytes, path) {
      lines = found
    } else {
      return nil
    }
    guard let header = lines.first?.fields.map({ $0.trimmed() }) else { return nil }
    self.path = path
    self.header = header
    owner = header.contains(Self.characterColumn) ? .character : .movie
    self.lines = Array(lines.dropFirst())
  }

  /// Whether it has a column for labels that are tropes.
  package var hasTropes: Bool { owner == .character && header.contains(Self.tropeColumn) }

  /// Whether a column is one of these fields.
  package func hasColumn(of fields: [RecipeField]) -> Bool { !columns(of: fields).isEmpty }

  private func columns(of fields: [RecipeField]) -> [(field: RecipeField, place: Int)] {
    fields.compactMap { field in
      header.firstIndex(of: Self.column(of: field.name, of: owner)).map { (field, $0) }
    }
  }

  /// That no column is one of these fields.
  package func lacksColumns(of fields: [RecipeField]) -> Diagnostics {
    let names = fields.map { Self.column(of: $0.name, of: owner) }
    return Diagnostics([GoldFault.noField(owner, names).diagnostic(path: path, line: 1)])
  }

  private static func isHeader(_ fields: [String]) -> Bool {
    let names = fields.map { $0.trimmed() }
    return names.contains(movieColumn)
  }

  /// The lines of a file separated by commas; `nil` where its header is of another form.
  private static func commaSeparated(
    _ bytes: [UInt8], _ path: String
  ) throws(Diagnostics) -> [Line]? {
    var first = CSVReader(bytes, manners: .strict)
    guard let header = (try? first.next())?.fields.map({ String(decoding: $0, as: UTF8.self) }),
      isHeader(header)
    else { return nil }
    var reader = CSVReader(bytes, manners: .strict)
    do throws(CSVFault) { return try reader.texts() } catch {
      throw Diagnostics([GoldFault.csv(error.problem).diagnostic(path: path, line: error.line)])
    }
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
    let columns = columns(of: fields)
    guard !columns.isEmpty else { throw lacksColumns(of: fields) }
    var places: [LabelKey: Int] = [:]
    var labels: [FieldLabel] = []
    var faults: [Diagnostic] = []
    for (fields, line) in lines {
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
    guard cells.count == header.count else {
      throw .ragged(fields: cells.count, expected: header.count)
    }
    func cell(_ column: String) -> String? { header.firstIndex(of: column).map { cells[$0] } }
    let id = cell(Self.movieColumn) ?? ""
    guard let movie = MovieID(id) else { throw .badMovie(id) }
    let name = cell(Self.characterColumn)
    if name?.isEmpty ?? false { throw .emptyName }
    return LabelledSubject(movie: movie, character: name)
  }
}

private struct LabelKey: Hashable {
  var subject: LabelledSubject
  var field: String
}
