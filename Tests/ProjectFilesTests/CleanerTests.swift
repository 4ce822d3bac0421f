import ProjectFiles
import Testing
import TestSupport
import TropeModel

import Glibc

@Suite struct CleanerTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// The first bytes of a database with that mark.
  private func database(_ mark: Int32) -> [UInt8] {
    var bytes = Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0, count: 84)
    for index in 0..<4 {
      bytes[68 + index] = UInt8(truncatingIfNeeded: mark >> Int32(24 - 8 * index))
    }
    return bytes
  }

  private static let report = "<!DOCTYPE html>\n<meta name=\"generator\" content=\"tropebuild\"/>\n"

  private func makeBuild(in build: String = "build") throws {
    try directory.write(database(DatabaseMark.tropes), to: build + "/tropes.db")
    for name in [
      "tropes.db-wal", "tropes.db-shm", "lock", "split", "try.json", "status/1.done",
      "status/23890098.failed", "status/queued", "status/waiting",
      "status/.7.sent.tropebuild-tmp", "batches/batch_0001.jsonl",
      "batches/batch_0001.output.jsonl", "batches/batch_12345.errors.jsonl",
      "batches/.batch_0002.jsonl.tropebuild-tmp",
    ] {
      try directory.write("12345", to: build + "/" + name)
    }
    try directory.write(Self.report, to: build + "/report.html")
  }

  private func cleaner(_ build: String = "build") -> Cleaner {
    Cleaner(BuildPaths(buildDirectory: directory(build)))
  }

  private func kept(_ report: CleanReport) -> [String: CleanReport.Why] {
    report.kept.reduce(into: [:]) {
      $0[String($1.path.dropFirst(directory.path.count + 1))] = $1.why
    }
  }

  @Test func `a page that no command has made stays, whatever its name`() throws {
    try directory.write("<!DOCTYPE html>\n<title>My own report</title>\n", to: "report.html")
    try directory.write("12345", to: "lock")
    let report = try cleaner(".").clean()
    #expect(directory.names() == ["report.html"])
    #expect(report.removed[.rest] == nil)
  }

  @Test func `a build goes wholly, and the report says what went`() throws {
    try makeBuild()
    let report = try cleaner().clean()
    #expect(directory.names().isEmpty)
    #expect(report.removed[.database] == CleanReport.Tally(files: 3, bytes: 110))
    #expect(report.removed[.status] == CleanReport.Tally(files: 5, bytes: 25))
    #expect(report.removed[.batches] == CleanReport.Tally(files: 4, bytes: 20))
    let page = Int64(Self.report.utf8.count)
    #expect(report.removed[.rest] == CleanReport.Tally(files: 3, bytes: 10 + page))
    #expect(report.removed[.lock] == CleanReport.Tally(files: 1, bytes: 5))
    #expect(report.all == CleanReport.Tally(files: 16, bytes: 170 + page))
    #expect(
      report.removedDirectories == ["build/status", "build/batches", "build"].map { directory($0) })
    #expect(report.kept.isEmpty)
  }

  @Test
  func `the jobs of a command go with what is known of them, and stay while they are under way`()
    throws
  {
    let job = "build/batches/jobs/job-1f/"
    let files =
      ["job.json", "lock", "pid", "exit", "cancelled", "output.jsonl", "stdout.log", "stderr.log"]
      .map { job + $0 } + ["build/batches/jobs/files/tropebuild-1-1-2.jsonl"]
    for name in files + [job + "cache.bin", "build/batches/jobs/notes"] {
      try directory.write("12345", to: name)
    }
    let busy = try cleaner().clean(keepingJobs: true)
    #expect(kept(busy) == ["build/batches/jobs": .jobsInUse])
    #expect(busy.removed.isEmpty)
    let looked = try cleaner().clean(onlyLooking: true)
    let report = try cleaner().clean()
    #expect(looked.removed == report.removed)
    #expect(report.removed[.batches] == CleanReport.Tally(files: 9, bytes: 45))
    #expect(
      kept(report) == [job + "cache.bin": .unknown, "build/batches/jobs/notes": .unknown])
    unlink(directory(job + "cache.bin"))
    unlink(directory("build/batches/jobs/notes"))
    #expect(try cleaner().clean().removedDirectories.contains(directory("build/batches/jobs")))
  }

  @Test func `what a killed 'try' and a killed 'label' leave behind goes too`() throws {
    try directory.write(database(DatabaseMark.tropes), to: "build/try/tropes.db")
    for name in [
      "overrides-lock", "try/status/queued", "try/status/1.sent",
      "try/status/.queued.tropebuild-tmp",
    ] {
      try directory.write("12345", to: "build/" + name)
    }
    let report = try cleaner().clean()
    #expect(directory.names().isEmpty)
    #expect(report.removed[.status] == CleanReport.Tally(files: 3, bytes: 15))
    #expect(report.removed[.lock] == CleanReport.Tally(files: 1, bytes: 5))
    #expect(report.kept.isEmpty)
  }

  @Test func `where nothing was built there is nothing to do`() throws {
    #expect(try cleaner().clean().isEmpty)
  }

  @Test func `looking removes nothing`() throws {
    try makeBuild()
    let before = directory.names(in: "build") + directory.names(in: "build/status")
    #expect(try cleaner().clean(onlyLooking: true).all.files == 16)
    #expect(directory.names(in: "build") + directory.names(in: "build/status") == before)
  }

  @Test func `what tropebuild did not make stays, wherever it lies`() throws {
    let others = [
      "thesis.txt", "tropes.db.backup", "my-tropes.db", "tropes.csv", "lock.txt",
      "status/notes.txt", "status/1.done.bak", "status/01.done", "batches/batch_1.json",
      "batches/batch_.jsonl", "batches/batch_1.jsonl.gz", "batches/summary.jsonl", "src/main.c",
    ]
    try makeBuild()
    for name in others { try directory.write("theirs", to: "build/" + name) }
    let report = try cleaner().clean()
    for name in others { #expect(directory.text(of: "build/" + name) == "theirs", "\(name)") }
    #expect(report.all.files == 16)
    #expect(report.removedDirectories.isEmpty)
    let told = kept(report)
    #expect(told["build/thesis.txt"] == .unknown)
    #expect(told["build/status/notes.txt"] == .unknown)
    #expect(told["build/src"] == .unknown)
    #expect(told.count == others.count)
  }

  @Test(arguments: [
    Array(
      "just some text that is long enough to have a mark in it, if it were a database at all".utf8),
    [1],
  ])
  func `a file of the database's name that is none stays, with what is beside it`(
    content: [UInt8]
  ) throws {
    try makeBuild()
    try directory.write(content, to: "build/tropes.db")
    let report = try cleaner().clean()
    #expect(directory.names(in: "build") == ["tropes.db", "tropes.db-shm", "tropes.db-wal"])
    #expect(kept(report)["build/tropes.db"] == .foreignDatabase)
  }

  @Test(arguments: [0, DatabaseMark.ledger])
  func `somebody else's database of that name stays`(mark: Int32) throws {
    try directory.write(database(mark), to: "build/tropes.db")
    #expect(kept(try cleaner().clean()) == ["build/tropes.db": .foreignDatabase])
    #expect(directory.has("build/tropes.db"))
  }

  @Test func `a database that was never finished goes`() throws {
    try directory.write("", to: "build/tropes.db")
    try directory.write(database(DatabaseMark.tropes), to: "build/tropes.db.new")
    try directory.write("log", to: "build/tropes.db.new-wal")
    #expect(try cleaner().clean().removed[.database]?.files == 3)
    #expect(directory.names().isEmpty)
  }

  @Test func `no symbolic link is followed or removed`() throws {
    try directory.write("x", to: "elsewhere/1.done")
    try directory.write("x", to: "elsewhere/batch_0001.jsonl")
    try directory.write(database(DatabaseMark.tropes), to: "elsewhere/tropes.db")
    try directory.write("x", to: "build/status/2.done")
    for (target, link) in [
      ("elsewhere", "build/batches"), ("elsewhere/1.done", "build/status/1.done"),
      ("elsewhere/tropes.db", "build/tropes.db"), ("elsewhere/1.done", "build/lock"),
    ] {
      #expect(symlink(directory(target), directory(link)) == 0)
    }
    let report = try cleaner().clean()
    #expect(directory.names(in: "elsewhere") == ["1.done", "batch_0001.jsonl", "tropes.db"])
    #expect(directory.names(in: "build/status") == ["1.done"])
    #expect(
      kept(report) == [
        "build/batches": .symbolicLink, "build/status/1.done": .symbolicLink,
        "build/tropes.db": .symbolicLink, "build/lock": .symbolicLink,
      ])
  }

  @Test func `directories of our files' names are not ours`() throws {
    try directory.write("x", to: "build/lock/file")
    try directory.write("x", to: "build/status/1.done/file")
    let report = try cleaner().clean()
    #expect(directory.has("build/lock/file"))
    #expect(directory.has("build/status/1.done/file"))
    #expect(kept(report) == ["build/lock": .notAFile, "build/status/1.done": .notAFile])
  }

  @Test func `places that are configured elsewhere are cleaned of our files only`() throws {
    try makeBuild()
    try directory.write(database(DatabaseMark.tropes), to: "data/films.sqlite")
    try directory.write("log", to: "data/films.sqlite-wal")
    try directory.write("theirs", to: "data/other.sqlite")
    try directory.write("x", to: "outbox/batch_0001.jsonl")
    try directory.write("theirs", to: "outbox/letter.txt")
    try directory.write(database(DatabaseMark.tropes), to: "build/tropes.db")
    let report = try Cleaner(
      BuildPaths(
        buildDirectory: directory("build"), database: directory("data/films.sqlite"),
        batchDirectory: directory("outbox"))
    ).clean()
    #expect(directory.names(in: "data") == ["other.sqlite"])
    #expect(directory.names(in: "outbox") == ["letter.txt"])
    // These were made by an earlier configuration, or not at all: nobody can tell.
    #expect(
      directory.names(in: "build") == ["batches", "tropes.db", "tropes.db-shm", "tropes.db-wal"])
    #expect(report.removed[.database]?.files == 2)
    #expect(report.removed[.batches]?.files == 1)
  }

  @Test func `the build directory may be the project itself`() throws {
    try makeBuild(in: ".")
    try directory.write("input", to: "data/interim/plot_summaries_1.txt")
    try directory.write(database(DatabaseMark.ledger), to: "ledger.db")
    try directory.write("input:", to: "tropefile")
    _ = try cleaner(".").clean()
    #expect(directory.names() == ["data", "ledger.db", "tropefile"])
  }
}

extension CleanReport {
  /// Of all kinds.
  fileprivate var all: Tally {
    removed.values.reduce(into: Tally()) {
      $0.files += $1.files
      $0.bytes += $1.bytes
    }
  }

  /// Whether there was nothing to remove.
  fileprivate var isEmpty: Bool { removed.isEmpty && removedDirectories.isEmpty }
}
