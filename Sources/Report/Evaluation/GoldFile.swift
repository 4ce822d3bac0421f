import Basics
import Formats
package import TropeModel

/// A character that people have labelled, as one line of a gold file gives it.
package struct GoldLine: Hashable, Sendable {
  /// Where the movie is to be found.
  package enum Film: Hashable, Sendable {
    /// Its Wikipedia id is given.
    case id(MovieID)
    /// Its title is given, and Freebase's id of the pair of character and actor.
    case title(String, mapID: String)
  }

  package var film: Film
  /// The character's name as the file spells it.
  package var name: String
  /// The label, as `byronic_hero`.
  package var label: String
  /// The line of the file, from 1.
  package var line: Int
  /// How it was chosen, where that is known: `differ` for a character on which two variants differ, `random` for one of the
  /// draw from all.
  package var chosen = ""

  /// A line from its parts; `GoldFile` makes it of a file.
  package init(film: Film, name: String, label: String, line: Int) {
    self.film = film
    self.name = name
    self.label = label
    self.line = line
  }
}

/// A file of labelled characters, in one of two forms: tab-separated with a header that names
/// `wikipedia_id`, `character` and `trope` (other columns are passed over), or the corpus's
/// `tvtropes.clusters.txt`, whose lines are a label, a tab and an object with `char`, `movie` and `id`. The first form may be
/// separated by commas, as `try --to-label` writes it: there a line without a label is one that nobody has labelled yet.
package enum GoldFile {
  private static let columns = ["wikipedia_id", "character", "trope"]

  /// The lines of a file, in its order; `path` is for messages. Throws every fault of it.
  ///
  /// - Parameters:
  ///   - mayBeUnlabelled: whether a file separated by commas in which nobody has labelled anything yet has no lines; else that is
  ///     a fault.
  ///   - hasFields: whether its lines have labels of other fields beside the trope, so that any of them, or all, may lack that,
  ///     whatever separates them.
  package static func read(
    _ bytes: [UInt8], path: String, mayBeUnlabelled: Bool = false, hasFields: Bool = false
  ) throws(Diagnostics) -> [GoldLine] {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Diagnostics([GoldFault.notUTF8.diagnostic(path: path, line: nil)])
    }
    if let lines = try readCSV(bytes, path, mayBeUnlabelled || hasFields) { return lines }
    let lines = tabbed(bytes)
    guard let first = lines.first else {
      throw Diagnostics([GoldFault.empty.diagnostic(path: path, line: nil)])
    }
    let places = columns.map { first.fields.firstIndex(of: $0) }
    if let movie = places[0], let name = places[1], let trope = places[2] {
      let rows = Array(lines.dropFirst())
      guard !rows.isEmpty else {
        throw Diagnostics([GoldFault.empty.diagnostic(path: path, line: nil)])
      }
      let labelled = rows.filter { fields, _ in
        !hasFields || fields.count != first.fields.count
          || !fields[trope].allSatisfy(\.isWhitespace)
      }
      return try read(labelled, path) { fields, line throws(GoldFault) in
        guard fields.count == first.fields.count else {
          throw .ragged(fields: fields.count, expected: first.fields.count)
        }
        guard let id = MovieID(fields[movie]) else { throw .badMovie(fields[movie]) }
        return GoldLine(film: .id(id), name: fields[name], label: fields[trope], line: line)
      }
    }
    guard first.fields.count == 2, first.fields[1].hasPrefix("{") else {
      if try FieldGoldTable(bytes, path: path)?.owner == .movie {
        throw Diagnostics([GoldFault.ofMovies.diagnostic(path: path, line: first.line)])
      }
      let missing = zip(columns, places).filter { $0.1 == nil }.map(\.0)
      throw Diagnostics([GoldFault.unknownForm(missing).diagnostic(path: path, line: first.line)])
    }
    return try read(lines, path, cluster)
  }

  /// The lines of a file separated by tabs, those without anything left out.
  static func tabbed(_ bytes: [UInt8]) -> [(fields: [String], line: Int)] {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    var lines: [(fields: [String], line: Int)] = []
    for (index, part) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      var part = part
      if part.last == 0x0D { part = part.dropLast() }
      guard part.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      let fields = part.split(separator: 0x09, omittingEmptySubsequences: false)
      lines.append((fields.map { String(decoding: $0, as: UTF8.self) }, index + 1))
    }
    return lines
  }

  /// The lines of a file separated by commas; `nil` for one whose header is not of that form.
  private static func readCSV(
    _ bytes: [UInt8], _ path: String, _ mayBeUnlabelled: Bool
  ) throws(Diagnostics) -> [GoldLine]? {
    var reader = CSVReader(bytes, manners: .strict)
    guard let header = (try? reader.next())?.fields.map({ String(decoding: $0, as: UTF8.self) })
    else { return nil }
    let places = columns.map { header.firstIndex(of: $0) }
    guard let movie = places[0], let name = places[1], let trope = places[2] else { return nil }
    let chosen = header.firstIndex(of: "chosen")
    let rows: [(fields: [String], line: Int)]
    do throws(CSVFault) {
      rows = try reader.texts().filter { fields, _ in
        fields.count != header.count || !fields[trope].allSatisfy(\.isWhitespace)
      }
    } catch {
      throw Diagnostics([GoldFault.csv(error.problem).diagnostic(path: path, line: error.line)])
    }
    guard !rows.isEmpty || mayBeUnlabelled else {
      throw Diagnostics([GoldFault.nothingLabelled.diagnostic(path: path, line: nil)])
    }
    return try read(rows, path) { fields, line throws(GoldFault) in
      guard fields.count == header.count else {
        throw .ragged(fields: fields.count, expected: header.count)
      }
      guard let id = MovieID(fields[movie]) else { throw .badMovie(fields[movie]) }
      var gold = GoldLine(
        film: .id(id), name: fields[name], label: fields[trope].trimmed(), line: line)
      if let chosen { gold.chosen = fields[chosen] }
      return gold
    }
  }

  private static func cluster(_ fields: [String], _ line: Int) throws(GoldFault) -> GoldLine {
    guard fields.count == 2 else { throw .ragged(fields: fields.count, expected: 2) }
    let document: JSONDocument
    do throws(JSONFault) { document = try JSONDocument(Array(fields[1].utf8)) } catch {
      throw .notJSON("\(error)")
    }
    guard let name = document.root["char"]?.string, let title = document.root["movie"]?.string
    else { throw .missingMember }
    return GoldLine(
      film: .title(title, mapID: document.root["id"]?.string ?? ""), name: name, label: fields[0],
      line: line)
  }

  private static func read(
    _ lines: [(fields: [String], line: Int)], _ path: String,
    _ make: ([String], Int) throws(GoldFault) -> GoldLine
  ) throws(Diagnostics) -> [GoldLine] {
    var gold: [GoldLine] = []
    var faults: [Diagnostic] = []
    for (fields, number) in lines {
      do throws(GoldFault) {
        let line = try make(fields, number)
        if line.name.allSatisfy(\.isWhitespace) { throw .emptyName }
        if line.label.allSatisfy(\.isWhitespace) { throw .emptyLabel }
        gold.append(line)
      } catch {
        faults.append(error.diagnostic(path: path, line: number))
      }
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
    return gold
  }
}
