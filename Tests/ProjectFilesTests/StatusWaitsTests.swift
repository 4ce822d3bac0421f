import Testing
import TestSupport
import TropeModel

@testable import ProjectFiles

@Suite struct StatusWaitsTests {
  private let directory: TemporaryDirectory
  private var status: StatusDirectory { StatusDirectory(directory("status")) }

  init() throws { directory = try TemporaryDirectory() }

  @Test func `what lanes wait for is read as it was told, and goes when they wait no more`() throws
  {
    let waits = [
      StatusWait(lane: .batch, until: nil, reason: "batch 3 needs 410.0k: more\nroom"),
      StatusWait(
        lane: .realtime, until: Timestamp(milliseconds: 1_795_369_291_029),
        reason: "the day's requests are used up"),
    ]
    #expect(try status.waits() == [])
    try status.tell([])
    #expect(!directory.has("status"))
    try status.tell(waits)
    #expect(
      directory.text(of: "status/waiting")
        == "batch: batch 3 needs 410.0k: more room\n"
        + "realtime until 2026-11-22T17:41:31.029Z: the day's requests are used up\n")
    #expect(try status.waits() == waits)
    #expect(try status.all() == [:])
    try status.tell([])
    #expect(directory.names(in: "status") == [])
  }

  @Test func `lines that are none of ours are passed over`() throws {
    try directory.write(
      "realtime\nbatch until then: soon\nnobody: x\nflex: busy\n\n", to: "status/waiting")
    #expect(try status.waits() == [StatusWait(lane: .flex, until: nil, reason: "busy")])
  }
}
