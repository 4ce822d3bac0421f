import Basics
import Formats

/// Which label is right for whom.
///
/// A movie is told by its plot: requests have no ids of movies. What a file says is right; for all others a label is
/// drawn from the seed, the plot, the name and the labels, so that a larger catalog has the same one as often as it can.
package final class Truth: Sendable {
  /// One character of one movie.
  struct Subject: Hashable, Sendable {
    /// The key of the plot.
    var plot: [UInt8]
    /// The key of the name.
    var name: [UInt8]
  }

  /// A label that was asked about.
  private struct Entry: Sendable {
    var subject: Subject
    var name: String
    var label: String
  }

  private let given: [Subject: String]
  private let ids: [[UInt8]: String]
  private let asked = Locked<(places: [String: Int], entries: [Entry])>(([:], []))

  /// No character's label is known beforehand, and no movie's id.
  package init() {
    given = [:]
    ids = [:]
  }

  /// What the file of labelled characters says, for the movies of a directory of plots.
  ///
  /// - Parameters:
  ///   - file: tab-separated, with the columns `wikipedia_id`, `character` and `trope`; `nil` for none.
  ///   - plots: a directory of files `plot_summaries_<id>.txt`.
  package init(file: String?, plots: String) throws(TruthError) {
    let rows = try file.map { path throws(TruthError) in try Self.rows(of: path) }
    let wanted = rows.map { Set($0.map(\.movie)) }
    var ids: [[UInt8]: String] = [:]
    do throws(FileError) {
      for name in try Directories.names(in: plots).sorted() {
        guard let id = Self.movie(ofFile: name), wanted?.contains(id) ?? true else { continue }
        let bytes = try AtomicFile.read(plots + "/" + name)
        let mark = CSVText.byteOrderMark
        ids[Self.key(bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes)] = id
      }
    } catch {
      throw .unreadable("\(error)")
    }
    self.ids = ids
    guard let rows, let file else {
      given = [:]
      return
    }
    let keys = Dictionary(ids.map { ($0.value, $0.key) }) { first, _ in first }
    if !rows.isEmpty, keys.isEmpty { throw .noPlots(path: file, directory: plots) }
    var given: [Subject: String] = [:]
    for row in rows {
      guard let plot = keys[row.movie] else { continue }
      let subject = Subject(plot: plot, name: Self.letters(of: row.character.utf8))
      if given[subject].map({ $0 != row.trope }) ?? false {
        throw .doubled(path: file, line: row.line)
      }
      given[subject] = row.trope
    }
    self.given = given
  }

  // MARK: Labels

  /// The place of the right label among those offered; at least one is.
  func place(of name: String, plot: [UInt8], in labels: [String], _ randomness: Randomness) -> Int {
    let subject = Subject(plot: plot, name: Self.letters(of: name.utf8))
    let place =
      given[subject].flatMap { label in labels.firstIndex(of: label) }
      ?? Self.drawn(subject, labels, randomness)
    note(subject, name, labels[place])
    return place
  }

  /// The label of the highest draw: taking other labels away or turning them round does not change it.
  private static func drawn(
    _ subject: Subject, _ labels: [String], _ randomness: Randomness
  ) -> Int {
    let key = subject.plot + [0] + subject.name + [0]
    var best = (place: 0, draw: -1.0)
    for (place, label) in labels.enumerated() {
      let draw = randomness.draw("truth", key + label.utf8)
      if draw > best.draw { best = (place, draw) }
    }
    return best.place
  }

  private func note(_ subject: Subject, _ name: String, _ label: String) {
    let key = Hex.text(subject.plot) + "\t" + name
    asked.withLock { asked in
      let entry = Entry(subject: subject, name: name, label: label)
      if let place = asked.places[key] {
        asked.entries[place] = entry
      } else {
        asked.places[key] = asked.entries.count
        asked.entries.append(entry)
      }
    }
  }

  /// The truth about all that were asked about, as a file of labelled characters. Movies whose plots are in no directory
  /// have the key of their plot in place of an id, in a column `plot`.
  var text: String {
    let entries = asked.withLock { $0.entries }
    let known = entries.filter { ids[$0.subject.plot] != nil }
    let rows = ids.isEmpty ? entries : known
    let lines = rows.map { entry in
      let movie = ids[entry.subject.plot] ?? Hex.text(entry.subject.plot)
      return "\(movie)\t\(Self.field(entry.name))\t\(Self.field(entry.label))"
    }
    let header = (ids.isEmpty ? "plot" : "wikipedia_id") + "\tcharacter\ttrope"
    return ([header] + lines.sorted()).map { $0 + "\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
  }

  // MARK: Keys

  /// What a movie is known by: the digest of the letters of its plot, so that blanks and escapes do not matter.
  static func key(_ plot: [UInt8]) -> [UInt8] { Array(SHA256.hash(letters(of: plot)).prefix(16)) }

  private static func letters(of bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.compactMap { Words.isLetter($0) ? $0.lowered : nil }
  }
}

// MARK: Files

extension Truth {
  /// A line of the file.
  private struct Row {
    var movie: String
    var character: String
    var trope: String
    var line: Int
  }

  private static func movie(ofFile name: String) -> String? {
    guard name.hasPrefix("plot_summaries_"), name.hasSuffix(".txt") else { return nil }
    let id = name.dropFirst("plot_summaries_".count).dropLast(".txt".count)
    return id.isEmpty ? nil : String(id)
  }

  private static func rows(of path: String) throws(TruthError) -> [Row] {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try AtomicFile.read(path) } catch {
      throw .unreadable("\(error)")
    }
    guard var text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(path: path) }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let header = (lines.first ?? "").split(separator: "\t", omittingEmptySubsequences: false)
    guard let movie = header.firstIndex(of: "wikipedia_id"),
      let character = header.firstIndex(of: "character"), let trope = header.firstIndex(of: "trope")
    else { throw .noHeader(path: path) }
    var rows: [Row] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count > max(movie, character, trope), !fields[movie].isEmpty,
        !fields[character].isEmpty, !fields[trope].isEmpty
      else { throw .badLine(path: path, line: index + 1) }
      rows.append(
        Row(
          movie: fields[movie], character: fields[character], trope: fields[trope],
          line: index + 1))
    }
    return rows
  }
}
