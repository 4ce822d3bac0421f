import Basics

/// The catalogs of one prompt: an index for each list of labels that its schema offers.
final class CatalogShelf: Sendable {
  private let descriptions: [String: String]
  private let indices = Locked<[[String]: CatalogIndex]>([:])

  /// Reads what a system message says of labels: its lines of the form `Name: description`.
  init(systemText: String) {
    var descriptions: [String: String] = [:]
    for line in systemText.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstRange(of: ": ") else { continue }
      let name = line[..<colon.lowerBound].drop { " -*•\t".contains($0) }
      if descriptions[String(name)] == nil {
        descriptions[String(name)] = String(line[colon.upperBound...])
      }
    }
    self.descriptions = descriptions
  }

  /// The index of a list of labels.
  func index(of labels: [String]) -> CatalogIndex {
    indices.withLock { indices in
      if let index = indices[labels] { return index }
      let index = CatalogIndex(labels: labels, descriptions: descriptions)
      indices[labels] = index
      return index
    }
  }

  /// What the system message describes, in no order of its own.
  var describedLabels: [String] { descriptions.keys.sorted() }
}
