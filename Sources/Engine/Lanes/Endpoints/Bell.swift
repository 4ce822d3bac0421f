import TropeModel

/// Tells those who wait for room at one of several servers that there may be some: it rings whenever a request has ended.
struct Bell: Sendable {
  private let rings = Awaited(0)

  /// How often it has rung.
  var count: Int { rings.value }

  /// Something may have room now.
  func ring() { rings.change { $0 += 1 } }

  /// Waits until it has rung more often than `seen` times, the time is over, or the run is to stop.
  ///
  /// - Parameter most: `nil` for as long as it takes.
  func wait(after seen: Int, atMost most: Duration?, stop: StopSignal, time: TimeSource) async {
    if let most, most <= .zero { return }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await rings.waitForChange { $0 > seen } }
      group.addTask {
        if let most { _ = await stop.sleep(most, by: time) } else { await stop.wait() }
      }
      await group.next()
      group.cancelAll()
    }
  }
}
