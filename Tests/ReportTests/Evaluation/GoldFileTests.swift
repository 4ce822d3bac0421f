import Report
import Testing
import TropeModel

@Suite struct GoldFileTests {
  private func read(_ text: String) throws -> [GoldLine] {
    try GoldFile.read(Array(text.utf8), path: "gold.tsv")
  }

  @Test func `a table with a header is read whatever its columns' order`() throws {
    let lines = try read(
      "trope\tnote\tcharacter\twikipedia_id\r\nditz\tx\tSmith, \"Ann\"\t57820\r\n\n")
    let movie = try #require(MovieID("57820"))
    #expect(
      lines == [GoldLine(film: .id(movie), name: "Smith, \"Ann\"", label: "ditz", line: 2)])
  }

  @Test(arguments: [
    "movie_id,character,trope\n57820,Ann,ditz\n",
    "movie_id\tcharacter\ttrope\n57820\tAnn\tditz\n",
    "character,wikipedia_movie_id,trope\nAnn,57820,ditz\n",
    // One beside the column's own name is a column like others.
    "movie_id,wikipedia_id,character,trope\n3,57820,Ann,ditz\n",
  ])
  func `the movie's column may be called as in other files of the project`(text: String) throws {
    let movie = try #require(MovieID("57820"))
    #expect(
      try read(text) == [GoldLine(film: .id(movie), name: "Ann", label: "ditz", line: 2)])
  }

  @Test func `the corpus's clusters are read as they are`() throws {
    let lines = try read(
      "ditz\t{\"char\": \"Zo\\u00eb\", \"movie\": \"Them!\", \"id\": \"/m/0k6_br\", \"actor\": \"X\"}\n"
    )
    #expect(
      lines == [
        GoldLine(film: .title("Them!", mapID: "/m/0k6_br"), name: "Zoë", label: "ditz", line: 1)
      ])
  }

  @Test(arguments: [
    ("", "no labelled character"),
    ("wikipedia_id\tcharacter\ttrope\n", "no labelled character"),
    ("a\tb\n", "gold.tsv:1: the header lacks 'wikipedia_id', 'character', 'trope'"),
    ("", "'trope' separated by tabs or commas"),
    ("a,b\n", "'trope', separated by tabs or commas"),
    ("wikipedia_id;character;trope\n1;A;ditz\n", "gold.tsv:1: its fields are separated by ';'"),
    ("\"wikipedia_id\";\"character\"\n", "save it with tabs or commas between them"),
    (
      "Wikipedia_ID\tcharacter\ttrope\n1\tA\tditz\n",
      "'Wikipedia_ID', and the column is called 'wikipedia_id'"
    ),
    ("wikipedia_id,character,Trope\n1,A,ditz\n", "'Trope', and the column is called 'trope'"),
    (
      "wikipedia_id,character,trope,trope\n1,A,ditz,b\n",
      "gold.tsv:1: the header has the column 'trope' twice"
    ),
    ("wikipedia_id\tcharacter\ttrope\ttrope\n1\tA\tditz\tb\n", "has the column 'trope' twice"),
    ("wikipedia_id,wikipedia_id,trope\n1,1,ditz\n", "has the column 'wikipedia_id' twice"),
    ("wikipedia_id,character,trope,chosen,chosen\n1,A,ditz,,\n", "has the column 'chosen' twice"),
    (
      "wikipedia_id,character,trope\n1,A,ditz,b\n",
      "gold.tsv:2: 4 fields instead of 3, separated by commas"
    ),
    ("wikipedia_id\tcharacter\ttrope\nx\tA\tditz\n", "gold.tsv:2: 'x' is not the Wikipedia id"),
    (
      "wikipedia_id\tcharacter\ttrope\n1\tA\n",
      "gold.tsv:2: 2 fields instead of 3, separated by tabs"
    ),
    ("wikipedia_id\tcharacter\ttrope\n1\t \tditz\n", "gold.tsv:2: the character has no name"),
    ("wikipedia_id\tcharacter\ttrope\n1\tA\t\n", "gold.tsv:2: the character has no label"),
    ("wikipedia_id\tending\n1\tsad\n", "gold.tsv:1: it has no column 'character': a table of"),
    ("wikipedia_id,title,ending\n1,A,sad\n", "'tropebuild eval' compares with it"),
    ("ditz\t{\"char\": \"A\"\n", "gold.tsv:1: the object after the tab is not JSON"),
    ("ditz\t{\"char\": \"A\"}\n", "gold.tsv:1: the object after the tab lacks"),
  ])
  func `what is wrong with a file is told by line`(text: String, words: String) throws {
    let error = try #require(#expect(throws: Diagnostics.self) { try read(text) })
    #expect(error.description.contains(words), "\(error)")
  }

  @Test func `every fault is told at once`() throws {
    let error = try #require(
      #expect(throws: Diagnostics.self) {
        try read("wikipedia_id\tcharacter\ttrope\nx\tA\tditz\n1\tB\tditz\n02\tA\tditz\n")
      })
    #expect(error.all.map(\.line) == [2, 4])
  }

  @Test func `text that is not UTF-8 is refused`() throws {
    #expect(throws: Diagnostics.self) { try GoldFile.read([0xFF, 0x0A], path: "g") }
  }
}
