import Basics
import Formats
package import TropeModel

/// Which tropes of a catalog a label of the gold file stands for: one or several, the closest first.
package struct LabelMapping: Sendable {
  /// The ids of the tropes by label.
  package private(set) var tropes: [String: [String]]
  /// The ids of the catalog's tropes by id and by name: a label that no line maps may be one of them.
  private let catalog: [String: String]

  /// The mapping of the corpus's 72 labels to the built-in catalog, as the file that it could be.
  package static let builtInCSV = BuiltInMapping.csv

  /// A mapping from its parts; reading a file checks them.
  ///
  /// - Parameters:
  ///   - tropes: ids of tropes by label; labels that are a trope's name or id need none.
  ///   - catalog: ids and names of the tropes.
  package init(
    tropes: [String: [String]] = [:], catalog: [(id: String, name: String)] = []
  ) {
    self.tropes = tropes
    self.catalog = Self.ids(of: catalog)
  }

  /// The built-in mapping; with another catalog, where it is of no use, names and ids alone.
  package init(usualFor catalog: [(id: String, name: String)]) {
    self = (try? LabelMapping(builtInFor: catalog)) ?? LabelMapping(catalog: catalog)
  }

  /// The built-in mapping, which takes the tropes of the built-in catalog.
  ///
  /// - Throws: where it names others than those of this catalog.
  package init(builtInFor catalog: [(id: String, name: String)]) throws(Diagnostics) {
    try self.init(
      csv: Array(Self.builtInCSV.utf8), path: "the built-in mapping", catalog: catalog)
  }

  /// The ids of the tropes that a label stands for.
  package func tropes(of label: String) -> [String] {
    tropes[label] ?? catalog[label].map { [$0] } ?? []
  }

  /// Lets a label stand for one trope.
  package mutating func add(_ label: String, for trope: String) { tropes[label] = [trope] }

  /// Reads a CSV file (RFC 4180, UTF-8) whose header has the columns `gold` and `catalog`: a label, and
  /// the tropes it stands for by name or id, parted by `|`. A label without a trope is one that no trope
  /// of the catalog matches.
  ///
  /// - Parameters:
  ///   - path: for messages.
  ///   - catalog: ids and names of the tropes.
  /// - Throws: every fault of the file.
  package init(
    csv: [UInt8], path: String, catalog: [(id: String, name: String)]
  ) throws(Diagnostics) {
    guard String(validating: csv, as: UTF8.self) != nil else {
      throw Diagnostics([MappingFault.notUTF8.diagnostic(path: path, line: nil)])
    }
    let ids = Self.ids(of: catalog)
    var faults: [Diagnostic] = []
    var tropes: [String: [String]] = [:]
    var firstLines: [String: Int] = [:]
    let rows = try Self.rows(of: csv, path: path)
    guard let header = rows.first else {
      throw Diagnostics([MappingFault.empty.diagnostic(path: path, line: nil)])
    }
    guard let gold = header.fields.firstIndex(of: "gold"),
      let column = header.fields.firstIndex(of: "catalog")
    else {
      throw Diagnostics([MappingFault.missingColumns.diagnostic(path: path, line: header.line)])
    }
    if let doubled = DoubledColumn.all(in: header.fields, of: ["gold", "catalog"]).first {
      throw Diagnostics([doubled.diagnostic(path: path, line: header.line)])
    }
    for row in rows.dropFirst() {
      func report(_ fault: MappingFault) {
        faults.append(fault.diagnostic(path: path, line: row.line))
      }
      guard row.fields.count == header.fields.count else {
        report(.ragged(fields: row.fields.count, expected: header.fields.count))
        continue
      }
      let label = row.fields[gold]
      if let first = firstLines[label] { report(.doubledLabel(label, firstLine: first)) }
      firstLines[label] = firstLines[label] ?? row.line
      var targets: [String] = []
      for word in row.fields[column].split(separator: "|") {
        let name = word.trimmed()
        if let id = ids[name] {
          if !targets.contains(id) { targets.append(id) }
        } else if !name.isEmpty {
          report(.unknownTrope(name))
        }
      }
      tropes[label] = targets
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
    self.tropes = tropes
    self.catalog = ids
  }

  /// The ids of tropes by id and by name.
  private static func ids(of catalog: [(id: String, name: String)]) -> [String: String] {
    var ids: [String: String] = [:]
    for trope in catalog {
      ids[trope.id] = trope.id
      ids[trope.name] = trope.id
    }
    return ids
  }

  /// All records, white space around their fields taken away.
  private static func rows(
    of csv: [UInt8], path: String
  ) throws(Diagnostics) -> [(fields: [String], line: Int)] {
    var reader = CSVReader(csv, manners: .strict)
    do throws(CSVFault) {
      return try reader.texts().map { ($0.fields.map { $0.trimmed() }, $0.line) }
    } catch {
      throw Diagnostics([
        MappingFault.csv(error.problem).diagnostic(path: path, line: error.line)
      ])
    }
  }
}
