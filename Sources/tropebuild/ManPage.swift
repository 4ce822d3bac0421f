import ArgumentParser
import Formats

/// The manual page, in man(7)'s macros, made of what ArgumentParser knows of the commands: nothing in it is
/// written twice.
struct ManPage {
  private let command: Command
  private let version: String

  /// What is read of ArgumentParser's description of the commands.
  struct Command {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool
    var subcommands: [Command]
    var arguments: [Argument]

    /// The program's own, with all its commands.
    static func root() throws -> Command {
      let root = try JSONDocument(Array(Tropebuild._dumpHelp().utf8)).root
      return Command(root["command"] ?? root)
    }

    init(_ json: JSONView) {
      commandName = json["commandName"]?.string ?? ""
      abstract = json["abstract"]?.string
      discussion = json["discussion"]?.string
      shouldDisplay = json["shouldDisplay"]?.bool ?? true
      subcommands = json["subcommands"]?.elements.map(Command.init) ?? []
      arguments = json["arguments"]?.elements.map(Argument.init) ?? []
    }
  }

  /// An option, a flag or a word.
  struct Argument {
    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    /// With their hyphens.
    var names: [String]
    var valueName: String?
    var defaultValue: String?
    var abstract: String?

    init(_ json: JSONView) {
      kind = json["kind"]?.string ?? ""
      shouldDisplay = json["shouldDisplay"]?.bool ?? true
      isOptional = json["isOptional"]?.bool ?? false
      isRepeating = json["isRepeating"]?.bool ?? false
      names = (json["names"]?.elements ?? []).map { name in
        (name["kind"]?.string == "long" ? "--" : "-") + (name["name"]?.string ?? "")
      }
      valueName = json["valueName"]?.string
      defaultValue = json["defaultValue"]?.string
      abstract = json["abstract"]?.string
    }

    /// `--help` and `--version` go with every command; they are told of once.
    fileprivate var isCommon: Bool {
      names.contains { ["--help", "--version"].contains($0) }
    }
  }

  init(version: String) throws {
    command = try Command.root()
    self.version = version
  }

  var text: String {
    var lines = [
      ".\\\" Made by 'tropebuild man' of the commands' own descriptions.",
      ".TH TROPEBUILD 1 \"\" \"tropebuild \(Self.escaped(version))\" \"User Commands\"",
      ".SH NAME", "tropebuild \\- \(Self.escaped(Self.lowered(command.abstract ?? "")))",
      ".SH SYNOPSIS", ".B tropebuild", "[\\fIoptions\\fR] [\\fImovie\\fR ...]", ".br",
      ".B tropebuild", "\\fIcommand\\fR [\\fIoptions\\fR]", ".SH DESCRIPTION",
    ]
    lines += Self.prose(command.discussion ?? "")
    lines += [
      ".SH COMMANDS", "Every command takes \\fB\\-\\-help\\fR, which prints what stands here.",
    ]
    for subcommand in command.subcommands
    where subcommand.shouldDisplay && subcommand.commandName != "help" {
      lines += Self.section(subcommand)
    }
    lines += Self.closing
    return lines.joined(separator: "\n")
  }

  private static func section(_ command: Command) -> [String] {
    let words = command.arguments.filter { $0.kind == "positional" && $0.shouldDisplay }
      .map { argument in
        let name = "\\fI\(escaped(argument.valueName ?? "value"))\\fR"
        let many = argument.isRepeating ? name + " ..." : name
        return argument.isOptional ? "[\(many)]" : many
      }
    var lines = [".SS \"tropebuild \(escaped(command.commandName))\""]
    lines.append(
      "\\fBtropebuild \(escaped(command.commandName))\\fR [\\fIoptions\\fR] "
        + words.joined(separator: " "))
    lines += [".PP", text(command.abstract ?? "")]
    if let discussion = command.discussion { lines += [".PP"] + prose(discussion) }
    for argument in command.arguments where argument.shouldDisplay && !argument.isCommon {
      lines += item(argument)
    }
    return lines
  }

  private static func item(_ argument: Argument) -> [String] {
    let value = argument.valueName.map { " \\fI\(escaped($0))\\fR" } ?? ""
    let term =
      argument.kind == "positional"
      ? "\\fI\(escaped(argument.valueName ?? ""))\\fR"
      : argument.names.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
        + (argument.kind == "option" ? value : "")
    var words = text(argument.abstract ?? "")
    if let standard = argument.defaultValue, argument.kind == "option" {
      words += " (default: \(escaped(standard)))"
    }
    return [".TP", term, words]
  }

  /// Paragraphs are filled; lines that are set in, as examples are, stay as they stand.
  private static func prose(_ discussion: String) -> [String] {
    var lines: [String] = []
    var isSetIn = false
    for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
      let setsIn = line.hasPrefix("  ") || (isSetIn && line.isEmpty)
      if setsIn != isSetIn { lines.append(setsIn ? ".PP\n.nf" : ".fi") }
      isSetIn = setsIn
      lines.append(line.isEmpty ? (isSetIn ? "" : ".PP") : text(String(line)))
    }
    if isSetIn { lines.append(".fi") }
    // An empty line at the end of an example is the paragraph that follows it.
    return lines.filter { !$0.isEmpty }
  }

  private static let closing = [
    ".SH ENVIRONMENT", ".TP", "\\fBOPENAI_API_KEY\\fR",
    "The key. It is read from here or from a file \\fI.env\\fR in the project directory, and from nowhere else.",
    ".TP", "\\fBOPENAI_BASE_URL\\fR", "The API's address up to /v1.", ".TP",
    "\\fBOPENAI_ORG_ID\\fR, \\fBOPENAI_PROJECT_ID\\fR", "Sent along where they are set.", ".TP",
    "\\fBNO_COLOR\\fR", "Any value takes the colours out of the progress lines.", ".SH FILES",
    ".TP",
    "\\fItropefile\\fR", "What is built and how; \\fBtropebuild init\\fR writes one.", ".TP",
    "\\fIledger.db\\fR", "All that cost money: replies, batches, spending.", ".TP",
    "\\fIbuild/\\fR",
    "Everything that can be rebuilt at no cost.", ".TP", "\\fI~/.config/tropebuild/servers\\fR",
    "The servers that \\fB\\-\\-trust\\-server\\fR has allowed.",
  ]

  /// A line of text: escaped, and never taken for a macro.
  private static func text(_ line: String) -> String {
    let escaped = escaped(line)
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  /// Backslashes and hyphens as they are typed.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
      .replacing("'", with: "\\(aq").replacing("\n", with: " ")
  }

  private static func lowered(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
