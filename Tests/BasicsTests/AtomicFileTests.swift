import Testing
import TestSupport
@testable import Basics

import Glibc

@Suite struct AtomicFileTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: [true, false])
  func `a file takes the place of the old one, whole`(durably: Bool) throws {
    try AtomicFile.write("first", to: directory("a"), durably: durably)
    try AtomicFile.write("2", to: directory("a"), durably: durably)
    #expect(directory.text(of: "a") == "2")
    #expect(directory.names() == ["a"])
    #expect(try AtomicFile.read(directory("a")) == [UInt8(ascii: "2")])
  }

  @Test func `a large file appears only when it is complete`() throws {
    let writer = try AtomicFileWriter(directory("a"))
    let piece = [UInt8](repeating: 7, count: 100_000)
    for _ in 0..<5 { try writer.append(piece) }
    #expect(!directory.has("a"))
    try writer.commit()
    #expect(directory.bytes(of: "a")?.count == 500_000)
    #expect(directory.names() == ["a"])
  }

  @Test func `a file that is given up leaves nothing`() throws {
    try directory.write("old", to: "a")
    func giveUp() throws {
      let writer = try AtomicFileWriter(directory("a"))
      try writer.append([1, 2, 3])
    }
    try giveUp()
    #expect(directory.text(of: "a") == "old")
    #expect(directory.names() == ["a"])
  }

  @Test(arguments: [("same", false), ("sam", true), ("same!", true), ("Same", true)])
  func `a file of the same bytes stays as it is`(text: String, isReplaced: Bool) throws {
    try directory.write("same", to: "a")
    let before = directory.fingerprint().filter { $0.hasPrefix("a ") }
    let writer = try AtomicFileWriter(directory("a"))
    try writer.append(Array(text.utf8))
    #expect(try writer.commitIfDifferent(durably: false) == isReplaced)
    #expect(directory.text(of: "a") == text)
    #expect(directory.names() == ["a"])
    #expect((directory.fingerprint().filter { $0.hasPrefix("a ") } == before) == !isReplaced)
  }

  @Test func `where nothing is there to compare with, the file is put there`() throws {
    let writer = try AtomicFileWriter(directory("a"))
    #expect(try writer.commitIfDifferent())
    #expect(directory.text(of: "a") == "")
  }

  @Test func `what a killed writer left is in nobody's way`() throws {
    try directory.write("half of a lo", to: ".a.tropebuild-tmp")
    try AtomicFile.write("new", to: directory("a"))
    #expect(directory.text(of: "a") == "new")
    #expect(directory.names() == ["a"])
  }

  @Test func `a symbolic link in place of the temporary file is not followed`() throws {
    try directory.write("precious", to: "elsewhere")
    #expect(symlink(directory("elsewhere"), directory(".a.tropebuild-tmp")) == 0)
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write("x", to: directory("a"))
    }
    #expect(error?.errno == ELOOP)
    #expect(directory.text(of: "elsewhere") == "precious")
  }

  @Test func `a missing directory is told by the name of the file`() throws {
    let path = directory("no/such/a")
    let error = #expect(throws: FileError.self) { try AtomicFile.write("x", to: path) }
    #expect(error == FileError(operation: .create, path: path, errno: ENOENT))
  }

  @Test(.enabled(if: FullDisk.isPossible, "a tiny tmpfs needs root"))
  func `a full disk leaves the old file and is told as such`() throws {
    let disk = try FullDisk(directory.path, bytes: 65_536)
    defer { disk.undo() }
    try AtomicFile.write("old", to: directory("a"))
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write([UInt8](repeating: 1, count: 1_000_000), to: directory("a"))
    }
    #expect(error?.errno == ENOSPC)
    #expect(error?.operation == .write)
    #expect(directory.text(of: "a") == "old")
    #expect(directory.names() == ["a"])
  }

  @Test func `directories are made with those above them`() throws {
    try Directories.make(directory("x/y/z"))
    try Directories.make(directory("x/y/z/"))
    #expect(directory.has("x/y/z"))
    try directory.write("", to: "file")
    let error = #expect(throws: FileError.self) { try Directories.make(directory("file")) }
    #expect(error?.errno == ENOTDIR)
  }

  @Test(arguments: [
    ("/a/b/c", "/a/b", "c"), ("/a", "/", "a"), ("a", ".", "a"), ("a/b/", "a", "b"),
    ("/", "/", "/"), ("./a", ".", "a"),
  ])
  func `a path has a directory and a name`(path: String, parent: String, name: String) {
    #expect(Directories.parent(of: path) == parent)
    #expect(Directories.name(of: path) == name)
  }
}

@Suite struct FileErrorTests {
  @Test(arguments: [
    (ENOSPC, "cannot write 'build/x': the disk is full; make room and run again"),
    (EDQUOT, "quota is used up; make room"), (EFBIG, "not become so large; raise 'ulimit -f'"),
    (EACCES, "permission denied; check the owner"),
    (EROFS, "read-only; mount it writable"), (ENOENT, "no such file or directory; check the path"),
    (EISDIR, "it is a directory; move it away"), (EMFILE, "raise 'ulimit -n'"),
    (EIO, "the disk reports an error"), (ENAMETOOLONG, "cannot write 'build/x': "),
  ])
  func `each fault says what is wrong and what to do`(code: Int32, part: String) {
    let text = FileError(operation: .write, path: "build/x", errno: code).description
    #expect(text.contains(part), "\(text)")
    #expect(!text.hasSuffix("."))
  }
}
