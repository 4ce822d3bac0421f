import Glibc
import TropeModel

extension TimeSource {
  /// The system's clock, made to run `scale` times as fast from the start of this process on.
  static func system(scale: Double) -> TimeSource {
    let start = milliseconds(CLOCK_REALTIME)
    let steadyStart = milliseconds(steadyClock)
    return TimeSource(
      now: {
        let passed = Double(milliseconds(CLOCK_REALTIME) - start) * scale
        return Timestamp(milliseconds: start + Int64(passed))
      },
      steady: {
        let passed = Double(milliseconds(steadyClock) - steadyStart) * scale
        return Timestamp(milliseconds: start + Int64(passed))
      },
      sleep: { duration in
        let seconds = duration.inSeconds / scale
        guard seconds > 0 else { return }
        try await Task.sleep(for: .seconds(seconds))
      })
  }

  /// One that goes on while the machine sleeps: limits refill meanwhile.
  private static var steadyClock: clockid_t {
    CLOCK_BOOTTIME
  }

  private static func milliseconds(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
  }
}
