import Glibc
import Inputs
import Testing
import TropeModel

@Suite struct FingerprintTests {
  @Test func `both files are read once, hashed and understood`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", " A plot.\n")
    folder.write("character.metadata_1.csv", "character_name\nAnn\n")
    let opened = Collected()
    var inputs = folder.inputs
    inputs.hooks.willOpen = { opened.add($0) }
    let listing = try inputs.list()
    let entry = try #require(listing.entries.first)
    let later = listing.startedAtNanoseconds + 1_000_000_000
    let print = try inputs.fingerprint(entry, scanStart: later)
    #expect(print.plotText.text == "A plot.")
    #expect(print.castNames == ["Ann"])
    #expect(print.castStatus == .complete)
    #expect(
      print.plot
        == InputState(
          stamp: try #require(entry.plot), hash: Digest(hashing: Array(" A plot.\n".utf8)),
          isTrusted: true))
    #expect(print.cast?.hash == Digest(hashing: Array("character_name\nAnn\n".utf8)))
    #expect(opened.all == ["plot_summaries_1.txt", "character.metadata_1.csv"])
    // The files are as young as the first scan: it must not believe their stamps.
    let racy = try inputs.fingerprint(
      entry, scanStart: try #require(entry.plot).changedNanoseconds)
    #expect(!racy.plot.isTrusted)
  }

  @Test func `no cast file and a cast without names are told apart`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "A plot.")
    folder.write("plot_summaries_2.txt", "A plot.")
    folder.write("character.metadata_2.csv", CastTable.header + "\n")
    let prints = try folder.inputs.list().entries.map {
      try folder.inputs.fingerprint($0, scanStart: 0)
    }
    #expect(prints.map(\.castStatus) == [.noCastFile, .noNames])
    #expect(prints.map(\.castNames) == [nil, []])
    #expect(prints.map { $0.cast == nil } == [true, false])
  }

  @Test func `a cast file that vanishes after the listing is no cast`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "A plot.")
    folder.write("character.metadata_1.csv", "character_name\nAnn\n")
    let entry = try #require(try folder.inputs.list().entries.first)
    unlink(folder.path + "/character.metadata_1.csv")
    let print = try folder.inputs.fingerprint(entry, scanStart: 0)
    #expect(print.castStatus == .noCastFile)
    #expect(print.cast == nil)
  }

  @Test(arguments: [true, false])
  func `a cast that is a link to nowhere is a fault and not a movie without a cast`(
    withStamps: Bool
  ) throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "A plot.")
    symlink("/no/where", folder.path + "/character.metadata_1.csv")
    let entry = try #require(try folder.inputs.list(withStamps: withStamps).entries.first)
    let fault = #expect(throws: InputFault.self) {
      try folder.inputs.fingerprint(entry, scanStart: 0)
    }
    #expect(
      fault?.description
        == "'\(folder.path)/character.metadata_1.csv' is gone, or a link that leads nowhere")
    #expect(fault?.path == folder.inputs.path(of: .cast, try movie(1)))
  }

  @Test func `what to do about a file is said once`() {
    let fault = InputFault.unreadable(.file(path: "data/a", .cannotOpen(EACCES)))
    #expect(fault.reason == "'data/a' cannot be opened: permission denied")
    #expect(fault.advice == "give yourself permission to read it: chmod u+r")
    #expect(fault.description == "\(fault.reason) (\(fault.advice))")
    let other = InputFault.unreadable(.file(path: "data/a", .notAFile(.directory)))
    #expect(other.reason == "'data/a' is a directory, where a text file is expected")
    #expect(other.advice == "fix or remove the file")
  }

  @Test(arguments: [
    ([], [], "plot_summaries_1.txt: the plot is empty (write a plot, or remove the file)"),
    (Array(" \n\u{3000}".utf8), [], "plot_summaries_1.txt: the plot is empty"),
    (
      [0x61, 0x0A, 0xFF], [],
      "plot_summaries_1.txt:2: not UTF-8: the byte at offset 2 is not part of a character"
    ),
    ([0x61, 0x00], [], "plot_summaries_1.txt:1: a NUL byte at offset 1"),
    (
      [0x61], Array("name\nAnn\n".utf8),
      "character.metadata_1.csv:1: no column 'character_name' in the header"
    ),
  ])
  func `a fault names the file, the line and what to do`(
    plot: [UInt8], cast: [UInt8], message: String
  ) throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", plot)
    if !cast.isEmpty { folder.write("character.metadata_1.csv", cast) }
    let entry = try #require(try folder.inputs.list().entries.first)
    let fault = #expect(throws: InputFault.self) {
      try folder.inputs.fingerprint(entry, scanStart: 0)
    }
    #expect(fault?.description.hasPrefix(folder.path + "/" + message) == true)
  }

  @Test func `a plot that vanishes after the listing is a fault of this movie`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "A plot.")
    let entry = try #require(try folder.inputs.list().entries.first)
    unlink(folder.path + "/plot_summaries_1.txt")
    let fault = #expect(throws: InputFault.self) {
      try folder.inputs.fingerprint(entry, scanStart: 0)
    }
    #expect(
      fault?.description
        == "'\(folder.path)/plot_summaries_1.txt' is gone, or a link that leads nowhere")
  }
}
