import Testing
import TropeModel

@testable import Tropefile

/// What is said about a text that should be a tropefile; empty for a good one.
func faults(of bytes: [UInt8]) -> [String] {
  do throws(Diagnostics) {
    _ = try TropefileReader.read(bytes: bytes, path: "tropefile")
    return []
  } catch {
    return error.all.map(\.description)
  }
}

/// Expects exactly these messages of a tropefile, each at its mark: the first at `1️⃣`, and so on.
func check(
  _ marked: String, _ messages: String..., location: SourceLocation = #_sourceLocation
) {
  check(MarkedText(marked), messages, location)
}

/// The same for a text that comes after an input directory, so that it lacks nothing.
func checkKey(
  _ marked: String, _ messages: String..., location: SourceLocation = #_sourceLocation
) {
  check(MarkedText("input: {directory: d}\n" + marked), messages, location)
}

private func check(_ text: MarkedText, _ messages: [String], _ location: SourceLocation) {
  let expected = messages.enumerated().map { index, message in
    let place = text.places[index + 1] ?? (0, 0)
    return "tropefile:\(place.line):\(place.column): \(message)"
  }
  #expect(faults(of: Array(text.text.utf8)) == expected, sourceLocation: location)
}
