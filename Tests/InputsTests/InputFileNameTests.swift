import Inputs
import Testing
import TropeModel

@Suite struct InputFileNameTests {
  @Test(arguments: [Int64(0), 7, 10, 23_890_098, 999_999_999_999_999_999])
  func `a name made of an id is read back as that id`(number: Int64) throws {
    let movie = try movie(number)
    for kind in InputKind.allCases {
      let name = InputFileName.name(of: kind, movie)
      #expect(InputFileName(name) == .input(movie, kind))
      var buffer = InputNameBuffer(kind)
      #expect(buffer.withName(of: movie) { String(cString: $0) } == name)
    }
  }

  @Test func `a name buffer keeps nothing of a longer name before`() throws {
    var buffer = InputNameBuffer(.plot)
    _ = try buffer.withName(of: movie(123_456_789)) { String(cString: $0) }
    let name = try buffer.withName(of: movie(5)) { String(cString: $0) }
    #expect(name == "plot_summaries_5.txt")
  }

  @Test(arguments: [
    ("plot_summaries_.txt", BadMovieID.empty),
    ("plot_summaries_abc.txt", .notDigits),
    ("plot_summaries_12_3.txt", .notDigits),
    ("plot_summaries_-5.txt", .notDigits),
    ("plot_summaries_..txt", .notDigits),
    ("plot_summaries_ 5.txt", .notDigits),
    ("character.metadata_٣.csv", .notDigits),
    ("plot_summaries_007.txt", .leadingZero),
    ("character.metadata_00.csv", .leadingZero),
    ("plot_summaries_1234567890123456789.txt", .tooLong),
  ])
  func `a name like an input's with a bad id is told apart`(name: String, why: BadMovieID) {
    #expect(InputFileName(name) == .bad(why))
  }

  @Test(arguments: [
    "", ".", "..", "plot_summaries.txt", "character.metadata.tsv", "plot_summaries_5.csv",
    "character.metadata_5.txt", "plot_summaries_5.txt~", ".plot_summaries_5.txt.new",
    "Plot_summaries_5.txt", "plot_summaries_5.TXT", "notes.txt", ".txt",
  ])
  func `any other name is none of ours`(name: String) {
    #expect(InputFileName(name) == .other)
  }
}
