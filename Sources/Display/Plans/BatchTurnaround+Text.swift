package import Formats
package import Planner
import TropeModel

extension BatchTurnaround {
  /// What batches are taken to need, and how that is known: `median 40 min of 7 batches, nine in ten within 55 min, …`.
  package var text: String {
    let range = "at worst \(Format.time(worst))"
    switch source {
    case .measured(let batches):
      return
        "median \(Format.time(typical)) of \(Format.grouped(batches)) batches, nine in ten within "
        + "\(Format.time(likely)), \(range)"
    case .assumed:
      return "≈\(Format.time(typical)), \(range), assumed until \(Self.fewest) batches have ended"
    case .given:
      return "typically \(Format.time(typical)), \(range), as the tropefile says"
    }
  }

  /// The same as an object: times in seconds.
  package var json: JSON {
    let (word, batches): (String, Int) =
      switch source {
      case .measured(let batches): ("ledger", batches)
      case .assumed: ("assumed", 0)
      case .given: ("tropefile", 0)
      }
    return [
      "typical_seconds": .number(typical.inSeconds), "likely_seconds": .number(likely.inSeconds),
      "worst_seconds": .number(worst.inSeconds), "by": .string(word),
      "batches": .integer(batches),
    ]
  }
}
