package import Basics

/// Removes a build, and nothing that tropebuild did not make: known names only, of which a database must also
/// bear tropebuild's mark; plain files only; directories only when nothing is left in them. No symbolic link is
/// followed below the configured directories.
///
/// Only for the holder of the build lock and of that on the labels by hand, with tropes.db closed.
package struct Cleaner: Sendable {
  private let paths: BuildPaths

  package init(_ paths: BuildPaths) { self.paths = paths }

  /// Files directly in the build directory, beside the database and the lock: the notes of the split, of the
  /// exports and of the last comparison, and the report.
  private static let restNames = [
    "split", "exports.json", "limits.json", BuildPaths.trialNoteName, reportName,
  ]
  private static let reportName = "report.html"
  /// What stands in the head of a report: who made it, and in those of earlier versions, the end of its title.
  private static let reportMarks = ["content=\"tropebuild\"", ": tropebuild report</title>"]

  /// Whether a file is a report that a command made, and nobody's own page.
  private static func isReport(_ path: String) -> Bool {
    guard let bytes = try? AtomicFile.read(path) else { return false }
    let head = String(decoding: bytes.prefix(4_096), as: UTF8.self)
    return head.hasPrefix("<!DOCTYPE html>") && reportMarks.contains(where: head.contains)
  }

  /// Removes the build. With `onlyLooking` nothing is removed, and the report tells which files would be; which
  /// directories would then be empty it does not tell.
  ///
  /// - Parameters:
  ///   - keepingSandbox: leave the sandbox's state, because batches are under way in it.
  ///   - keepingJobs: the same of a command's.
  package func clean(
    onlyLooking: Bool = false, keepingSandbox: Bool = false, keepingJobs: Bool = false
  ) throws(FileError) -> CleanReport {
    var sweep = Sweep(onlyLooking: onlyLooking)
    if !keepingSandbox { try cleanSandbox(&sweep) }
    if !keepingJobs { try cleanJobs(&sweep) }
    try cleanTrial(&sweep)
    try sweep.visit(paths.statusDirectory, followingLink: false, Self.statusVerdict)
    try sweep.visit(paths.batchDirectory, followingLink: !hasBatchesInside) { name in
      if Self.isBatchFile(Self.unfinished(name) ?? name) { return .remove(.batches) }
      if name == BuildPaths.jobsName { return keepingJobs ? .keep(.jobsInUse) : .ignore }
      return hasBatchesInside ? .keep(.unknown) : .ignore
    }
    try sweep.visit(Directories.parent(of: paths.database), followingLink: true) { name in
      isDatabaseFile(name) ? .remove(.database) : .ignore
    }
    try sweep.visit(paths.buildDirectory, followingLink: true) { name in
      if Self.isLock(name) || name == BuildPaths.trialName || isAlreadyVisited(name) {
        return .ignore
      }
      if name == Directories.name(of: paths.sandboxDirectory) {
        return keepingSandbox ? .keep(.sandboxInUse) : .ignore
      }
      // Of a name that people give as well.
      if name == Self.reportName, !Self.isReport(paths.buildDirectory + "/" + name) {
        return .keep(.unknown)
      }
      let isRest = Self.restNames.contains(name) || Self.unfinished(name) != nil
      return isRest ? .remove(.rest) : .keep(.unknown)
    }
    sweep.removeIfEmpty(paths.statusDirectory)
    if hasBatchesInside { sweep.removeIfEmpty(paths.batchDirectory) }
    // The locks go last of all files, so that nobody begins to build among them.
    try sweep.visit(paths.buildDirectory, followingLink: true) { name in
      Self.isLock(name) ? .remove(.lock) : .ignore
    }
    sweep.removeIfEmpty(paths.buildDirectory)
    return sweep.report
  }

  /// The sandbox's settings, its journal and the files that were uploaded to it or made by it.
  private func cleanSandbox(_ sweep: inout Sweep) throws(FileError) {
    let directory = paths.sandboxDirectory
    try sweep.visit(directory + "/files", followingLink: false) { name in
      Self.isSandboxFile(name) ? .remove(.sandbox) : .keep(.unknown)
    }
    try sweep.visit(directory, followingLink: false) { name in
      if name == "files" { return .ignore }
      return ["sandbox.json", "journal.jsonl"].contains(name)
        ? .remove(.sandbox) : .keep(.unknown)
    }
    sweep.removeIfEmpty(directory + "/files")
    sweep.removeIfEmpty(directory)
  }

  /// The jobs of a command, with all that they and it have written in the usual places.
  private func cleanJobs(_ sweep: inout Sweep) throws(FileError) {
    let directory = paths.jobsDirectory
    try sweep.visit(directory + "/files", followingLink: false) { name in
      let name = Self.unfinished(name) ?? name
      return name.hasPrefix("tropebuild-") && name.hasSuffix(".jsonl")
        ? .remove(.batches) : .keep(.unknown)
    }
    var jobs: [String] = []
    try sweep.visit(directory, followingLink: false) { name in
      if name == "files" { return .ignore }
      guard name.hasPrefix("job-") else { return .keep(.unknown) }
      jobs.append("\(directory)/\(name)")
      return .ignore
    }
    for job in jobs {
      try sweep.visit(job, followingLink: false) { name in
        Self.jobFiles.contains(Self.unfinished(name) ?? name)
          ? .remove(.batches) : .keep(.unknown)
      }
      sweep.removeIfEmpty(job)
    }
    sweep.removeIfEmpty(directory + "/files")
    sweep.removeIfEmpty(directory)
  }

  private static let jobFiles = [
    "job.json", "lock", "pid", "pid.part", "exit", "exit.part", "cancelled", "output.jsonl",
    "stdout.log", "stderr.log",
  ]

  /// What a comparison of variants leaves behind when it is killed.
  private func cleanTrial(_ sweep: inout Sweep) throws(FileError) {
    let trial = Cleaner(BuildPaths(buildDirectory: paths.trialDirectory))
    try sweep.visit(trial.paths.statusDirectory, followingLink: false, Self.statusVerdict)
    try sweep.visit(paths.trialDirectory, followingLink: false) { name in
      if name == "status" { return .ignore }
      return trial.isDatabaseFile(name) ? .remove(.database) : .keep(.unknown)
    }
    sweep.removeIfEmpty(trial.paths.statusDirectory)
    sweep.removeIfEmpty(paths.trialDirectory)
  }

  // MARK: Known names

  private static func statusVerdict(_ name: String) -> Sweep.Verdict {
    StatusDirectory.isOurs(name) || unfinished(name) != nil ? .remove(.status) : .keep(.unknown)
  }

  private static func isLock(_ name: String) -> Bool {
    name == BuildPaths.lockName || name == BuildPaths.overridesLockName
  }

  private var hasBatchesInside: Bool { paths.batchDirectory == paths.buildDirectory + "/batches" }

  private func isAlreadyVisited(_ name: String) -> Bool {
    if name == "status" || (hasBatchesInside && name == "batches") { return true }
    return Directories.parent(of: paths.database) == paths.buildDirectory && isDatabaseFile(name)
  }

  /// The database, one that was not finished, and the files that SQLite puts beside them.
  private func isDatabaseFile(_ name: String) -> Bool {
    let database = Directories.name(of: paths.database)
    guard name.hasPrefix(database) else { return false }
    var ending = name.dropFirst(database.count)
    if ending.hasPrefix(".new") { ending = ending.dropFirst(4) }
    return ["", "-wal", "-shm", "-journal"].contains(ending)
  }

  /// `batch_` and digits, then one of the three endings.
  private static func isBatchFile(_ name: String) -> Bool {
    guard name.hasPrefix("batch_") else { return false }
    let rest = name.utf8.dropFirst("batch_".utf8.count)
    let digits = rest.prefix(while: \.isDigit)
    let ending = String(rest.dropFirst(digits.count))
    return !digits.isEmpty && [".jsonl", ".output.jsonl", ".errors.jsonl"].contains(ending)
  }

  /// `file-` and hexadecimal digits.
  private static func isSandboxFile(_ name: String) -> Bool {
    guard name.hasPrefix("file-") else { return false }
    let digits = name.dropFirst("file-".count)
    return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
  }

  /// The name that a file was to have whose writer was killed; `nil` for any other file.
  private static func unfinished(_ name: String) -> String? {
    guard name.hasPrefix("."), name.hasSuffix(AtomicFile.temporarySuffix) else { return nil }
    return String(name.dropFirst().dropLast(AtomicFile.temporarySuffix.count))
  }
}
