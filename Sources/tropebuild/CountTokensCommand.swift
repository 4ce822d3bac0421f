import ArgumentParser
import Basics
import Engine
import Formats
import OpenAIClient
import Tokenizer

/// Counts the tokens of texts, so that anyone can hold our counts against a reference.
struct CountTokensCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count-tokens",
    abstract: "Count the tokens of standard input, as the API does (o200k_base).",
    discussion: """
      Prints one number, or with --jsonl one for each line of {"text": …} as it arrives. A plain number is \
      exact. If the vocabulary is neither on disk nor downloadable, it prints an estimate that is never too \
      low, with ≈ before it, so that no script mistakes it for a count; --estimate prints the estimate alone.

      Examples:
        tropebuild count-tokens < plot.txt
        tropebuild count-tokens --jsonl < texts.jsonl
      """)

  @Option(
    name: [.customShort("C"), .long],
    help: ArgumentHelp("Change to DIR before doing anything.", valueName: "dir"))
  var directory: String?

  @Option(
    name: [.customShort("f"), .long],
    help: ArgumentHelp("Read FILE as the tropefile, if it exists.", valueName: "file"))
  var file = "tropefile"

  @Option(
    help: ArgumentHelp(
      "The vocabulary file, o200k_base.tiktoken (tropefile: tokenizer.vocabulary).",
      valueName: "file"))
  var vocabulary: String?

  @Flag(help: "Read lines of {\"text\": …} and print one count per line.")
  var jsonl = false

  @Flag(help: "Use no network.")
  var offline = false

  @Flag(help: "Print an estimate without ≈, and do not look for the vocabulary.")
  var estimate = false

  func validate() throws {
    try checkNames("-f", file)
    if estimate, vocabulary != nil {
      throw ValidationError("--estimate uses no vocabulary; leave out one of the two")
    }
  }

  func run() async throws {
    try await Console.run {
      let counter = estimate ? TokenCounter.estimate : try await self.counter()
      let isMarked = !counter.isExact && !estimate
      if isMarked {
        Console.say("no vocabulary found, so ≈ marks estimates; \(CounterSource.advice())")
      }
      let counting = TokenCounting(counter: counter, mark: isMarked ? "≈" : "")
      if jsonl { try counting.countLines() } else { try counting.countAll() }
      return .upToDate
    }
  }

  private func counter() async throws -> TokenCounter {
    if let vocabulary {
      let counters = CounterSource(explicit: vocabulary, environment: [:])
      return try await counters.counter()
    }
    let path = Project.resolve(file, in: directory ?? ".")
    if file != "tropefile" || directory != nil || NamedThing.exists(path) {
      let options = try ProjectOptions.parse(["-f", file] + (directory.map { ["-C", $0] } ?? []))
      let bench = try Workbench(options, needsInput: false)
      await bench.allowVocabulary(network: !offline)
      return try await bench.counters.counter()
    }
    let environment = ProcessEnvironment.current
    let counters = CounterSource(explicit: nil, environment: environment)
    await Workbench.allowVocabulary(counters, environment: environment, network: !offline)
    return try await counters.counter()
  }
}

/// Counts what comes on standard input.
struct TokenCounting {
  /// Exact, or the estimate.
  let counter: TokenCounter
  /// What goes before each number.
  let mark: String

  /// The whole input as one text.
  func countAll() throws {
    Console.print(mark + String(counter.count(try StandardStream.readInput())))
  }

  /// Each line's text; memory holds one line.
  func countLines() throws {
    var lines = try JSONLines(path: "/dev/stdin")
    while let line = try lines.next() {
      let text: String
      do {
        guard let value = try JSONDocument(line).root["text"]?.string else {
          throw LineFault.noText(line: lines.lineNumber)
        }
        text = value
      } catch let fault as JSONFault {
        throw LineFault.notJSON(line: lines.lineNumber, column: fault.offset + 1)
      }
      Console.print(mark + String(counter.count(text)))
    }
  }
}

/// A line of standard input that cannot be counted.
enum LineFault: Error, CustomStringConvertible {
  /// Columns are counted in bytes, from 1.
  case notJSON(line: Int, column: Int)
  case noText(line: Int)

  /// Where and what, in one line.
  var description: String {
    switch self {
    case .notJSON(let line, let column):
      "standard input:\(line):\(column): not JSON: each line must be an object like {\"text\": \"…\"}"
    case .noText(let line):
      "standard input:\(line): no string under \"text\": each line must be an object like {\"text\": \"…\"}"
    }
  }
}
