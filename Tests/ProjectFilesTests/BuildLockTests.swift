import Basics
import Foundation
import ProjectFiles
import Testing
import TestSupport
import TropeModel

@Suite struct BuildLockTests {
  private let directory: TemporaryDirectory
  private let now = Timestamp(milliseconds: 1_795_369_291_029)

  init() throws { directory = try TemporaryDirectory() }

  private var path: String { directory("build/lock") }

  private func acquire(_ command: String = "tropebuild -j 4") throws(LockError) -> BuildLock {
    try BuildLock.acquire(path, command: command, now: now)
  }

  @Test func `the second is told who the first is`() throws {
    let lock = try acquire("tropebuild\nclean")
    let error = #expect(throws: LockError.self) { _ = try acquire("another") }
    guard case .held(let path, _, let holder) = error else {
      Issue.record("it said \(String(describing: error))")
      return
    }
    #expect(path == self.path)
    #expect(holder.process == getpid())
    #expect(holder.host?.isEmpty == false)
    #expect(holder.since == now)
    #expect(holder.command == "tropebuild clean")
    #expect(try BuildLock.holder(of: path) == holder)
    lock.release()
  }

  @Test func `the lock on a ledger says that it is one, and nobody else may read a lock`() throws {
    try directory.write("of an older program", to: "build/lock")
    chmod(path, 0o644)
    let lock = try BuildLock.acquire(path, of: .ledger, command: "one", now: now)
    let error = #expect(throws: LockError.self) {
      _ = try BuildLock.acquire(path, of: .ledger, command: "two", now: now)
    }
    #expect(error.map { "\($0)".hasPrefix("another tropebuild uses this ledger (") } == true)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    lock.release()
  }

  @Test func `a released lock can be had again, and its file is gone`() throws {
    let first = try acquire()
    first.release()
    first.release()
    #expect(!directory.has("build/lock"))
    #expect(try BuildLock.holder(of: path) == nil)
    let second = try acquire()
    #expect(directory.has("build/lock"))
    second.release()
  }

  @Test func `a lock goes with its object`() throws {
    func takeAndForget() throws { _ = try acquire() }
    try takeAndForget()
    try acquire().release()
  }

  @Test func `the file of a killed holder is no lock`() throws {
    try directory.write(
      "pid: 1\nhost: elsewhere\ncommand: a rather long old command\n", to: "build/lock")
    #expect(try BuildLock.holder(of: path) == nil)
    let lock = try acquire("new")
    #expect(directory.text(of: "build/lock")?.contains("old") == false)
    lock.release()
  }

  @Test func `a lock whose file somebody removed gives no right to remove the next one's`() throws {
    let first = try acquire()
    unlink(path)
    let second = try acquire()
    first.release()
    #expect(directory.has("build/lock"))
    #expect(throws: LockError.self) { _ = try acquire() }
    second.release()
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/flock"), "needs flock"))
  func `a lock is gone with its process, however that ends`() throws {
    try Directories.make(directory("build"))
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    process.arguments = ["--no-fork", path, "sh", "-c", "echo ready; exec sleep 600"]
    process.standardOutput = output
    try process.run()
    #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "ready\n")
    #expect(throws: LockError.self) { _ = try acquire() }
    #expect(try BuildLock.holder(of: path) != nil)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try acquire().release()
  }

  @Test func `one of many that come at once gets it`() async throws {
    let path = path
    let now = now
    for _ in 0..<5 {
      let locks = await withTaskGroup(of: BuildLock?.self) { group in
        for _ in 0..<8 {
          group.addTask { try? BuildLock.acquire(path, command: "one", now: now) }
        }
        return await group.reduce(into: [BuildLock]()) { if let lock = $1 { $0.append(lock) } }
      }
      #expect(locks.count == 1)
      locks.forEach { $0.release() }
    }
  }

  @Test func `the words name the holder and what to do`() {
    let holder = LockHolder(process: 4_711, host: "box", since: now, command: "tropebuild -B")
    #expect(
      LockError.held(path: "build/lock", by: holder).description
        == "another tropebuild is at work here (process 4711 on 'box' since "
        + "2026-11-22T17:41:31.029Z: tropebuild -B); wait until it has ended, or stop it "
        + "(lock 'build/lock')")
    #expect(
      LockError.held(path: "build/lock", by: LockHolder()).description
        == "another tropebuild is at work here; wait until it has ended, or stop it "
        + "(lock 'build/lock')")
  }
}
