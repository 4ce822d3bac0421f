import Foundation
import ProjectFiles
import Testing
import TestSupport
import TropeModel

@Suite struct StatusDirectoryTests {
  private let directory: TemporaryDirectory
  private let statuses: StatusDirectory

  init() throws {
    directory = try TemporaryDirectory()
    statuses = StatusDirectory(directory("build/status"))
  }

  private func movie(_ number: Int64) throws -> MovieID {
    try #require(MovieID(number: number))
  }

  private func movies(_ numbers: Int64...) throws -> [MovieID] { try numbers.map(movie) }

  private func names() -> [String] { directory.names(in: "build/status") }

  /// What a run that has just begun knows.
  private func writer() -> StatusWriter { StatusWriter(statuses) }

  @Test func `before the first run there are none, and asking makes none`() throws {
    #expect(try statuses.all().isEmpty)
    let writer = writer()
    try writer.remove(movies(1))
    try writer.takeUp(queued: [], waiting: [], keeping: nil)
    try writer.end(left: [], failed: [], keepsOthers: false)
    #expect(directory.names().isEmpty)
  }

  @Test func `what a run takes up stands in one list, and what is done is on it without a file`()
    throws
  {
    let writer = writer()
    try writer.takeUp(queued: movies(3, 1, 2), waiting: movies(4), keeping: nil)
    #expect(names() == ["queued"])
    #expect(try Array(statuses.all().values) == [.queued, .queued, .queued, .queued])
    try writer.set(movie(1), .sent)
    try writer.set(movie(2), .failed, ["reason": "no\nJSON", "do": "run again"])
    try writer.set(movie(4), .submitted, ["batch": "3"])
    #expect(
      names().filter { !$0.hasPrefix(".") } == ["1.sent", "2.failed", "4.submitted", "queued"])
    #expect(directory.text(of: "build/status/1.sent") == "")
    #expect(directory.text(of: "build/status/2.failed") == "reason: no JSON\ndo: run again\n")
    #expect(directory.text(of: "build/status/4.submitted") == "batch: 3\n")
    try writer.set(movie(4), .done)
    let pending = Set(try movies(1, 3))
    #expect(
      try statuses.all(pending: pending)
        == [movie(1): .sent, movie(2): .failed, movie(3): .queued, movie(4): .done])
    // Where tropes.db is gone, nothing is done.
    #expect(try statuses.all()[movie(4)] == .queued)
    try writer.set(movie(1), .queued)
    #expect(try statuses.all(pending: pending)[movie(1)] == .queued)
    try writer.end(left: movies(1, 3).map { ($0, nil) }, failed: movies(2), keepsOthers: false)
    #expect(names() == ["2.failed", "queued"])
    // What is left waits for the next run, whatever tropes.db has of it.
    #expect(
      try statuses.all(pending: [])
        == [movie(1): .queued, movie(2): .failed, movie(3): .queued])
    let next = self.writer()
    try next.takeUp(queued: movies(1, 2, 3), waiting: [], keeping: nil)
    #expect(names() == ["queued"])
    try next.end(left: [], failed: [], keepsOthers: false)
    #expect(names().isEmpty)
  }

  private static let states: [TargetState] = [.sent, .submitted, .failed]

  @Test(arguments: states, TargetState.allCases)
  func `any state gives way to any other, with one file at most`(
    before: TargetState, after: TargetState
  ) throws {
    for detail in [[:], ["batch": "2"]] as [StatusDetail] {
      let writer = writer()
      try writer.set(movie(7), before, detail)
      try writer.set(movie(7), after, ["batch": "3"])
      try writer.end(left: movies(7).map { ($0, nil) }, failed: [], keepsOthers: false)
      let hasFile = Self.states.contains(after)
      #expect(names() == [hasFile ? "7.\(after.rawValue)" : "queued"])
      if hasFile, before != after {
        #expect(directory.text(of: "build/status/7.\(after.rawValue)") == "batch: 3\n")
      }
      try self.writer().remove(movies(7))
      #expect(names().isEmpty)
    }
  }

  @Test func `what one target's file says is never said by another's`() throws {
    let writer = writer()
    try writer.set(
      (1..<4).map { StatusDirectory.Change(try movie($0), .submitted, ["batch": "1"]) })
    try writer.set(movie(1), .submitted, ["batch": "2"])
    try writer.set(movie(4), .sent)
    try writer.set(movie(5), .failed, ["reason": "its own"])
    try writer.set(movie(6), .sent)
    try writer.set(movie(2), .done)
    let texts = [
      "1.submitted": "batch: 2\n", "3.submitted": "batch: 1\n", "4.sent": "",
      "5.failed": "reason: its own\n", "6.sent": "",
    ]
    #expect(Set(names().filter { !$0.hasPrefix(".") }) == Set(texts.keys))
    for (name, text) in texts { #expect(directory.text(of: "build/status/" + name) == text) }
  }

  @Test func `files and directories that somebody removes meanwhile are made again`() throws {
    let writer = writer()
    try writer.set(movies(1, 2).map { StatusDirectory.Change($0, .sent) })
    try FileManager.default.removeItem(atPath: directory("build/status/1.sent"))
    try FileManager.default.removeItem(atPath: directory("build/status/.status.tropebuild-tmp"))
    try writer.set([
      StatusDirectory.Change(try movie(1), .done), StatusDirectory.Change(try movie(3), .sent),
    ])
    #expect(names().filter { !$0.hasPrefix(".") } == ["2.sent", "3.sent"])
    try FileManager.default.removeItem(atPath: directory("build"))
    try writer.set(movie(4), .sent)
    try writer.set(movie(2), .done)
    #expect(names().filter { !$0.hasPrefix(".") } == ["4.sent"])
  }

  @Test(arguments: [0, 9, 10, 999_999_999_999_999_999] as [Int64])
  func `the shortest and the longest ids have their files and lines`(number: Int64) throws {
    let writer = writer()
    try writer.takeUp(queued: movies(number), waiting: [], keeping: nil)
    #expect(try statuses.all() == [movie(number): .queued])
    try writer.set(movie(number), .submitted, ["batch": "1"])
    #expect(try statuses.all() == [movie(number): .submitted])
  }

  @Test func `the same state can say something new`() throws {
    let writer = writer()
    try writer.set(movie(1), .failed, ["reason": "first"])
    try writer.set(movie(1), .failed, ["reason": "second"])
    #expect(directory.text(of: "build/status/1.failed") == "reason: second\n")
    try writer.set(movie(1), .failed)
    #expect(directory.text(of: "build/status/1.failed") == "")
  }

  @Test func `there may be more targets than a file can have names`() throws {
    // ext4 gives a file 65,000 names.
    let writer = writer()
    try writer.set((0..<66_000).map { StatusDirectory.Change(try movie($0), .sent) })
    #expect(try statuses.all().count == 66_000)
    try writer.end(left: [], failed: [], keepsOthers: false)
    #expect(names().isEmpty)
  }

  @Test func `a run for some targets leaves what others wait for`() throws {
    let first = writer()
    try first.takeUp(queued: movies(1, 2, 3), waiting: [], keeping: nil)
    try first.set(movie(3), .failed, ["reason": "refused"])
    try first.end(left: movies(1, 2).map { ($0, nil) }, failed: movies(3), keepsOthers: false)
    // Killed when it has recorded 4 and not 5.
    try writer().takeUp(queued: movies(4, 5), waiting: [], keeping: { _ in false })
    let pending = Set(try movies(5))
    let second = writer()
    try second.takeUp(queued: movies(2), waiting: [], keeping: { pending.contains($0) })
    try second.end(left: [], failed: [], keepsOthers: true)
    #expect(
      try statuses.all(pending: [])
        == [movie(1): .queued, movie(3): .failed, movie(5): .queued])
  }

  // MARK: What kills and older versions leave

  @Test(arguments: [
    (["5.queued", "5.sent"], TargetState.sent),
    (["5.sent", "5.submitted"], .submitted),
    (["5.queued", "5.failed"], .failed),
    (["5.sent", "5.failed"], .failed),
  ])
  func `of two states that a kill left, the further one counts and the other goes`(
    files: [String], state: TargetState
  ) throws {
    for file in files { try directory.write("batch: 1\n", to: "build/status/" + file) }
    try directory.write("half", to: "build/status/.status.tropebuild-tmp")
    try directory.write("half", to: "build/status/.queued.tropebuild-tmp")
    let movie = try movie(5)
    let before = names()
    #expect(try statuses.all() == [movie: state])
    #expect(names() == before)
    try writer().remove(movies(6))
    #expect(names() == ["5.\(state.rawValue)"])
  }

  @Test func `the files of an older version are understood, and gone when a run begins`() throws {
    for name in ["1.queued", "2.done", "3.sent", "4.submitted", "5.failed"] {
      try directory.write("", to: "build/status/" + name)
    }
    #expect(
      try statuses.all(pending: [])
        == [
          movie(1): .queued, movie(2): .done, movie(3): .sent, movie(4): .submitted,
          movie(5): .failed,
        ])
    // A run for another target keeps what waits, also where it is killed at once.
    try writer().remove(movies(6))
    #expect(names() == ["3.sent", "4.submitted", "5.failed", "queued"])
    #expect(try statuses.all(pending: [])[movie(1)] == .queued)
    let whole = writer()
    try whole.takeUp(queued: movies(1, 3, 5), waiting: movies(4), keeping: nil)
    #expect(names() == ["4.submitted", "queued"])
  }

  @Test func `a list that somebody has changed says what can be read of it`() throws {
    try directory.write("x\n# a note\n7\n-1\n08\n8", to: "build/status/queued")
    #expect(try statuses.all(pending: []) == [movie(7): .queued, movie(8): .queued])
  }

  @Test func `other files are no states and stay`() throws {
    let others = ["5", "5.txt", "05.done", "x.done", "5.done.bak", ".5.done", "-5.done"]
    for name in others { try directory.write("", to: "build/status/" + name) }
    #expect(try statuses.all().isEmpty)
    try writer().remove(movies(5))
    #expect(Set(names()) == Set(others))
  }
}

extension StatusWriter {
  /// Sets one target's state and what its file says.
  fileprivate func set(
    _ movie: MovieID, _ state: TargetState, _ detail: StatusDetail = StatusDetail()
  ) throws {
    try set([StatusDirectory.Change(movie, state, detail)])
  }
}
