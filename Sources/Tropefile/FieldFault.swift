import TropeModel

/// What can be wrong with the fields of a recipe. The words for it are in `FieldFault+Message.swift`.
enum FieldFault: Equatable, Sendable {
  /// A field whose description is a value or a list.
  case isNoDescription(name: String, NodeKind)
  /// A name that cannot be one, and the nearest that can.
  case badName(String, near: String?)
  /// A name that answers and tables use for something else.
  case reservedName(String)
  /// A key that no description has, and the known one it is near to.
  case unknownKey(String, field: String, near: String?)
  /// A description without a type.
  case noType(String)
  /// A type that there is not; `known`: those that there are.
  case unknownType(String, known: [String], near: String?)
  /// A description that is empty or not one line of text.
  case badDescription
  /// A range that is none.
  case badRange(String)
  /// A range whose end comes before its beginning.
  case reversedRange(String)
  /// A choice without values.
  case noValues(String)
  case valuesAreNoList
  /// A list without values.
  case emptyList
  /// A list or a section among the values.
  case valueIsNoText(NodeKind)
  /// A key of a description that is null.
  case isNull(String)
  /// A null among the values.
  case listValueIsNull
  /// A value that is empty or not one line of text.
  case badListValue(String)
  /// A value that stands there again.
  case doubledListValue(String)
  /// More characters than so many values may have.
  case longList(values: Int, characters: Int)
  /// A key that fields of this type do not have.
  case misplacedKey(String, FieldKind)
  case secondTrope(String, first: String)
  /// A movie's own field that would be a trope.
  case tropeOfMovie(String)
  /// More fields than a strict schema holds.
  case tooManyFields(Int)
  /// More values of all lists together than a strict schema holds.
  case tooManyValues(Int)
}
