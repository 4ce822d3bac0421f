import Basics
import Foundation
import Glibc
import Testing
import TestSupport

/// Output under a name that a person gave.
@Suite struct OutputFileTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func kind(_ name: String) -> mode_t {
    var status = stat()
    return lstat(directory(name), &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  @Test func `a file is replaced, one that is not there is made, with directories where asked`()
    throws
  {
    try directory.write("old", to: "a")
    try OutputFile.write("new", to: directory("a"))
    try OutputFile.write("new", to: directory("b"))
    #expect(directory.text(of: "a") == "new" && directory.text(of: "b") == "new")
    let error = #expect(throws: FileError.self) {
      try OutputFile.write("new", to: directory("x/y/c"))
    }
    #expect(error?.errno == ENOENT)
    let file = try OutputFile(path: directory("x/y/c"), makesDirectories: true)
    try file.append { $0 += "new".utf8 }
    #expect(try file.finish() && directory.text(of: "x/y/c") == "new")
    #expect(directory.names() == ["a", "b", "x"])
  }

  @Test(arguments: ["file", "missing", "sub/file"])
  func `a symbolic link stays, and the file that it names is written`(target: String) throws {
    try directory.write("old", to: "sub/file")
    try directory.write("old", to: "file")
    #expect(symlink(target, directory("second")) == 0)
    #expect(symlink("second", directory("link")) == 0)
    try OutputFile.write("new", to: directory("link"))
    #expect(kind("link") == S_IFLNK && kind("second") == S_IFLNK)
    #expect(kind(target) == S_IFREG && directory.text(of: target) == "new")
  }

  @Test func `links in a circle are an error, as a directory is`() throws {
    #expect(symlink("two", directory("one")) == 0 && symlink("one", directory("two")) == 0)
    let circle = #expect(throws: FileError.self) { try OutputFile.write("", to: directory("one")) }
    #expect(circle?.errno == ELOOP)
    let place = #expect(throws: FileError.self) { try OutputFile.write("", to: directory.path) }
    #expect(place?.errno == EISDIR)
  }

  @Test func `a named pipe gets the bytes and stays a pipe`() throws {
    #expect(mkfifo(directory("pipe"), 0o600) == 0)
    let reader = try Descriptor(directory("pipe"), flags: O_RDONLY | O_NONBLOCK)
    try OutputFile.write("words", to: directory("pipe"))
    #expect(try reader.readAll() == Array("words".utf8))
    #expect(kind("pipe") == S_IFIFO)
    #expect(directory.names() == ["pipe"])
  }

  @Test func `what is open is written to by its number, unless the program has opened it`() throws {
    // As whoever starts a program passes it on, and as nothing is opened here.
    let passed = open(directory("file"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
    defer { close(passed) }
    try OpenFile(number: passed, name: "file").write(Array("one ".utf8))
    try directory.write("", to: "other")
    #expect(symlink("/dev/fd/\(passed)", directory("link")) == 0)
    for path in ["/dev/fd/\(passed)", "/proc/self/fd/\(passed)", directory("link")] {
      #expect(try OutputPlace(path) == .descriptor(passed))
      try OutputFile.write("two ", to: path)
    }
    #expect(directory.text(of: "file") == "one two two two " && kind("link") == S_IFLNK)
    #expect(try OutputPlace("/dev/stdout") == .standardOutput)
    #expect(try OutputPlace("/dev/fd/1") == .standardOutput)
    #expect(try OutputPlace("/dev/stderr") == .descriptor(2))

    let own = try Descriptor(directory("other"), flags: O_WRONLY)
    let error = #expect(throws: FileError.self) {
      try OutputFile.write("", to: "/dev/fd/\(own.number)")
    }
    #expect(error?.errno == EBADF)
  }

  @Test func `a device is written to and stays a device; what it refuses is told`() throws {
    // As /dev/null and /dev/full are, in a directory of the test.
    for (name, minor) in [("null", UInt32(3)), ("full", 7)] {
      guard mknod(directory(name), S_IFCHR | 0o600, dev_t(1 << 8 | minor)) == 0,
        access(directory(name), W_OK) == 0,
        let _ = try? Descriptor(directory(name), flags: O_WRONLY)
      else { return print("skipped: no device can be made here, which takes root") }
    }
    try OutputFile.write("words", to: directory("null"))
    let error = #expect(throws: FileError.self) {
      try OutputFile.write("words", to: directory("full"))
    }
    #expect(error?.errno == ENOSPC)
    #expect(kind("null") == S_IFCHR && kind("full") == S_IFCHR)
  }
}

/// Files that a person names to be read.
@Suite struct GivenFileTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func `what a pipe gives once can be read twice`() throws {
    let path = directory("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    // Each waits for the other to open it.
    Thread.detachNewThread {
      let pipe = try? Descriptor(path, flags: O_WRONLY)
      try? pipe?.write(Array("words".utf8))
    }
    #expect(try GivenFile.read(path) == Array("words".utf8))
    #expect(try GivenFile.read(path) == Array("words".utf8))
  }

  @Test func `a file is read as it is now`() throws {
    try directory.write("one", to: "a")
    #expect(try GivenFile.read(directory("a")) == Array("one".utf8))
    try directory.write("two", to: "a")
    #expect(try GivenFile.read(directory("a")) == Array("two".utf8))
  }
}
