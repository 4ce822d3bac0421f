import Basics
import ProjectFiles
import Tropefile
package import TropeModel

/// Writes a variant's keys into the tropefile.
package struct TrialAdoption: Sendable {
  private let project: Project
  private let door: Door

  package init(project: Project, door: Door) {
    self.project = project
    self.door = door
  }

  /// What became of the file.
  package enum Outcome: Sendable, Hashable {
    /// It had the variant already.
    case unchanged
    /// It has it now; with this strategy, where its own is at the tier flex and the model cannot be asked so, and without a
    /// value for these keys: prices of another model.
    case written(strategy: Strategy?, emptied: [String])
  }

  /// Why a variant is not written although that was asked for.
  package enum Hindrance: Hashable, Sendable {
    /// The comparison was ended before its end.
    case stopped
    /// So many movies of the sample have no answer of it yet.
    case open(Int)
    /// None of its replies was any good.
    case nothingAnswered
  }

  /// Why a variant is not to be written after a comparison; `nil` where it may be.
  package static func hindrance(_ place: Int, in outcome: TrialOutcome) -> Hindrance? {
    if outcome.rows.contains(where: { $0.stop != nil }) || outcome.again?.stop != nil {
      return .stopped
    }
    let row = outcome.rows[place]
    if row.open > 0 { return .open(row.open) }
    return row.answered > 0 ? nil : .nothingAnswered
  }

  /// Writes them, whole or not at all; comments and all else stay. Where the file's strategy is at the tier flex and the
  /// variant's model cannot be asked so, the strategy is written too by which `try` asked it; prices of another model are taken out,
  /// by which it did not.
  ///
  /// - Throws: `BuildError` where there is no tropefile, or one that cannot be edited safely.
  package func write(_ variant: TrialVariant) throws -> Outcome {
    guard let path = project.tropefile, NewFile.exists(path) else {
      throw BuildError.trial(.noTropefile)
    }
    let lock = try project.lock(for: door.command)
    defer { lock.release() }
    let bytes = try AtomicFile.read(path)
    let strategy = try strategy(for: variant, in: bytes, path: path)
    let emptied = pricesOfOther(than: variant, in: bytes, path: path)
    let keys =
      variant.keys
      + (strategy.map { [Setting("plan.strategy", $0.rawValue, by: "'try'")] } ?? []) + emptied
    let edited: [UInt8]
    do throws(TropefileEditFault) {
      edited = try TropefileEditor.edited(bytes, path: path, settings: keys)
    } catch {
      switch error {
      case .faults(let faults): throw BuildError.faults(faults)
      case .notPlain(let key, let line):
        throw BuildError.trial(
          .notEditable(
            path: path, key: key, line: line,
            value: keys.first { $0.key == key }?.text ?? ""))
      }
    }
    guard edited != bytes else { return .unchanged }
    try OutputFile.write(edited, to: path)
    return .written(strategy: strategy, emptied: emptied.map(\.key))
  }

  /// The prices that the file has and that are not the variant's, each as set to nothing: see `TrialVariant.pricesOfOwn`.
  private func pricesOfOther(
    than variant: TrialVariant, in bytes: [UInt8], path: String
  ) -> [Setting] {
    func settings(_ settings: [Setting]) -> Settings? {
      try? TropefileReader.read(bytes: bytes, path: path, settings: settings, needsInput: false)
    }
    let own = settings([])
    return TrialVariant.pricesOfOwn(variant.keys, project).filter { settings([$0]) != own }
  }

  /// What takes the place of the strategy that the file has, whatever the command line says; `nil` where that can be had.
  private func strategy(
    for variant: TrialVariant, in bytes: [UInt8], path: String
  ) throws -> Strategy? {
    // What is wrong with the file, the editor tells.
    let own = try? TropefileReader.read(bytes: bytes, path: path, needsInput: false)
    guard let named = own?.plan.namedStrategy else { return nil }
    let project = variant.project.planned { $0.strategy = named }
    let served = try door.previewer(project, BuildOptions()).servedStrategy()
    return served == named ? nil : served
  }
}
