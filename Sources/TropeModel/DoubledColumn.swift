/// A column that a table's header names twice: whichever is taken, what stands in the other would be lost.
package struct DoubledColumn: Hashable, Sendable, DiagnosedFault {
  /// As the header has it.
  package let name: String

  /// Those of a header, each once, in its order. Cells without a name are no columns.
  ///
  /// - Parameter wanted: the columns that are read; `nil` for all.
  package static func all(in header: [String], of wanted: [String]? = nil) -> [DoubledColumn] {
    var counts: [String: Int] = [:]
    return header.compactMap { name in
      guard !name.isEmpty, wanted?.contains(name) ?? true else { return nil }
      counts[name, default: 0] += 1
      return counts[name] == 2 ? DoubledColumn(name: name) : nil
    }
  }

  package var words: (message: String, advice: String?) {
    ("the header has the column '\(name)' twice", "remove one of them")
  }
}
