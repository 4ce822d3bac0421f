import Basics
import Inputs
import Tropefile

import Glibc

/// The files of a project that no output may take the place of: what is read, what was paid for, and the databases.
package struct KeptFiles: Sendable {
  private struct File {
    var path: String
    /// What it is, in words.
    var role: String
  }

  private var files: [File] = []
  private let inputs: InputDirectory

  /// What this project reads and keeps.
  package init(_ project: Project) {
    let settings = project.settings
    let paths = project.paths
    inputs = InputDirectory(path: paths.input)
    func add(_ path: String?, _ role: String) {
      guard let path else { return }
      files.append(File(path: Project.resolve(path, in: project.directory), role: role))
    }
    add(project.tropefile, "the tropefile")
    add(".env", "the file of the key")
    for (path, key) in [(paths.ledger, "ledger"), (paths.database, "build.database")] {
      for ending in ["", "-wal", "-shm", "-journal", "-lock", "-reserve"] {
        add(path + ending, "the file that '\(key)' names")
      }
    }
    for (path, key) in [
      (settings.exports.deaths, "exports.deaths"), (settings.recipe.catalog, "recipe.catalog"),
      (settings.recipe.prompt, "recipe.prompt"), (settings.recipe.overrides, "recipe.overrides"),
      (settings.corpus.movieMetadata, "corpus.movie_metadata"),
      (settings.corpus.table, "corpus.table"), (settings.trial.gold, "try.gold"),
      (settings.tokenizer.vocabulary, "tokenizer.vocabulary"),
    ] {
      add(path, "the file that '\(key)' names")
    }
    for path in settings.recipe.cascade.gold {
      add(path, "a file that 'recipe.cascade.gold' names")
    }
    for name in [CorpusSplit.plotsName, CorpusSplit.castsName, MetadataFile.name] {
      add(settings.corpus.raw.map { $0 + "/" + name }, "a file of the raw corpus")
    }
    for name in [MovieNumbers.fileName, PlotTable.metadataName] {
      add(paths.input + "/" + name, "a file of tropebuild's own")
    }
    for path in [
      paths.lock, paths.overridesLock, paths.exports, paths.limits, paths.split, paths.trial,
    ] {
      add(path, "a file of tropebuild's own")
    }
  }

  /// These, and a file that one command reads.
  package func and(_ path: String, _ role: String) -> KeptFiles {
    var more = self
    more.files.append(File(path: path, role: role))
    return more
  }

  /// What would be lost if something were written to `path`, in words; `nil` where nothing would be. Links are followed.
  package func role(of path: String) -> String? {
    if let file = files.first(where: { Self.areSame($0.path, path) }) { return file.role }
    guard inputs.movie(ofPath: path.contains("/") ? path : "./" + path) != nil else { return nil }
    return "an input"
  }

  /// Refuses a path that something of these is at.
  ///
  /// - Parameter option: what named the path, as `-o`.
  package func refuse(_ path: String, option: String) throws(BuildError) {
    if let role = role(of: path) {
      throw .outputIsKept(path: path, option: option, role: role)
    }
  }

  /// Whether two paths are one file; where there is none yet, whether they are one name in one directory.
  private static func areSame(_ one: String, _ other: String) -> Bool {
    if one == other { return true }
    if let file = identity(one), file == identity(other) { return true }
    guard Directories.name(of: one) == Directories.name(of: other) else { return false }
    let parent = identity(Directories.parent(of: one))
    return parent != nil && parent == identity(Directories.parent(of: other))
  }

  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }
}
