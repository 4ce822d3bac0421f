import Testing
import TropeModel

@testable import Tropefile

/// Settings that cannot be together.
@Suite struct SettingsContradictionsTests {
  @Test func `contradictions are told with both keys`() {
    checkKey(
      "plan: {1️⃣batch_token_target: 3M}\nlimits: {enqueued_tokens: 2M}",
      "'plan.batch_token_target' (3M) is more than 'limits.enqueued_tokens' (2M) "
        + "(such a batch would never be accepted)")
    checkKey(
      "forecast: {batch_turnaround_typical: 2d, 1️⃣batch_turnaround_worst: 24h}",
      "'forecast.batch_turnaround_worst' (24h) is less than "
        + "'forecast.batch_turnaround_typical' (2d)")
    checkKey(
      "recipe: {1️⃣max_output_tokens: 200000}\nlimits: {context_tokens: 128000}",
      "'recipe.max_output_tokens' (200000) leaves no room for a question within "
        + "'limits.context_tokens' (128000)")
    checkKey(
      "build: {1️⃣database: ./x/../ledger.db}",
      "'build.database' and 'ledger' are the same file, 'ledger.db' (one can be rebuilt at no "
        + "cost, the other was paid for: give two paths)")
    checkKey(
      "1️⃣ledger: build/ledger.db",
      "'ledger' ('build/ledger.db') lies in 'build.directory' ('build') "
        + "(what was paid for must outlive the build directory: put it elsewhere)")
  }

  @Test func `decisions need the names of a cast`() {
    checkKey(
      "recipe: {model: m, 1️⃣characters: from_plot, endpoint: decisions}",
      "'recipe.endpoint: decisions' decides about names, and with 'recipe.characters: from_plot' there are "
        + "none (remove one of them)")
    checkKey("recipe: {model: m, characters: from_plot}")
  }

  @Test func `a cascade needs both models, and something to sort by`() {
    checkKey(
      "recipe: {model: m, confidence: logprobs, cascade: {1️⃣target: 90%}}",
      "'recipe.cascade.target' is given, but 'recipe.cascade' names no strong model "
        + "(write 'strong: {model: gpt-6.1-terra, effort: low}' into it, or remove it)")
    checkKey(
      "recipe: {confidence: logprobs, cascade: {strong: {1️⃣model: m}}}",
      "'recipe.cascade' needs to know the cheap model too (name it by 'recipe.model')")
    checkKey(
      "recipe: {model: m, cascade: {strong: {1️⃣model: n}}}",
      "'recipe.cascade' sorts the movies by how sure the cheap model was, and nothing tells that "
        + "(write 'recipe.confidence: logprobs', or votes where the model gives none)")
    checkKey(
      "recipe: {model: m, confidence: logprobs, cascade: {strong: {model: n}, target: 1️⃣40%}}",
      "'target' must be a share such as 2% or 0.02, from 50% to 99.9%, or null for none, not '40%'")
    checkKey("recipe: {model: m, confidence: logprobs, cascade: {strong: {model: n}}}")
    checkKey(
      "recipe: {model: m, confidence: logprobs, cascade: {strong: {model: n}, target: 99.9%}}")
    checkKey(
      "recipe: {model: m, confidence: logprobs, cascade: {1️⃣gold: random.csv}}",
      "'recipe.cascade.gold' is given, but 'recipe.cascade' names no strong model "
        + "(write 'strong: {model: gpt-6.1-terra, effort: low}' into it, or remove it)")
    checkKey(
      "recipe: {kind: deaths, model: m, confidence: logprobs, cascade: {strong: {model: n}, 1️⃣gold: random.csv}}",
      "'recipe.cascade.gold' has tropes, and the recipe asks for none "
        + "(leave it out: the target is agreement with the strong model then)")
    checkKey(
      "recipe: {model: m, confidence: logprobs, cascade: {strong: {model: n}, gold: [a.csv, b.csv]}}"
    )
  }

  @Test func `votes need a list to turn round, and a number of them needs votes`() {
    checkKey("recipe: {confidence: votes}")
    checkKey("recipe: {confidence: votes, votes: 15, temperature: 0, seed: 1}")
    checkKey("recipe: {fields: {side: {type: choice, values: [good, bad]}}, confidence: votes}")
    checkKey("recipe: {model: m, confidence: votes, cascade: {strong: {model: n}}}")
    for votes in ["2", "16"] {
      checkKey(
        "recipe: {confidence: votes, votes: 1️⃣\(votes)}",
        "'votes' must be a whole number from 3 to 15, or null for none, not '\(votes)'")
    }
    checkKey(
      "recipe: {confidence: logprobs, 1️⃣votes: 5}",
      "'recipe.votes' is given, but 'recipe.confidence' is not votes "
        + "(write 'confidence: votes', or remove it)")
    checkKey(
      "recipe: {1️⃣confidence: votes, endpoint: decisions}\nplan: {strategy: realtime}",
      "'recipe.confidence: votes' cannot go with 'recipe.endpoint: decisions' "
        + "(decisions tell how sure they are by themselves: remove it)")
    for recipe in ["kind: deaths", "fields: {age: {type: integer}, dies: {type: boolean}}"] {
      checkKey(
        "recipe: {\(recipe), 1️⃣confidence: votes}",
        "'recipe.confidence: votes' asks with tropes and values in other orders, and the recipe "
          + "asks for neither a trope nor a choice (write 'confidence: logprobs', or remove it)")
    }
  }

  @Test(arguments: [
    ("recipe: {overrides: hands.csv}", "recipe.overrides", "hands.csv"),
    ("recipe: {model: gpt-6-luna}", "recipe.overrides", "overrides.csv"),
    ("try: {gold: gold.csv}", "try.gold", "./gold.csv"),
  ])
  func `an export in the place of what a key names is refused`(
    text: String, key: String, path: String
  ) {
    checkKey(
      "\(text)\nexports: {1️⃣files: {\(path): characters}}",
      "the export '\(path)' would replace the file that '\(key)' names "
        + "(give the export a path of its own)")
  }

  @Test(arguments: [
    "limits: {enqueued_tokens: 90000}", "ledger: builder/ledger.db", "build: {directory: .}",
    "lanes: {realtime: {connect_timeout: 20m}}", "ledger: ../build/ledger.db",
  ])
  func `what only looks like a contradiction is none`(text: String) {
    checkKey(text)
  }

  @Test func `a value that was refused contradicts nothing`() {
    checkKey(
      "plan: {batch_token_target: 1️⃣lots}\nlimits: {enqueued_tokens: 2M}",
      "'batch_token_target' must be a whole number from 1 to 1000G, not 'lots'")
  }
}
