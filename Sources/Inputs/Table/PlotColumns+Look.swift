import Basics
import Glibc
import TropeModel

extension PlotColumns {
  /// How much of a file is read to see whether it is a table of plots: a header, or one line of JSON.
  private static let glance = 1 << 18

  /// The columns of what looks like a table of plots, told by its beginning: one of the usual columns holds plots, another
  /// tells movies apart. `nil` for everything else, and for what cannot be read.
  package init?(ofTableAt path: String) {
    guard let layout = TableLayout(ofPath: path), !path.lowercased().hasSuffix(".txt"),
      let bytes = Self.beginning(of: path)
    else { return nil }
    let end = bytes.firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    let first = Array(bytes[..<end])
    guard TextBytes.firstInvalid(in: first) == nil,
      let rows = try? TableRows(first, layout: layout.settled(for: first), path: path)
    else { return nil }
    let columns = PlotColumns().resolved(in: rows.header)
    guard columns[.plot] != nil, columns[.id] != nil || columns[.title] != nil else { return nil }
    self = columns
  }

  /// What parts the names in a table's cells of characters, by those at its beginning; `nil` where there is no such column, and
  /// where they show nothing that surely does.
  package func separator(inTableAt path: String) -> String? {
    guard let name = self[.characters], let layout = TableLayout(ofPath: path),
      let bytes = Self.beginning(of: path),
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

  private static func beginning(of path: String) -> [UInt8]? {
    guard let file = try? InputFile(at: AT_FDCWD, path), let stamp = try? file.stamp(),
      let bytes = try? file.bytes(at: 0, count: Int(min(stamp.size, Int64(glance))))
    else { return nil }
    return bytes.isEmpty ? nil : bytes
  }
}
