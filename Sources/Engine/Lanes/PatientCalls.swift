import OpenAIClient
import TropeModel

/// Repeats calls that may be repeated without harm: what only reads, and uploads. For the same reason they are
/// broken off when the run is to stop: nothing that is paid for hangs on them, and a server that keeps silent
/// cannot hold up the end.
struct PatientCalls: Sendable {
  let health: ServerHealth
  let time: TimeSource
  let stop: StopSignal
  let random: @Sendable () -> Double
  let report: @Sendable (LaneEvent) -> Void
  let noWait: Bool

  private static let policy = RetryPolicy()

  init(
    health: ServerHealth = ServerHealth(), time: TimeSource, stop: StopSignal,
    random: @escaping @Sendable () -> Double, report: @escaping @Sendable (LaneEvent) -> Void,
    noWait: Bool
  ) {
    self.health = health
    self.time = time
    self.stop = stop
    self.random = random
    self.report = report
    self.noWait = noWait
  }

  init(context: LaneContext) {
    self.init(
      health: context.health, time: context.time, stop: context.stop, random: context.random,
      report: context.report, noWait: context.noWait)
  }

  /// Calls until it succeeds; `nil` when the run stops.
  ///
  /// - Throws: a failure that another try does not cure.
  func callAsFunction<Value: Sendable>(
    _ what: RepeatedCall, _ call: @escaping @Sendable () async throws(APIFailure) -> Value
  ) async throws(APIFailure) -> Value? {
    var attempt = 0
    while stop.raised == nil {
      let failure: APIFailure
      do throws(APIFailure) {
        let value = try await untilStopped(call).get()
        await health.answered()
        return value
      } catch {
        failure = error
      }
      // What that means is for the caller to decide, who counts how often it is said.
      if failure.meansNoBatches { throw failure }
      let wait: Duration?
      switch failure.disposition {
      case .retry(let after): wait = after
      case .sleepDay(let after): wait = after ?? .seconds(900)
      case .waitForQueue, .failRequest: throw failure
      case .stopPayingLanes:
        stop.raise(.cannotGoOn(.call(failure)))
        return nil
      case .cancelled: return nil
      }
      if failure.speaksOfServer, await health.failed(at: time.steady(), failure) {
        stop.raise(.cannotGoOn(.call(failure)))
        return nil
      }
      let pause = Self.policy.wait(number: attempt, serverWait: wait, random: random())
      attempt += 1
      if leaves(attempt: attempt, after: pause) { return nil }
      report(.retry(what, failure, after: pause))
      guard await stop.sleep(pause, by: time) else { return nil }
    }
    return nil
  }

  /// As a call, but what the server does not know is asked for again a few times: its parts learn of new batches and files
  /// one after the other, and what is believed to be gone is paid for again.
  ///
  /// - Parameter wasThere: whether this run has seen it already: then it is not gone, and something on the way is amiss.
  /// - Throws: `notFound` where it stays unknown.
  func settled<Value: Sendable>(
    _ what: RepeatedCall, wasThere: Bool,
    _ call: @escaping @Sendable () async throws(APIFailure) -> Value
  ) async throws(APIFailure) -> Value? {
    let waits = wasThere && !noWait ? Self.returningWaits : Self.settlingWaits
    for wait in waits {
      do throws(APIFailure) {
        return try await self(what, call)
      } catch {
        guard error.kind == .notFound else { throw error }
        guard await stop.sleep(wait, by: time) else { return nil }
      }
    }
    return try await self(what, call)
  }

  /// How long to wait before each further look at what a server may not know yet.
  private static let settlingWaits: [Duration] = [.seconds(1), .seconds(3), .seconds(6)]

  /// The same for what the server has shown before: half an hour.
  private static let returningWaits: [Duration] =
    settlingWaits + [15, 30, 60, 120, 240, 300, 300, 300, 300].map { .seconds($0) }

  /// With `--no-wait`, whether a further attempt is left to the next run: there have been enough, or it is far off.
  func leaves(attempt: Int, after pause: Duration) -> Bool {
    noWait && (attempt > LaneContext.mostWithoutWaiting || pause > LaneContext.longWait)
  }

  /// Calls once, and breaks off when the run is to stop: the failure is then `.cancelled`.
  func untilStopped<Value: Sendable>(
    _ call: @escaping @Sendable () async throws(APIFailure) -> Value
  ) async -> Result<Value, APIFailure> {
    let stop = stop
    let calling = Task { () async -> Result<Value, APIFailure> in
      do throws(APIFailure) { return .success(try await call()) } catch { return .failure(error) }
    }
    let watching = Task {
      await stop.wait()
      // Also where the call has ended and the watch with it: then there is nothing left to cancel.
      calling.cancel()
    }
    defer { watching.cancel() }
    return await calling.value
  }
}
