/// What can be wrong with a catalog file; the words are in `Faults+Message.swift`.
enum CatalogFault: Hashable {
  case csv(CSVTable.Problem)
  case missingColumns([String])
  case doubledColumn(String)
  case ragged(fields: Int, expected: Int)
  case badID(String, suggestion: String?)
  case doubledID(String, firstLine: Int)
  case emptyName(id: String)
  case doubledName(String, firstLine: Int)
  case tooMany(limit: Int)
  case tooLong(tropes: Int, characters: Int, limit: Int)
  case empty
}

/// What can be wrong with a prompt file; the words are in `Faults+Message.swift`.
enum PromptFault: Hashable {
  case notUTF8
  case nul
  case empty
  case unknownPlaceholder(String)
  case unclosedPlaceholder
  case doubledCatalog
}
