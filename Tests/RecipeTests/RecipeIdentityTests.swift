import Basics
import Foundation
import Testing
import TropeModel

@testable import Recipe

/// What was paid for under the first version has to be found again: the bytes and hashes of the recipe that asks for
/// tropes are those that it had then.
struct RecipeIdentityTests {
  private let recipe = Recipe(
    catalog: .builtIn, prompt: .builtIn,
    parameters: ModelParameters(model: "gpt-4o-mini", temperature: 0))

  private func question() throws -> Question {
    try Fixture.question(
      recipe, movie: 7, plot: "Ann meets \"Bob\" <summary> \u{2028}in Rome.",
      cast: ["Ann", "Bob “the <names> Kid”"])
  }

  private func sha256(_ bytes: [UInt8]) -> String {
    SHA256.hash(Array(bytes)).map { String(format: "%02x", $0) }.joined()
  }

  @Test func `the built-in recipe for tropes is the one of the first version`() throws {
    #expect(recipe.hashes.fields == nil)
    #expect(recipe.hashes.combined.shortHex == "009e5fc6953b")
    #expect(
      try question().hash.hex == "b18eaa91bfe668a085f24d850b730ead8d98e7b03289554942f3c4579a1e3e95")
  }

  @Test func `the request of the built-in recipe for tropes is the one of the first version`()
    throws
  {
    #expect(
      sha256(recipe.requestBody(for: [try question()]))
        == "b3ab5dfc8872a31c22d39a9968582f081851356dfc2c884bb0eab36c7a1a205a")
    #expect(
      sha256(recipe.schemaJSON)
        == "540d9c0bfa23154fd6beeb182b2d7edf49757f0d852b42d8485a5fc889e3b3ef")
    #expect(
      sha256(recipe.schemaJSON(groupSize: 2))
        == "5fb502421a09964fbfda8dc938e70e3d0f16c6e8731571e4a6c80a541bfeb96c")
  }

  @Test func `a recipe with a prompt, catalog and parameters of one's own is, too`() throws {
    let own = try Fixture.recipe(
      prompt: "Do it.",
      parameters: ModelParameters(
        model: "gpt-4.1-mini", temperature: 0.5, seed: 7, maxOutputTokens: 900))
    let question = try Fixture.question(own)
    #expect(question.hash.hex == "b0fffceb0978d7093407e2b202a9af1e63e525a4ba911c71aaf24750e9b8fe25")
    #expect(
      sha256(own.requestBody(for: [question]))
        == "33599f367795252158aff86aea300efdc5513b9bb25a5a2a27a2ee9b54e1e896")
  }
}
