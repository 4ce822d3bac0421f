import Foundation
import Report
import Testing
import TropeModel

/// The page as a browser shows it.
@Suite(
  .enabled(if: Browser.path != nil, "needs Debian's chromium: scripts/setup chromium"),
  .serialized, .timeLimit(.minutes(10)))
struct BrowserTests {
  private static let hostile = "<img src=x onerror=\"document.title='caught'\">"

  private static func page() throws -> ReportPage {
    let names = ["Mentor", "Sidekick", "Scheming Manipulator", "Villain with a Heart", "Ingenue"]
    let movies = try (1...200).map { number in
      var movie = try movie(
        number, (0...number % 4).map { .text(names[(number + $0) % 5]) },
        facts: MovieFacts(
          title: number == 7 ? "Nosferatu, eine Symphonie des Grauens" : "Der Müller \(number)",
          year: 1_910 + number % 60,
          genres: number % 2 == 0
            ? ["Drama", "World cinema", "Black-and-white"] : ["Comedy", "Silent film"]))
      movie.characters[0].name = number == 7 ? hostile : "Renée \(number)"
      return movie
    }
    let failure = FailedTarget(
      movie: try #require(MovieID(number: 900)),
      reason: "in/plot_summaries_900.txt: the plot is empty", attempts: 0)
    let start = Timestamp(milliseconds: 1_795_000_000_000)
    let account = ReportAccount(
      minutes: (0..<90).map { minute($0, $0 % 3 == 0 ? .batch : .realtime, dollars: 0.01) },
      runs: [], batches: [],
      rate: ReportAccount.Rate(
        requests: (0..<400).map { (start + .seconds($0), 1_000) }, requestsPerMinute: 500,
        requestsPerDay: 10_000, tokensPerMinute: 200_000))
    return ReportTests.page(
      tally(movies), hasMetadata: true, failures: [failure],
      facts: [failure.movie: MovieFacts(title: "Lost", year: 1_925, genres: [])], account: account)
  }

  /// What stands in the element of that id, its tags taken out.
  private func words(_ id: String, in outcome: Browser.Outcome) throws -> String {
    let start = try #require(outcome.elements.range(of: "id=\"\(id)\""))
    let rest = outcome.elements[start.upperBound...]
    let end = rest.range(of: id == "hits" ? "</ol>" : "</article>")?.lowerBound ?? rest.endIndex
    return String(rest[..<end]).replacing(/<[^>]*>/, with: "|")
  }

  @Test func `an address shows a record, and names in it stay text`() async throws {
    let outcome = try await Browser.open(try Self.page(), hash: "movie=7")
    let record = try words("record", in: outcome)
    #expect(record.contains("Nosferatu, eine Symphonie des Grauens (1917)"))
    #expect(record.contains("&lt;img src=x onerror"))
    #expect(record.contains("Mentor") && record.contains("2,000 tokens in"))
    #expect(outcome.elements.contains("<title>films: tropebuild report</title>"))
    #expect(outcome.complaints == "")
  }

  @Test func `a search finds titles, ids and characters, with or without accents`() async throws {
    let script = """
      var seen = [];
      ["muller 12", "7", "SYMPHONIE", "renee 33", "900", "nobody"].forEach(function (words) {
        var query = document.getElementById("query");
        query.value = words;
        query.dispatchEvent(new Event("input"));
        seen.push(Array.from(document.querySelectorAll("#hits a")).slice(0, 2)
          .map(function (a) { return a.getAttribute("href"); }).join(" "));
      });
      document.body.dataset.seen = seen.join("/");
      """
    let outcome = try await Browser.open(try Self.page(), hash: "find=lost", script: script)
    #expect(
      outcome.elements.contains(
        "data-seen=\"#movie=12 #movie=120/#movie=7 #movie=17/#movie=7/#movie=33/#movie=900/\""),
      "\(outcome.elements.suffix(400))")
    #expect(outcome.complaints == "")
  }

  @Test func `what failed says why, and what is not there says so`() async throws {
    let failed = try await Browser.open(try Self.page(), hash: "movie=900")
    #expect(try words("record", in: failed).contains("the plot is empty"))
    let missing = try await Browser.open(try Self.page(), hash: "movie=4711")
    #expect(try words("record", in: missing).contains("There is no record of it here"))
  }

  @Test(arguments: [1_280, 600])
  func `no label covers another, nothing hangs out, and nothing is loaded`(
    width: Int
  ) async throws {
    let script = """
      var covered = [];
      document.querySelectorAll("svg").forEach(function (svg) {
        var boxes = Array.from(svg.querySelectorAll("text:not([transform])")).map(function (text) {
          return { words: text.textContent, box: text.getBoundingClientRect() };
        });
        boxes.forEach(function (one, place) {
          boxes.slice(place + 1).forEach(function (other) {
            var a = one.box, b = other.box, room = 1;
            if (a.left + room < b.right && b.left + room < a.right
                && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
              covered.push(one.words + "/" + other.words);
          });
          var frame = svg.getBoundingClientRect();
          if (one.box.left < frame.left - 1 || one.box.right > frame.right + 1)
            covered.push("out: " + one.words);
        });
      });
      document.body.dataset.covered = covered.join("; ");
      document.body.dataset.wide = document.documentElement.scrollWidth > window.innerWidth;
      document.body.dataset.loaded = performance.getEntriesByType("resource").length;
      document.getElementById("theme").click();
      """
    let outcome = try await Browser.open(try Self.page(), script: script, width: width)
    #expect(outcome.elements.contains("data-covered=\"\""), "\(outcome.elements.suffix(2_000))")
    #expect(outcome.elements.contains("data-wide=\"false\""))
    #expect(outcome.elements.contains("data-loaded=\"0\""))
    #expect(outcome.elements.contains("data-theme=\"dark\""))
    #expect(outcome.complaints == "")
  }
}
