import Formats

extension JSON {
  /// Compact JSON that may stand in a script element: what could end it can only be in strings, where its escape means the
  /// same.
  ///
  /// - Parameter isXML: whether it may be read as XML too, where an `&` means something.
  func inScript(isXML: Bool = false) -> [UInt8] {
    var plain: [UInt8] = []
    append(to: &plain)
    var result: [UInt8] = []
    result.reserveCapacity(plain.count + 64)
    for byte in plain {
      switch byte {
      case UInt8(ascii: "<"): result += "\\u003c".utf8
      case UInt8(ascii: "&") where isXML: result += "\\u0026".utf8
      default: result.append(byte)
      }
    }
    return result
  }
}
