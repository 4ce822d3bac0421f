/// What can be wrong with a catalog file; the words are in `Faults+Message.swift`.
enum CatalogFault: Hashable {
  /// It is no text.
  case notUTF8
  /// Columns that the header lacks, at least one.
  case missingColumns([String])
  /// A record has another number of fields than the header.
  case ragged(fields: Int, expected: Int)
  /// An id that is not made of capitals, digits and underscores; with the nearest that is.
  case badID(String, suggestion: String?)
  /// An id that an earlier line has.
  case doubledID(String, firstLine: Int)
  /// A trope without a name.
  case emptyName(id: String)
  /// A name that an earlier line has.
  case doubledName(String, firstLine: Int)
  /// More tropes than an enum of a strict schema holds.
  case tooMany(limit: Int)
  /// More characters than an enum of a strict schema holds.
  case tooLong(tropes: Int, characters: Int, limit: Int)
  /// No trope at all.
  case empty
  /// More tropes and values of fields together than a strict schema lists.
  case tooManyWithFields(tropes: Int, values: Int, characters: Int)
  /// More tropes than a decision chooses from, or only one.
  case notDecidable(tropes: Int)
}

/// What can be wrong with a prompt file; the words are in `Faults+Message.swift`.
enum PromptFault: Hashable {
  /// It is no text.
  case notUTF8
  /// It has a NUL character, which no text has.
  case nul
  /// It says nothing of its own.
  case empty
  /// Double braces around something else than one of these marks.
  case unknownPlaceholder(String, [PromptMark])
  /// Double braces that are not closed on their line, where these marks are possible.
  case unclosedPlaceholder([PromptMark])
  /// A second place for the same list.
  case doubledMark(PromptMark)
}
