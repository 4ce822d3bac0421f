import Glibc
import Inputs
import Testing
import TropeModel

@Suite struct InputReaderTests {
  @Test func `bytes, stamp and hash belong together`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "abc")
    let file = try folder.inputs.readPlot(movie(1))
    #expect(file.bytes == Array("abc".utf8))
    // FIPS 180-2, appendix B.1.
    #expect(
      file.hash.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(try folder.inputs.list().entries.first?.plot == file.stamp)
  }

  @Test func `reading a new file leaves the time of its last access alone`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "abc")
    // Long ago and before the last change: every mount that notes accesses at all would note one now.
    let longAgo = timespec(tv_sec: 1_000_000_000, tv_nsec: 0)
    utimensat(AT_FDCWD, folder.path + "/plot_summaries_1.txt", [longAgo, longAgo], 0)
    _ = try folder.inputs.readPlot(movie(1))
    var status = stat()
    #expect(stat(folder.path + "/plot_summaries_1.txt", &status) == 0)
    #expect(status.st_atim.tv_sec == longAgo.tv_sec)
  }

  @Test func `a cast is what was seen as long as its stamp is the same`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "abc")
    let reader = try folder.inputs.reader()
    let one = try movie(1)
    #expect(reader.isCast(of: one, as: nil))
    folder.write("character.metadata_1.csv", "character_name\nTom\n")
    #expect(!reader.isCast(of: one, as: nil))
    let file = try reader.readCast(one)
    let seen = InputState(stamp: file.stamp, hash: file.hash, isTrusted: true)
    #expect(reader.isCast(of: one, as: seen))
    // It may have been written once more within the same tick of the clock.
    #expect(
      !reader.isCast(of: one, as: InputState(stamp: file.stamp, hash: file.hash, isTrusted: false)))
    folder.setModified("character.metadata_1.csv", seconds: 1_000_000_000)
    #expect(!reader.isCast(of: one, as: seen))
    remove(folder.path + "/character.metadata_1.csv")
    #expect(!reader.isCast(of: one, as: seen))
    #expect(reader.isCast(of: one, as: nil))
    symlink("nowhere", folder.path + "/character.metadata_1.csv")
    #expect(!reader.isCast(of: one, as: nil))
  }

  @Test func `an empty file is read as nothing`() throws {
    let folder = try TempFolder()
    folder.write("character.metadata_1.csv", "")
    #expect(try folder.inputs.readCast(movie(1)).bytes.isEmpty)
  }

  @Test func `a plot of 300 kB is read whole`() throws {
    let folder = try TempFolder()
    let bytes = (0..<300_000).map { UInt8(97 + $0 % 26) }
    folder.write("plot_summaries_1.txt", bytes)
    #expect(try folder.inputs.readPlot(movie(1)).bytes == bytes)
  }

  @Test func `a file above the limit is refused unread`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "")
    let size = InputReader.largestFile + 1
    truncate(folder.path + "/plot_summaries_1.txt", off_t(size))
    #expect(
      throws: InputError.file(
        path: folder.path + "/plot_summaries_1.txt",
        .tooLarge(size: size, limit: InputReader.largestFile))
    ) { try folder.inputs.readPlot(movie(1)) }
  }

  @Test func `a directory, a pipe and a socket by an input's name are refused without waiting`()
    throws
  {
    let folder = try TempFolder()
    mkdir(folder.path + "/plot_summaries_1.txt", 0o755)
    mkfifo(folder.path + "/plot_summaries_2.txt", 0o644)
    let made = makeSocket(folder.path + "/plot_summaries_3.txt")
    try #require(made)
    for (number, kind) in [(1, FileKind.directory), (2, .fifo), (3, .socket)] {
      #expect(
        throws: InputError.file(
          path: folder.path + "/plot_summaries_\(number).txt", .notAFile(kind))
      ) { try folder.inputs.readPlot(movie(Int64(number))) }
    }
    let error = #expect(throws: InputError.self) { try folder.inputs.readPlot(movie(2)) }
    #expect(error?.description.hasSuffix("is a named pipe, where a text file is expected") == true)
  }

  @Test(.enabled(if: canBeNobody, "the rights of root cannot be put aside here"))
  func `a file without the right to read it is told with advice`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "a")
    chmod(folder.path, 0o755)
    chmod(folder.path + "/plot_summaries_1.txt", 0)
    let one = try movie(1)
    let error = asNobody { #expect(throws: InputError.self) { try folder.inputs.readPlot(one) } }
    #expect(error?.description.contains("permission denied") == true)
  }

  @Test func `a file edited while it is read is read again, and the hash is of what is returned`()
    throws
  {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "first")
    var inputs = folder.inputs
    let readings = Collected()
    inputs.hooks.didRead = { name in
      // Twice: longer, then replaced by another file of the same size.
      switch readings.add(name) {
      case 1: folder.write("plot_summaries_1.txt", "second")
      case 2:
        folder.write("other", "third!")
        rename(folder.path + "/other", folder.path + "/plot_summaries_1.txt")
      default: break
      }
    }
    let file = try inputs.readPlot(movie(1))
    #expect(file.bytes == Array("third!".utf8))
    #expect(file.hash == Digest(hashing: Array("third!".utf8)))
    #expect(readings.all.count == 3)
    #expect(try folder.inputs.list().entries.first?.plot == file.stamp)
  }

  @Test func `a file that keeps changing is given up after five readings`() throws {
    let folder = try TempFolder()
    folder.write("plot_summaries_1.txt", "")
    var inputs = folder.inputs
    let readings = Collected()
    inputs.hooks.didRead = { name in
      let count = readings.add(name)
      folder.write("plot_summaries_1.txt", String(repeating: "x", count: count))
    }
    #expect(
      throws: InputError.file(
        path: folder.path + "/plot_summaries_1.txt", .keepsChanging(readings: 5))
    ) { try inputs.readPlot(movie(1)) }
    #expect(readings.all.count == 5)
  }

  @Test func `many tasks read through one reader`() async throws {
    let folder = try TempFolder()
    for number in 1...200 { folder.write("plot_summaries_\(number).txt", "plot \(number)") }
    let reader = try folder.inputs.reader()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 1...200 {
        group.addTask {
          try reader.readPlot(movie(Int64(number))).bytes == Array("plot \(number)".utf8)
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  private func makeSocket(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}
