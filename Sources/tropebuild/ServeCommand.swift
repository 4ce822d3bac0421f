import ArgumentParser
import Engine
import HTTPServing

/// Shows progress and report in a browser.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show progress and report in a browser of this machine, also while a build runs.",
    discussion: """
      Prints an address and serves it until Ctrl-C: a page that shows how the build goes on, for telephones too, and the \
      report, made anew when there is more. Only this machine can reach it, and only who knows the whole address sees \
      anything. It reads alone, asks nobody, and works without a build, too (docs/serve.md).

      Examples:
        tropebuild serve
        tropebuild serve --port 8765           the same port each time, as for a tunnel by ssh
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Option(help: "Listen on this port of 127.0.0.1; 0 takes any free one.")
  var port = 0

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError("--port must be 0 to 65535, not \(port)")
    }
  }

  func run() async throws {
    try await Console.run {
      // First of all, so that no signal after the address is printed ends it otherwise.
      let stop = StopSignal()
      let interrupts = Interrupts(stop) {}
      defer { withExtendedLifetime(interrupts) {} }
      let project = try LiveProject(projectOptions, time: .system(scale: 1))
      let gate = LiveGate(token: LiveGate.newToken())
      let responder = LiveResponder(gate: gate, project: project)
      let server = try Self.server(port) { await responder.respond(to: $0) }
      Console.print("http://127.0.0.1:\(server.port)/\(gate.token)/")
      Console.say(
        "serving '\(project.name)' to this machine until Ctrl-C; whoever has the whole address can read it"
      )
      await stop.wait()
      // Nothing is written, so whatever is still being answered ends with the program.
      return .upToDate
    }
  }

  /// A page's request is a few hundred bytes, without a body.
  private static func server(
    _ port: Int, _ handler: @escaping HTTPServer.Handler
  ) throws -> HTTPServer {
    var limits = HTTPServer.Limits(bodyBytes: 4_096)
    limits.headBytes = 16_384
    limits.idleSeconds = 60
    do throws(HTTPServerError) {
      return try HTTPServer(port: port, limits: limits, handler: handler)
    } catch {
      if port == 0 { throw error }
      throw PortRefused(cause: error)
    }
  }
}

/// A port that could not be had, with what to do.
struct PortRefused: Error, CustomStringConvertible {
  let cause: HTTPServerError
  var description: String { "\(cause); name another '--port', or none for any that is free" }
}
