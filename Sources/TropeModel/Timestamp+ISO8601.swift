package import Basics

extension Timestamp {
  /// The moment as ISO 8601 in UTC with milliseconds, `2026-11-22T17:41:31.029Z`: sorts as text, and every
  /// tool reads it. Right for the years 0000 to 9999.
  package var iso8601: String {
    let date = day
    let inDay = milliseconds.floorDivided(by: 86_400_000).remainder
    var text: [UInt8] = []
    text.reserveCapacity(24)
    func put(_ number: Int64, _ width: Int) {
      var divisor: Int64 = 1
      for _ in 1..<width { divisor *= 10 }
      while divisor > 0 {
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
        divisor /= 10
      }
    }
    put(Int64(date.year), 4)
    text.append(UInt8(ascii: "-"))
    put(Int64(date.month), 2)
    text.append(UInt8(ascii: "-"))
    put(Int64(date.day), 2)
    text.append(UInt8(ascii: "T"))
    put(inDay / 3_600_000, 2)
    text.append(UInt8(ascii: ":"))
    put(inDay / 60_000 % 60, 2)
    text.append(UInt8(ascii: ":"))
    put(inDay / 1_000 % 60, 2)
    text.append(UInt8(ascii: "."))
    put(inDay % 1_000, 3)
    text.append(UInt8(ascii: "Z"))
    return String(decoding: text, as: UTF8.self)
  }

  /// A moment from exactly the form that `iso8601` writes; `nil` for anything else.
  package init?(iso8601 text: some StringProtocol) {
    let form = Array("0000-00-00T00:00:00.000Z".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count == form.count else { return nil }
    var fields: [Int64] = [0]
    for (byte, expected) in zip(bytes, form) {
      if expected == UInt8(ascii: "0") {
        guard byte.isDigit else { return nil }
        fields[fields.count - 1] = fields[fields.count - 1] * 10 + Int64(byte - UInt8(ascii: "0"))
      } else {
        guard byte == expected else { return nil }
        fields.append(0)
      }
    }
    guard (1...12).contains(fields[1]), (1...31).contains(fields[2]), fields[3] < 24,
      fields[4] < 60, fields[5] < 60
    else { return nil }
    let days = Int64(CivilDay(Int(fields[0]), Int(fields[1]), Int(fields[2])).dayNumber)
    let seconds = fields[3] * 3_600 + fields[4] * 60 + fields[5]
    self.init(milliseconds: days * 86_400_000 + seconds * 1_000 + fields[6])
    // A day that its month does not have (31 February) would come back as another.
    guard self.iso8601.utf8.elementsEqual(bytes) else { return nil }
  }

  /// The day in UTC.
  package var day: CivilDay {
    CivilDay(dayNumber: Int(milliseconds.floorDivided(by: 86_400_000).quotient))
  }
}
