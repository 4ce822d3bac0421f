/// What can be wrong with the endpoints of the real-time lane. The words for it are in `EndpointFault+Message.swift`.
enum EndpointFault: Equatable, Sendable {
  /// Something else where a list is wanted.
  case notAList(NodeKind)
  /// A list without endpoints.
  case emptyList
  /// An element that is a value or a list.
  case isNoDescription(number: Int, NodeKind)
  /// A key that no description has, or no such section of one, and the known one it is near to.
  case unknownKey(String, section: String?, near: String?)
  /// A key of a section that concerns batches.
  case isOfBatches(String, section: String)
  /// A description without an address.
  case noAddress(Int)
  /// A key without a value.
  case isNull(String)
  /// Something else where the name of a variable is wanted; it may be a key, and is not shown.
  case badVariable
  /// A header that cannot be sent, or whose value may be a key and is not shown.
  case badHeader(String, ValueComplaint)
  /// `same_model` of an endpoint that names no model.
  case sameModelWithoutModel
  /// The same server with the same key again; counted from 1.
  case doubled(String, first: Int)
  /// The same name again; counted from 1.
  case doubledName(String, first: Int)
}
