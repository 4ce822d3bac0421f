import ArgumentParser

@main
struct SandboxMain: ParsableCommand {
  func run() throws {}
}
