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

  private func names() -> [String] { directory.names(in: "build/status") }

  @Test func `before the first run there are none, and asking makes none`() throws {
    #expect(try statuses.all().isEmpty)
    #expect(try statuses.tidy().isEmpty)
    #expect(try statuses.status(of: try movie(1)) == nil)
    try statuses.remove([try movie(1)])
    #expect(directory.names().isEmpty)
  }

  @Test func `a target goes through its states with one file at a time`() throws {
    let movie = try movie(23_890_098)
    let steps: [(TargetState, StatusDetail, String)] = [
      (.queued, [:], ""), (.submitted, ["batch": "3"], "batch: 3\n"),
      (
        .failed, ["reason": "no\nJSON", "attempts": "2", "do": "run again"],
        "reason: no JSON\nattempts: 2\ndo: run again\n"
      ),
      (.queued, [:], ""), (.sent, [:], ""), (.done, [:], ""),
    ]
    for (state, detail, text) in steps {
      try statuses.set(movie, state, detail)
      #expect(names() == ["23890098.\(state.rawValue)"])
      #expect(directory.text(of: "build/status/23890098.\(state.rawValue)") == text)
      #expect(try statuses.all() == [movie: state])
      let status = try #require(try statuses.status(of: movie))
      #expect(status.state == state)
      #expect(status.detail.bytesAsText == text)
    }
    try statuses.remove([movie])
    #expect(names().isEmpty)
  }

  private static let stamps: [TargetState] = [.queued, .sent, .done]

  @Test(arguments: TargetState.allCases, TargetState.allCases)
  func `any state gives way to any other, whether their files say something or not`(
    before: TargetState, after: TargetState
  ) throws {
    let movie = try movie(7)
    let isStamp = Self.stamps.contains(after)
    let files: [(told: String, tells: StatusDetail, text: String)] = [
      ("", [:], ""), ("batch: 1\n", [:], ""), ("", ["batch": "2"], "batch: 2\n"),
      ("batch: 1\n", ["batch": "2"], "batch: 2\n"),
    ]
    for known in [nil, [movie: before]] as [[MovieID: TargetState]?] {
      for file in files {
        let told = Self.stamps.contains(before) ? "" : file.told
        try directory.write(told, to: "build/status/7.\(before.rawValue)")
        try statuses.set([StatusDirectory.Change(movie, after, file.tells)], after: known)
        #expect(names() == ["7.\(after.rawValue)"])
        #expect(
          directory.text(of: "build/status/7.\(after.rawValue)") == (isStamp ? "" : file.text))
        try statuses.remove([movie: after])
        #expect(names().isEmpty)
      }
    }
  }

  @Test func `a stamp says nothing, whatever it is given`() throws {
    for state in Self.stamps {
      try statuses.set(try movie(1), state, ["note": "nobody reads it"])
      #expect(directory.text(of: "build/status/1.\(state.rawValue)") == "")
    }
  }

  @Test func `targets that say the same go on one by one`() throws {
    let movies = try (0..<4).map { try movie($0) }
    try statuses.set(movies.map { StatusDirectory.Change($0, .queued) }, after: [:])
    try statuses.set(movies.map { StatusDirectory.Change($0, .submitted, ["batch": "1"]) })
    for movie in movies { #expect(try statuses.status(of: movie)?.detail["batch"] == "1") }
    try statuses.set([
      StatusDirectory.Change(movies[0], .done),
      StatusDirectory.Change(movies[1], .failed, ["reason": "cut off"]),
      StatusDirectory.Change(movies[2], .submitted, ["batch": "2"]),
    ])
    #expect(names() == ["0.done", "1.failed", "2.submitted", "3.submitted"])
    let texts = names().map { directory.text(of: "build/status/" + $0) ?? "" }
    #expect(texts == ["", "reason: cut off\n", "batch: 2\n", "batch: 1\n"])
    // Of files that say something and stamps in turn, none is left behind.
    try statuses.set([StatusDirectory.Change(try movie(4), .sent)])
    let order = try [2, 4, 3, 1, 0].map { StatusDirectory.Change(try movie($0), .done) }
    try statuses.set(order)
    #expect(names() == ["0.done", "1.done", "2.done", "3.done", "4.done"])
    #expect(names().allSatisfy { directory.text(of: "build/status/" + $0) == "" })
  }

  @Test func `states that somebody removed meanwhile are set all the same`() throws {
    let movies = try (0..<3).map { try movie($0) }
    try statuses.set(movies.map { StatusDirectory.Change($0, .queued) })
    let known = try statuses.tidy()
    try statuses.remove(movies)
    try statuses.set(movies.map { StatusDirectory.Change($0, .sent) }, after: known)
    #expect(names() == ["0.sent", "1.sent", "2.sent"])
  }

  @Test(arguments: [0, 9, 10, 999_999_999_999_999_999] as [Int64])
  func `the shortest and the longest ids have their files`(number: Int64) throws {
    let movie = try movie(number)
    try statuses.set(movie, .submitted, ["batch": "1"])
    #expect(names() == ["\(number).submitted"])
    #expect(try statuses.all() == [movie: .submitted])
  }

  @Test func `the same state can say something new`() throws {
    try statuses.set(try movie(1), .failed, ["reason": "first"])
    try statuses.set(try movie(1), .failed, ["reason": "second"])
    #expect(try statuses.status(of: try movie(1))?.detail["reason"] == "second")
    try statuses.set(try movie(1), .failed)
    #expect(directory.text(of: "build/status/1.failed") == "")
  }

  @Test func `what one target's file says is never said by another's`() throws {
    let movies = try (0..<5).map { try movie($0) }
    try statuses.set(movies.map { StatusDirectory.Change($0, .failed) })
    try statuses.set([
      StatusDirectory.Change(movies[0], .failed, ["reason": "its own"]),
      StatusDirectory.Change(movies[1], .queued),
      StatusDirectory.Change(movies[4], .queued),
      StatusDirectory.Change(movies[4], .failed, ["note": "its own"]),
      StatusDirectory.Change(try movie(5), .queued),
      StatusDirectory.Change(movies[2], .queued),
      StatusDirectory.Change(movies[2], .sent),
    ])
    let texts = names().map { directory.text(of: "build/status/" + $0) ?? "" }
    #expect(
      names() == ["0.failed", "1.queued", "2.sent", "3.failed", "4.failed", "5.queued"])
    #expect(texts == ["reason: its own\n", "", "", "", "note: its own\n", ""])
    try statuses.remove([movies[3]])
    #expect(names() == ["0.failed", "1.queued", "2.sent", "4.failed", "5.queued"])
  }

  @Test func `there may be more targets than a file can have names`() throws {
    // ext4 gives a file 65,000 names.
    let changes = try (0..<66_000).map { StatusDirectory.Change(try movie($0), .queued) }
    try statuses.set(changes)
    let states = try statuses.all()
    #expect(states.count == 66_000)
    try statuses.remove(states)
    #expect(names().isEmpty)
  }

  @Test func `one listing tells all states`() throws {
    let states = TargetState.allCases
    let changes = try (0..<500).map {
      StatusDirectory.Change(try movie($0), states[Int($0) % states.count])
    }
    try statuses.set(changes)
    let all = try statuses.all()
    #expect(all.count == 500)
    for change in changes { #expect(all[change.movie] == change.state) }
  }

  @Test(arguments: [
    (["5.queued", "5.sent"], TargetState.sent),
    (["5.sent", "5.submitted"], .submitted),
    (["5.queued", "5.failed"], .failed),
    (["5.submitted", "5.done", "5.failed"], .done),
  ])
  func `of two states that a kill left, the further one counts and the other goes`(
    files: [String], state: TargetState
  ) throws {
    for file in files { try directory.write("batch: 1\n", to: "build/status/" + file) }
    try directory.write("half", to: "build/status/.5.done.tropebuild-tmp")
    let movie = try movie(5)
    let before = names()
    #expect(try statuses.all() == [movie: state])
    #expect(try statuses.status(of: movie)?.state == state)
    #expect(names() == before)
    #expect(try statuses.tidy() == [movie: state])
    #expect(names() == ["5.\(state.rawValue)"])
  }

  @Test func `other files are no states and stay`() throws {
    let others = ["5", "5.txt", "05.done", "x.done", "5.done.bak", ".5.done", "-5.done"]
    for name in others { try directory.write("", to: "build/status/" + name) }
    #expect(try statuses.all().isEmpty)
    _ = try statuses.tidy()
    #expect(Set(names()) == Set(others))
  }
}

extension StatusDetail {
  fileprivate var bytesAsText: String { lines.map { "\($0.key): \($0.value)\n" }.joined() }
}
