import Foundation
import Testing
import TropeModel

@testable import Recipe

@Suite struct RequestExtrasTests {
  @Test func `without extras a body has the bytes of every server`() throws {
    let recipe = try Fixture.recipe()
    let question = try Fixture.question(recipe)
    #expect(
      recipe.requestBody(for: [question], outputBound: 9, extras: .none)
        == recipe.requestBody(for: [question], outputBound: 9))
    #expect(RequestExtras.none.members.isEmpty)
  }

  @Test(arguments: [1, 3]) func `a mark ends the system message, and the key is the recipe's`(
    groupSize: Int
  ) throws {
    let recipe = try Fixture.recipe()
    let questions = try (0..<groupSize).map {
      try Fixture.question(recipe, movie: Int64($0 + 1), plot: "Plot \($0).")
    }
    let extras = RequestExtras(cache: .marked(key: recipe.cacheKey), serviceTier: "default")
    let marked = try Fixture.object(
      recipe.requestBody(for: questions, outputBound: 9, extras: extras))
    let plain = try Fixture.object(recipe.requestBody(for: questions, outputBound: 9))
    #expect(
      Set(marked.keys).subtracting(plain.keys)
        == ["prompt_cache_key", "prompt_cache_options", "service_tier"])
    #expect(marked["prompt_cache_key"] as? String == recipe.cacheKey)
    #expect(marked["service_tier"] as? String == "default")
    #expect(
      marked["prompt_cache_options"] as? [String: String] == ["mode": "explicit", "ttl": "30m"])
    let messages = try #require(marked["messages"] as? [[String: Any]])
    let parts = try #require(messages[0]["content"] as? [[String: Any]])
    #expect(parts.count == 1 && parts[0]["type"] as? String == "text")
    #expect(
      parts[0]["text"] as? String
        == (groupSize == 1 ? recipe.systemMessage : recipe.groupSystemMessage))
    #expect(parts[0]["prompt_cache_breakpoint"] as? [String: String] == ["mode": "explicit"])
    let theirs = try #require(plain["messages"] as? [[String: Any]])
    #expect(messages[1]["content"] as? String == theirs[1]["content"] as? String)
  }

  @Test func `no cache is one member`() throws {
    let recipe = try Fixture.recipe()
    let question = try Fixture.question(recipe)
    let off = try Fixture.object(
      recipe.requestBody(for: [question], extras: RequestExtras(cache: .off)))
    #expect(off["prompt_cache_options"] as? [String: String] == ["mode": "explicit"])
    #expect(off["prompt_cache_key"] == nil)
    #expect((off["messages"] as? [[String: Any]])?[0]["content"] is String)
  }

  @Test func `how a question is served and cached does not reach its hash`() throws {
    // The key comes from the recipe, and neither from what is sent: the pinned hashes are in RecipeIdentityTests.
    let recipe = try Fixture.recipe()
    let before = try Fixture.question(recipe).hash
    for cache in [RequestExtras.Cache.off, .marked(key: recipe.cacheKey)] {
      _ = recipe.requestBody(
        for: [try Fixture.question(recipe)],
        extras: RequestExtras(cache: cache, serviceTier: "flex"))
      #expect(try Fixture.question(recipe).hash == before)
    }
    #expect(recipe.cacheKey == "tropebuild-" + recipe.hashes.combined.hex.prefix(16))
  }
}
