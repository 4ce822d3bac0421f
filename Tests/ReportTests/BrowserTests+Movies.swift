import Report
import Testing
import TropeModel

/// What is said of movies themselves, and groups that lead to lists.
extension BrowserTests {
  private static func films(_ fields: [ReportField], _ characters: [ReportValue]) throws
    -> ReportPage
  {
    try MovieFieldReportTests.page(
      fields, characters,
      failures: [
        FailedTarget(
          movie: try #require(MovieID(number: 900)), reason: "the plot is empty", attempts: 0)
      ])
  }

  @Test func `movies alone are a list with what is said of them`() async throws {
    let found = try await notes(
      """
      say(get("count").textContent + "; " + rows()[6]);
      say(get("list").parentNode.offsetHeight + " " + Array.from(get("sort").options)
        .map(function (option) { return option.textContent; }).join());
      say(Array.from(document.querySelectorAll("#hits thead th"))
        .map(function (cell) { return cell.textContent; }).join());
      pick("by-ending", "sad");
      say(get("count").textContent + " " + location.hash);
      pick("by-deaths-least", "3");
      say(get("count").textContent + " " + location.hash);
      pick("by-ending", "not told");
      say(get("count").textContent);
      get("clear").click();
      pick("query", "lost");
      say(rows()[0]);
      """, page: try Self.films([], []))
    try #require(found.count == 7, "\(found)")
    #expect(found[0] == "121 movies; listed: 1 to 25; Movie 7 (1927)|–|2|no|place no. 7|Comedy")
    #expect(found[1] == "0 Movie id,Title,Oldest first,Newest first,Ending")
    #expect(found[2] == "Movie,Ending,Deaths,Remake,Setting,Genres")
    #expect(found[3] == "40 movies; listed: 1 to 25 #ending=sad")
    #expect(found[4] == "16 movies #ending=sad&deaths=3..")
    #expect(found[5] == "None found.")
    #expect(found[6] == "Lost (1925)|could not be built||||Drama")
  }

  @Test func `beside characters a movie's answers filter both lists and stand in its record`()
    async throws
  {
    let found = try await notes(
      """
      pick("by-ending", "sad");
      say(get("count").textContent + " " + rows()[0]);
      get("list").value = "movies";
      get("list").dispatchEvent(new Event("change"));
      say(get("count").textContent + "; " + rows()[0]);
      location.hash = "#list=movies&movie=3";
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      say(Array.from(get("record").querySelectorAll("dt,dd"))
        .map(function (part) { return part.textContent; }).join("|"));
      say(get("record").querySelectorAll("table").length);
      """, page: try Self.films(tropeFields, [.text("Mentor"), .text("Sidekick")]))
    try #require(found.count == 4, "\(found)")
    #expect(
      found[0] == "80 characters in 40 movies; listed: 1 to 25 Person 0|Mentor|Movie 3 (1923)")
    #expect(found[1] == "40 movies; listed: 1 to 25; Movie 3 (1923)|sad|3|no|place no. 3|2|Comedy")
    #expect(found[2] == "Ending|sad|Deaths|3|Remake|no|Setting|place no. 3")
    #expect(found[3] == "1")
  }

  @Test
  func
    `a group leads to the list of what it counts, and a field of the chart is reached by arrows`()
    async throws
  {
    let found = try await notes(
      """
      var follow = function (link) {
        location.hash = link.getAttribute("href");
        window.dispatchEvent(new HashChangeEvent("hashchange"));
        say(get("hits-caption").textContent + "; " + get("count").textContent + "; "
          + document.activeElement.getAttribute("role"));
      };
      var chart = document.querySelector("#groups svg");
      var stops = chart.querySelectorAll("a[tabindex='0']");
      say(stops.length + " " + chart.getAttribute("role"));
      stops[0].focus();
      var press = function (key) {
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: key, bubbles: true }));
      };
      ["ArrowLeft", "ArrowRight", "ArrowDown"].forEach(press);
      say(document.activeElement.getAttribute("aria-label").split(";")[0]);
      say(chart.querySelectorAll("a[tabindex='0']").length);
      follow(document.activeElement);
      var row = document.querySelector("#groups tbody a");
      say(row.textContent + " " + row.closest("tr").cells[1].textContent);
      follow(row);
      """, page: try Self.films([], []))
    try #require(found.count == 6, "\(found)")
    #expect(found[0] == "1 group")
    #expect(found[1] == "Drama: 20 of 60 movies are sad, 33.3 %")
    #expect(found[2] == "1")
    #expect(
      found[3] == "Movies: Ending sad, Genre Drama; 20 movies; region")
    #expect(found[4] == "Comedy 60")
    #expect(
      found[5] == "Movies: Genre Comedy, Record yes; 60 movies; listed: 1 to 25; region")
  }
}
