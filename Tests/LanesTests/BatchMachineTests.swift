import OpenAIClient
import Store
import Testing

@testable import Lanes

@Suite struct BatchMachineTests {
  static let running = RemoteBatch(id: "b", status: .inProgress, inputFileID: "f")
  static let done = RemoteBatch(id: "b", status: .completed, inputFileID: "f")
  static let refused = RemoteBatch(
    id: "b", status: .failed, inputFileID: "f", faults: [.init(code: "invalid", message: "bad")])
  static let full = RemoteBatch(
    id: "b", status: .failed, inputFileID: "f",
    faults: [.init(code: "token_limit_exceeded", message: "Enqueued token limit reached")])

  @Test(
    arguments: [
      (BatchState.written, nil, nil, BatchMachine.Action.upload, BatchState.uploading),
      (.uploading, nil, nil, .lookForFile, .uploading),
      (.uploaded, "f", nil, .waitForRoom, .uploaded),
      (.uploaded, nil, nil, .lookForFile, .uploaded),
      (.creating, "f", nil, .lookForBatch, .creating),
      (.submitted, "f", "b", .poll(remoteID: "b", since: 0), .submitted),
      (.submitted, "f", nil, .lookForBatch, .submitted),
      (.ended, "f", "b", .end(.collected), .ended),
    ] as [(BatchState, String?, String?, BatchMachine.Action, BatchState)])
  func `after a crash it goes on where nothing can be done twice`(
    state: BatchState, file: String?, remote: String?, action: BatchMachine.Action,
    becomes: BatchState
  ) {
    var machine = BatchMachine(state: state, inputFileID: file, remoteID: remote)
    let first = machine.begin()
    let after = machine.state
    #expect(first == action)
    #expect(after == becomes)
  }

  @Test(
    arguments: [
      (BatchMachine.Event.uploaded(id: "g"), BatchMachine.Action.waitForRoom, BatchState.uploaded),
      (.foundFile(id: "g"), .waitForRoom, .uploaded),
      (.foundFile(id: nil), .upload, .uploading),
      (.uploadUnclear, .lookForFile, .creating),
      (.roomGranted, .create(inputFileID: "f"), .creating),
      (.createUnclear, .lookForBatch, .creating),
      (.foundBatch(nil), .waitForRoom, .uploaded),
      (.foundBatch(running), .poll(remoteID: "b", since: 0), .submitted),
      (.created(running), .poll(remoteID: "b", since: 0), .submitted),
      (.polled(done), .collect(done), .submitted),
      (.polled(full), .waitForRoom, .uploaded),
      (.polled(refused), .end(.rejected(refused.faults)), .abandoned),
      (.queueFull, .waitForRoom, .uploaded),
      (.inputFileGone, .upload, .uploading),
      (.lost("gone"), .end(.lost("gone")), .abandoned),
      (.collected, .end(.collected), .ended),
    ] as [(BatchMachine.Event, BatchMachine.Action, BatchState)])
  func `each event leads to one action and one state`(
    event: BatchMachine.Event, action: BatchMachine.Action, state: BatchState
  ) {
    var machine = BatchMachine(state: .creating, inputFileID: "f", remoteID: nil)
    let next = machine.handle(event)
    let after = machine.state
    #expect(next == action)
    #expect(after == state)
  }

  @Test func `never creates without having looked after a crash in creating`() {
    var machine = BatchMachine(state: .creating, inputFileID: "f", remoteID: nil)
    let first = machine.begin()
    let second = machine.handle(.foundBatch(nil))
    let third = machine.handle(.roomGranted)
    #expect(first == .lookForBatch)
    #expect(second == .waitForRoom)
    #expect(third == .create(inputFileID: "f"))
  }

  @Test func `a full queue forgets the failed batch and keeps the file`() {
    var machine = BatchMachine(state: .submitted, inputFileID: "f", remoteID: "b")
    _ = machine.handle(.polled(Self.full))
    let remote = machine.remoteID
    let file = machine.inputFileID
    #expect(remote == nil)
    #expect(file == "f")
  }

  @Test func `counts polls since the last change`() {
    var machine = BatchMachine(state: .submitted, inputFileID: "f", remoteID: "b")
    let first = machine.handle(.polled(Self.running))
    let second = machine.handle(.polled(Self.running))
    let third = machine.handle(.polled(RemoteBatch(id: "b", status: .finalizing)))
    #expect(first == .poll(remoteID: "b", since: 0))
    #expect(second == .poll(remoteID: "b", since: 1))
    #expect(third == .poll(remoteID: "b", since: 0))
  }
}
