import Hummingbird
import Logging
import NIOCore

/// A server on loopback that plays the API.
package actor SandboxServer {
  private let state: SandboxState
  private let configuration: SandboxConfiguration
  private var running: Task<Void, any Error>?

  /// A sandbox that does not listen yet; throws where its state directory cannot be used.
  package init(configuration: SandboxConfiguration = SandboxConfiguration()) throws {
    self.configuration = configuration
    let directory = try configuration.stateDirectory.map {
      try StateDirectory(path: $0, scale: configuration.timeScale)
    }
    let clock =
      configuration.clock
      ?? directory.map { SandboxClock.scaled(by: configuration.timeScale, from: $0.anchor) }
      ?? SandboxClock.scaled(by: configuration.timeScale)
    state = try SandboxState(
      configuration: configuration, clock: clock,
      tokens: Tokens.counter(vocabularyPath: configuration.vocabularyPath), directory: directory)
  }

  /// Listens, and answers the base URL for clients: `http://127.0.0.1:PORT/v1`.
  package func start() async throws -> String {
    let (ports, found) = AsyncStream<Int>.makeStream()
    // What goes wrong with a connection is told to the client; nothing is to be said on standard error.
    let logger = Logger(label: "tropebuild-sandbox") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
      responder: SandboxResponder(state: state, key: configuration.key),
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: configuration.port), backlog: 4_096),
      onServerRunning: { channel in
        found.yield(channel.localAddress?.port ?? 0)
      },
      logger: logger)
    let task = Task.detached {
      defer { found.finish() }
      try await application.run()
    }
    running = task
    for await port in ports { return "http://127.0.0.1:\(port)/v1" }
    // The stream ended without a port: the server could not listen, and its task says why.
    try await task.value
    throw CancellationError()
  }

  /// Ends the server; connections are closed.
  package func stop() async {
    running?.cancel()
    _ = await running?.result
    running = nil
  }

  /// Waits until the server has ended by itself.
  package func waitUntilStopped() async throws { try await running?.value }

  /// Orders a fault for its next occasion, or for several.
  package nonisolated func inject(_ fault: ScriptedFault, count: Int = 1) {
    state.inject(fault, count: count)
  }

  /// What has been billed up to now. Batches whose time has come are ended first.
  package nonisolated func ledger() async throws -> Ledger {
    try await state.settleBatches()
    return state.records.ledger
  }
}
