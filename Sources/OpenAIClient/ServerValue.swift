import Formats

/// A value of a server's JSON. Decoders read it only in these ways, each of which gives what is fit to be shown, added and kept,
/// or nothing.
struct ServerValue {
  private let view: JSONView
  let text: ServerText

  init(_ view: JSONView, _ text: ServerText) {
    self.view = view
    self.text = text
  }

  /// What the bytes of an answer hold; a byte order mark before it is passed over. `nil` where that is no JSON.
  static func parse(_ bytes: [UInt8], _ text: ServerText) -> ServerValue? {
    let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let document = try? JSONDocument(isMarked ? Array(bytes.dropFirst(3)) : bytes)
    return document.map { ServerValue($0.root, text) }
  }

  /// No count of the API is larger; sums of a million of these do not overflow.
  static let mostCount = 1_000_000_000_000
  /// The end of the year 9999, in seconds since 1970.
  private static let lastMoment = 253_402_300_799

  var kind: JSONKind { view.kind }

  /// The member of that name; `nil` where it is missing or `null`.
  subscript(name: String) -> ServerValue? { view[name].map { ServerValue($0, text) } }

  /// The elements of an array; none for anything else.
  var elements: [ServerValue] { view.elements.map { ServerValue($0, text) } }

  /// The members of an object, their names cleaned.
  var members: [(name: String, value: ServerValue)] {
    view.members.map { (text.line($0.name, limit: 200), ServerValue($0.value, text)) }
  }

  /// A string on one line, at most so long.
  func line(_ limit: Int) -> String? { view.string.map { text.line($0, limit: limit) } }

  /// A string, number or truth value on one line.
  func scalar(_ limit: Int) -> String? { view.scalarText.map { text.line($0, limit: limit) } }

  /// A name that the server gave; `nil` for none and for an empty one.
  var id: String? {
    guard let id = view.string.map(text.id), !id.isEmpty else { return nil }
    return id
  }

  /// How many: from 0 to `mostCount`, what is said to be more among it; `nil` for anything else.
  var count: Int? {
    guard let number = view.double, number >= 0 else { return nil }
    if number >= Double(Self.mostCount) { return Self.mostCount }
    return view.int
  }

  /// Seconds since 1970 until the year 9999.
  var moment: Int64? {
    guard let seconds = view.int, (0...Self.lastMoment).contains(seconds) else { return nil }
    return Int64(seconds)
  }

  /// Any number that is one, within 10^12 of 0.
  var number: Double? {
    guard let number = view.double, number.magnitude <= Double(Self.mostCount) else { return nil }
    return number
  }

  /// `true` or `false`.
  var bool: Bool? { view.bool }

  /// What a model wrote, as it is: it is checked by the recipe and shown by nobody before.
  var payload: String? { view.string }

  /// The value's own bytes, to be kept.
  var rawBytes: [UInt8] { view.rawBytes }

  /// The value that the text of a string is, where it is one.
  var nested: ServerValue? {
    guard let string = view.string else { return nil }
    return (try? JSONDocument(Array(string.utf8))).map { ServerValue($0.root, text) }
  }
}
