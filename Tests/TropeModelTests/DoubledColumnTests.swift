import Testing
import TropeModel

@Suite struct DoubledColumnTests {
  @Test func `each is told once, in the order of the header, and what has no name is no column`() {
    let header = ["b", "", "a", "b", "a", "", "b", "c"]
    #expect(DoubledColumn.all(in: header).map(\.name) == ["b", "a"])
    #expect(DoubledColumn.all(in: header, of: ["a", "c"]).map(\.name) == ["a"])
    #expect(DoubledColumn.all(in: header, of: ["c", "d"]).isEmpty)
  }
}
