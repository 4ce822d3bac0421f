import Glibc

/// Requests carried by libcurl: all transfers on one thread of its own, over as few connections as
/// the server's HTTP version allows.
package final class CurlTransport: Transport {
  private let engine: CurlEngine

  /// Starts the thread; it ends with `close` or with the last reference.
  package init(options: CurlOptions = CurlOptions()) {
    engine = CurlEngine(options: options)
    engine.start()
  }

  deinit { engine.close() }

  /// Ends all transfers as `cancelled`, closes all connections and returns when the thread has
  /// ended. Every later request fails.
  package func close() { engine.close() }

  package func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
    try await run(CurlTransfer(request: request, destination: nil)).response
  }

  package func download(
    _ request: HTTPRequest, toFile path: String
  ) async throws(TransportFailure) -> HTTPResponse {
    let outcome = try await run(CurlTransfer(request: request, destination: path))
    // Here and not on the engine's thread, which other transfers wait for.
    if let file = outcome.file { try file.keep(as: path) }
    return outcome.response
  }

  private func run(
    _ transfer: CurlTransfer
  ) async throws(TransportFailure) -> CurlTransfer.Outcome {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        transfer.continuation = continuation
        engine.post(.start(transfer))
      }
    } onCancel: {
      engine.post(.cancel(transfer))
    }
    return try result.get()
  }
}
