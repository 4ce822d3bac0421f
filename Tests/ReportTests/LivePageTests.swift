import Report
import Testing
import TropeModel

@Suite struct LivePageTests {
  static let now = Timestamp(milliseconds: 1_795_369_291_000)

  /// A run that is at work in both lanes.
  static func running() -> LiveStatus {
    var status = LiveStatus(moment: now)
    status.hasBegun = true
    status.builder = "process 4711 since 2026-11-22T14:41:31.029Z: tropebuild"
    status.run = LiveStatus.Run(
      number: 3, startedAt: now + .seconds(-10_800), strategy: .hybrid, forecastDollars: 5.43,
      forecastSeconds: 36_000, percent: 41, left: .seconds(11_520), requestsLastMinute: 412,
      tokensLastMinute: 98_000)
    status.targets = [.done: 40, .failed: 1, .queued: 30, .sent: 9, .submitted: 20]
    status.records = 1_240
    status.money.dollars = 2.1
    status.money.replies = 40
    status.batches = [
      LiveStatus.Batch(
        number: 7, state: "in progress", answered: 1_200, questions: 2_000,
        since: now + .seconds(-7_200))
    ]
    return status
  }

  private func fragment(_ status: LiveStatus) -> String {
    LivePage(project: "films", .status(status)).fragment
  }

  @Test func `a run of several parts says which one is under way, and whether all is known`() {
    var status = Self.running()
    status.run?.part = RunPart(number: 2, count: 3)
    #expect(fragment(status).contains("41% done (part 2 of 3: 41 of 100), typically"))
    #expect(fragment(status).contains("$5.43 and 10.0 h."))
    status.run?.part = RunPart(number: 2, count: nil, dollarsAfter: nil)
    #expect(fragment(status).contains("41% done (part 2: 41 of 100), typically"))
    #expect(fragment(status).contains("$5.43 and 10.0 h, without all that follows this part."))
  }

  @Test func `a run shows its share, its time, its lanes, its batches and what was paid`() {
    let shown = fragment(Self.running())
    #expect(shown.contains("A build runs."))
    #expect(shown.contains("<progress max=\"100\" value=\"41\""))
    #expect(shown.contains("41% done (41 of 100), typically 3.2 h left"))
    #expect(shown.contains("<dt>on the wire</dt><dd><span class=\"big\">9</span></dd>"))
    #expect(
      shown.contains("<span class=\"big\">412</span> <span class=\"note\">98.0k tokens</span>"))
    #expect(shown.contains("<td>in progress</td><td class=\"number\">1,200 of 2,000</td>"))
    #expect(shown.contains("<td class=\"number\">2.0 h</td>"))
    #expect(shown.contains("<span class=\"big\">$2.10</span>"))
    #expect(shown.contains("data-title=\"41% films: tropebuild\""))
    #expect(shown.contains("As of 2026-11-22 17:41 UTC."))
  }

  @Test func `a run that waits for the day or for an ill server says so, and until when`() {
    var status = Self.running()
    status.waits = [
      LiveStatus.Wait(
        lane: .realtime, until: Self.now + .seconds(22_709),
        reason: "the day's requests are used up"),
      LiveStatus.Wait(lane: .batch, until: nil, reason: "status 503: <busy>"),
    ]
    let shown = fragment(status)
    #expect(shown.contains("A build runs and waits."))
    #expect(
      shown.contains(
        "Real time waits until 2026-11-23 00:00 UTC (6.3 h): the day&#39;s requests are used up."))
    #expect(shown.contains("The batches wait: status 503: &lt;busy&gt;."))
  }

  @Test func `where no build runs the page says how the last one ended and what is left`() {
    var status = Self.running()
    status.builder = nil
    status.run = nil
    status.lastRun = LiveStatus.LastRun(number: 3, endedAt: Self.now, outcome: "interrupted")
    let shown = fragment(status)
    #expect(shown.contains("No build runs."))
    #expect(shown.contains("Run 3 ended on 2026-11-22 17:41 UTC: interrupted."))
    #expect(shown.contains("39 targets are left; tropebuild goes on."))
    #expect(shown.contains("1 batch has not ended; tropebuild collects what comes of it."))
    #expect(!shown.contains("<progress") && !shown.contains("done in this run"))
    status.lastRun = LiveStatus.LastRun(number: 4, endedAt: nil, outcome: nil)
    #expect(fragment(status).contains("Run 4 has not come to its end: it was killed."))
  }

  @Test func `before anything is built the page says what to do`() {
    let shown = fragment(LiveStatus(moment: Self.now))
    #expect(shown.contains("Nothing has been built yet."))
    #expect(shown.contains("tropebuild -n shows what a build would do"))
    #expect(!shown.contains("class=\"tiles\""))
  }

  @Test func `names and reasons stay text, and what cannot be read says why`() {
    let hostile = "<img src=x onerror=\"document.title='caught'\">"
    var status = LiveStatus(moment: Self.now)
    status.hasBegun = true
    status.builder = hostile
    status.batches = [
      LiveStatus.Batch(number: 1, state: hostile, answered: 0, questions: 1, since: Self.now)
    ]
    status.waits = [LiveStatus.Wait(lane: .flex, until: nil, reason: hostile)]
    status.notes = [hostile]
    if let movie = MovieID(number: 9) {
      status.failures = [FailedTarget(movie: movie, reason: hostile)]
    }
    let page = LivePage(project: hostile, .status(status))
    #expect(!page.html.contains("<img"))
    #expect(page.fragment.contains("9: &lt;img"))
    #expect(page.html.contains(page.fragment))
    let fault = LivePage(project: "films", .fault("tropefile:3:1: \(hostile)"))
    #expect(fault.fragment.contains("The project cannot be read."))
    #expect(fault.fragment.contains("tropefile:3:1: &lt;img"))
  }

  @Test func `the scripts are told as they stand in the pages, for their hashes`() throws {
    let page = LivePage(project: "films", .status(Self.running()))
    for script in LivePage.scripts { #expect(page.html.contains("<script>\(script)</script>")) }
    let one = try movie(1, [.text("Mentor")])
    var data = ReportData(
      project: "films", model: "gpt-4o-mini", records: tally([one]), hasMetadata: false,
      metadataFaults: 0, failures: [], account: emptyAccount)
    data.trial = try ReportTrialTests.trial()
    let report = ReportPage(data, isLive: true)
    let html = String(decoding: report.html, as: UTF8.self)
    #expect(report.scripts.count == 3)
    for script in report.scripts { #expect(html.contains("<script>\(script)</script>")) }
    #expect(html.ranges(of: "<script>").count == 3)
  }

  @Test func `a report that is served says how old it is, one in a file does not`() throws {
    let one = try movie(1, [.text("Mentor")])
    let file = page(tally([one]))
    let served = page(tally([one]), isLive: true)
    #expect(!String(decoding: file.html, as: UTF8.self).contains("id=\"age\""))
    #expect(
      String(decoding: served.html, as: UTF8.self).contains("<span id=\"age\" role=\"status\">"))
    #expect(
      ReportPage.age(.seconds(180), isOutdated: true)
        == "Made 3 min ago; there is more by now: reload the page.")
    #expect(
      ReportPage.age(.milliseconds(300), isOutdated: false)
        == "Made just now; nothing has changed since.")
  }
}
