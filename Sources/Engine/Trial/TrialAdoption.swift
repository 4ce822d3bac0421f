import Basics
import ProjectFiles
import Tropefile

/// Writes a variant's keys into the tropefile.
package struct TrialAdoption: Sendable {
  private let project: Project
  private let door: Door

  package init(project: Project, door: Door) {
    self.project = project
    self.door = door
  }

  /// Writes them, whole or not at all; comments and all else stay.
  ///
  /// - Returns: whether the file was changed.
  /// - Throws: `BuildError` where there is no tropefile, or one that cannot be edited safely.
  package func write(_ variant: TrialVariant) throws -> Bool {
    guard let path = project.tropefile, NewFile.exists(path) else {
      throw BuildError.trial(.noTropefile)
    }
    let lock = try project.lock(for: door.command)
    defer { lock.release() }
    let bytes = try AtomicFile.read(path)
    let edited: [UInt8]
    do throws(TropefileEditFault) {
      edited = try TropefileEditor.edited(bytes, path: path, settings: variant.keys)
    } catch {
      switch error {
      case .faults(let faults): throw BuildError.faults(faults)
      case .notPlain(let key, let line):
        throw BuildError.trial(
          .notEditable(
            path: path, key: key, line: line,
            value: variant.keys.first { $0.key == key }?.text ?? ""))
      }
    }
    guard edited != bytes else { return false }
    try OutputFile.write(edited, to: path)
    return true
  }
}
