import Basics
import Glibc
package import TropeModel

extension PlotColumns {
  /// How much of a file is read to see whether it is a table of plots: a header, or one line of JSON.
  private static let glance = 1 << 18

  /// The columns of what looks like a table of plots, told by its beginning: one of the usual columns holds plots, another
  /// tells movies apart. Throws what stands against it, for files of other kinds and what cannot be read too.
  package init(ofTableAt path: String) throws(Diagnostic) {
    guard let layout = TableLayout(ofPath: path) else {
      throw TableMessage.otherKind(path: path)
    }
    let bytes = try Self.beginning(of: path)
    let end = bytes.firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    let first = Array(bytes[..<end])
    if let offset = TextBytes.firstInvalid(in: first) {
      throw TableMessage.notUTF8(path: path, line: 1, offset: offset)
    }
    let rows = try TableRows(first, layout: layout.settled(for: first), path: path)
    let columns = PlotColumns().resolved(in: rows.header)
    guard columns[.plot] != nil else {
      throw TableMessage.noRole(.plot, header: rows.header, path: path)
    }
    guard columns[.id] != nil || columns[.title] != nil else {
      throw TableMessage.noRole(.id, header: rows.header, path: path)
    }
    self = columns
  }

  /// What parts the names in a table's cells of characters, by those at its beginning; `nil` where there is no such column, and
  /// where they show nothing that surely does.
  package func separator(inTableAt path: String) -> String? {
    guard let name = self[.characters], let layout = TableLayout(ofPath: path),
      let bytes = try? Self.beginning(of: path),
      var rows = try? TableRows(bytes, layout: layout.settled(for: bytes), path: path),
      let place = rows.header.firstIndex(of: name)
    else { return nil }
    var texts: [String] = []
    // The last row may be cut off, and what is wrong with others a split tells.
    while let row = try? rows.next([place]) {
      guard case .text(let text) = row.cells[0], !CellText.saysMissing(row.cells[0]) else {
        continue
      }
      texts.append(text.trimmed())
    }
    return CellSign.shown(by: texts)?.rawValue
  }

  private static func beginning(of path: String) throws(Diagnostic) -> [UInt8] {
    let bytes: [UInt8]
    do throws(FileProblem) {
      let file = try InputFile(at: AT_FDCWD, path)
      bytes = try file.bytes(at: 0, count: Int(min(try file.stamp().size, Int64(glance))))
    } catch {
      throw Diagnostic(path: path, message: "it \(error)")
    }
    guard !bytes.isEmpty else { throw TableMessage.empty(path: path) }
    return bytes
  }
}
