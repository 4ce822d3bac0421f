import CSQLite

/// A value as SQLite stores it.
package enum Value: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

/// What can be bound to a parameter and read from a column.
package protocol ValueConvertible {
  /// The value that is stored for it.
  var value: Value { get }
  /// `nil` where the stored value is of another kind; NULL is `nil` for all but optionals.
  init?(value: Value)
}

extension Int64: ValueConvertible {
  package var value: Value { .integer(self) }
  package init?(value: Value) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
}

extension Int: ValueConvertible {
  package var value: Value { .integer(Int64(self)) }
  package init?(value: Value) {
    guard case .integer(let number) = value else { return nil }
    self.init(exactly: number)
  }
}

extension Int32: ValueConvertible {
  package var value: Value { .integer(Int64(self)) }
  package init?(value: Value) {
    guard case .integer(let number) = value else { return nil }
    self.init(exactly: number)
  }
}

extension Bool: ValueConvertible {
  package var value: Value { .integer(self ? 1 : 0) }
  package init?(value: Value) {
    guard case .integer(let number) = value else { return nil }
    self = number != 0
  }
}

extension Double: ValueConvertible {
  package var value: Value { .real(self) }
  /// Takes integers too: SQLite stores a whole number of a column without a type as one.
  package init?(value: Value) {
    switch value {
    case .real(let number): self = number
    case .integer(let number): self = Double(number)
    default: return nil
    }
  }
}

extension String: ValueConvertible {
  package var value: Value { .text(self) }
  package init?(value: Value) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
}

extension [UInt8]: ValueConvertible {
  package var value: Value { .blob(self) }
  package init?(value: Value) {
    guard case .blob(let bytes) = value else { return nil }
    self = bytes
  }
}

extension Optional: ValueConvertible where Wrapped: ValueConvertible {
  package var value: Value { self?.value ?? .null }
  package init?(value: Value) {
    if case .null = value {
      self = .none
      return
    }
    guard let wrapped = Wrapped(value: value) else { return nil }
    self = wrapped
  }
}
