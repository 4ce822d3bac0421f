import Basics

// The words of this module, but for those of the documents, which are in the schema, and those about
// fields, which are in `FieldFault+Message.swift`.

import TropeModel

extension TropefileFault {
  /// What is wrong, and what to do about it where that is not plain.
  var words: (message: String, advice: String?) {
    switch self {
    case .tooLarge(let bytes, let most):
      ("\(bytes) bytes are more than the \(most) a tropefile may have", "is this a tropefile?")
    case .notUTF8(let isUTF16):
      ("not UTF-8 text", isUTF16 ? "it looks like UTF-16; save it as UTF-8" : nil)
    case .controlCharacter(let code):
      (
        "a tropefile cannot hold the control character U+\(Self.hex(code))",
        code == 0 ? "is this a text file?" : nil
      )
    case .syntax(let problem, let context, let contextLine, let hasTabBefore):
      Self.syntaxWords(problem, context, contextLine, hasTabBefore)
    case .openQuote:
      ("not valid YAML: the quote that opens here is never closed", nil)
    case .secondDocument:
      ("a second document begins here", "a tropefile is one YAML document; remove the '---'")
    case .unsupportedTag(let tag):
      ("the tag '\(Self.shown(tag))' means nothing here", "remove it")
    case .notSections(let kind):
      (
        "a tropefile consists of sections such as 'input:', not of \(Self.name(of: kind))",
        "the shortest is 'input: {directory: data/interim}'"
      )
    case .keyIsNotAWord:
      ("a key must be a word", nil)
    case .mergeKey:
      ("merge keys ('<<') are not read", "write the keys out")
    case .unknown(let name, let isSection, let section, let near):
      (
        "unknown \(isSection ? "section" : "key") '\(Self.shown(name))'"
          + (section.isEmpty ? "" : " in '\(section)'"),
        near.map { "did you mean '\($0)'?" }
      )
    case .misplaced(let name, let section):
      (
        "'\(name)' does not belong here",
        section.isEmpty ? "it belongs at the top level" : "it belongs in '\(section)'"
      )
    case .dotted(let path):
      (
        "unknown key '\(path)'",
        "write '\(TropefileSchema.name(of: path))' below '\(TropefileSchema.section(of: path)):'"
      )
    case .alreadySet(let name, let line):
      ("'\(Self.shown(name))' was already set on line \(line)", nil)
    case .sectionIsNot(let name, let kind):
      (
        "'\(name)' is a section, not \(Self.name(of: kind))",
        "its keys go below it, indented by two spaces"
      )
    case .setTwice(let path): ("'\(path)' is set more than once", nil)
    case .sectionIsSet(let path, let key):
      ("'\(path)' is a section", "set one of its keys, such as '\(key)'")
    case .missing(let path):
      (
        "'\(path)' is missing",
        "it names the directory with the plot_summaries_<id>.txt files; write "
          + "'input: {directory: data/interim}'"
      )
    case .valueIs(let name, let kind):
      ("'\(name)' takes one value, not \(Self.name(of: kind))", nil)
    case .entriesAre(let name, let kind):
      (
        "'\(name)' takes names and values, not \(Self.name(of: kind))",
        "write '\(name): {Name: value}'"
      )
    case .noValue(let name, let usual, let isRequired):
      (
        "'\(name)' has no value",
        isRequired ? nil : "remove the line for the default, which is: \(usual)"
      )
    case .nullValue(let name, let usual):
      ("'\(name)' cannot be null", "remove the line for the default, which is: \(usual)")
    case .badValue(let name, let type, let found, let complaint):
      Self.words(for: complaint, name: name, type: type, found: found)
    case .badEntry(let name, let section, let complaint):
      Self.words(for: complaint, name: name, type: "a value of '\(section)'", found: nil)
    case .field(let fault):
      fault.words
    case .endpoint(let fault):
      fault.words
    case .contradiction(let contradiction, let explicit):
      contradiction.words(explicit: explicit)
    }
  }

  /// `found` is only ever shown for complaints that cannot be about a key.
  static func words(
    for complaint: ValueComplaint, name: String, type: String, found: String?,
    keyBelongs: String = "set OPENAI_API_KEY in the environment or in .env"
  ) -> (message: String, advice: String?) {
    let refusal = "'\(name)' must be \(type)" + (found.map { ", not '\(shown($0))'" } ?? "")
    return switch complaint {
    case .wrong: (refusal, nil)
    case .near(let word): (refusal, "did you mean '\(word)'?")
    case .unitMissing: (refusal, "add a unit: ms, s, m, h or d")
    case .urlWithPassword:
      (
        "'\(name)' holds a user name or password",
        "a key belongs in OPENAI_API_KEY, in the environment or in .env"
      )
    case .headerIsSetByProgram:
      (
        "the header '\(shown(name))' is set by tropebuild itself",
        "remove it; organization and project come from OPENAI_ORG_ID and OPENAI_PROJECT_ID"
      )
    case .headerCarriesKey:
      (
        "the header '\(shown(name))' would put a key into a file others can read",
        keyBelongs
      )
    case .looksLikeKey:
      (
        "the value of the header '\(shown(name))' looks like a key",
        keyBelongs
      )
    case .notAnExport(let near):
      (
        "'\(shown(name))' must hold "
          + ExportContent.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
          .replacing(", 'jsonl'", with: " or 'jsonl'"),
        near.map { "did you mean '\($0)'?" }
      )
    case .notAHeaderName: ("'\(shown(name))' cannot be the name of a header", nil)
    case .notAHeaderValue:
      ("the value of the header '\(shown(name))' is not printable ASCII text", nil)
    case .blankSeparator:
      (
        "'\(name)' is blank, which would part first names from last names",
        "write the sign between two values, without the blanks around it, or \"\\n\" for ends of lines"
      )
    }
  }

  private static func syntaxWords(
    _ problem: String, _ context: String?, _ contextLine: Int?, _ hasTabBefore: Bool
  ) -> (message: String, advice: String?) {
    var text = "not valid YAML: " + (ownWords[problem] ?? problem)
    if let context {
      text += ", " + context
      if let contextLine { text += " that begins on line \(contextLine)" }
    }
    return (text, hasTabBefore ? "indent with spaces; YAML allows no tabs there" : nil)
  }

  /// What libyaml says in the words of its grammar, said in those of the file.
  private static let ownWords = [
    "mapping values are not allowed in this context": "a ':' where no value can begin",
    "found character that cannot start any token": "a character that no value can begin with",
    "could not find expected ':'": "a ':' is missing",
    "did not find expected key": "a key was expected here",
    "found undefined alias": "no anchor of this name comes before",
  ]

  static func name(of kind: NodeKind) -> String {
    switch kind {
    case .scalar: "a single value"
    case .list: "a list"
    case .mapping: "a section"
    }
  }

  private static func hex(_ code: UInt32) -> String {
    String(Int(code), width: 4, radix: 16)
  }

  /// Text of the file as a message can show it: on one line, and not all of a long one.
  static func shown(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(40) {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        // Control and format characters could rewrite the line they are printed on.
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate:
          result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: result.unicodeScalars.append(scalar)
        }
      }
    }
    return text.unicodeScalars.count > 40 ? result + "…" : result
  }
}

extension DotEnvFault {
  /// The words; never the value.
  var words: (message: String, advice: String?) {
    switch self {
    case .repeated(let name, let line):
      ("'\(name)' was already set on line \(line)", "this line counts; remove one of them")
    case .unreadable(let name, .openQuote):
      ("'\(name)' is not read: its quote is not closed on this line", nil)
    case .unreadable(let name, .textAfterQuote):
      ("'\(name)' is not read: text follows the closing quote", nil)
    case .unreadable(let name, .notPrintable):
      (
        "'\(name)' is not read: its value is not plain printable text",
        "was it copied with something invisible?"
      )
    }
  }
}
