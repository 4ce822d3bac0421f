import Basics
package import Glibc

/// The end of a process that is nobody's child here.
package enum ProcessEnd {
  /// Waits until it is gone, or has ended and is not yet taken away by whoever inherits it; at the latest until the suite's time
  /// is over.
  package static func wait(for process: pid_t) async throws {
    while let stat = try? AtomicFile.read("/proc/\(process)/stat"),
      !String(decoding: stat, as: UTF8.self).contains(") Z ")
    {
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
