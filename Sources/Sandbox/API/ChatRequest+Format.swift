import Formats

extension ChatRequest {
  /// The form that a body asks its answer in.
  static func format(_ object: JSONObject) throws(APIFailure) -> Format {
    guard let value = object["response_format"], !value.isNull else { return .text }
    guard let type = value["type"]?.stringValue else { throw .missing("response_format.type") }
    switch type {
    case "text": return .text
    case "json_object": return .jsonObject
    case "json_schema": break
    default:
      throw .invalidValue(
        "response_format.type", type, expected: "'json_object', 'json_schema' or 'text'")
    }
    let path = "response_format.json_schema"
    guard let format = value["json_schema"]?.objectValue else { throw .missing(path) }
    let known: Set = ["name", "description", "schema", "strict"]
    for key in format.keys where !known.contains(key) { throw .unknown("\(path).\(key)") }
    guard let name = format["name"]?.stringValue else { throw .missing("\(path).name") }
    let isNameGood =
      (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
    guard isNameGood else {
      throw .invalidValue(
        "\(path).name", name, expected: "1 to 64 letters, digits, underscores and hyphens")
    }
    guard let schema = format["schema"], schema.objectValue != nil else {
      throw .missing("\(path).schema")
    }
    return .schema(name: name, isStrict: format["strict"]?.boolValue ?? false, schema: schema)
  }
}
