import Basics
import TropeModel

/// What fields are asked of.
enum FieldSubject: Sendable {
  /// Every character: `recipe.fields`.
  case character
  /// The movie itself: `recipe.movie_fields`.
  case movie

  /// Names that answers and tables use for something else.
  var reservedNames: Set<String> {
    switch self {
    case .character: ["name", "movie_id", "position", "in_cast", "trope_id"]
    case .movie: ["characters", "movie_id", "title", "year", "model"]
    }
  }
}

extension Settings.Recipe {
  /// The fields that are asked of a subject.
  subscript(subject: FieldSubject) -> [RecipeField] {
    get { subject == .movie ? movieFields : fields }
    set {
      switch subject {
      case .character: fields = newValue
      case .movie: movieFields = newValue
      }
    }
  }
}

/// Reads the description of one field: what stands below its name in `recipe.fields` or `recipe.movie_fields`.
///
/// The entries come from the tropefile's reader, which knows repeated keys; what they mean together is decided when
/// all are there.
struct FieldReader {
  /// The keys that a description may have.
  static let keys = ["type", "description", "optional", "range", "values"]
  /// Longest name, in bytes: the API's bound for names.
  static let longestName = 64

  private let name: String
  private let subject: FieldSubject
  private let place: Place
  private(set) var faults: [Placed] = []
  private var kind: FieldKind?
  /// Whether a type was given, though perhaps an unknown one.
  private var hasType = false
  private var description = ""
  private var isOptional = false
  private var range: (text: String, place: Place)?
  private var values: (list: [String], place: Place)?
  /// Whether values were given, though perhaps not as a list.
  private var hasValues = false

  /// A description that begins at a place; what is wrong with the name is found here.
  init(name: String, of subject: FieldSubject, at place: Place) {
    self.name = name
    self.subject = subject
    self.place = place
    if subject.reservedNames.contains(name) {
      add(.reservedName(name), at: place)
    } else if !Self.isName(name) {
      let near = Self.suggestedName(for: name)
      add(
        .badName(name, near: near.flatMap { subject.reservedNames.contains($0) ? nil : $0 }),
        at: place)
    }
  }

  private mutating func add(_ fault: FieldFault, at place: Place) {
    faults.append(Placed(place, .field(fault)))
  }

  /// Takes an entry.
  mutating func take(_ key: String, _ value: Node, at place: Place) {
    switch key {
    case "values":
      takeValues(value)
    case "type", "description", "optional", "range":
      guard case .scalar(let scalar) = value else {
        faults.append(Placed(value.place, .valueIs(name: key, value.kind)))
        if key == "type" { hasType = true }
        return
      }
      guard !scalar.isNull else {
        if key == "type" { hasType = true }
        return add(.isNull(key), at: value.place)
      }
      take(key, scalar.string, at: value.place)
    default:
      add(
        .unknownKey(key, field: name, near: EditDistance.nearest(to: key, in: Self.keys)), at: place
      )
    }
  }

  private mutating func take(_ key: String, _ text: String, at place: Place) {
    switch key {
    case "type":
      hasType = true
      kind = FieldKind(rawValue: text)
      if kind == .trope, subject == .movie {
        kind = nil
        return add(.tropeOfMovie(name), at: place)
      }
      if kind == nil {
        let known = FieldKind.allCases.filter { $0 != .trope || subject == .character }
          .map(\.rawValue)
        add(
          .unknownType(text, known: known, near: EditDistance.nearest(to: text, in: known)),
          at: place)
      }
    case "description":
      if case .success(let text) = ValueForm<String>.text("a text").read(text) {
        description = text
      } else {
        add(.badDescription, at: place)
      }
    case "optional":
      switch ValueForm<Bool>.flag.read(text) {
      case .success(let value): isOptional = value
      case .failure(let complaint):
        faults.append(
          Placed(
            place,
            .badValue(name: key, type: ValueForm<Bool>.flag.type, found: text, complaint)))
      }
    default: range = (text, place)
    }
  }

  private mutating func takeValues(_ value: Node) {
    hasValues = true
    guard case .sequence(let sequence) = value else {
      return add(.valuesAreNoList, at: value.place)
    }
    var list: [String] = []
    var seen: Set<String> = []
    for element in sequence.elements {
      guard case .scalar(let scalar) = element else {
        add(.valueIsNoText(element.kind), at: element.place)
        continue
      }
      guard !scalar.isNull else {
        add(.listValueIsNull, at: element.place)
        continue
      }
      guard case .success(let text) = ValueForm<String>.text("a text").read(scalar.string) else {
        add(.badListValue(scalar.string), at: element.place)
        continue
      }
      if !seen.insert(text).inserted { add(.doubledListValue(text), at: element.place) }
      list.append(text)
    }
    if sequence.elements.isEmpty { add(.emptyList, at: value.place) }
    if list.count > StrictSchema.mostValuesOfAnyLength {
      let characters = list.reduce(0) { $0 + $1.unicodeScalars.count }
      if characters > StrictSchema.mostCharactersOfLargeEnum {
        add(.longList(values: list.count, characters: characters), at: value.place)
      }
    }
    values = (list, value.place)
  }

  /// The field, once all entries were taken; `nil` where a fault tells why there is none.
  mutating func finish() -> RecipeField? {
    if !hasType { add(.noType(name), at: place) }
    guard let kind else { return nil }
    var type: FieldType?
    switch kind {
    case .text: type = .text
    case .boolean: type = .boolean
    case .trope: type = .trope
    case .integer: type = readRange(Self.integer) { .integer($0) }
    case .number: type = readRange(Self.number) { .number($0) }
    case .choice:
      type = values.map { .choice($0.list) }
      if !hasValues { add(.noValues(name), at: place) }
    }
    if let range, kind != .integer, kind != .number {
      add(.misplacedKey("range", kind), at: range.place)
    }
    if let values, kind != .choice { add(.misplacedKey("values", kind), at: values.place) }
    guard faults.isEmpty, let type else { return nil }
    return RecipeField(
      name: name, type: type, description: description, isOptional: isOptional)
  }

  private mutating func readRange<Bound>(
    _ read: (Substring) -> Bound?, _ type: (FieldRange<Bound>) -> FieldType
  ) -> FieldType? {
    guard let (text, place) = range else { return type(FieldRange()) }
    guard let dots = text.firstRange(of: "..") else {
      add(.badRange(text), at: place)
      return nil
    }
    let ends = (text[..<dots.lowerBound], text[dots.upperBound...])
    let least = read(ends.0)
    let most = read(ends.1)
    guard least != nil || ends.0.isEmpty, most != nil || ends.1.isEmpty,
      least != nil || most != nil
    else {
      add(.badRange(text), at: place)
      return nil
    }
    if let least, let most, least > most {
      add(.reversedRange(text), at: place)
      return nil
    }
    return type(FieldRange(least: least, most: most))
  }

  private static func integer(_ text: Substring) -> Int? { Quantity.parseInteger(String(text)) }

  private static func number(_ text: Substring) -> Double? {
    text.hasPrefix("-")
      ? Quantity.parseNumber(String(text.dropFirst())).map { -$0 }
      : Quantity.parseNumber(String(text))
  }

  // MARK: - Names

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= longestName else {
      return false
    }
    return text.utf8.allSatisfy { isLetter($0) || $0.isDigit || $0 == UInt8(ascii: "_") }
  }

  /// The nearest name: lower case, every run of other characters one underscore; `nil` where nothing can stay.
  private static func suggestedName(for text: String) -> String? {
    var name = ""
    for byte in text.lowercased().utf8.prefix(longestName) {
      if isLetter(byte) || byte.isDigit && !name.isEmpty {
        name.unicodeScalars.append(Unicode.Scalar(byte))
      } else if !name.isEmpty, name.utf8.last != UInt8(ascii: "_") {
        name += "_"
      }
    }
    while name.utf8.last == UInt8(ascii: "_") { name.removeLast() }
    return name.isEmpty ? nil : name
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
  }
}
