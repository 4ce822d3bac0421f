import Testing
import TropeModel

@testable import Tropefile

/// Keys that are wrong, missing, repeated or in the wrong place.
@Suite struct TropefileFaultTests {
  @Test func `all faults are told in one pass, in the order of the lines`() {
    check(
      """
      1️⃣inptu:
        directory: d
      recipe:
        2️⃣modle: x
        temperature: 3️⃣3
        model: m
        4️⃣model: n
      plan:
        num_batches: 5️⃣four
        strategy: 6️⃣hybird
        deadline: 7️⃣90
      ledger: 8️⃣[a]
      """,
      "unknown section 'inptu' (did you mean 'input'?)",
      "unknown key 'modle' in 'recipe' (did you mean 'model'?)",
      "'temperature' must be a number from 0 to 2, or null for none, not '3'",
      "'model' was already set on line 6",
      "'num_batches' must be a whole number from 1 to 10000, not 'four'",
      "'strategy' must be one of 'hybrid', 'batch', 'realtime', 'flex', 'hybrid-flex', not 'hybird' "
        + "(did you mean 'hybrid'?)",
      "'deadline' must be a time such as 90s, 24h or 1h30m, from 60s to 365d, or null for none, "
        + "not '90' (add a unit: ms, s, m, h or d)",
      "'ledger' takes one value, not a list")
  }

  @Test func `without an input directory the advice says how to give one`() {
    let message =
      "'input.directory' is missing (it names the directory with the "
      + "plot_summaries_<id>.txt files; write 'input: {directory: data/interim}')"
    check("1️⃣", message)
    check("1️⃣# nothing but a comment\n", message)
    check("1️⃣---\n...\n", message)
    check("ledger: x\n1️⃣input:\n  # directory: d\n", message)
  }

  @Test func `a missing directory that another fault explains is not told twice`() {
    let below = "(its keys go below it, indented by two spaces)"
    check("1️⃣input: data/interim", "'input' is a section, not a single value " + below)
    check(
      "input: {1️⃣dir3ctory: d}", "unknown key 'dir3ctory' in 'input' (did you mean 'directory'?)")
    check(
      "1️⃣input.directory: d", "unknown key 'input.directory' (write 'directory' below 'input:')")
  }

  @Test func `a key in the wrong place is sent home`() {
    checkKey("1️⃣num_batches: 4", "'num_batches' does not belong here (it belongs in 'plan')")
    checkKey(
      "recipe: {1️⃣ledger: x}", "'ledger' does not belong here (it belongs at the top level)")
    checkKey(
      "1️⃣recipe.model: x", "unknown key 'recipe.model' (write 'model' below 'recipe:')")
    checkKey("1️⃣modle: x", "unknown key 'modle' (did you mean 'recipe.model'?)")
    checkKey("lanes: {batch: {1️⃣frobnicate: 1}}", "unknown key 'frobnicate' in 'lanes.batch'")
  }

  @Test func `repeated keys are told with both places, other faults beside them`() {
    checkKey(
      """
      recipe:
        model: a
        1️⃣model: b
        "seed": 1
        2️⃣'seed': 2
        3️⃣model: c
        4️⃣modell: d
      5️⃣recipe:
        temperature: 6️⃣hot
      """,
      "'model' was already set on line 3",
      "'seed' was already set on line 5",
      "'model' was already set on line 3",
      "unknown key 'modell' in 'recipe' (did you mean 'model'?)",
      "'recipe' was already set on line 2",
      "'temperature' must be a number from 0 to 2, or null for none, not 'hot'")
    checkKey(
      "api:\n  headers:\n    X-A: 1\n    1️⃣X-A: 2\n", "'X-A' was already set on line 4")
  }

  @Test func `a repeated key is told however it is written`() {
    checkKey(
      "recipe: {\"\\x6dodel\": a, 1️⃣model: b}", "'model' was already set on line 2")
  }

  @Test func `hundreds of repeated keys are each told, and nothing hangs`() {
    let text =
      "input: {directory: d}\nplan:\n"
      + String(repeating: "  num_batches: 4\n", count: 500)
    #expect(faults(of: Array(text.utf8)).count == 499)
  }

  @Test func `a section is a section and a value a value`() {
    checkKey(
      "1️⃣recipe: gpt-4o-mini",
      "'recipe' is a section, not a single value "
        + "(its keys go below it, indented by two spaces)")
    checkKey(
      "1️⃣plan:\n  - strategy: batch\n",
      "'plan' is a section, not a list (its keys go below it, indented by two spaces)")
    checkKey("recipe:\n  model:\n    1️⃣name: x\n", "'model' takes one value, not a section")
    checkKey(
      "api: {headers: 1️⃣X-Team}",
      "'headers' takes names and values, not a single value (write 'headers: {Name: value}')")
    checkKey("recipe:\n  1️⃣[a, b]: c\n", "a key must be a word")
  }

  @Test(arguments: ["just words", "- input\n- directory", "42", "'input'"])
  func `a file without sections is told what a tropefile is`(text: String) {
    let found = faults(of: Array(text.utf8))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("tropefile:1:1: a tropefile consists of sections") == true)
  }
}
