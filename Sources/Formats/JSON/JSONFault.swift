/// What a JSON value is.
package enum JSONKind: UInt8, Hashable, Sendable {
  case object, array, string, number, bool, null
}

/// Where and why a text is not JSON.
package struct JSONFault: Error, Hashable, Sendable {
  /// The ways in which a text fails to be JSON.
  package enum Problem: Hashable, Sendable {
    /// The text ends before the value does.
    case endOfText
    /// This byte cannot stand here.
    case unexpected(UInt8)
    /// The value is complete, and more than white space follows.
    case textAfterEnd
    /// A string has invalid UTF-8 or half of a surrogate pair; only where strings are checked.
    case badString
    /// More than 256 levels of arrays and objects; the reader does not go deeper.
    case tooDeep
    /// 4 GiB or more.
    case tooLong
  }

  /// Bytes before the fault.
  package var offset: Int
  /// What is wrong.
  package var problem: Problem

  /// A fault after so many bytes.
  package init(offset: Int, problem: Problem) {
    self.offset = offset
    self.problem = problem
  }
}
