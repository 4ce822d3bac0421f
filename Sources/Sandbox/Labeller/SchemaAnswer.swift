import Formats

/// Fills a response schema: names and labels where it asks for characters, something fixed where it asks for more.
struct SchemaAnswer {
  private let root: JSON
  private let catalogs: CatalogShelf
  private let movies: [LabelledMovie]
  /// Where labels are noted, if they are.
  private let notes = Notes()
  private let notesLabels: Bool

  /// An answer to a schema about these movies.
  ///
  /// - Parameter played: the quality that is played for each of them; none where words decide.
  init(
    schema: JSON, catalogs: CatalogShelf, movies: [MovieText], notesLabels: Bool = false,
    played: [PlayedQuality.PlayedMovie] = []
  ) {
    self.notesLabels = notesLabels
    root = schema
    self.catalogs = catalogs
    self.movies = movies.enumerated().map { place, movie in
      LabelledMovie(movie, played: played.indices.contains(place) ? played[place] : nil)
    }
  }

  /// The labels that were given, in the order in which they stand in the answer.
  private final class Notes {
    var labels: [(catalog: CatalogIndex, chances: [Double], choice: Int)] = []
  }

  /// The whole answer as text; where labels are noted, with the place and the chances of each.
  func text() -> (text: String, labels: [LabelSpan]) {
    let bytes = value().bytes
    guard notesLabels else { return (String(decoding: bytes, as: UTF8.self), []) }
    var result: [UInt8] = []
    var labels: [LabelSpan] = []
    for byte in bytes {
      // JSON has no such byte of its own.
      guard byte == Self.mark, labels.count < notes.labels.count else {
        result.append(byte)
        continue
      }
      let note = notes.labels[labels.count]
      let label = JSON.string(note.catalog.labels[note.choice]).bytes
      let start = result.count + 1
      result += label
      labels.append(
        LabelSpan(
          range: start..<(start + label.count - 2), catalog: note.catalog, chances: note.chances,
          choice: note.choice))
    }
    return (String(decoding: result, as: UTF8.self), labels)
  }

  /// Stands for a label that is noted.
  private static let mark: UInt8 = 0

  /// The whole answer; labels that are noted are left out of it.
  func value() -> JSON {
    guard let first = movies.first else { return .object(JSONObject()) }
    return fill(root, Place(movie: first), depth: 0)
  }

  /// Where in the answer something is asked for.
  private struct Place {
    var movie: LabelledMovie
    var character: Int?
    var key: String?
  }

  private func fill(_ schema: JSON, _ place: Place, depth: Int) -> JSON {
    // A schema may speak of itself; the answer stops somewhere.
    guard depth < 12, let schema = SchemaRules.resolve(schema, root: root) else { return .null }
    if let constant = schema["const"] { return constant }
    if let values = schema["enum"]?.arrayValue { return pick(values, place) }
    if let variants = schema["anyOf"]?.arrayValue {
      let full = variants.filter { $0["type"]?.stringValue != "null" }
      guard let first = full.first, full.count == variants.count || isToldOf(place) else {
        return .null
      }
      return fill(first, place, depth: depth + 1)
    }
    let types =
      schema["type"]?.stringValue.map { [$0] }
      ?? schema["type"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let isOptional = types.contains("null")
    if isOptional, !isToldOf(place) { return .null }
    switch types.first(where: { $0 != "null" }) {
    case "object": return object(schema, place, depth: depth)
    case "array": return array(schema, place, depth: depth)
    case "string": return .string(text(place))
    case "boolean": return .bool(truth(place))
    case "integer", "number": return number(schema, place, isOptional: isOptional)
    default: return .null
    }
  }

  /// Whether the plot speaks of the character that is asked about; true where none is.
  private func isToldOf(_ place: Place) -> Bool {
    place.character.map { place.movie.isMentioned($0) } ?? true
  }

  /// The first number of the sentences about the character that is within the bounds; else the one nearest to
  /// zero that is, or nothing where that is possible.
  private func number(_ schema: JSON, _ place: Place, isOptional: Bool) -> JSON {
    let least = schema["minimum"]?.doubleValue ?? -.infinity
    let most = schema["maximum"]?.doubleValue ?? .infinity
    let told = place.character.flatMap { character in
      place.movie.numbers(about: character).first {
        (least...max(least, most)).contains(Double($0))
      }
    }
    if let told { return .integer(told) }
    if isOptional { return .null }
    // A bound as it stands: a large one could not be told from its neighbours as a Double.
    if least > 0 { return schema["minimum"] ?? 0 }
    if most < 0 { return schema["maximum"] ?? 0 }
    return 0
  }

  private func object(_ schema: JSON, _ place: Place, depth: Int) -> JSON {
    let members = schema["properties"]?.objectValue?.members ?? []
    return .object(
      JSONObject(
        members.map { member in
          var inner = place
          inner.key = member.key
          if let movie = movies.first(where: { $0.text.key == member.key }) { inner.movie = movie }
          if let character = inner.movie.names.firstIndex(of: member.key) {
            inner.character = character
          }
          return JSONObject.Member(member.key, fill(member.value, inner, depth: depth + 1))
        }))
  }

  private func array(_ schema: JSON, _ place: Place, depth: Int) -> JSON {
    if let places = schema["prefixItems"]?.arrayValue, place.character == nil {
      return .array(
        places.enumerated().map { character, item in
          var inner = place
          inner.character = place.movie.names.indices.contains(character) ? character : nil
          return fill(item, inner, depth: depth + 1)
        })
    }
    guard place.character == nil, let items = schema["items"],
      let item = SchemaRules.resolve(items, root: root)
    else { return [] }
    let isOfCharacters =
      item["type"]?.stringValue == "object" || item["type"]?.stringValue == "string"
    guard isOfCharacters else { return [] }
    return .array(
      place.movie.answeredNames.map { character in
        var inner = place
        inner.character = character
        inner.key = item["type"]?.stringValue == "string" ? "name" : nil
        return fill(item, inner, depth: depth + 1)
      })
  }

  private func pick(_ values: [JSON], _ place: Place) -> JSON {
    let labels = values.compactMap(\.stringValue)
    // Where there is but one there is no choice.
    guard labels.count == values.count, labels.count != 1 else { return values.first ?? .null }
    let catalog = catalogs.index(of: labels)
    guard notesLabels, !labels.isEmpty else {
      return .string(place.movie.label(of: place.character, in: catalog))
    }
    let (choice, chances) = place.movie.choice(place.character, in: catalog)
    notes.labels.append((catalog, chances, choice))
    return .spelled("\0")
  }

  private func text(_ place: Place) -> String {
    guard let character = place.character else {
      return place.key == nil ? "" : place.movie.opening
    }
    let isName = place.key.map { $0 == "name" || $0 == "character" || $0.hasSuffix("_name") }
    if isName ?? true { return place.movie.names[character] }
    let sentence = place.movie.firstSentence(of: character)
    return sentence.isEmpty ? "unknown" : sentence
  }

  private func truth(_ place: Place) -> Bool {
    guard let key = place.key?.lowercased(), let character = place.character else { return false }
    guard key.contains("die") || key.contains("dead") || key.contains("death") else { return false }
    return place.movie.seemsToDie(character)
  }
}
