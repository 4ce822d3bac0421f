/// The mapping that comes with the program, in the very form of a user's mapping file.
///
/// The labels are those of the corpus's `tvtropes.clusters.txt`. Which tropes of the built-in catalog come
/// close to them is our own judgement; where none means the same, up to three that a careful reader could
/// choose are named, the closest first.
enum BuiltInMapping {
  /// A CSV file.
  static let csv = #"""
    gold,catalog
    absent_minded_professor,Absent-Minded Professor
    adventurer_archaeologist,Happy-Go-Lucky Adventurer|Reserved Scholar|Thrill-Seeking Daredevil
    arrogant_kungfu_guy,Hot-Headed Fighter|Overconfident Rookie|Bitter Rival
    big_man_on_campus,Golden Boy/Girl|Charmer
    bounty_hunter,Antihero|Lovable Rogue|Cunning Survivor
    brainless_beauty,Ingenue|Bumbling Fool|Vain Narcissist
    broken_bird,Lost Soul|Cynical Realist|Brooding Loner
    bromantic_foil,Sidekick|Comic Relief|Charmer
    bruiser_with_a_soft_center,Gentle Giant|Villain with a Heart|Strong Silent Type
    bully,Bitter Rival|Hot-Headed Fighter|Overbearing Boss
    byronic_hero,Byronic Hero|Brooding Loner|Tragic Hero
    casanova,Charmer|Manipulative Lover
    chanteuse,Femme Fatale|Seductive Villain|Tortured Artist
    charmer,Charmer
    child_prodigy,Starry-Eyed Prodigy|Quiet Genius
    classy_cat_burglar,Lovable Rogue|Femme Fatale|Charmer
    consummate_professional,Calculating Strategist|Stoic Warrior|Dutiful Soldier
    corrupt_corporate_executive,Unscrupulous Businessperson
    coward,Cowardly Lion
    crazy_jealous_guy,Manipulative Lover|Bitter Rival|Hot-Headed Fighter
    crazy_survivalist,Paranoid Conspiracy Theorist|Cunning Survivor
    cultured_badass,Warrior Poet|Charmer|Reserved Scholar
    dean_bitterman,Overbearing Boss
    dirty_cop,Antihero|Schemer|Scheming Manipulator
    ditz,Bumbling Fool|Comic Relief
    doormat,Underdog|Cowardly Lion|Everyman
    drill_sargeant_nasty,Overbearing Boss|Battle-Hardened Leader|Jaded Veteran
    dumb_blonde,Ingenue|Bumbling Fool|Comic Relief
    dumb_muscle,Bumbling Fool|Gentle Giant|Strong Silent Type
    eccentric_mentor,Mentor|Wise Elder
    egomaniac_hunter,Vain Narcissist|Thrill-Seeking Daredevil
    evil_prince,Evil Overlord|Schemer|Reluctant Royal
    fastest_gun_in_the_west,Stoic Warrior|Strong Silent Type
    father_to_his_men,Battle-Hardened Leader|Mentor|Dutiful Soldier
    final_girl,Cunning Survivor|Damsel in Distress
    gadgeteer_genius,Tech Genius|Visionary Inventor
    gentleman_thief,Lovable Rogue|Charmer
    granola_person,Peaceful Pacifist|Eternal Optimist|Romantic Dreamer
    grumpy_old_man,Cynical Realist|Jaded Veteran|Wise Elder
    hardboiled_detective,Hardboiled Detective
    heartbroken_badass,Tragic Lover|Lost Soul|Tragic Hero
    henpecked_husband,Everyman|Underdog|Comic Relief
    hitman_with_a_heart,Villain with a Heart|Antihero|Reformed Criminal
    jerk_jock,Vain Narcissist|Bitter Rival|Golden Boy/Girl
    junkie_prophet,Blind Seer|Lost Soul
    klutz,Bumbling Fool|Comic Relief
    loser_protagonist,Underdog|Everyman|Outcast
    loveable_rogue,Lovable Rogue
    master_swordsman,Stoic Warrior|Warrior Poet
    morally_bankrupt_banker,Unscrupulous Businessperson
    officer_and_a_gentleman,Dutiful Soldier|Battle-Hardened Leader|Charmer
    ophelia,Lost Soul|Tragic Lover|Damsel in Distress
    playful_hacker,Tech Genius|Trickster
    prima_donna,Vain Narcissist
    psycho_for_hire,Wild Card|Seductive Villain|Strong Silent Type
    pupil_turned_to_evil,Bitter Rival|Dark Messiah|Overconfident Rookie
    retired_outlaw,Reformed Criminal|Jaded Veteran
    revenge,Antihero|Tragic Hero|Vengeful Spirit
    romantic_runnerup,Bitter Rival|Tragic Lover|Hopeless Romantic
    self_made_man,Social Climber|Visionary Inventor|Unscrupulous Businessperson
    slacker,Carefree Drifter|Everyman
    stoner,Carefree Drifter|Comic Relief
    storyteller,Dreamer|Wise Elder|Everyman
    stupid_crooks,Bumbling Fool|Comic Relief
    surfer_dude,Carefree Drifter
    the_chief,Overbearing Boss|Battle-Hardened Leader|Mentor
    the_editor,Overbearing Boss|Mentor
    tranquil_fury,Stoic Warrior|Strong Silent Type
    trickster,Trickster
    valley_girl,Vain Narcissist|Ingenue
    warrior_poet,Warrior Poet
    young_gun,Brash Rookie|Hot-Headed Fighter|Overconfident Rookie
    """#
}
