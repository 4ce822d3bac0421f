import Basics
import Glibc
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

  @Test func `a path from the root on begins with the working directory, and with it once`() throws
  {
    let real = try #require(realpath(".", nil))
    defer { free(real) }
    let here = String(cString: real)
    #expect(Directories.absolute("data/a b") == here + "/data/a b")
    #expect(Directories.absolute(".") == here)
    #expect(Directories.absolute(here) == here)
  }
}
