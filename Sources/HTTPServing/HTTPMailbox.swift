import Basics

/// What the server's thread and the tasks of its handlers leave for each other.
final class HTTPMailbox: Sendable {
  /// The answers that a turn of the thread takes.
  typealias Answers = [(id: UInt64, response: HTTPResponse)]

  private struct State: Sendable {
    var answers: Answers = []
    var tasks: [UInt64: Task<Void, Never>] = [:]
    var isClosing = false
    var isThreadOver = false
    var waiting: [CheckedContinuation<Void, Never>] = []

    /// Those that wait for the end, once it has come.
    mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
      guard isThreadOver, tasks.isEmpty else { return [] }
      defer { waiting = [] }
      return waiting
    }
  }

  /// Where the thread is called.
  let calls: CallPipe
  private let state = Locked(State())

  /// An empty mailbox.
  init(calls: CallPipe) { self.calls = calls }

  /// Has a request handled; its answer comes into the mailbox. Not once the end has been asked for.
  func handle(_ id: UInt64, _ work: @escaping @Sendable () async -> HTTPResponse) {
    state.withLock { state in
      if state.isClosing { return }
      state.tasks[id] = Task.detached { self.leave(id, await work()) }
    }
  }

  private func leave(_ id: UInt64, _ response: HTTPResponse) {
    let waiting = state.withLock { state in
      state.tasks[id] = nil
      if !state.isClosing {
        state.answers.append((id, response))
        // Whoever left the first answer has called the thread, which takes all that it finds.
        if state.answers.count == 1 { calls.call() }
      }
      return state.takeWaiting()
    }
    for one in waiting { one.resume() }
  }

  /// The answers that have come in, and whether the thread has to end.
  func take() -> (answers: Answers, isClosing: Bool) {
    state.withLock { state in
      defer { state.answers = [] }
      return (state.answers, state.isClosing)
    }
  }

  /// Asks thread and handlers to end, and waits until they have.
  func close() async {
    await withCheckedContinuation { continuation in
      let waiting = state.withLock { state in
        state.isClosing = true
        for task in state.tasks.values { task.cancel() }
        state.waiting.append(continuation)
        calls.call()
        return state.takeWaiting()
      }
      for one in waiting { one.resume() }
    }
  }

  /// The thread says that it has ended.
  func endThread() {
    let waiting = state.withLock { state in
      state.isClosing = true
      state.isThreadOver = true
      return state.takeWaiting()
    }
    for one in waiting { one.resume() }
  }
}
