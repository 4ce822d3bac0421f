import Basics
import Formats
import TropeModel

/// What the export files of the tropefile were made from and how they looked then: `exports.json` in the build
/// directory. Where it is lost the files are written once more, or found to be the same.
struct ExportNote: Equatable {
  /// A file as `stat` saw it; `nil` where there was none.
  typealias Look = FileStamp?

  /// A file that was read.
  struct Source: Equatable {
    var path: String
    var look: Look
  }

  /// A file that was written.
  struct File: Equatable {
    var path: String
    var content: ExportContent
    var look: Look
  }

  /// Raised when what is written changes its form, so that files of an older program are made anew.
  static let form = 2

  var form = Self.form
  /// Whether records of the sandbox are among the results.
  var includesSandbox: Bool
  /// What was read, by its path: databases and metadata, in a fixed order.
  var sources: [Source]
  var files: [File]

  // MARK: On disk

  /// The note at `path`; `nil` where there is none that can be read.
  static func read(_ path: String) -> ExportNote? {
    guard let bytes = try? AtomicFile.read(path),
      let root = try? JSONDocument(bytes, strings: .checked).root,
      let form = root["form"]?.int, let sandbox = root["sandbox"]?.bool
    else { return nil }
    var note = ExportNote(form: form, includesSandbox: sandbox, sources: [], files: [])
    for source in root["sources"]?.elements ?? [] {
      guard let path = source["path"]?.string else { return nil }
      note.sources.append(Source(path: path, look: look(source)))
    }
    for file in root["files"]?.elements ?? [] {
      guard let path = file["path"]?.string,
        let content = file["content"]?.string.flatMap(ExportContent.init)
      else { return nil }
      note.files.append(File(path: path, content: content, look: look(file)))
    }
    return note
  }

  /// Puts the note at `path`. It can be had again, so it need not outlive a power cut.
  func write(to path: String) throws(FileError) {
    let object: JSON = [
      "form": .integer(form), "sandbox": .bool(includesSandbox),
      "sources": .array(
        sources.map { .object(["path": .string($0.path)] + Self.stamp($0.look)) }),
      "files": .array(
        files.map { file in
          .object(
            ["path": .string(file.path), "content": .string(file.content.rawValue)]
              + Self.stamp(file.look))
        }),
    ]
    try AtomicFile.write(object.line + "\n", to: path, durably: false)
  }

  private static func stamp(_ look: Look) -> JSONObject {
    guard let look else { return [:] }
    return ["stamp": .array(look.numbers.map { .integer(Int($0)) })]
  }

  private static func look(_ view: JSONView) -> Look {
    FileStamp(numbers: (view["stamp"]?.elements ?? []).compactMap(\.int).map { Int64($0) })
  }
}
