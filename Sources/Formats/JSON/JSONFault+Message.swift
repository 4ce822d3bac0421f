extension JSONFault: CustomStringConvertible {
  /// Where the text stops being JSON, and why.
  package var description: String {
    switch problem {
    case .endOfText: "it ends in the middle, after byte \(offset)"
    case .unexpected(let byte): "unexpected \(Self.words(for: byte)) at byte \(offset + 1)"
    case .textAfterEnd: "text follows the value, at byte \(offset + 1)"
    case .badString: "a string is not valid text, at byte \(offset + 1)"
    case .tooDeep: "it is nested too deeply, at byte \(offset + 1)"
    case .tooLong: "it has more than \(offset) bytes"
    }
  }

  private static func words(for byte: UInt8) -> String {
    switch byte {
    case 0x21...0x7E: "'\(String(Unicode.Scalar(byte)))'"
    case 0x20: "blank"
    default: "byte value \(byte)"
    }
  }
}
