/// Hexadecimal digits of bytes, and back.
package enum Hex {
  /// Two lower-case digits for each byte.
  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    Array(bytes).withUnsafeBytes { text(raw: $0) }
  }

  /// The same of bytes in memory.
  package static func text(raw bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { text in
      for place in 0..<bytes.count {
        text[place * 2] = digit(bytes[place] >> 4)
        text[place * 2 + 1] = digit(bytes[place] & 15)
      }
      return bytes.count * 2
    }
  }

  /// The digits of so many random bytes, by the system's generator: nobody guesses 16 of them.
  package static func random(bytes count: Int) -> String {
    text((0..<count).map { _ in UInt8.random(in: .min ... .max) })
  }

  /// The lower-case digit of a value below 16.
  package static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }

  /// The value of a digit of either case; `nil` for any other byte.
  package static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
