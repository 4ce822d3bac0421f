import Display
import Engine
import Formats
import TropeModel

/// What is said of labels by hand.
struct HandsText {
  let report: HandsReport

  /// How many problems are told one by one.
  private static let fewProblems = 8

  /// How many there are, and what a build would do.
  var sum: String {
    var parts = [HandsWords.characters(report.labelled)]
    if report.changes > 0 {
      parts.append("\(Format.grouped(report.changes)) to apply, which asks nothing")
    }
    if report.waiting > 0 {
      parts.append(
        "\(Format.grouped(report.waiting)) \(report.waiting == 1 ? "waits" : "wait") for a record")
    }
    return parts.joined(separator: "; ")
  }

  /// Lines that fit nothing.
  var problems: [String] {
    let more = report.problems.count - Self.fewProblems
    return report.problems.prefix(Self.fewProblems).map(\.description)
      + (more > 0 ? ["… and \(Format.grouped(more)) more lines of '\(report.path)'"] : [])
  }

  /// All of them.
  var json: JSON { .strings(report.problems.map(\.description)) }
}
