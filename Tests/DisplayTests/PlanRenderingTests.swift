import Display
import Formats
import Foundation
import FoundationXML
import Planner
import Testing
import TropeModel

@Suite struct PlanRenderingTests {
  private func table(exact: Bool = true) -> PlanTable { comparedPlans(exact: exact) }

  @Test func `The text is a table with marks and a legend`() {
    #expect(
      table().text(width: nil) == """
           strategy  movies/request  requests  batches  input tokens  cached     cost  typical   worst
           batch                  1        10        1         23.7k       0  $0.0020   60 min  24.0 h
         * batch                  8         2        1          7971       0  $0.0008   60 min  24.0 h
        >* realtime               1        10        0         23.7k   17.3k  $0.0027      8 s    18 s
         * realtime               8         2        0          7971    1920  $0.0015      8 s    19 s
        hybrid with 1 and 8 a request is the same as batch
        * no other is both cheaper and faster; > as the tropefile asks

        """)
  }

  @Test func `A plan that leaves movies out is marked, and compared with none that asks all`()
    throws
  {
    var rows = table().rows
    let place = try #require(rows.firstIndex { $0.isConfigured })
    rows[place].tooLong = 1
    let partly = PlanTable(rows: rows)
    let lines = partly.text(width: nil).split(separator: "\n").map(String.init)
    #expect(lines[0].hasSuffix("worst  left out"))
    #expect(
      lines[place + 1].hasPrefix(">  realtime") && lines[place + 1].hasSuffix("18 s         1"))
    #expect(lines[1].hasSuffix(" 0"))
    #expect(
      lines.suffix(2) == [
        "* no other of the plans that ask all is both cheaper and faster; > as the tropefile asks",
        "left out: 1 movie at most, whose request needs more tokens than a minute or the context allows "
          + "('tropebuild -n' with that strategy tells)",
      ])
    // It is as fast as the fastest, and asks less.
    #expect(
      partly.standing
        == "it leaves out 1 movie; of the plans that ask all, the cheapest is batch with 8 movies a request: $0.0008, "
        + "60 min; the fastest is realtime with 8 movies a request: $0.0015, 8 s")
    #expect(table().standing?.hasPrefix("no other is faster; the cheapest is batch with 8") == true)
    let same = PlanTable(
      rows: rows.map { row in
        var row = row
        row.tooLong = 2
        return row
      })
    #expect(same.compared == nil)
    #expect(same.textLegend.contains("left out: 2 movies, whose requests need more"))
  }

  @Test func `What is written to the cache has a column where a model bills it`() throws {
    let table = comparedPlans(prices: ModelFacts.gpt6Luna.prices)
    let lines = table.text(width: nil).split(separator: "\n")
    #expect(lines[0].hasSuffix("cached  written     cost  typical   worst"), "\(lines[0])")
    // Of ten requests one writes, and nine read.
    #expect(lines[3].contains(" 17.6k     1952  "), "\(lines[3])")
    #expect(table.json.line.contains(#""cache_write_tokens":1952"#))
    let row = try #require(table.rows.first { $0.strategy == .realtime })
    #expect(
      row.forecast.realtime.text(isEstimate: false)
        .contains(" (17.6k cached, 1952 written to the cache)"))
  }

  @Test func `Estimated figures are marked`() {
    let text = table(exact: false).text(width: nil)
    #expect(text.contains("≈$"))
    #expect(text.contains("≈ from estimated token counts"))
    #expect(!table().text(width: nil).contains("≈"))
  }

  @Test func `Columns stand under each other`() {
    let lines = table(exact: false).text(width: nil).split(separator: "\n")
    let widths = Set(lines.dropLast(2).map(\.count))
    #expect(widths.count == 1)
  }

  @Test func `An empty table is empty text and an empty list`() {
    #expect(PlanTable(rows: []).text(width: nil) == "")
    #expect(PlanTable(rows: []).json.line == "[]")
  }

  @Test func `A lane is told in one line`() {
    var lane = LaneForecast()
    lane.requests = 42_306
    lane.batches = 55
    lane.inputTokens = 102_845_886
    lane.cachedTokens = 81_227_520
    lane.cost = 11.19
    lane.typical = hours(96)
    lane.worst = hours(120)
    #expect(
      lane.text(isEstimate: true)
        == "42,306 requests, 55 batches, ≈102.8M input tokens (≈81.2M cached), ≈$11.19, "
        + "4.0 days, at worst 5.0 days")
  }

  @Test func `The JSON is JSON with the same figures`() throws {
    let table = table()
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(table.json.line.utf8)) as? [[String: Any]])
    #expect(json.count == table.rows.count)
    for (object, row) in zip(json, table.rows) {
      let total = row.forecast.total
      #expect(object["strategy"] as? String == row.strategy.rawValue)
      #expect(object["movies_per_request"] as? Int == row.moviesPerRequest)
      #expect(object["requests"] as? Int == total.requests)
      #expect(object["cached_tokens"] as? Int == total.cachedTokens)
      #expect(object["unbeaten"] as? Bool == row.isUnbeaten)
      #expect(object["configured"] as? Bool == row.isConfigured)
      let dollars = try #require(object["dollars"] as? Double)
      #expect(abs(dollars - total.cost) < 1e-6)
      let seconds = try #require(object["typical_seconds"] as? Double)
      #expect(abs(seconds - total.typical.inSeconds) < 1e-3)
      #expect((object["lanes"] as? [String: Any])?.keys.sorted() == ["batch", "flex", "realtime"])
    }
    #expect(!table.json.line.contains("\n"))
  }

  @Test func `The SVG is well formed, has a title, a mark a row and colours for dark pages`() {
    let table = table()
    let reader = MarkReader()
    let parser = XMLParser(data: Data(table.svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.marks == table.rows.count + Set(table.rows.map(\.strategy)).count)
    #expect(reader.elements.contains("title") && reader.elements.contains("desc"))
    #expect(table.svg.contains("prefers-color-scheme:dark"))
  }

  @Test(arguments: [0, 1, 2, 1_000_000_000])
  func `Every mark is within the picture`(scale: Int) {
    var lane = LaneForecast()
    lane.cost = Double(scale) * 1.5
    lane.typical = .seconds(scale)
    let rows = [lane, LaneForecast()].map {
      PlanRow(
        strategy: .realtime, moviesPerRequest: 1,
        forecast: Forecast(batch: LaneForecast(), realtime: $0, isEstimate: false))
    }
    let reader = MarkReader()
    let parser = XMLParser(data: Data(PlanTable(rows: rows).svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(!reader.circles.isEmpty)
    for circle in reader.circles {
      #expect((0...760).contains(circle.x))
      #expect((0...460).contains(circle.y))
    }
  }
}

private final class MarkReader: NSObject, XMLParserDelegate {
  var marks = 0
  var elements: Set<String> = []
  var circles: [(x: Int, y: Int)] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.insert(name)
    if attributes["class"]?.hasPrefix("mark ") == true { marks += 1 }
    if name == "circle", let x = attributes["cx"].flatMap(Int.init),
      let y = attributes["cy"].flatMap(Int.init)
    {
      circles.append((x, y))
    }
  }
}
