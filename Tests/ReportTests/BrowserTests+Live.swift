import Report
import Testing
import TestSupport
import TropeModel

/// The page that shows how a build goes on.
extension BrowserTests {
  @Test func `on a telephone nothing hangs out of the page, and it says when its server is gone`()
    async throws
  {
    var status = LivePageTests.running()
    status.waits = [
      LiveStatus.Wait(
        lane: .realtime, until: LivePageTests.now + .seconds(9_000),
        reason: "the day's requests are used up")
    ]
    status.notes = [String(repeating: "long", count: 40)]
    // A page from disk has no server: what it asks fails.
    let outcome = try await Browser.open(
      html: LivePage(project: "movie-plots", .status(status)).html,
      script: """
        document.body.dataset.wide = document.documentElement.scrollWidth > window.innerWidth;
        document.body.dataset.tells = document.getElementById("gone").hidden;
        document.getElementById("theme").click();
        """, width: 500)
    #expect(outcome.elements.contains("data-wide=\"false\""))
    #expect(outcome.elements.contains("data-tells=\"true\""))
    #expect(outcome.elements.contains("<p class=\"notice\" id=\"gone\" role=\"alert\">"))
    #expect(outcome.elements.contains("data-theme=\"dark\""))
    #expect(outcome.elements.contains("41% done (41 of 100)"))
  }
}
