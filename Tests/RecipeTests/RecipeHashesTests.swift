import Testing
import TropeModel

@testable import Recipe

struct RecipeHashesTests {
  @Test func `a changed catalog changes the catalog's hash and the whole, nothing else`() throws {
    let one = try Fixture.recipe().hashes
    let other = try Fixture.recipe(catalog: "id,name,description\nA,B,C\n").hashes
    #expect(one.catalog != other.catalog && one.combined != other.combined)
    #expect(one.prompt == other.prompt && one.model == other.model)
  }

  @Test func `a changed prompt changes the prompt's hash and the whole, nothing else`() throws {
    let one = try Fixture.recipe().hashes
    let other = try Fixture.recipe(prompt: "Do it.").hashes
    #expect(one.prompt != other.prompt && one.combined != other.combined)
    #expect(one.catalog == other.catalog && one.model == other.model)
  }

  @Test(arguments: [
    ModelParameters(model: "gpt-6-luna", temperature: 0), ModelParameters(model: "gpt-4o-mini"),
    ModelParameters(model: "gpt-4o-mini", temperature: 0.5),
    ModelParameters(model: "gpt-4o-mini", temperature: 0, seed: 0),
    ModelParameters(model: "gpt-4o-mini", temperature: 0, maxOutputTokens: 0),
    ModelParameters(model: "gpt-4o-mini", temperature: 0, reasoningEffort: ""),
    ModelParameters(model: "gpt-4o-mini", seed: 0),
  ])
  func `a changed model or parameter changes the model's hash and the whole, nothing else`(
    parameters: ModelParameters
  ) throws {
    let one = try Fixture.recipe().hashes
    let other = try Fixture.recipe(parameters: parameters).hashes
    #expect(one.model != other.model && one.combined != other.combined)
    #expect(one.catalog == other.catalog && one.prompt == other.prompt)
  }

  @Test func `the same parts have the same hashes`() throws {
    #expect(try Fixture.recipe().hashes == Fixture.recipe().hashes)
    #expect(
      ModelParameters(model: "m", temperature: -0.0).hash
        == ModelParameters(model: "m", temperature: 0).hash)
  }

  @Test func `a prompt without a word on movies gets one for requests of several`() throws {
    let recipe = try Fixture.recipe(prompt: "Do it.")
    #expect(recipe.groupSystemMessage == recipe.systemMessage + "\n" + Recipe.groupSentence)
    let builtIn = try Fixture.recipe()
    #expect(builtIn.groupSystemMessage == builtIn.systemMessage)
  }
}
