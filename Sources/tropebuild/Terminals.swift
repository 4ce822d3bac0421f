import Display
import Glibc

extension TerminalKind {
  /// What standard error is.
  static var ofStandardError: TerminalKind {
    TerminalKind(
      isTerminal: isatty(STDERR_FILENO) == 1, environment: ProcessEnvironment.current)
  }
}

extension TerminalSize {
  /// The size of standard error's terminal at this moment; 80 by 24 where it does not tell.
  static var ofStandardError: TerminalSize {
    of(STDERR_FILENO) ?? TerminalSize(columns: 80)
  }

  /// The size of a terminal; `nil` for anything else, and where it does not tell.
  static func of(_ descriptor: Int32) -> TerminalSize? {
    var size = winsize()
    guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return TerminalSize(columns: Int(size.ws_col), rows: size.ws_row > 0 ? Int(size.ws_row) : 24)
  }
}

extension Console {
  /// Whether somebody can read a question and answer it.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// How wide results may be: as standard output's terminal; `nil` in a file or a pipe, which get everything in full.
  static var width: Int? { TerminalSize.of(STDOUT_FILENO)?.columns }
}
