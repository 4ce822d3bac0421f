import Foundation
import Testing

import FoundationXML

/// What a well-formed piece of SVG holds.
final class XMLCheck: NSObject, XMLParserDelegate {
  private(set) var elements: [String: Int] = [:]
  private(set) var texts: [String] = []
  private(set) var rectangles: [(x: Double, y: Double, width: Double, height: Double)] = []
  private(set) var attributes: [String: String] = [:]
  private var depth = 0
  private var text = ""

  /// Fails the test where the text is not well-formed.
  init(_ text: String) throws {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    try #require(parser.parse(), "\(String(describing: parser.parserError)): \(text)")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if depth == 0 { self.attributes = attributes }
    depth += 1
    text = ""
    elements[name, default: 0] += 1
    if name == "rect" {
      func number(_ key: String) -> Double { attributes[key].flatMap(Double.init) ?? .nan }
      rectangles.append((number("x"), number("y"), number("width"), number("height")))
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    depth -= 1
    if name == "text" || name == "title" || name == "desc" { texts.append(text) }
  }
}
