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
    let cells = try GoldCells(bytes, path: path)
    if let cells, let places = try Places(cells) {
      return try read(cells, places, mayBeUnlabelled: mayBeUnlabelled, hasFields: hasFields)
    }
    let lines = GoldCells.tabbed(bytes)
    guard let first = lines.first else {
      throw Diagnostics([GoldFault.empty(.character).diagnostic(path: path, line: nil)])
    }
    guard first.fields.count == 2, first.fields[1].hasPrefix("{") else {
      if let cells, try cells.place(of: columns[1]) == nil {
        throw Diagnostics([GoldFault.ofMovies.diagnostic(path: path, line: first.line)])
      }
      let fault = GoldFault.header(of: bytes, columns: columns) { .unknownForm($0) }
      throw Diagnostics([fault.diagnostic(path: path, line: first.line)])
    }
    return try read(lines, path, cluster)
  }

  /// Where the columns of a table stand.
  private struct Places {
    var movie: Int
    var name: Int
    var trope: Int
    var chosen: Int?

    /// `nil` where the header lacks one.
    init?(_ cells: GoldCells) throws(Diagnostics) {
      let columns = GoldFile.columns
      // Whichever is missing, one that stands there twice is told first.
      let found = (
        try cells.place(of: columns[0]), try cells.place(of: columns[1]),
        try cells.place(of: columns[2])
      )
      guard let movie = found.0, let name = found.1, let trope = found.2 else { return nil }
      (self.movie, self.name, self.trope) = (movie, name, trope)
      // `try --to-label` writes it, with commas; in a table with tabs it is a column like others.
      chosen = cells.separator == .commas ? try cells.place(of: "chosen") : nil
    }
  }

  private static func read(
    _ cells: GoldCells, _ places: Places, mayBeUnlabelled: Bool, hasFields: Bool
  ) throws(Diagnostics) -> [GoldLine] {
    let hasCommas = cells.separator == .commas
    let rows = cells.rows.filter { row in
      !hasCommas && !hasFields || row.fields.count != cells.header.count
        || !row.fields[places.trope].allSatisfy(\.isWhitespace)
    }
    let isEmpty = hasCommas ? rows.isEmpty && !mayBeUnlabelled && !hasFields : cells.rows.isEmpty
    guard !isEmpty else {
      let fault: GoldFault = hasCommas ? .nothingLabelled : .empty(.character)
      throw Diagnostics([fault.diagnostic(path: cells.path, line: nil)])
    }
    return try read(rows, cells.path) { fields, line throws(GoldFault) in
      if let fault = cells.raggedness(of: fields) { throw fault }
      guard let id = MovieID(fields[places.movie]) else { throw .badMovie(fields[places.movie]) }
      var gold = GoldLine(
        film: .id(id), name: fields[places.name], label: fields[places.trope].trimmed(), line: line)
      if let chosen = places.chosen { gold.chosen = fields[chosen] }
      return gold
    }
  }

  private static func cluster(_ fields: [String], _ line: Int) throws(GoldFault) -> GoldLine {
    guard fields.count == 2 else { throw .ragged(fields: fields.count, expected: 2, .tabs) }
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
