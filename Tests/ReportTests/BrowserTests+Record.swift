import Foundation
import Testing
import TestSupport

/// The record that was chosen.
extension BrowserTests {
  /// What stands in the record that is shown, its tags taken out.
  private func record(in outcome: Browser.Outcome) throws -> String {
    let start = try #require(outcome.elements.range(of: "id=\"record\""))
    let rest = outcome.elements[start.upperBound...]
    let end = rest.range(of: "</article>")?.lowerBound ?? rest.endIndex
    return String(rest[..<end]).replacing(/<[^>]*>/, with: "|")
  }

  @Test func `an address shows a record, and names in it stay text`() async throws {
    let outcome = try await Browser.open(try Self.page(), hash: "movie=7")
    let record = try record(in: outcome)
    #expect(record.contains("Nosferatu, eine Symphonie des Grauens (1917)"))
    #expect(record.contains("&lt;img src=x onerror"))
    #expect(record.contains("Mentor") && record.contains("2,000 tokens in"))
    #expect(outcome.elements.contains("<title>films: tropebuild report</title>"))
    #expect(outcome.complaints == "")
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
    let record = try record(in: outcome)
    #expect(record.contains("hand: see the end"))
    #expect(outcome.elements.contains("src=\"../data/plot_5.txt\""))
    #expect(outcome.elements.contains("title=\"Plot of Der Müller 5 (1915)\""))
  }

  @Test func `what failed says why, and what is not there says so`() async throws {
    let failed = try await Browser.open(try Self.page(), hash: "movie=900")
    #expect(try record(in: failed).contains("the plot is empty"))
    let missing = try await Browser.open(try Self.page(), hash: "movie=4711")
    #expect(try record(in: missing).contains("There is no record of it here"))
  }
}
