import Foundation
import Testing
import TropeModel

@testable import Report

@Suite struct EvaluationTextTests {
  private let evaluation: Evaluation
  private let names = ["HERO": "<Hero> & \"Co\"", "FOOL": "Fool"]

  init() throws {
    let movie = try #require(MovieID("57820"))
    evaluation = Evaluation(
      gold: [
        GoldCharacter(movie: movie, name: "Ann \"A\" Lee", labels: ["hero"]),
        GoldCharacter(movie: movie, name: "Bob", labels: ["hero"]),
        GoldCharacter(movie: movie, name: "Nobody", labels: ["hero"]),
      ],
      records: [
        movie: [Answer(name: "Ann Lee", tropeID: "HERO"), Answer(name: "Bob", tropeID: "FOOL")]
      ], mapping: LabelMapping(tropes: ["hero": ["HERO"]]))
  }

  @Test func `the summary has the figures a reader asks for`() {
    #expect(
      EvaluationText(evaluation, tropeNames: names, listsAll: false).summary == [
        "labelled characters  3", "compared             2 (66.7%)", "  nobody of that name  1",
        "agree                1 (50.0%), 95% interval 9.5% to 90.5%", "mean F1 of tropes    0.67",
      ])
  }

  @Test func `what could not be compared is listed always, the rest on demand`() {
    #expect(
      EvaluationText(evaluation, tropeNames: names, listsAll: false).caseLines
        == ["nobody of that name: 57820 Nobody (hero)"])
    #expect(
      EvaluationText(evaluation, tropeNames: names, listsAll: true).caseLines == [
        "agrees: 57820 Ann \"A\" Lee (hero): as 'Ann Lee', <Hero> & \"Co\"",
        "differs: 57820 Bob (hero): Fool", "nobody of that name: 57820 Nobody (hero)",
      ])
  }

  @Test func `the JSON is one object with every documented field`() throws {
    let text = EvaluationText(evaluation, tropeNames: names, listsAll: true).json
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "labelled", "compared", "agreed", "unknown_movie", "no_record", "not_found", "ambiguous",
        "unmapped", "coverage", "accuracy", "accuracy_low", "accuracy_high", "macro_f1", "tropes",
        "labels", "confusion", "cases", "calibration",
      ])
    #expect(object["compared"] as? Int == 2)
    #expect(object["accuracy"] as? Double == 0.5)
    let cases = try #require(object["cases"] as? [[String: Any]])
    #expect(cases.map { $0["outcome"] as? String } == ["agrees", "differs", "not_found"])
    #expect(cases[0]["matched"] as? String == "Ann Lee")
  }

  @Test func `the picture is well-formed, and its title and description tell what it shows`() throws
  {
    let svg = ConfusionPicture(evaluation, tropeNames: names).svg
    let parser = XMLTree(svg)
    #expect(parser.isWellFormed)
    #expect(parser.text(of: "title").first == "Answered tropes against right ones")
    #expect(
      parser.text(of: "title").dropFirst().sorted() == [
        "right: <Hero> & \"Co\", answered: <Hero> & \"Co\": 1",
        "right: <Hero> & \"Co\", answered: Fool: 1",
      ])
    #expect(parser.text(of: "desc").first?.contains("1 of 2 agree") == true)
    #expect(svg.contains("prefers-color-scheme:dark"))
    #expect(svg.contains("role=\"img\""))
  }
}

/// The elements of an XML text and what stands in them, as far as these tests need it: Foundation's parser is a
/// library of its own on Linux.
private struct XMLTree {
  private(set) var isWellFormed = true
  private var texts: [(element: String, text: String)] = []

  init(_ source: String) {
    var open: [(String, String)] = []
    var rest = Substring(source)
    while let start = rest.firstIndex(of: "<") {
      if !open.isEmpty { open[open.count - 1].1 += Self.plain(rest[..<start]) }
      guard let end = rest[start...].firstIndex(of: ">") else {
        isWellFormed = false
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter })
      if tag.hasPrefix("/") {
        guard let last = open.popLast(), last.0 == name else {
          isWellFormed = false
          return
        }
        texts.append((name, last.1))
      } else if !tag.hasSuffix("/") {
        open.append((name, ""))
      }
    }
    if !open.isEmpty { isWellFormed = false }
  }

  func text(of element: String) -> [String] {
    texts.filter { $0.element == element }.map(\.text)
  }

  private static func plain(_ text: Substring) -> String {
    String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing(
      "&quot;", with: "\""
    )
    .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}
