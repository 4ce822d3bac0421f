import Glibc
import Inputs
import Testing
import TropeModel

@Suite struct InputListTests {
  @Test func `entries come in the order of their ids, each with its files`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_30.txt", "a")
    folder.write("plot_summaries_4.txt", "bb")
    folder.write("character.metadata_4.csv", "ccc")
    folder.write("character.metadata_200.csv", "")
    folder.write("notes.md", "none of ours")
    let listing = try folder.inputs.list()
    #expect(listing.entries.map(\.movie.number) == [4, 30, 200])
    #expect(listing.entries.map(\.plot?.size) == [2, 1, nil])
    #expect(listing.entries.map(\.cast?.size) == [3, nil, 0])
    #expect(listing.ignored.isEmpty)
    #expect(try listing.entry(of: movie(30))?.plot?.size == 1)
    #expect(try listing.entry(of: movie(31)) == nil)
  }

  @Test func `a listing without stamps has the same files, none of them looked at`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_30.txt", "a")
    folder.write("plot_summaries_4.txt", "bb")
    folder.write("character.metadata_4.csv", "ccc")
    folder.write("character.metadata_200.csv", "")
    folder.write("plot_summaries_x.txt", "no movie")
    let listing = try folder.inputs.list(withStamps: false)
    let looked = try folder.inputs.list()
    #expect(listing.entries.map(\.movie) == looked.entries.map(\.movie))
    #expect(listing.entries.map(\.plot) == [.notLookedAt, .notLookedAt, nil])
    #expect(listing.entries.map(\.cast) == [.notLookedAt, nil, .notLookedAt])
    #expect(listing.ignored == looked.ignored)
  }

  @Test func `an empty directory has no entries`() throws {
    let folder = try TempFolder()
    #expect(try folder.inputs.list().entries.isEmpty)
  }

  @Test func `a stamp is what a second look tells, to the nanosecond`()
    throws
  {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "a")
    folder.setModified("plot_summaries_1.txt", seconds: 1_000_000_000)
    let first = try folder.inputs.list()
    let second = try folder.inputs.list()
    #expect(first.entries == second.entries)
    let stamp = try #require(first.entries.first?.plot)
    #expect(stamp.modifiedNanoseconds == 1_000_000_000_000_000_000)
    #expect(stamp.changedNanoseconds > stamp.modifiedNanoseconds)
    #expect(stamp.inode > 0)
  }

  @Test func `a file written after the scan began is not trusted`() throws {
    let folder = try TempFolder()
    let start = try folder.inputs.list().startedAtNanoseconds
    folder.write("plot_summaries_1.txt", "a")
    let stamp = try #require(try folder.inputs.list().entries.first?.plot)
    #expect(!stamp.isTrusted(scanStart: start))
    // Nor by its old mtime: the time of its last change tells.
    folder.setModified("plot_summaries_1.txt", seconds: 1_000_000_000)
    let backdated = try #require(try folder.inputs.list().entries.first?.plot)
    #expect(!backdated.isTrusted(scanStart: start))
  }

  @Test(arguments: [
    (10, 10, 11, true), (10, 11, 11, false), (11, 10, 11, false), (12, 10, 11, false),
    (10, 12, 11, false),
  ])
  func `only what is older than the scan is trusted`(
    modified: Int64, changed: Int64, start: Int64, trusted: Bool
  ) {
    let stamp = FileStamp(
      modifiedNanoseconds: modified, size: 1, changedNanoseconds: changed, inode: 1)
    #expect(stamp.isTrusted(scanStart: start) == trusted)
  }

  @Test func `names with a bad id are reported with the reason`() throws {
    let folder = try TempFolder()
    for id in ["abc", "007", "1234567890123456789", "5"] {
      folder.write("plot_summaries_\(id).txt", "a")
    }
    let listing = try folder.inputs.list()
    #expect(listing.entries.map(\.movie.number) == [5])
    let told = listing.ignored.map { "\($0.name): \($0.why)" }.sorted()
    #expect(
      told == [
        "plot_summaries_007.txt: its movie id begins with a zero",
        "plot_summaries_1234567890123456789.txt: its movie id has more than 18 digits",
        "plot_summaries_abc.txt: its movie id is not made of digits only",
      ])
  }

  @Test func `a name that is not UTF-8 is passed over or reported, never fatal`() throws {
    let folder = try TempFolder()
    let name: [CChar] = Array((folder.path + "/plot_summaries_").utf8CString.dropLast())
    let bytes = name + [CChar(bitPattern: 0xFF)] + ".txt".utf8CString
    let descriptor = open(bytes, O_WRONLY | O_CREAT, 0o644)
    try #require(descriptor >= 0)
    close(descriptor)
    #expect(try folder.inputs.list().ignored.map(\.why) == [.notDigits])
    unlink(bytes)
  }

  @Test func `a link is its file, and a link that leads nowhere is a file that cannot be read`()
    throws
  {
    let folder = try TempFolder()
    folder.write("text", "four")
    symlink(folder.path + "/text", folder.path + "/plot_summaries_1.txt")
    symlink(folder.path + "/nothing", folder.path + "/plot_summaries_2.txt")
    let listing = try folder.inputs.list()
    #expect(listing.entries.map(\.movie.number) == [1, 2])
    #expect(listing.entries.first?.plot?.size == 4)
    #expect(try folder.inputs.readPlot(movie(1)).bytes == Array("four".utf8))
    #expect(
      throws: InputError.file(path: folder.path + "/plot_summaries_2.txt", .cannotOpen(ENOENT))
    ) { try folder.inputs.readPlot(movie(2)) }
  }

  /// Enough files for a second thread, in an order of names that is not the order of ids.
  @Test func `thousands of files are all found, each with its own stamp`() throws {
    let folder = try TempFolder()
    for number in 1...2_500 {
      folder.write("plot_summaries_\(number).txt", [UInt8](repeating: 97, count: number))
      if number.isMultiple(of: 3) { folder.write("character.metadata_\(number).csv", "a") }
      if number > 1_000 { folder.write("character.metadata_\(number).csv", "ab") }
    }
    let entries = try folder.inputs.list().entries
    #expect(entries.map(\.movie.number) == Array(1...2_500))
    #expect(entries.map(\.plot?.size) == (1...2_500).map { $0 })
    #expect(
      entries.map(\.cast?.size)
        == (1...2_500).map { $0 > 1_000 ? 2 : $0.isMultiple(of: 3) ? 1 : nil })
  }

  @Test func `a directory that is not there, or none, is told with advice`() throws {
    let folder = try TempFolder()
    folder.write("file", "")
    let missing = #expect(throws: InputError.self) {
      try InputDirectory(path: folder.path + "/no").list()
    }
    #expect(
      missing?.description == "there is no input directory '\(folder.path)/no' (set "
        + "'input.directory' in the tropefile to where the plots are, or 'corpus.raw' to have them "
        + "split from the corpus)")
    let file = #expect(throws: InputError.self) {
      try InputDirectory(path: folder.path + "/file").list()
    }
    #expect(file?.description.contains("is not a directory (set 'input.directory'") == true)
    #expect(throws: InputError.directory(path: folder.path + "/file", .cannotOpen(ENOTDIR))) {
      try InputDirectory(path: folder.path + "/file").readPlot(movie(1))
    }
  }

  @Test(.enabled(if: canBeNobody, "the rights of root cannot be put aside here"))
  func `a directory without the right to read it is told with advice`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "a")
    chmod(folder.path, 0o300)
    let error = asNobody { #expect(throws: InputError.self) { try folder.inputs.list() } }
    #expect(error?.description.contains("permission denied (give yourself permission") == true)
  }

  @Test(.enabled(if: canBeNobody, "the rights of root cannot be put aside here"))
  func `a directory that may be listed and not searched is told with advice`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "a")
    chmod(folder.path, 0o644)
    let error = asNobody { #expect(throws: InputError.self) { try folder.inputs.list() } }
    #expect(
      error?.description.hasSuffix("(give yourself permission to search it: chmod u+x)") == true)
  }

  @Test func `listing opens no input`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "a")
    let opened = Collected()
    var inputs = folder.inputs
    inputs.hooks.willOpen = { opened.add($0) }
    _ = try inputs.list()
    #expect(opened.all.isEmpty)
    _ = try inputs.readPlot(movie(1))
    #expect(opened.all == ["plot_summaries_1.txt"])
  }
}
