import Basics
import Inputs
import Recipe
package import Store
import Tropefile
package import TropeModel

/// The project's labels by hand: the file that `recipe.overrides` names, as an input of every build.
///
/// They make no question stale: what people say is laid over what the model answered, and taken away again when it is not
/// in the file any more.
package struct Hands: Sendable {
  private let project: Project
  /// What the file says, as far as it means something.
  package let labels: HandLabels
  private let lines: [Int]
  private let problems: [Diagnostic]
  private let exists: Bool
  /// That of the file before it was read; `nil` where there was none.
  private let stamp: FileStamp?

  /// Reads the file, which need not be there.
  ///
  /// - Throws: `BuildError` where it cannot be read.
  package init(_ project: Project) throws(BuildError) {
    self.project = project
    stamp = try? InputFile.stamp(ofPath: project.paths.overrides)
    let file = try Self.file(of: project)
    exists = file != nil
    let (found, problems) = file.map { project.recipe.handLabels(in: $0) } ?? ([], [])
    labels = HandLabels(found.map(\.label)) { names, name in NameJoin(names).places(of: name) }
    lines = found.map(\.line)
    self.problems = problems.map { line, problem in
      problem.diagnostic(path: project.settings.recipe.overrides, line: line)
    }
  }

  /// The file as it is; `nil` where there is none.
  static func file(of project: Project) throws(BuildError) -> OverrideFile? {
    let bytes: [UInt8]
    do {
      bytes = try GivenFile.read(project.paths.overrides)
    } catch {
      if error.isMissing { return nil }
      throw .file(error)
    }
    do {
      return try OverrideFile(csv: bytes, path: project.settings.recipe.overrides)
    } catch {
      throw .faults(error.all)
    }
  }

  /// Whether the file was changed after it was read.
  var isOutdated: Bool { (try? InputFile.stamp(ofPath: project.paths.overrides)) != stamp }

  /// How the labels stand to the records.
  ///
  /// - Returns: `nil` where there is no such file and no record has a label by hand.
  package func look(_ database: TropesDatabase?) throws -> HandsReport? {
    let look =
      try database?.look(at: labels)
      ?? HandLabelLook(recordless: labels.labels.count)
    return report(look)
  }

  /// Lays the labels over the records, of which the fields and tropes have been set.
  package func apply(to database: TropesDatabase) throws -> HandsReport? {
    report(try database.setHandLabels(labels))
  }

  private func report(_ look: HandLabelLook) -> HandsReport? {
    guard exists || look.changes > 0 || look.labelled > 0 else { return nil }
    var report = HandsReport(
      path: project.settings.recipe.overrides, labelled: look.labelled, changes: look.changes,
      waiting: 0, problems: problems)
    let inputs = InputDirectory(path: project.paths.input)
    for (index, fate) in look.fates.enumerated() {
      let label = labels.labels[index]
      switch fate {
      case .fits: break
      case .waits: report.waiting += 1
      case .noRecord where NewFile.exists(inputs.path(of: .plot, label.movie)): report.waiting += 1
      case .noRecord, .noCharacter, .severalCharacters, .doubled:
        report.problems.append(diagnostic(fate, label, line: lines[index]))
      }
    }
    report.problems.sort { ($0.line ?? 0) < ($1.line ?? 0) }
    return report
  }

  private func diagnostic(_ fate: HandLabelFate, _ label: HandLabel, line: Int) -> Diagnostic {
    let (message, advice) = HandsWords.words(fate, label, lineOf: { lines[$0] })
    return Diagnostic(
      path: project.settings.recipe.overrides, line: line, message: message, advice: advice)
  }
}

/// How the labels by hand stand to the records.
package struct HandsReport: Sendable, Equatable {
  /// The file, as the tropefile names it.
  package var path: String
  /// Characters that are labelled by hand.
  package var labelled: Int
  /// Characters whose record a build changes, without asking anything.
  package var changes: Int
  /// Labels of movies, or with tropes, that the next build brings.
  package var waiting: Int
  /// Lines that fit nothing, and columns that are passed over.
  package var problems: [Diagnostic]
}
