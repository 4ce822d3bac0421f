/// Numbers as text that stands in JSON and in a script element as it is: mostly a character each. The page's script
/// reads it, `numbers` in `ReportPage+BrowseData.swift`.
///
/// A number below 92 is one of the printable ASCII characters but `"`, `<` and `\`; below 50,000 one of those from
/// U+0100 on; any other is two of these: 50,000 plus how many times 50,000 it has above the first, then the rest.
struct NumberText: Sendable {
  private(set) var bytes: [UInt8] = []

  private static let small: [UInt8] = (0x20...0x7E).filter {
    $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "\\")
  }
  private static let unit = 50_000
  /// What is larger is written as this. No column gets there: it takes so many values, or tokens in a movie.
  static let greatest = unit * 5_000 - 1

  /// Adds a number; 0 for a negative one.
  mutating func append(_ number: Int) {
    let number = min(max(number, 0), Self.greatest)
    if number < Self.unit {
      add(number)
    } else {
      add(Self.unit + number / Self.unit - 1)
      add(number % Self.unit)
    }
  }

  /// The column's text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  private mutating func add(_ unit: Int) {
    if unit < Self.small.count {
      bytes.append(Self.small[unit])
      return
    }
    // At most U+D77A, so never a surrogate.
    let scalar = 0x100 + unit - Self.small.count
    if scalar < 0x800 {
      bytes.append(UInt8(0xC0 | scalar >> 6))
    } else {
      bytes.append(UInt8(0xE0 | scalar >> 12))
      bytes.append(UInt8(0x80 | scalar >> 6 & 0x3F))
    }
    bytes.append(UInt8(0x80 | scalar & 0x3F))
  }
}

/// Values by the order in which they came up, from 1 on.
struct Places<Value: Hashable & Sendable>: Sendable {
  private(set) var values: [Value] = []
  private var places: [Value: Int] = [:]

  /// The value's place; 0 for none.
  mutating func place(of value: Value?) -> Int {
    guard let value else { return 0 }
    if let place = places[value] { return place }
    values.append(value)
    places[value] = values.count
    return values.count
  }
}
