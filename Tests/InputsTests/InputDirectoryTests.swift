import Glibc
import Inputs
import Testing

@Suite struct InputDirectoryTests {
  @Test func `a path of an input names its movie, however it is spelled`() throws {
    let folder = try TempFolder()
    let seven = try movie(7)
    #expect(folder.inputs.movie(ofPath: folder.path + "/plot_summaries_7.txt") == seven)
    #expect(folder.inputs.movie(ofPath: folder.path + "//./character.metadata_7.csv") == seven)
    #expect(folder.inputs.movie(ofPath: "plot_summaries_7.txt") == seven)
    #expect(
      InputDirectory(path: folder.path + "/").movie(ofPath: folder.path + "/plot_summaries_7.txt")
        == seven)
  }

  @Test func `a path elsewhere, or of no input, names none`() throws {
    let folder = try TempFolder()
    #expect(folder.inputs.movie(ofPath: "/tmp/plot_summaries_7.txt") == nil)
    #expect(folder.inputs.movie(ofPath: "/plot_summaries_7.txt") == nil)
    #expect(folder.inputs.movie(ofPath: "/no/such/folder/plot_summaries_7.txt") == nil)
    #expect(folder.inputs.movie(ofPath: folder.path + "/plot_summaries_07.txt") == nil)
    #expect(folder.inputs.movie(ofPath: folder.path + "/") == nil)
    #expect(folder.inputs.movie(ofPath: "") == nil)
  }

  @Test func `a path for messages has one slash`() throws {
    let seven = try movie(7)
    #expect(InputDirectory(path: "data").path(of: .plot, seven) == "data/plot_summaries_7.txt")
    #expect(
      InputDirectory(path: "data/").path(of: .cast, seven) == "data/character.metadata_7.csv")
  }
}
