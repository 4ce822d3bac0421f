import Display
import Testing

@Suite struct TrialChartTests {
  private func mark(_ number: Int, _ dollars: Double, _ share: Double) -> TrialChart.Mark {
    TrialChart.Mark(
      number: number, name: "a<b & c", dollars: dollars, share: share, low: share - 0.05,
      high: min(1, share + 0.04), isRecommended: number == 1, isUnbeaten: true)
  }

  @Test func `each variant is a mark with its interval, and the picture is well-formed`() throws {
    let svg = TrialChart(
      [mark(1, 0.05, 0.91), mark(2, 0.4, 0.97)], measure: "agreement with variant 2"
    ).svg
    let check = try XMLCheck(svg)
    #expect(check.elements["circle"] == 2)
    #expect(check.elements["polyline"] == 1)
    #expect(check.texts.contains("agreement with variant 2"))
    #expect(check.texts.contains("0.80") && check.texts.contains("1.00"))
  }

  @Test func `as a part of a page it has the page's colours, and its texts are told by its own id`()
    throws
  {
    let svg = TrialChart([mark(1, 0.05, 0.91), mark(2, 0.4, 0.97)], measure: "accuracy")
      .picture(id: "variants")
    let check = try XMLCheck(svg)
    #expect(check.elements["circle"] == 2 && check.elements["polyline"] == 1)
    #expect(check.elements["style"] == nil)
    #expect(svg.contains("aria-labelledby=\"variants-t variants-d\""))
    #expect(check.texts.contains("Variants: price against accuracy"))
  }

  @Test func `one variant, and none, are drawn too`() throws {
    #expect(
      try XMLCheck(TrialChart([mark(1, 0, 0.2)], measure: "accuracy").svg).elements["circle"] == 1)
    #expect(try XMLCheck(TrialChart([], measure: "accuracy").svg).elements["circle"] == nil)
  }
}
