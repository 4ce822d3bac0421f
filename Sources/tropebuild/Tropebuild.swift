import ArgumentParser

@main
struct Tropebuild: ParsableCommand {
  func run() throws {}
}
