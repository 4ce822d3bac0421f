import JSONBytes

/// The strict JSON schema of an answer, and the keys under which a request's movies are answered.
///
/// An answer to one movie is `{"characters":[{"name":…,"trope":…},…]}`, one to several is
/// `{"m1":[…],"m2":[…],…}`: the keys are by position, so that schema and system message are byte
/// for byte the same for all requests of as many movies, and the server finds them in its prompt
/// cache.
struct ResponseSchema: Sendable {
  /// Up to the root's properties; the definitions, with the enum of all tropes, are there once.
  private let beginning: [UInt8]

  /// The schema whose `trope` is one of the catalog's names.
  init(catalog: Catalog) {
    var json = Array(#"{"$defs":{"trope":{"type":"string","enum":["#.utf8)
    for (position, trope) in catalog.tropes.enumerated() {
      if position > 0 { json.append(UInt8(ascii: ",")) }
      JSONText.appendString(trope.name, to: &json)
    }
    json += #"]},"characters":{"type":"array","items":{"type":"object","properties":"#.utf8
    json += ##"{"name":{"type":"string"},"trope":{"$ref":"#/$defs/trope"}},"##.utf8
    json += #""required":["name","trope"],"additionalProperties":false}}},"#.utf8
    json += #""type":"object","properties":{"#.utf8
    beginning = json
  }

  /// The key of the movie at a position, from 0, in a request of so many movies.
  static func key(at position: Int, of groupSize: Int) -> String {
    groupSize == 1 ? "characters" : "m\(position + 1)"
  }

  /// Appends the compact JSON of the schema for requests of so many movies.
  func append(groupSize: Int, to buffer: inout [UInt8]) {
    buffer += beginning
    for position in 0..<groupSize {
      if position > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer += "\"\(Self.key(at: position, of: groupSize))\":".utf8
      buffer += ##"{"$ref":"#/$defs/characters"}"##.utf8
    }
    buffer += #"},"required":["#.utf8
    for position in 0..<groupSize {
      if position > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer += "\"\(Self.key(at: position, of: groupSize))\"".utf8
    }
    buffer += #"],"additionalProperties":false}"#.utf8
  }

  /// An upper bound of the bytes that `append(groupSize:to:)` appends.
  func size(groupSize: Int) -> Int { beginning.count + 64 * groupSize + 64 }
}
