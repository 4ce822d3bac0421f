package import TropeModel

/// The tropes that a character can be labelled with, in the order in which the model reads them.
///
/// A catalog needs no entry for "none fits": without one the model has to choose among what there
/// is, which is what a closed set of labels asks for. The built-in catalog ends with `NO_TROPE`.
package struct Catalog: Sendable {
  /// The tropes, at least one; ids and names are unique.
  package let tropes: [Trope]
  /// SHA-256 of ids, names and descriptions in order. Quoting, line ends, columns that are not read
  /// and white space around fields do not change it.
  package let hash: Digest

  private let positions: [String: Int]

  /// The 98 tropes of the original and "No Trope", each with a description.
  package static let builtIn: Catalog = {
    do {
      return try Catalog(csv: Array(BuiltInCatalog.csv.utf8), path: "built-in catalog")
    } catch {
      // The text is part of this program and a test reads it: nothing from outside leads here.
      preconditionFailure("\(error)")
    }
  }()

  /// The built-in catalog as the CSV file that it could be.
  package static let builtInCSV = BuiltInCatalog.csv

  /// Reads a catalog from the bytes of a CSV file (RFC 4180, UTF-8, with or without BOM) whose
  /// header has the columns `id`, `name` and `description` in any order; other columns are passed
  /// over.
  ///
  /// `path` is only for the diagnostics, which hold every fault of the file.
  package init(csv: [UInt8], path: String) throws(Diagnostics) {
    self.init(checked: try CatalogReader.read(csv, path: path))
  }

  private init(checked tropes: [Trope]) {
    self.tropes = tropes
    var hasher = CanonicalHasher(domain: "catalog")
    var positions: [String: Int] = [:]
    for (position, trope) in tropes.enumerated() {
      hasher.add(trope.id)
      hasher.add(trope.name)
      hasher.add(trope.description)
      positions[trope.name] = position
    }
    hash = hasher.digest()
    self.positions = positions
  }

  /// The same tropes in another order, which is another catalog to the model.
  ///
  /// - Parameter order: every position once.
  func arranged(_ order: [Int]) -> Catalog { Catalog(checked: order.map { tropes[$0] }) }

  /// The trope of exactly that name; letter case and white space count.
  package func trope(named name: String) -> Trope? {
    positions[name].map { tropes[$0] }
  }

  /// The block of the system message that lists the tropes: a `<tropes>` element with a line `Name:
  /// description` each. A catalog is the user's own instruction: nothing in it is made harmless.
  package var block: String {
    var text = "<tropes>\n"
    for trope in tropes {
      text += trope.name
      if !trope.description.isEmpty { text += ": " + trope.description }
      text += "\n"
    }
    return text + "</tropes>"
  }
}
