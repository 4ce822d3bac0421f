/// Percent-encoding of URIs (RFC 3986).
package enum PercentEncoding {
  /// The text with everything encoded but unreserved characters and the ASCII characters of `kept`.
  package static func encoded(_ text: String, keeping kept: String = "") -> String {
    let kept = Array(kept.utf8)
    var result: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.append(byte)
      case _ where kept.contains(byte):
        result.append(byte)
      default:
        result += "%\(Hex.text([byte]).uppercased())".utf8
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
