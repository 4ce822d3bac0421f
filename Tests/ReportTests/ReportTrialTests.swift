import Display
import Foundation
import Report
import Testing
import TropeModel

/// The last comparison on the page, and as `try` keeps it.
@Suite struct ReportTrialTests {
  private static let hostile = "</script><b>&amp; \"Söhne\"\u{2028}"

  static func trial(_ name: String = "Anna") throws -> ReportTrial {
    ReportTrial(
      at: Timestamp(milliseconds: 1_795_000_000_000), sample: "2 of 40 movies, drawn at random",
      columns: [
        ReportTrial.Column("#", isNumber: true), ReportTrial.Column("model", isNumber: false),
        ReportTrial.Column("agreement", isNumber: false),
      ],
      rows: [["> 1", "gpt-6-luna", ".93 (.90 to .95)"], ["2", "gpt-6.1-terra", "reference"]],
      notes: ["recommended: 1, the cheapest", name], measure: "agreement with variant 2",
      marks: [
        TrialChart.Mark(
          number: 1, name: name, dollars: 0.25, share: 0.93, low: 0.9, high: 0.95,
          isRecommended: true, isUnbeaten: true),
        TrialChart.Mark(
          number: 2, name: "gpt-6.1-terra", dollars: 2, share: 1, low: 1, high: 1,
          isRecommended: false, isUnbeaten: true),
      ],
      names: ["1: gpt-6-luna", "2: gpt-6.1-terra", "2 again"], pair: [0, 1],
      labels: ["Mentor", name],
      movies: [
        ReportTrial.Movie(
          movie: try #require(MovieID(number: 7)), title: name,
          characters: [
            ReportTrial.Character(name: name, labels: [0, 1, 1]),
            ReportTrial.Character(name: "Bert", labels: [0, nil, 0]),
          ]),
        ReportTrial.Movie(movie: try #require(MovieID(number: 9)), title: "", characters: []),
      ])
  }

  static func page(_ trial: ReportTrial?) throws -> ReportPage {
    var data = ReportData(
      project: "films", model: "gpt-6-luna", records: tally([try movie(7, [.text("Mentor")])]),
      hasMetadata: false, metadataFaults: 0, failures: [], account: emptyAccount)
    data.trial = trial
    return ReportPage(data)
  }

  @Test func `what is kept is read as it was`() throws {
    let trial = try Self.trial(Self.hostile)
    #expect(ReportTrial(json: trial.json) == trial)
  }

  @Test(arguments: [
    ("\"form\":1", "\"form\":2"), ("\"pair\":[0,1]", "\"pair\":[0,3]"),
    ("\"pair\":[0,1]", "\"pair\":[]"), ("[0,1,1]", "[0,1]"), ("[0,1,1]", "[0,1,2]"),
    ("[0,1,1]", "[0,-1,1]"), ("[\"2\",", "["), ("\"share\":0.93", "\"share\":1e300"),
    ("\"movie\":7", "\"movie\":\"seven\""), ("\"at\":\"2026", "\"at\":\"yesterday"), ("{", "["),
  ])
  func `another file than one's own is not read`(from: String, to: String) throws {
    let text = String(decoding: try Self.trial().json, as: UTF8.self)
    #expect(text.contains(from))
    #expect(ReportTrial(json: Array(text.utf8)) != nil)
    let range = try #require(text.range(of: from))
    #expect(ReportTrial(json: Array(text.replacingCharacters(in: range, with: to).utf8)) == nil)
  }

  @Test func `the page has the table, what it means, the picture and the labels`() throws {
    let read = try ReadPage(try Self.page(try Self.trial()))
    #expect(read.targets.contains("#trial") && read.ids.contains("trial"))
    #expect(Set(read.ids).count == read.ids.count)
    #expect(read.words.contains("> 1|") && read.words.contains(".93 (.90 to .95)"))
    #expect(read.words.contains("recommended: 1, the cheapest"))
    #expect(read.words.contains("2 of 40 movies, drawn at random"))
    #expect(read.pictures.contains { $0["aria-labelledby"] == "variants-t variants-d" })
    let plain = try ReadPage(try Self.page(nil)).elements
    #expect(read.elements["option"] == (plain["option"] ?? 0) + 6)
    #expect(read.elements["select"] == (plain["select"] ?? 0) + 2)
    #expect(read.text.contains("[7,\"Anna\",[[\"Anna\",0,1,1],[\"Bert\",0,null,0]]]"))
    #expect(read.text.contains("var besideRows") == false && read.text.contains("beside-rows"))
  }

  @Test func `without a comparison there is nothing of it`() throws {
    let read = try ReadPage(try Self.page(nil))
    #expect(!read.ids.contains("trial") && !read.targets.contains("#trial"))
    #expect(!read.text.contains("beside-") && !read.text.contains(".variant"))
  }

  @Test func `one variant has no picture and nothing to stand beside it`() throws {
    var trial = try Self.trial()
    trial.marks = []
    trial.names = ["1: gpt-6-luna"]
    let read = try ReadPage(try Self.page(trial))
    #expect(read.ids.contains("trial") && !read.text.contains("trial-labels"))
    let plain = try ReadPage(try Self.page(nil)).elements
    #expect(read.elements["select"] == plain["select"] && !read.words.contains("Price against"))
  }

  @Test func `names that mean something in a page are text in every place of it`() throws {
    let read = try ReadPage(try Self.page(try Self.trial(Self.hostile)))
    #expect(read.elements["b"] == nil)
    // The records, the page's own, the labels and what shows them.
    #expect(read.text.components(separatedBy: "<script").count == 5)
    #expect(read.text.components(separatedBy: "</script").count == 5)
    let start = try #require(read.text.range(of: "id=\"trial-labels\">"))
    let end = try #require(
      read.text.range(of: "</script>", range: start.upperBound..<read.text.endIndex))
    let json =
      try JSONSerialization.jsonObject(
        with: Data(read.text[start.upperBound..<end.lowerBound].utf8)) as? [String: Any]
    #expect((json?["labels"] as? [String]) == ["Mentor", Self.hostile])
  }
}
