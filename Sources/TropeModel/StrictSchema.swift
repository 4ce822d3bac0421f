/// The bounds of strict response schemas ("Structured Outputs" of the API's documentation, 2026).
package enum StrictSchema {
  /// Most values of all enums together.
  package static let mostEnumValues = 1_000
  /// An enum of more values than this is bounded in characters too.
  package static let mostValuesOfAnyLength = 250
  /// Most characters of the values of an enum of more than `mostValuesOfAnyLength` values.
  package static let mostCharactersOfLargeEnum = 15_000
  /// Most characters of all names and enum values are 120,000; a thousand are kept for the schema's own names.
  package static let mostCharacters = 119_000
  /// Most fields of a character and of the movie together. The API takes 5,000 properties in all; other servers stay with the 100 of 2025.
  package static let mostFields = 100
}
