/// Whether a target's record stands. Three looks, each dearer than the one before, and each only at what the one before
/// could not settle: ``statVerdict(entry:logged:recipe:request:)`` at the stamps of its files, ``decideByContent(movie:plot:cast:log:recipe:request:)``
/// at their hashes, and ``decide(_:log:loggedRecipe:recipe:request:)`` at the question that they make.
///
/// A fourth, a reply that is paid for already, is the engine's (`Surveyor`): it needs the ledger.
package enum Staleness {}
