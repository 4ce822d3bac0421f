import Testing

@testable import Basics

struct OpenFilesTests {
  @Test(arguments: [(0, 1), (40, 1), (64, 12), (1_024, 492)])
  func `leaves room for what is no connection`(limit: Int, connections: Int) {
    #expect(OpenFiles.connections(limit) == connections)
  }

  @Test func `the limit is at least what it was, and finite sums come of it`() {
    let (limit, connections) = OpenFiles.raised()
    #expect(limit >= 64)
    #expect(connections >= 1 && connections < limit)
  }
}
