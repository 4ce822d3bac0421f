import ProjectFiles
import Testing
import TestSupport
import TropeModel

@testable import Engine

/// What is told of waiting lanes to those who look from outside.
@Suite struct WaitNoteTests {
  private let directory: TemporaryDirectory
  private let time = ManualTime()
  private var told: [StatusWait] {
    get throws { try StatusDirectory(directory("status")).waits() }
  }

  init() throws { directory = try TemporaryDirectory() }

  @Test func `a lane that waits for the day is told until the next day, whatever was on its way`()
    throws
  {
    let note = WaitNote(directory("status"), time: time.source)
    let tomorrow = time.now + .seconds(20_000)
    note.take(.waiting(lane: .realtime, until: tomorrow, .day))
    #expect(
      try told == [
        StatusWait(lane: .realtime, until: tomorrow, reason: "the day's requests are used up")
      ])
    note.take(.batch(number: 1, step: .submitted, done: 0, total: 4))
    #expect(try told.count == 1)
    note.take(.sent(requests: 1))
    #expect(try told.count == 1)
    time.advance(by: .seconds(20_001))
    note.take(.sent(requests: 1))
    #expect(try told == [])
    #expect(directory.names(in: "status") == [])
  }

  @Test func `a lane that waits for an ill server is told until it sends again`() throws {
    let note = WaitNote(directory("status"), time: time.source)
    note.take(.waiting(lane: .realtime, until: time.now + .seconds(600), .server(nil)))
    #expect(try told.count == 1)
    note.take(.sent(requests: 1))
    #expect(try told == [])
  }

  @Test func `a wait for the rate is told to nobody, and ends another`() throws {
    let note = WaitNote(directory("status"), time: time.source)
    note.take(.waiting(lane: .realtime, until: time.now + .seconds(1), .rate))
    #expect(!directory.has("status"))
    note.take(.waiting(lane: .realtime, until: time.now, .server(nil)))
    #expect(
      try told == [
        StatusWait(
          lane: .realtime, until: nil, reason: "the server does not answer properly")
      ])
    note.take(.waiting(lane: .realtime, until: time.now + .seconds(1), .rate))
    #expect(try told == [])
  }

  @Test func `batches wait for room until none of them does, and the lane's end ends all`() throws {
    let note = WaitNote(directory("status"), time: time.source)
    for number in 1...2 {
      note.take(.batch(number: number, step: .waitingForRoom, done: 0, total: 4))
    }
    note.take(.waiting(lane: .batch, until: time.now, .queueSpace(batch: 1, tokens: 4_100)))
    note.take(.batch(number: 1, step: .submitted, done: 0, total: 4))
    #expect(try told.map(\.lane) == [.batch])
    note.take(.batch(number: 2, step: .submitted, done: 0, total: 4))
    #expect(try told == [])
    note.take(.waiting(lane: .batch, until: time.now, .results(batch: 2)))
    #expect(try told.count == 1)
    note.end()
    #expect(try told == [])
  }

  @Test func `what a killed run has left goes when the next begins`() throws {
    try directory.write("realtime: the server is ill\n", to: "status/waiting")
    _ = WaitNote(directory("status"), time: time.source)
    #expect(!directory.has("status/waiting"))
  }
}
