import Foundation
import Testing

@Suite struct BadInputTests {
  /// A faulty file of movie 9, and what is to be said of it.
  struct Fault: CustomTestStringConvertible {
    var name: String
    var file: String
    var bytes: Data?
    var says: String

    init(_ name: String, _ file: String, _ text: String?, says: String) {
      self.init(name, file, text.map { Data($0.utf8) }, says: says)
    }

    init(_ name: String, _ file: String, _ bytes: Data?, says: String) {
      self.name = name
      self.file = file
      self.bytes = bytes
      self.says = says
    }

    var testDescription: String { name }
  }

  private static let plot = "data/plot_summaries_9.txt"
  private static let cast = "data/character.metadata_9.csv"

  static let faults: [Fault] = [
    Fault("plot empty", plot, "", says: "the plot is empty"),
    Fault("plot of white space", plot, " \n\t\n", says: "the plot is empty"),
    Fault("plot not UTF-8", plot, Data([65, 0xFF, 66]), says: "not UTF-8"),
    Fault("plot with NUL", plot, Data([65, 0, 66]), says: "a NUL byte at offset 1"),
    Fault("plot a directory", plot, nil as Data?, says: "is a directory"),
    Fault(
      "cast ragged", cast, "character_name,actor_name\nAnna\n",
      says: "1 field where the header has 2"),
    Fault("cast without header", cast, "/m/0,1925,Anna\n", says: "no column 'character_name'"),
    Fault("cast not UTF-8", cast, Data([0xC3, 0x28]), says: "not UTF-8"),
    Fault("cast a directory", cast, nil as Data?, says: "is a directory"),
  ]

  @Test(arguments: faults)
  func `a movie that cannot be asked fails by name, the others are built`(
    fault: Fault
  ) async throws {
    let project = try TestProject.small()
    if fault.file == Self.cast { try project.write(Self.plot, "Anna saves Bert.") }
    if let bytes = fault.bytes {
      try project.write(fault.file, bytes)
    } else {
      try FileManager.default.createDirectory(
        at: project.directory.appendingPathComponent(fault.file), withIntermediateDirectories: true)
    }
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 1)
    #expect(outcome.output.count("built") == 4)
    let line = outcome.output.split(separator: "\n").first { $0.hasPrefix("failed: 9: ") }
    #expect(line?.contains(fault.file) == true && line?.contains(fault.says) == true)
    #expect(project.exists("build/status/9.failed"))

    // Told again by every run, and not noted again.
    let before = try project.picture()
    let again = try await project.tropebuild()
    #expect(again.status == 1)
    #expect(again.output.contains(fault.says))
    #expect(try project.picture() == before)
    #expect(try await project.tropebuild("-n").status == 0)

    // Forgotten when the cause is gone.
    try project.remove(fault.file)
    try await project.build()
    #expect(!project.exists("build/status/9.failed"))
    #expect(try project.rows("SELECT count(*) FROM failures") == ["0"])
    try await project.expectNothingToDo(fault.file == Self.cast ? 5 : 4)
  }

  @Test func `unusual names and long plots are asked as they are`() async throws {
    let project = try TestProject.small()
    let names = [
      "Anna \"Ace\" Smith", "Bert, the cook", "<b>Cecil</b>", "</summary>", "NA", "None", "007",
      "two\nlines", "Ünï & co",
    ]
    try project.addMovie(
      20, plot: "Cecil said </summary><names> and 007 laughed.", cast: names + ["NA"])
    try project.addMovie(21, plot: String(repeating: "Anna ran. ", count: 30_000), cast: ["Anna"])
    let many = (0..<500).map { "Name \($0)" }
    try project.addMovie(22, plot: "Name 7 saves Name 8.", cast: many)
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 0, "\(outcome.output)")
    let count = "SELECT count(*) FROM characters WHERE movie_id ="
    #expect(try project.rows("\(count) 20") == ["\(names.count)"])
    #expect(try project.rows("\(count) 21") == ["1"])
    #expect(try project.rows("\(count) 22") == ["500"])
    try await project.expectNothingToDo(7)
  }

  @Test
  func
    `a cast that no single reply can answer for fails with the reason, and the others are built`()
    async throws
  {
    let project = try TestProject.small()
    try project.addMovie(
      22, plot: "Name 7 saves Name 8.", cast: (0..<5_000).map { "Name \($0)" })
    let outcome = try await project.tropebuild("--set", "recipe.model=gpt-4o-mini")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("failed: 22: its request needs"))
    #expect(outcome.output.contains("the model's context holds 128,000"))
    #expect(
      try project.rows("SELECT count(*) FROM records WHERE movie_id <> 22")
        == project.rows("SELECT count(*) FROM records"))
  }

  @Test(
    arguments: [
      (nil, ["no 'tropefile'", "tropefile.example"]),
      ("input: [\n", ["tropefile:", "not valid YAML"]),
      (
        "inputs:\n  directory: data\n",
        ["tropefile:1:1: unknown section 'inputs'", "did you mean 'input'"]
      ),
      (
        "input:\n  directory: data\n  directory: more\nplan:\n  num_batches: many\n",
        ["tropefile:3:3: 'directory' was already set on line 2", "tropefile:5:16: "]
      ),
      ("input:\n  directory: nowhere\n", ["there is no input directory 'nowhere'"]),
      ("input:\n  directory: data\n", ["no movie in 'data'"]),
      (
        "input: {directory: data}\nrecipe: {prompt: p.txt}\n",
        ["p.txt", "named by 'recipe.prompt' in the tropefile"]
      ),
      (
        "input: {directory: data}\nrecipe: {catalog: c.csv}\n",
        ["c.csv", "named by 'recipe.catalog' in the tropefile"]
      ),
    ] as [(String?, [String])])
  func `a project that cannot be built is status 2, and nothing is made`(
    tropefile: String?, words: [String]
  ) async throws {
    let project = try TestProject(tropefile: tropefile)
    let before = try project.picture()
    let outcome = try await project.tropebuild("--sandbox")
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    for word in words { #expect(outcome.errors.contains(word)) }
    #expect(try project.picture() == before)
  }

  @Test func `a faulty catalog and prompt are told with their places`() async throws {
    let project = try TestProject.small("recipe: {catalog: c.csv, prompt: p.txt}")
    try project.write("c.csv", "id,name,description\nHERO,Hero\n")
    try project.write("p.txt", "Name {{thing}}\n")
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("c.csv:2"))
    #expect(outcome.errors.contains("p.txt:1"))
    #expect(!project.exists("build"))
  }

  @Test func `without a key nothing is done, and both ways out are said`() async throws {
    let project = try TestProject.small(sandbox: false)
    let before = try project.picture()
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("OPENAI_API_KEY"))
    #expect(outcome.errors.contains("--sandbox"))
    #expect(try project.picture() == before)
    #expect(try await project.tropebuild("-n").status == 0)
  }

  /// What may lie where the database should be.
  enum Database: String, CaseIterable { case none, newer, damaged, foreign }

  @Test(arguments: Database.allCases)
  func `a database that cannot be used is named and left alone`(kind: Database) async throws {
    let project = try TestProject.small()
    try await project.build()
    let path = "build/tropes.db"
    switch kind {
    case .none: try project.write(path, "This is no database, and longer than its header is.")
    case .newer: _ = try project.rows("PRAGMA user_version = 99")
    case .foreign: _ = try project.rows("PRAGMA application_id = 7")
    case .damaged:
      var bytes = [UInt8](try Data(contentsOf: project.directory.appendingPathComponent(path)))
      for place in 100..<bytes.count { bytes[place] = 0xA5 }
      try project.write(path, Data(bytes))
    }
    let bytes = try Data(contentsOf: project.directory.appendingPathComponent(path))
    for words in [[], ["-n"], ["status"]] {
      let outcome = try await Program.run(words, in: project.directory)
      #expect(outcome.status == 2, "\(words) \(outcome.output)")
      #expect(outcome.errors.contains("'build/tropes.db'"))
    }
    #expect(try Data(contentsOf: project.directory.appendingPathComponent(path)) == bytes)
  }

  @Test func `what needs one database alone goes on where the other is damaged`() async throws {
    let project = try TestProject.small()
    try await project.build()
    let whole = try Data(contentsOf: project.directory.appendingPathComponent("ledger.db"))
    try project.write("ledger.db", "This is no ledger, and longer than its header is.")
    try await project.build("show", "--all")
    try await project.build("export")
    #expect(try await project.tropebuild("ledger").status == 2)
    try project.write("ledger.db", whole)
    try project.write("build/tropes.db", "These are no records, and longer than their header.")
    try await project.build("ledger")
    try await project.build("batches")
    #expect(try await project.tropebuild("show", "--all").status == 2)
  }
}
