import Foundation
import Report
import Testing
import TestSupport
import TropeModel

import FoundationXML

/// The recipe of tropes.
let tropeFields = [ReportField(title: "Trope", plural: "tropes", kind: .choice)]

/// A movie with a character for each value of its only field.
func movie(
  _ number: Int, _ values: [ReportValue], lane: Lane = .realtime, isSandbox: Bool = false,
  facts: MovieFacts? = nil
) throws -> ReportMovie {
  ReportMovie(
    movie: try #require(MovieID(number: Int64(number))),
    characters: values.enumerated().map { place, value in
      ReportCharacter(name: "Person \(place)", isInCast: place == 0, values: [value])
    },
    lane: lane, model: isSandbox ? "sandbox-lexical" : "gpt-4o-mini-2024-07-18",
    isSandbox: isSandbox, usage: TokenUsage(input: 2_000, cachedInput: 1_000, output: 100),
    costDollars: 0.000_285, builtAt: Timestamp(milliseconds: 1_795_000_000_000), facts: facts)
}

/// A tally of the movies.
func tally(
  _ movies: [ReportMovie], fields: [ReportField] = tropeFields, movieFields: [ReportField] = [],
  keepingRows: Bool = true
) -> RecordTally {
  var tally = RecordTally(fields: fields, movieFields: movieFields, keepingRows: keepingRows)
  for movie in movies { tally.add(movie) }
  return tally
}

/// An account of nothing.
let emptyAccount = ReportAccount(
  minutes: [], runs: [], batches: [],
  rate: ReportAccount.Rate(
    requests: [], requestsPerMinute: nil, requestsPerDay: nil, tokensPerMinute: nil))

/// A minute of replies.
func minute(
  _ place: Int64, _ lane: Lane, dollars: Double, isSandbox: Bool = false
) -> ReportAccount.Minute {
  var sum = ReportAccount.Sum()
  sum.replies = 10
  sum.usage = TokenUsage(input: 20_000, cachedInput: 10_000, output: 1_000)
  sum.dollars = dollars
  return ReportAccount.Minute(
    start: Timestamp(milliseconds: 1_794_999_960_000 + place * 60_000), lane: lane,
    isSandbox: isSandbox, sum: sum)
}

/// A report of the records.
func page(
  _ records: RecordTally, project: String = "films", hasMetadata: Bool = false,
  failures: [FailedTarget] = [], facts: [MovieID: MovieFacts] = [:],
  account: ReportAccount = emptyAccount, links: ReportLinks = ReportLinks(), isLive: Bool = false
) -> ReportPage {
  var data = ReportData(
    project: project, model: "gpt-4o-mini", records: records, hasMetadata: hasMetadata,
    metadataFaults: 0, failures: failures, facts: facts, account: account)
  data.links = links
  return ReportPage(data, isLive: isLive)
}

/// The texts of a column, read as the page's script does.
func texts(_ column: Any?) throws -> [String] {
  if let texts = column as? [String] { return texts }
  let texts = try #require(column as? [String: String])
  return try #require(texts["joined"]).components(separatedBy: try #require(texts["separator"]))
}

/// The numbers of a column, read as the page's script does.
func numbers(_ column: Any?) throws -> [Int] {
  let small = (32...126).filter { ![34, 60, 92].contains($0) }
  var units = try #require(column as? String).utf16.map { code in
    small.firstIndex(of: Int(code)) ?? Int(code) - 256 + 92
  }[...]
  var numbers: [Int] = []
  while let unit = units.popFirst() {
    numbers.append(unit < 50_000 ? unit : (unit - 49_999) * 50_000 + (units.popFirst() ?? -1))
  }
  return numbers
}

/// A page, read as a browser would at first: its scripts apart, the rest checked to be well formed.
final class ReadPage: NSObject, XMLParserDelegate {
  /// The whole file.
  let text: String
  /// The records that the script reads.
  private(set) var records: [String: Any]?
  /// The ids of sections and other elements, in their order.
  private(set) var ids: [String] = []
  /// How often each element occurs.
  private(set) var elements: [String: Int] = [:]
  /// Where links of the page lead to.
  private(set) var targets: [String] = []
  /// The attributes of every picture.
  private(set) var pictures: [[String: String]] = []
  /// All text outside of scripts, elements parted by `|`.
  private(set) var words = ""

  init(_ page: ReportPage) throws {
    text = try #require(String(validating: page.html, as: UTF8.self))
    super.init()
    var rest = text
    rest.removeSubrange(try #require(rest.range(of: "<!DOCTYPE html>\n")))
    if let start = rest.range(of: "<script type=\"application/json\" id=\"records\">"),
      let end = rest.range(of: "</script>", range: start.upperBound..<rest.endIndex)
    {
      let json = Data(rest[start.upperBound..<end.lowerBound].utf8)
      records = try JSONSerialization.jsonObject(with: json) as? [String: Any]
      rest.removeSubrange(start.lowerBound..<end.upperBound)
    }
    while let start = rest.range(of: "<script>") {
      let end = try #require(
        rest.range(of: "</script>", range: start.upperBound..<rest.endIndex))
      rest.removeSubrange(start.lowerBound..<end.upperBound)
    }
    let parser = XMLParser(data: Data(rest.utf8))
    parser.delegate = self
    try #require(
      parser.parse(), "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    if let id = attributes["id"] { ids.append(id) }
    if name == "a", let target = attributes["href"] { targets.append(target) }
    if name == "svg" { pictures.append(attributes) }
    words += "|"
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { words += string }
}

extension Browser {
  /// Opens a report from disk, as `open(html:)` does.
  static func open(
    _ page: ReportPage, hash: String = "", script: String = "", width: Int = 1_280
  ) async throws -> Outcome {
    try await open(
      html: String(decoding: page.html, as: UTF8.self), hash: hash, script: script, width: width)
  }
}
