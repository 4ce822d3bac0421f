import ArgumentParser
import Engine

/// What the exit codes mean; there are no others.
enum ExitStatus: Int32 {
  case upToDate = 0
  /// Some target failed; with `-q`, something is stale.
  case failedTargets = 1
  /// It could not work: bad tropefile, no key, quota gone, disk full.
  case couldNotWork = 2
  /// The command line is wrong (EX_USAGE).
  case usage = 64
  /// `--no-wait`: work is still in flight (EX_TEMPFAIL).
  case workInFlight = 75
  /// Ctrl-C.
  case interrupted = 130

  /// What an error that ends a command means.
  init(of error: any Error) {
    if case SandboxFailure.wrongOptions = error {
      self = .usage
    } else {
      self = (error as? ExitCode).flatMap { ExitStatus(rawValue: $0.rawValue) } ?? .couldNotWork
    }
  }

  var asError: ExitCode { ExitCode(rawValue) }
}

extension StopCause {
  /// What a run that stopped so exits with.
  var exitStatus: ExitStatus {
    switch self {
    case .interrupted: .interrupted
    case .cannotGoOn, .budgetReached: .couldNotWork
    case .failedFast: .failedTargets
    case .wouldWait: .workInFlight
    }
  }
}
