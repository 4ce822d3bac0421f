import Glibc

/// The machine that this program runs on.
package enum Machine {
  /// What it calls itself, as `hostname` prints it; `unknown` where that cannot be told.
  package static var name: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
    return String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
