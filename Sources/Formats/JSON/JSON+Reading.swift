extension JSON {
  /// Reads one JSON value that fills the bytes but for white space.
  package init(parsing bytes: [UInt8]) throws(JSONFault) {
    self.init(try JSONDocument(bytes, strings: .checked).root)
  }

  private init(_ view: JSONView) {
    switch view.kind {
    case .null: self = .null
    case .bool: self = .bool(view.bool == true)
    case .string: self = .string(view.string ?? "")
    case .number:
      // Only a number without fraction and exponent is whole here.
      if let whole = Int(view.scalarText ?? "") {
        self = .integer(whole)
      } else {
        self = .number(view.double ?? .nan)
      }
    case .array: self = .array(view.elements.map { JSON($0) })
    case .object:
      self = .object(JSONObject(view.members.map { JSONObject.Member($0.name, JSON($0.value)) }))
    }
  }
}
