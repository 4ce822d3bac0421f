import Formats

/// A refusal in the API's form: an HTTP status and the four fields of an error body.
package struct APIFailure: Error, Sendable, Hashable {
  /// The HTTP status.
  package var status: Int
  /// The error's `type`.
  package var type: String
  /// The error's `code`.
  package var code: String?
  /// The parameter at fault, written as a path.
  package var param: String?
  /// The words.
  package var message: String
  /// Further headers of the answer, as `Retry-After`.
  package var headers: [Header] = []

  /// A header of an answer.
  package struct Header: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    status: Int, type: String = "invalid_request_error", code: String? = nil,
    param: String? = nil, message: String, headers: [Header] = []
  ) {
    self.status = status
    self.type = type
    self.code = code
    self.param = param
    self.message = message
    self.headers = headers
  }

  /// `{"error": {"message", "type", "param", "code"}}`.
  var body: JSON {
    [
      "error": [
        "message": .string(message), "type": .string(type), "param": JSON(param),
        "code": JSON(code),
      ]
    ]
  }
}
