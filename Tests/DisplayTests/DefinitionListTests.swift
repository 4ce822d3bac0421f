import Testing

@testable import Display

@Suite struct DefinitionListTests {
  private var list: DefinitionList {
    var list = DefinitionList()
    list.add("movie", "49696")
    list.add("plot", "data/plot_summaries_49696.txt is long")
    list.add("", "touched since")
    return list
  }

  @Test func `stands in two columns`() {
    #expect(
      list.lines(width: nil) == [
        "movie  49696", "plot   data/plot_summaries_49696.txt is long", "       touched since",
      ])
  }

  @Test func `is broken at blanks, and words stay whole`() {
    #expect(
      list.lines(width: 20) == [
        "movie  49696", "plot   data/plot_summaries_49696.txt", "       is long",
        "       touched since",
      ])
  }
}
