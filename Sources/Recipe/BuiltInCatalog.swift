/// The catalog that comes with the program, in the very form of a user's catalog file.
///
/// Ids and names are those of the data set whose notebooks read our database; the descriptions are
/// ours.
enum BuiltInCatalog {
  /// A CSV file.
  static let csv = #"""
    id,name,description
    CHOSEN_ONE,Chosen One,Fated to do what nobody else can.
    RELUCTANT_HERO,Reluctant Hero,Wants no part in the fight but rises to it.
    ANTIHERO,Antihero,A lead of doubtful morals who still has our sympathy.
    MENTOR,Mentor,Trains or guides a less experienced hero.
    COMIC_RELIEF,Comic Relief,Lightens a serious story with jokes.
    FEMME_FATALE,Femme Fatale,An alluring woman who leads men into ruin.
    BROODING_LONER,Brooding Loner,"Keeps apart, haunted by the past."
    INGENUE,Ingenue,A sweet young woman new to the world.
    EVIL_OVERLORD,Evil Overlord,A tyrant who rules by terror.
    LOVABLE_ROGUE,Lovable Rogue,A thief or cheat with charm and a good heart.
    SIDEKICK,Sidekick,The hero's constant companion and helper.
    MAD_SCIENTIST,Mad Scientist,A researcher whose reckless experiments endanger others.
    TRAGIC_HERO,Tragic Hero,A great figure brought down by their own flaw.
    EVERYMAN,Everyman,An ordinary person caught in extraordinary events.
    JADED_VETERAN,Jaded Veteran,An old hand who has lost all illusions.
    NOBLE_SAVAGE,Noble Savage,"From outside civilization, and purer for it."
    DAMSEL_IN_DISTRESS,Damsel in Distress,A threatened woman whom others must rescue.
    BYRONIC_HERO,Byronic Hero,"A proud, passionate lead at odds with society."
    ETERNAL_OPTIMIST,Eternal Optimist,Stays cheerful however bad things get.
    CYNICAL_REALIST,Cynical Realist,Expects the worst of people and says so.
    UNDERDOG,Underdog,"The weaker contender, expected to lose."
    CLASS_CLOWN,Class Clown,"The joker of the group, seeking attention."
    VILLAIN_WITH_A_HEART,Villain with a Heart,An antagonist who shows real love or mercy.
    WARRIOR_POET,Warrior Poet,A fighter at home in art and philosophy.
    REBEL_LEADER,Rebel Leader,Heads a revolt against those in power.
    PROTECTIVE_PARENT,Protective Parent,Does anything to keep their child safe.
    SCHEMING_MANIPULATOR,Scheming Manipulator,Plays on the trust and feelings of others.
    INNOCENT_CHILD,Innocent Child,"A pure, vulnerable child among adult troubles."
    LOYAL_BUTLER,Loyal Butler,A servant devoted to the household.
    BRASH_ROOKIE,Brash Rookie,"A loud, rash newcomer who ignores orders."
    OVERBEARING_BOSS,Overbearing Boss,A superior who bullies subordinates.
    COWARDLY_LION,Cowardly Lion,"Scared of everything, yet brave when it counts."
    TORTURED_ARTIST,Tortured Artist,Makes art out of inner suffering.
    GOLDEN_BOY_GIRL,Golden Boy/Girl,The admired favorite who succeeds at everything.
    SEDUCTIVE_VILLAIN,Seductive Villain,An antagonist who uses desire as a weapon.
    TECH_GENIUS,Tech Genius,"Hacks, builds or fixes any machine."
    WILD_CARD,Wild Card,Nobody knows what they do next.
    CRUSADER,Crusader,Fights tirelessly for a cause or against injustice.
    REFORMED_CRIMINAL,Reformed Criminal,A former lawbreaker trying to go straight.
    ECCENTRIC_MILLIONAIRE,Eccentric Millionaire,A very rich person with odd whims.
    TRICKSTER,Trickster,Fools others with pranks and disguises for fun.
    DUTIFUL_SOLDIER,Dutiful Soldier,Obeys orders and honor whatever the cost.
    GENTLE_GIANT,Gentle Giant,Huge and strong but soft-hearted.
    OUTCAST,Outcast,Shunned or driven out by their community.
    VENGEFUL_SPIRIT,Vengeful Spirit,A ghost out for revenge.
    OBSESSIVE_DETECTIVE,Obsessive Detective,An investigator consumed by one case.
    HAPPY_GO_LUCKY_ADVENTURER,Happy-Go-Lucky Adventurer,Goes lightly from adventure to adventure.
    SCHEMER,Schemer,Hatches plots and swindles for gain.
    MENTOR_TURNED_VILLAIN,Mentor Turned Villain,A trusted teacher who becomes the enemy.
    HOT_HEADED_FIGHTER,Hot-Headed Fighter,Loses their temper and fights first.
    RELUCTANT_ROYAL,Reluctant Royal,Born to a throne they do not want.
    BLIND_SEER,Blind Seer,"Cannot see, yet perceives the truth."
    TRAGIC_LOVER,Tragic Lover,Has a love that ends in death or loss.
    STOIC_WARRIOR,Stoic Warrior,A disciplined fighter who shows no feelings.
    CAREFREE_DRIFTER,Carefree Drifter,Wanders without ties or worries.
    QUIRKY_NEIGHBOR,Quirky Neighbor,The odd person next door who gets involved.
    SOCIAL_CLIMBER,Social Climber,Rises in society by marriage or connections.
    DEVOUT_BELIEVER,Devout Believer,Lets religious faith decide everything.
    UNSCRUPULOUS_BUSINESSPERSON,Unscrupulous Businessperson,Puts profit above law and people.
    QUIET_GENIUS,Quiet Genius,"A brilliant mind, shy and easily overlooked."
    BATTLE_HARDENED_LEADER,Battle-Hardened Leader,A commander seasoned by war.
    OVERCONFIDENT_ROOKIE,Overconfident Rookie,A beginner who overrates their skill.
    MISUNDERSTOOD_MONSTER,Misunderstood Monster,Feared as a monster but harmless or kind.
    CUNNING_SURVIVOR,Cunning Survivor,"Stays alive by wits, whatever it takes."
    ROMANTIC_DREAMER,Romantic Dreamer,Lost in fantasies of ideal love and beauty.
    CHARISMATIC_CULT_LEADER,Charismatic Cult Leader,Holds followers in thrall by magnetism.
    HARDBOILED_DETECTIVE,Hardboiled Detective,"A tough, weary sleuth in a corrupt world."
    NURTURING_HEALER,Nurturing Healer,"Cares for the sick, wounded or sad."
    VISIONARY_INVENTOR,Visionary Inventor,Creates things ahead of their time.
    RESERVED_SCHOLAR,Reserved Scholar,"A bookish, restrained person of learning."
    VAIN_NARCISSIST,Vain Narcissist,In love with their own looks or importance.
    ELDER_STATESMAN,Elder Statesman,A respected senior figure in public office.
    BUMBLING_FOOL,Bumbling Fool,"Clumsy and dim, makes trouble unintentionally."
    SARCASTIC_SNARKER,Sarcastic Snarker,Has a biting remark for everything.
    HEROIC_SACRIFICE,Heroic Sacrifice,Gives up life or happiness to save others.
    IDEALISTIC_YOUTH,Idealistic Youth,Young and set on making the world better.
    CALCULATING_STRATEGIST,Calculating Strategist,"Wins by cold planning, many moves ahead."
    PARANOID_CONSPIRACY_THEORIST,Paranoid Conspiracy Theorist,Sees secret plots everywhere.
    STRONG_SILENT_TYPE,Strong Silent Type,Tough; acts instead of talking.
    HOPELESS_ROMANTIC,Hopeless Romantic,Chases true love despite every disappointment.
    MANIPULATIVE_POLITICIAN,Manipulative Politician,Lies and trades favors for office.
    DARK_MESSIAH,Dark Messiah,A savior whose salvation means destruction.
    WILD_CHILD,Wild Child,An unruly youth who defies all rules.
    UNASSUMING_HERO,Unassuming Hero,"Modest, unnoticed, and does great things."
    SINISTER_BUTLER,Sinister Butler,A servant who menaces or hides dark designs.
    THRILL_SEEKING_DAREDEVIL,Thrill-Seeking Daredevil,Risks life and limb for the rush.
    STARRY_EYED_PRODIGY,Starry-Eyed Prodigy,A gifted youngster full of wonder and ambition.
    BITTER_RIVAL,Bitter Rival,A resentful competitor of the hero.
    LOST_SOUL,Lost Soul,"Adrift without purpose, home or identity."
    PEACEFUL_PACIFIST,Peaceful Pacifist,Refuses violence on principle.
    OBSESSED_FAN,Obsessed Fan,Dangerously fixated on a star or idol.
    MANIPULATIVE_LOVER,Manipulative Lover,Controls or exploits a partner through affection.
    GUARDIAN_ANGEL,Guardian Angel,A heavenly or human protector watching over someone.
    ABSENT_MINDED_PROFESSOR,Absent-Minded Professor,"A brilliant academic, forgetful in daily life."
    BEAST_WITHIN,Beast Within,Struggles to hold down a savage side.
    CHARMER,Charmer,Wins people over with wit and easy manners.
    WISE_ELDER,Wise Elder,An old person whose experience counsels others.
    DREAMER,Dreamer,Lives for big hopes and imagined futures.
    NO_TROPE,No Trope,"None of these fits, or too little is told."
    """#
}
