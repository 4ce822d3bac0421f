import Basics
import Testing

@Suite struct RelativePathTests {
  @Test(
    arguments: [
      ("/p/build", "/p/data/interim", "../data/interim"), ("/p", "/p", "."), ("/", "/a b", "a b"),
      ("/a/b/c", "/", "../../.."), ("/p/./x/../build/", "/p//data", "../data"),
      ("/pro", "/project", "../project"), ("/../p", "/p/a", "a"),
    ])
  func `a way leads from a directory to a path`(directory: String, path: String, way: String) {
    #expect(RelativePath.from(directory, to: path) == way)
  }
}
