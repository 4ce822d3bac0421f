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

  /// What a script writes down, line by line, while it works with the page: `say(…)` adds a line, `rows()` are those of the
  /// list, `pick(id, value)` uses a control.
  private func notes(
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
    let found = try await notes(
      """
      say(rows().join());
      ["muller 12", "7", "SYMPHONIE", "renee 33", "900", "nobody"].forEach(function (words) {
        pick("query", words);
        say(Array.from(document.querySelectorAll("#hits a")).slice(0, 2)
          .map(function (a) { return a.dataset.movie; }).join(" "));
      });
      say(get("count").textContent);
      """, hash: "find=lost&list=movies")
    #expect(
      found == [
        "Lost (1925)|could not be built|Drama", "12 120", "7 17", "7", "33", "900", "",
        "None found.",
      ])
  }

  @Test func `filters leave what passes all of them, and tell how many there would be`()
    async throws
  {
    let found = try await notes(
      """
      say(get("count").textContent);
      pick("by-trope", "Mentor");
      say(get("count").textContent);
      say(get("meaning").textContent);
      pick("by-genre", "Comedy");
      pick("by-decade", "1920s");
      say(get("count").textContent);
      say(Array.from(get("by-decade").options).slice(0, 3)
        .map(function (option) { return option.textContent; }).join());
      say(get("hits-caption").textContent + "; " + rows()[0]);
      say(location.hash);
      get("list").value = "movies";
      get("list").dispatchEvent(new Event("change"));
      say(get("count").textContent + "; " + rows()[0]);
      get("clear").click();
      say(get("count").textContent + "; " + document.activeElement.id + " " + location.hash);
      pick("by-sure", "not told");
      say(get("count").textContent + " " + location.hash);
      """)
    #expect(found.first == "500 characters in 200 movies; listed: 1 to 25", "\(found)")
    try #require(found.count == 10, "\(found)")
    #expect(found[1] == "100 characters in 100 movies; listed: 1 to 25")
    #expect(found[2] == "Mentor: Teaches \(Self.hostile)")
    let comedies = try #require(Int(found[3].prefix { $0 != " " }))
    #expect(found[3] == "\(comedies) characters in \(comedies) movies" && comedies < 25)
    // Its own number is that of the rows; the others tell what there would be instead.
    #expect(found[4].contains("1920s (\(comedies))") && found[4].hasPrefix("Any,1910s ("))
    #expect(found[5].hasPrefix("Characters: Trope Mentor, Genre Comedy, Decade 1920s; "))
    #expect(found[5].contains("|Mentor|"))
    #expect(found[6] == "#trope=Mentor&genre=Comedy&decade=1920s")
    #expect(found[7].hasPrefix("\(comedies) movies; Der Müller"))
    #expect(found[8] == "202 movies; listed: 1 to 25; query #list=movies")
    #expect(found[9] == "1 movie #list=movies&without=sure")
  }

  @Test func `an address is a list, and a list has its address`() async throws {
    let found = try await notes(
      """
      say(get("count").textContent + " " + get("by-trope").selectedOptions[0].value);
      say(rows()[0]);
      say(get("rows").value + " " + get("place").textContent);
      get("next").click();
      say(location.hash + " " + document.activeElement.id);
      get("last").click();
      say(String(get("next").disabled) + " " + get("place").textContent);
      pick("by-by", "hand");
      pick("by-trope", "Any");
      say(rows().join());
      """, hash: "sort=unsure&rows=50&trope=Ingenue&find=person")
    #expect(found.count == 6, "\(found)")
    #expect(found[0].contains("characters in") && found[1].hasPrefix("Person"))
    #expect(found[2].hasPrefix("50 Page 1 of "))
    #expect(found[5].hasPrefix("Person 1|") && found[5].contains("|hand|Der Müller 5"))
    let wrong = try await notes(
      "say(get(\"count\").textContent); say(rows().length);", hash: "trope=Nobody")
    #expect(wrong == ["There is no Trope \u{201c}Nobody\u{201d} here.", "0"])
    let linked = try await notes(
      """
      var link = document.querySelector("#results a[href='#trope=Scheming%20Manipulator']");
      location.hash = link.getAttribute("href");
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      say(get("hits-caption").textContent);
      """)
    #expect(linked == ["Characters: Trope Scheming Manipulator"])
    let bare = try await notes("say(get(\"count\").textContent);", hash: "find=empty")
    #expect(
      bare == ["None found. 1 movie without a character matches: choose the list of movies."])
    let elsewhere = try await notes(
      "say(get(\"count\").textContent); location.hash = \"results\"; say(rows().length);",
      hash: "overview")
    #expect(elsewhere == ["500 characters in 200 movies; listed: 1 to 25", "25"])
  }

  @Test
  func `the least certain come first where that is asked, and those of whom nothing is told last`()
    async throws
  {
    let found = try await notes(
      """
      var certain = function () {
        return rows().map(function (row) { return row.split("|")[2]; });
      };
      say(certain().join(" "));
      get("last").click();
      say(certain().slice(-1)[0]);
      pick("sort", "Most certain first");
      say(certain().slice(0, 3).join(" "));
      """, hash: "sort=unsure")
    let least = found[0].split(separator: " ").compactMap { Double($0) }
    #expect(least.count == 25 && least == least.sorted() && least[0] == 0, "\(found)")
    #expect(found[1] == "–")
    #expect(found[2].hasPrefix("0.99 0.99"), "\(found)")
  }

  @Test func `a record is opened, read and closed with the keyboard alone`() async throws {
    let found = try await notes(
      """
      pick("by-trope", "Mentor");
      var link = document.querySelector("#hits a[data-movie]");
      var id = link.dataset.movie;
      location.hash = link.getAttribute("href");
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      var record = get("record");
      say(document.activeElement.id + " " + record.hidden);
      say(get("by-trope").selectedOptions[0].textContent.split(" (")[0]);
      say(record.querySelector("a[rel]").href.replace(id, "ID"));
      say(record.querySelectorAll("iframe").length + " "
        + Array.from(record.querySelectorAll(".term")).map(function (term) {
          return term.textContent.slice(0, 14);
        }).filter(function (text) { return text.startsWith("Mentor"); }));
      record.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      say(record.hidden + " " + (document.activeElement.dataset.movie === id) + " " + location.hash);
      """)
    #expect(
      found == [
        "record false", "Mentor", "https://en.wikipedia.org/?curid=ID", "0 MentorTeaches ",
        "true true #trope=Mentor",
      ])
  }

  @Test func `the plot is that of the movie, and is opened only when it is wanted`() async throws {
    let outcome = try await Browser.open(
      try Self.page(), hash: "movie=5",
      script: "document.querySelector(\"#record .plot\").open = true;")
    let record = try words("record", in: outcome)
    #expect(record.contains("hand: see the end"))
    #expect(outcome.elements.contains("src=\"../data/plot_5.txt\""))
    #expect(outcome.elements.contains("title=\"Plot of Der Müller 5 (1915)\""))
  }

  @Test func `on paper stands the list that is chosen, and no other`() async throws {
    let found = try await notes(
      """
      var print = function () {
        window.dispatchEvent(new Event("beforeprint"));
        say(rows().length + " " + get("search").className);
        window.dispatchEvent(new Event("afterprint"));
        say(String(rows().length));
      };
      print();
      pick("by-trope", "Mentor");
      print();
      """)
    #expect(found == ["25 unfiltered", "25", "100 chosen", "25"])
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

  /// With every kind of field.
  private static func manyFields() throws -> ReportPage {
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

  @Test func `numbers are filtered by their bounds, long lists of texts by words`() async throws {
    let found = try await notes(
      """
      var age = function (least, most) {
        get("by-age-least").value = least;
        pick("by-age-most", most);
        say(get("count").textContent);
      };
      age("-9.5", "-8");
      say(location.hash);
      age("", "-9");
      age("114.9", "");
      age("", "");
      pick("by-main_trade", "NO. 24");
      say(get("count").textContent);
      pick("by-dies", "yes");
      say(get("count").textContent + "; " + get("hits-caption").textContent);
      pick("by-field-genre", "Comic");
      say(location.hash);
      """, page: Self.manyFields())
    #expect(
      found == [
        "4 characters in 4 movies", "#age=-9.5..-8", "2 characters in 2 movies",
        "1 character in 1 movie", "250 characters in 250 movies; listed: 1 to 25",
        "11 characters in 11 movies",
        "4 characters in 4 movies; Characters: Dies yes, Main trade NO. 24",
        "#field-genre=Comic&dies=yes&main_trade=NO.+24",
      ])
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
