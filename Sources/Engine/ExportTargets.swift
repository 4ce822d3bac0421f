import Inputs
package import Store
import Tropefile
package import TropeModel

/// The files of results that the tropefile names: made when what they are made from has changed, as every target.
///
/// Three cut-offs: the stamps of what is read and of the files themselves settle most; a file whose content comes out
/// the same is not replaced; only then is it written.
package struct ExportTargets: Sendable {
  /// Why a file is to be written. The raw value is what people read.
  package enum Reason: String, Sendable, Hashable {
    case missing = "it is not there"
    case new = "it was never written, or for another content"
    case altered = "it may have changed since it was written"
    case recordsChanged = "records may have changed"
    case metadataChanged = "the movie metadata have changed"
    case deathsChanged = "the records of deaths have changed"
    case sandboxChanged = "records of the sandbox count now, or do not any more"
  }

  /// A file that is to be written.
  package struct Stale: Sendable, Hashable {
    package var path: String
    package var content: ExportContent
    package var reason: Reason
  }

  private let project: Project
  private let includesSandbox: Bool

  /// - Parameter includesSandbox: whether records that the sandbox answered are among the results.
  package init(project: Project, includesSandbox: Bool) {
    self.project = project
    self.includesSandbox = includesSandbox
  }

  /// Whether the tropefile names any.
  package var isEmpty: Bool { targets.isEmpty }

  /// All the files, in the order of the tropefile.
  package var paths: [String] { targets.map(\.path) }

  private var targets: [ExportTarget] {
    project.settings.exports.files.map { target in
      ExportTarget(
        path: Project.resolve(target.path, in: project.directory), content: target.content)
    }
  }

  /// The files that are to be written, in the order of the tropefile. Opens none of them, nor any database.
  package func stale() -> [Stale] {
    let note = ExportNote.read(project.paths.exports)
    let now = sources()
    let common = note.flatMap { reason(note: $0, now: now) }
    return targets.compactMap { target in
      guard let look = stamp(target.path) else {
        return Stale(path: target.path, content: target.content, reason: .missing)
      }
      guard
        let known = note?.files.first(where: {
          $0.path == target.path && $0.content == target.content
        }), note?.form == ExportNote.form
      else { return Stale(path: target.path, content: target.content, reason: .new) }
      let reason = known.look == look ? common : .altered
      return reason.map { Stale(path: target.path, content: target.content, reason: $0) }
    }
  }

  /// What has changed that all files are made from.
  private func reason(note: ExportNote, now: [ExportNote.Source]) -> Reason? {
    if note.includesSandbox != includesSandbox { return .sandboxChanged }
    func differs(_ path: String) -> Bool {
      let then = note.sources.first { $0.path == path }
      return then?.look != now.first { $0.path == path }?.look
    }
    let paths = project.paths
    if differs(paths.database) || differs(paths.database + "-wal") { return .recordsChanged }
    if let deaths = paths.exportedDeaths, differs(deaths) || differs(deaths + "-wal") {
      return .deathsChanged
    }
    if let metadata = project.movieMetadataPath, differs(metadata) { return .metadataChanged }
    // A source that is not read any more.
    return note.sources == now ? nil : .metadataChanged
  }

  /// Writes all the files and notes what they were made from. For the holder of the project's lock.
  ///
  /// - Parameter database: open for reading.
  package func write(database: TropesDatabase) throws -> ExportOutcome {
    let targets = targets
    // Looked at before it is read: what changes meanwhile is seen by the next run.
    let sources = sources()
    let outcome = try Exporter(project: project, includesSandbox: includesSandbox).write(
      targets.map { Exporter.Order(content: $0.content, path: $0.path) }, database: database)
    try ExportNote(
      includesSandbox: includesSandbox, sources: sources,
      files: targets.map {
        ExportNote.File(path: $0.path, content: $0.content, look: stamp($0.path))
      }
    ).write(to: project.paths.exports)
    return outcome
  }

  /// The files that were written and that nobody has changed since: what `clean` may remove.
  package func unchanged() -> [String] {
    (ExportNote.read(project.paths.exports)?.files ?? []).filter { file in
      file.look != nil && stamp(file.path) == file.look
    }.map(\.path)
  }

  private func sources() -> [ExportNote.Source] {
    let databases = [project.paths.database, project.paths.exportedDeaths].compactMap(\.self)
    let paths =
      databases.flatMap { [$0, $0 + "-wal"] } + [project.movieMetadataPath].compactMap(\.self)
    return paths.map { path in
      let look = stamp(path)
      // A log that was emptied says no more than none.
      return ExportNote.Source(path: path, look: look?.size == 0 ? nil : look)
    }
  }

  private func stamp(_ path: String) -> FileStamp? { try? InputFile.stamp(ofPath: path) }
}
