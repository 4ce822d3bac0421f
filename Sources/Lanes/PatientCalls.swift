import OpenAIClient
import TropeModel

/// Repeats calls that may be repeated without harm: what only reads, and uploads. For the same reason they are
/// broken off when the run is to stop: nothing that is paid for hangs on them, and a server that keeps silent
/// cannot hold up the end.
struct PatientCalls: Sendable {
  let context: LaneContext

  private static let policy = RetryPolicy()

  /// Calls until it succeeds; `nil` when the run stops.
  ///
  /// - Throws: a failure that another try does not cure.
  func callAsFunction<Value: Sendable>(
    _ what: String, _ call: @escaping @Sendable () async throws(APIFailure) -> Value
  ) async throws(APIFailure) -> Value? {
    var attempt = 0
    while context.stop.raised == nil {
      let failure: APIFailure
      do throws(APIFailure) {
        let value = try await untilStopped(call).get()
        await context.health.answered()
        return value
      } catch {
        failure = error
      }
      let wait: Duration?
      switch failure.disposition {
      case .retry(let after): wait = after
      case .sleepDay(let after): wait = after ?? .seconds(900)
      case .waitForQueue, .failRequest: throw failure
      case .stopPayingLanes:
        context.stop.raise(.cannotGoOn(failure.description))
        return nil
      case .cancelled: return nil
      }
      if failure.speaksOfServer,
        await context.health.failed(at: context.time.steady(), failure)
      {
        context.stop.raise(.cannotGoOn(failure.description))
        return nil
      }
      let pause = Self.policy.wait(number: attempt, serverWait: wait, random: context.random())
      attempt += 1
      if context.leaves(attempt: attempt, after: pause) { return nil }
      context.report(.retry(what: what, why: failure.description, after: pause))
      guard await context.stop.sleep(pause, by: context.time) else { return nil }
    }
    return nil
  }

  /// As a call, but what the server does not know is asked for again a few times: its parts learn of new batches and files
  /// one after the other, and what is believed to be gone is paid for again.
  ///
  /// - Throws: `notFound` where it stays unknown.
  func settled<Value: Sendable>(
    _ what: String, _ call: @escaping @Sendable () async throws(APIFailure) -> Value
  ) async throws(APIFailure) -> Value? {
    for wait in Self.settlingWaits {
      do throws(APIFailure) {
        return try await self(what, call)
      } catch {
        guard error.kind == .notFound else { throw error }
        guard await context.stop.sleep(wait, by: context.time) else { return nil }
      }
    }
    return try await self(what, call)
  }

  /// How long to wait before each further look at what a server may not know yet.
  static let settlingWaits: [Duration] = [.seconds(1), .seconds(3), .seconds(6)]

  /// Calls once, and breaks off when the run is to stop: the failure is then `.cancelled`.
  func untilStopped<Value: Sendable>(
    _ call: @escaping @Sendable () async throws(APIFailure) -> Value
  ) async -> Result<Value, APIFailure> {
    let calling = Task { () async -> Result<Value, APIFailure> in
      do throws(APIFailure) { return .success(try await call()) } catch { return .failure(error) }
    }
    let watching = Task {
      await context.stop.wait()
      // Also where the call has ended and the watch with it: then there is nothing left to cancel.
      calling.cancel()
    }
    defer { watching.cancel() }
    return await calling.value
  }
}
