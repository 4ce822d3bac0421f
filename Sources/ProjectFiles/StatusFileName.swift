import TropeModel

/// The name `<id>.<state>` of a status file, as the system takes it: there are tens of thousands, so none is made a
/// `String` before somebody is told of it.
struct StatusFileName: CustomStringConvertible {
  /// Ends with a zero. An id has 18 digits at most, a state nine letters.
  private var bytes: InlineBytes = (0, 0, 0, 0)

  private typealias InlineBytes = (UInt64, UInt64, UInt64, UInt64)

  init(_ movie: MovieID, _ state: TargetState) {
    withUnsafeMutableBytes(of: &bytes) { name in
      var place = movie.writeDigits(into: name, from: 0)
      name[place] = UInt8(ascii: ".")
      place += 1
      for letter in state.rawValue.utf8 {
        name[place] = letter
        place += 1
      }
    }
  }

  /// Calls `body` with the name, which a zero ends.
  func withPointer<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    withUnsafePointer(to: bytes) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout<InlineBytes>.size, body)
    }
  }

  var description: String { withPointer { String(cString: $0) } }
}
