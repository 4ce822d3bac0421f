import Foundation
import Report
import Testing
import TestSupport
import TropeModel

/// The page as a browser shows it.
@Suite(
  .enabled(if: Browser.path != nil, "needs Debian's chromium: scripts/setup chromium"),
  .serialized, .timeLimit(.minutes(10)))
struct BrowserTests {
  static let hostile = "<img src=x onerror=\"document.title='caught'\">"

  static func page() throws -> ReportPage {
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
      for (place, character) in movie.characters.enumerated() {
        let certainty = Double((number * 37 + place * 11) % 100) / 100
        movie.characters[place].values.append(number == 3 ? .none : .number(certainty))
        movie.characters[place].isByHand = number == 5 && character.name == "Person 1"
        if movie.characters[place].isByHand { movie.characters[place].note = "see the end" }
      }
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
    let fields = [
      ReportField(
        title: "Trope", plural: "tropes", kind: .choice,
        definitions: ["Mentor": "Teaches \(hostile)", "Ingenue": "Knows nothing."]),
      ReportField(title: "Confidence", plural: "confidences", kind: .number, isConfidence: true),
    ]
    return ReportTests.page(
      tally(
        movies + [try movie(300, [], facts: MovieFacts(title: "Empty", year: 1_930, genres: []))],
        fields: fields),
      hasMetadata: true, failures: [failure],
      facts: [failure.movie: MovieFacts(title: "Lost", year: 1_925, genres: ["Drama"])],
      account: account,
      links: ReportLinks(
        plots: ReportLinks.Address(before: "../data/plot_", after: ".txt"),
        articles: ReportLinks.Address(before: "https://en.wikipedia.org/?curid=")))
  }

  /// With every kind of field.
  static func manyFields() throws -> ReportPage {
    let fields = [
      ReportField(title: "Genre", plural: "genres", kind: .choice),
      ReportField(title: "Age", plural: "ages", kind: .number),
      ReportField(title: "Dies", plural: "deaths", kind: .flag),
      ReportField(title: "Main trade", plural: "trades", kind: .text),
    ]
    let movies = try (1...250).map { number in
      var movie = try movie(
        number, [], facts: MovieFacts(title: "Movie \(number)", year: 1_950, genres: ["Drama"]))
      movie.characters = [
        ReportCharacter(
          name: "Anna", isInCast: true,
          values: [
            .text("Comic"), .number(Double(number) / 2 - 10), .flag(number % 4 == 0),
            .text("trade no. \(number)"),
          ])
      ]
      return movie
    }
    return ReportTests.page(tally(movies, fields: fields), hasMetadata: true)
  }

  /// What a script writes down, line by line, while it works with the page: `say(…)` adds a line, `rows()` are those of the
  /// list, `pick(id, value)` uses a control.
  func notes(
    _ script: String, hash: String = "", page: ReportPage? = nil,
    at place: SourceLocation = #_sourceLocation
  ) async throws -> [String] {
    let helpers = """
      var notes = [];
      var say = function (text) { notes.push(text); };
      var get = function (id) { return document.getElementById(id); };
      var rows = function () {
        return Array.from(document.querySelectorAll("#hits tbody tr")).map(function (row) {
          return Array.from(row.cells).map(function (cell) {
            var summary = cell.querySelector("summary");
            return (summary || cell).textContent;
          }).join("|");
        });
      };
      var pick = function (id, value) {
        var control = get(id);
        if (control.tagName === "SELECT") {
          var option = Array.from(control.options).filter(function (option) {
            return option.textContent.replace(/ \\([0-9,]+\\)$/, "") === value;
          })[0];
          if (!option) say("no option " + value);
          else control.value = option.value;
        } else {
          control.value = value;
        }
        control.dispatchEvent(new Event(control.type === "search" ? "input" : "change"));
      };
      try { \(script) } catch (error) { say("error: " + error); }
      document.body.dataset.notes = notes.join("\\n");
      """
    let outcome = try await Browser.open(try page ?? Self.page(), hash: hash, script: helpers)
    #expect(outcome.complaints == "", sourceLocation: place)
    let text = try #require(
      outcome.elements.firstMatch(of: /data-notes="([^"]*)"/), sourceLocation: place)
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].reduce(
      String(text.1)
    ) { $0.replacing($1.0, with: $1.1) }
    return plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `every control has a name, every id stands once, and every table says what it is`()
    async throws
  {
    let found = try await notes(
      """
      document.querySelectorAll("input,select,button").forEach(function (control) {
        var name = control.getAttribute("aria-label") || control.textContent.trim();
        if (control.tagName !== "BUTTON") {
          name = Array.from(control.labels).map(function (l) { return l.textContent; }).join();
        }
        if (!name) say("nameless: " + control.outerHTML);
      });
      var seen = {};
      document.querySelectorAll("[id]").forEach(function (element) {
        if (seen[element.id]) say("twice: " + element.id);
        seen[element.id] = true;
      });
      document.querySelectorAll("table").forEach(function (table) {
        var box = table.parentNode;
        if (!table.caption && !box.getAttribute("aria-label")) say("nameless: " + table.outerHTML);
        if (box.tabIndex !== 0) say("not scrolled by keys: " + table.outerHTML);
      });
      document.querySelectorAll("[aria-labelledby],[aria-controls]").forEach(function (element) {
        var ids = element.getAttribute("aria-labelledby") || element.getAttribute("aria-controls");
        ids.split(" ").forEach(function (id) { if (!get(id)) say("nothing is " + id); });
      });
      say("done");
      """, hash: "movie=7", page: Self.manyFields())
    #expect(found == ["done"])
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
