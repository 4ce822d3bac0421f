// Written by scripts/make_estimate_tables.py; not to be edited.

extension TokenEstimate {
  /// 5000 words that are one token with the blank before them.
  static let words: StaticString = """
     Aaron Abe Abel Abraham Academy According Ace Achilles Adam Adams Admiral Adolf Afghanistan\
     Africa African After Afterwards Agent Ahmed Air Airport Al Alain Alan Albert Alex Alexander\
     Alfred Ali Alice Alicia All Allen Allied Allies Allison Along Also Although Alvin Amanda Am\
    ar Amelia America American Americans Among Amos Amsterdam Amy An And Anderson Andr Andrews A\
    ndy Angel Angela Angeles Anita Ann Anna Anne Annie Another Anthony Anton Antonio Antony Apri\
    l Arab Archer Archie Arctic Arizona Arlington Armstrong Army Arnhem Arnold Arthur As Asa Ash\
    ley Ashton At Atlantic Attorney August Aunt Austin Australia Australian Austrian Aziz Babe B\
    aby Back Bad Baghdad Bailey Baker Baltimore Bank Barbara Barbie Barnes Barney Baron Barry Ba\
    rton Bat Battle Bay Bea Beau Beaumont Because Becky Before Bella Ben Benjamin Bennett Benny\
     Bent Benton Berlin Bert Beth Betty Big Bill Billie Billy Bishop Black Blair Blake Blood Blu\
    e Bo Bob Bobby Bond Boris Boston Both Boy Boyd Boys Brad Bradley Brady Brandon Brenda Brenda\
    n Brent Brett Bridge Britain British Britt Broadway Brooklyn Brooks Brother Brothers Brown B\
    ruce Bruno Buck Bud Buddy Building Bull Burke Burns Burton Bush But Butler By Caesar Cairo C\
    aldwell California Calvin Camille Campbell Canada Canadian Candy Cao Capt Captain Carl Carla\
     Carlo Carlos Carol Carolina Caroline Carolyn Carroll Carson Carter Cary Casey Cash Castle C\
    atherine Catholic Cecilia Center Central Cesar Champ Chan Chandler Chang Charles Charlie Cha\
    rlotte Cherry Chester Chicago Chick Chief China Chinatown Chinese Chloe Cho Chris Christian\
     Christine Christmas Christophe Christopher Chuck Churchill Cinderella Cindy City Civil Clai\
    re Clara Clark Claude Claus Clay Cleopatra Clinton Cloud Club Coast Cobb Cody Col Cold Cole\
     College Collins Colonel Colorado Command Commander Communist Company Confederate Congress C\
    onnie Conrad Cooper Corps Count County Courtney Crane Crawford Cris Crosby Cross Cuban Curti\
    s Cynthia Cyril Cyrus Daisy Dale Damien Dan Dana Daniel Danny Darcy Dave David Davidson Davi\
    s Dawn Day De Dead Dean Debbie Del Dell Denise Dennis Department Depression Desert Despite D\
    etective Devil Diana Diane Dick Diego Dill Director District Division Dixie Doc Doctor Dodge\
     Dolly Dolores Dominic Don Donald Donna Donovan Doom Dora Doris Dorothy Dot Douglas Doyle Dr\
     Drake Due Duke Duncan During Dutch Dwight Dylan Each Earl Early Earth East Eastern Easy Ech\
    o Ed Eddie Edith Edmund Edward Egypt Egyptian El Eleanor Elena Elizabeth Ella Ellen Ellie El\
    liot Ellis Elsa Emery Emily Emir Emma Empire England English Enrique Episode Eric Erik Erika\
     Ernest Ernst Europe European Eva Evans Eve Evelyn Even Eventually Everett Eyes Faith Falls\
     Farrell Fat Father Fay Federal Feeling Fields Finally Finch Finding First Fisher Fitz Five\
     Fleming Flint Flo Florence Florida Flower Flying Flynn Foley Following For Forbes Force For\
    ces Ford Foreign Forrest Fort Fortunately Foster Four Fowler Fox Fran France Francis Francis\
    co Frank Franken Frankenstein Frankie Franz Fred Frederick Free French Friedrich Fritz From\
     Fu Fung Furious Gabriel Gail Gale Gallagher Garden Gary General Geoffrey George Georges Geo\
    rgia Gerald Gerard German Germans Germany Gibbs Gibson Gilbert Gina Ginger Giovanni Girl Gla\
    ss Gloria God Gong Good Gordon Governor Grace Graham Grand Grant Gray Great Greek Green Gree\
    ne Greg Gregg Gregory Grey Griffin Guard Gulf Gun Gus Guy Gwen Hall Hamilton Hammond Hank Ha\
    nna Hannah Hans Happy Harbor Hardy Hari Harmon Harold Harper Harris Harrison Harry Harvard H\
    arvey Havana Having Hawk Hawkins Hayes Hazard He Heath Hector Helen Helena Henderson Henry H\
    er Herbert Hercules Here Herman Hi High Hill His Hitler Hogan Holden Hollywood Holmes Holt H\
    omer Hong Honolulu Hope Horn Horton Hotel House Howard However Hudson Hugh Hunt Hunter Husse\
    in Hyde If Igor Immediately Imperial In India Indian Indians Initially Inn Inside Inspector\
     Instead Intelligence International Internet Iraq Iraqi Irene Iris Irish Iron Isabelle Islan\
    d Israel It Italian Italy Ivan Ivy Jack Jackson Jacob Jacques Jake James Jamie Jan Jane Jane\
    t January Japan Japanese Jason Java Jay Jean Jeanne Jed Jedi Jeff Jefferson Jeffrey Jenny Je\
    rry Jersey Jerusalem Jesse Jessica Jesus Jew Jewish Jews Jim Jimmy Jo Joan Joe Joel John Joh\
    nny Johnson Jonathan Jones Jordan Jorge Jos Joseph Joshua Joy Joyce Jr Juan Jude Judge Judy\
     Jules Julia Julian Julie Julio July June Junior Just Ka Kane Kansas Karen Karl Kate Katheri\
    ne Kay Keith Keller Kelly Ken Kendall Kennedy Kenneth Kent Kevin Key Khan Kid Kim King Kirk\
     Kitty Knowing Kong Korean Kramer Krishna Kumar Kurt Kyle La Lady Lai Lake Lamb Lana Lance L\
    ane Lang Larry Later Laura Laurel Lawrence Lawson Le Lee Leo Leslie Lester Lewis Lieutenant\
     Lil Lily Lincoln Linda Lisa Little Livingston Liz Lloyd Lois Lola London Long Lord Lorenzo\
     Los Lou Louis Louise Love Loy Lt Lucas Lucy Luis Luke Lulu Lynch Mac Mack Madame Madeleine\
     Mae Mafia Maggie Main Major Mal Malik Man Manhattan Many March Marcus Margaret Maria Marian\
     Marianne Marie Marilyn Marine Marines Mark Marquis Marsh Marshal Marshall Martha Martin Mar\
    ty Mary Mason Mata Matt Matthew Matthews Maurice Max May Mayor Meanwhile Megan Memo Merrill\
     Mexican Mexico Meyer Miami Michael Mickey Middle Mike Miles Miller Milo Mimi Min Minister M\
    innie Miranda Miriam Miss Mitchell Molly Mona Monica Monster Monte Montgomery Moore Moran Mo\
    re Morgan Morton Moscow Most Mother Mr Mrs Much Muller Murphy Murray Muslim Nan Nancy Nash N\
    atalie Natasha Nathan National Naval Navy Nazi Nazis Ned Neil Nelson Netherlands Nevertheles\
    s Neville New Next Nicholas Nicholson Nick Nico Nicole Nikki Nina No Noah Nora Norma Norman\
     North Northern Norton Not Now Nuclear Ocean October Of Office Officer Old Olga Oliver Om On\
     Once One Only Operation Orleans Oscar Other Otto Out Over Owen Pacific Panama Pari Paris Pa\
    rker Party Pat Patch Patricia Paul Paula Pearl Peggy Pennsylvania Penny People Perry Pete Pe\
    ter Peterson Phil Philip Pierre Pirate Play Poe Point Poland Police Polish Polly Pop Porter\
     Post Potter Powell Predator Prescott President Preston Prime Prince Princess Prior Professo\
    r Queen Rachel Rahul Raja Ralph Ramsey Randall Randy Rangers Ray Raymond Reagan Rebecca Red\
     Reed Reeves Reich Renault Reserve Resistance Returning Revolution Rex Reynolds Richard Rich\
    ie Ricky Rico Ring Rita River Road Rob Robert Roberts Robin Rocky Rodney Roger Rogers Roland\
     Roma Roman Rome Ronald Ronnie Rosa Rose Rosie Ross Roth Roy Royal Rs Ruby Rudolf Rue Runner\
     Rupert Russell Russia Russian Russians Ruth Ryan Ryder Sally Salt Sam Samantha Samson San S\
    anders Sandra Sands Santa Sara Sarah Schmidt School Scotland Scott Sea Sebastian Second Secr\
    et Secretary Security Seeing Senator September Sergeant Service Several Sgt Shaft Shane Shan\
    ghai Shaun Shaw She Sheila Sheriff Sherman Shirley Shortly Side Sidney Silver Simon Since Si\
    ng Singapore Singh Sir Six Slim Sloan Smith Snow So Some Sonia Sonny Soon Sophie South South\
    ern Soviet Spain Spanish Special Spike Sr St Stalin Stan Stanley State States Steiner Stella\
     Stephanie Stephen Sterling Steve Steven Stevens Stewart Still Stone Street Stuart Sturm Sud\
    denly Sue Summers Sun Sunny Superman Susan Sweet Swiss Switzerland Sydney Sylvia Tanner Tara\
     Taylor Ted Teddy Temple Terry Tess Texas That The Their Then Theodore There These They Thin\
    gs Thinking Third This Thomas Thompson Though Three Through Throughout Thus Tiger Tim Tina T\
    ito To Toby Todd Together Tom Tommy Toni Tony Tracy Trade Travis Troy Tucker Turkish Two Tyl\
    er Ultimately Unable Uncle Under Unfortunately Union United Unity University Unknown Upon Us\
    ing Val Valentine Valley Van Vargas Venice Vera Veronica Vic Vice Victor Victoria Vienna Vie\
    tnam Vietnamese Vijay Viktor Villa Vincent Violet Virginia Vivian Von Wade Walker Wall Walla\
    ce Walter Wanda Wang War Ward Warren Warsaw Washington Watson Wayne We Weber Wells West West\
    ern What When While White Whitney Will William Williams Willie Willis Wilson Wind Winston Wi\
    nter Winters With Without Wolf Wolverine Woman Women Woody World Wright Xavier Yard Year Yea\
    rs Yen York You Young Yuri Yusuf Zak abandon abandoned abilities ability able aboard abortio\
    n about above abroad abruptly absence absent abuse abusive accept accepted accepting accepts\
     access accident accidentally accompanied accompanies accompany according account accounts a\
    ccused ace achieve achieved acquaintance acquainted acquire across act acting action actions\
     active activities activity actor actors actress acts actual actually addiction addition add\
    itional address administration admirer admit admits adopt adopted adopts adult advance advan\
    ces advantage adventure adventures advice advises aerial affair affairs affected affection a\
    fford afraid after aftermath afternoon afterward afterwards again against age aged agency ag\
    ent agents aggressive aging ago agree agreed agreement agrees ahead aid aide aim aims air ai\
    rcraft airplane airport alarm alcohol alcoholic alcoholism alert alias alien alive all alley\
     alliance allies allow allowed allowing allows ally almost alone along already also altar al\
    though always ambition ambitious ambulance ammunition among amongst amount amusement an anci\
    ent and anger angry animal animals anniversary announce announcement announces announcing an\
    noyed annual anonymous another answer answers anti antics anxious any anymore anyone anythin\
    g anyway apart apartment ape apologize apparent apparently appear appearance appearing appea\
    rs applies apply appointed appointment approach approached approaches approaching approval a\
    pprove approves architect are area argue argues arguing argument arm armed arms army around\
     arrange arranged arrangement arrest arrested arrests arrival arrive arrived arrives arrivin\
    g art article artillery artist arts as ashamed aside ask asked asking asks asleep aspiring a\
    ssassin assassination assault assaults assets assigned assignment assist assistance assistan\
    t associate associates assume assumed assumes assuming assures asylum at atomic attached att\
    ack attacked attacking attacks attempt attempted attempting attempts attend attending attend\
    s attention attic attitude attorney attract attracted attraction attractive attracts audienc\
    e audition aunt author authorities authority automobile avail available avoid await awarded\
     aware away baby bachelor back background backing backs bad badly bag bags bail balcony ball\
     balloon band bank banker banking bankrupt bankruptcy banks bar barely bargain barn bars bar\
    tender base baseball based basement bath bathroom battle battles be beach bear bears beast b\
    eat beaten beating beats beautiful beauty became because become becomes becoming bed bedroom\
     been beer before began begging begin beginning begins begs begun behalf behavior behind bei\
    ng belief believe believed believes believing belong belonging belongings belongs beloved be\
    low bench beneath beside best bet betray betrayal betrayed better between beyond bicycle bid\
     bids big bigger biggest bill bills bird birth birthday bit bitter black blame blamed blast\
     blessing blind blinded block blonde blood bloody blow blowing blown blows blue board boardi\
    ng boards boat bodies body bomb bomber bombing bombs bond bonds book books border bored born\
     borrow boss both bottle bottom bought bound bounty box boxer boxing boy boyfriend boys brac\
    elet brain branch brand bravery break breakdown breakfast breaking breaks bride bridge brief\
     briefly brilliant bring bringing brings broadcast broke broken broker brother brothers brou\
    ght brutal brutally build building builds built bullet bullets bully bunker burial buried bu\
    rn burned burning burns burst bursts bury bus business businessman busy but buy buying buys\
     by cab cabin cafe cage cake call called calling calls calm came camera cameras camp campaig\
    n campus can cancer candidate cannon cannot capable capital capitalist captain captive captu\
    re captured captures car card cards care career carefully cares cargo carnival carriage carr\
    ied carrier carries carry carrying cars cartoon case cases cash casino cast castle cat catch\
     catches catching cattle caught cause caused causes causing cavalry cave celebrate celebrati\
    ng celebration cell cellar cemetery center centers century ceremony certain chain chair chal\
    lenge challenges chamber champion chance chances change changed changes chaos character char\
    acters charge charged charges charity charm charms chase chased chasing chauffeur cheap chea\
    ting check checks chest chief child childhood children choice choose chooses chorus chosen c\
    hurch cigarette circle circumstances circus cities citizen citizens city civil civilian civi\
    lians civilization claim claimed claiming claims class classes clean cleaning clear cleared\
     clearly clerk client clients cliff climax climb climbing climbs clinic close closed closer\
     closes closet closing clothes clothing cloud clouds club clue clues co coach coal coast coa\
    t cocaine code coffee coin cold collapse colleague colleagues collect college collision colo\
    nial colony column combat come comedy comes comfort comfortable comforts comic coming comman\
    d commander commanding comments commit commitment commits committed committee committing com\
    mon communicate communist community companies companion companions company compartment compe\
    te competition complains complete completed completely complex complicated complications com\
    pound computer comrades con concealed concentration concern concerned concerns concert concl\
    udes conclusion condemned condition conditions conduct conductor conference confess confessi\
    on confidence confirmed confirms conflict conflicts confront confrontation confronted confro\
    nting confused confusion connected connection conscience consciousness consequences consider\
     considered considers consists conspiracy constant constantly construction consumed contact\
     contacts contain containing contains contemporary content contents contest continue continu\
    ed continues continuing contract contrast control controlling controls convent conversation\
     convict convicted convince convinced convincing convoy cook cooperate cop cope cops copy co\
    re corner corporate corporation corpse corrupt corruption cost costume cottage could count c\
    ounter countries country countryside coup couple couples courage course court cousin cover c\
    overed covering covers crash crashes crashing crazy cream create created creates creating cr\
    eation creature creatures credit credits crew cries crime crimes criminal criminals crisis c\
    ritical crooked cross crosses crossing crowd crowded crucial cruel cruise crush crushed cry\
     crying culture cure current custody customer customers cut cuts cynical dad daily damage da\
    maged dance dancer dancers dances dancing danger dangerous dark darkness date dating daughte\
    r daughters day days de dead deadline deadly deal dealer dealers dealing deals death deaths\
     debt debts deceased deception decide decided decides deciding decision deck declare declare\
    d declares declaring declines deed deep deeply defeat defeated defeats defend defense delibe\
    rately delight delighted deliver delivered delivering delivers delivery demand demanding dem\
    ands demon denied denies dentist depart department departure depicts deposit depressed depth\
     described describes desert deserted design designed designer designs desire desires desk de\
    spair desperate desperately desperation despite destination destroy destroyed destroying des\
    troys destruction details detective detectives determine determined devastated develop devel\
    oped developing development develops device devices devoted diamond diamonds diary did didn\
     die died dies difference differences different difficult difficulties difficulty dilemma di\
    ner dining dinner dire direct directed directly director directs dirty disappearance disappe\
    ared disappears disappointed disaster disastrous disc discover discovered discovering discov\
    ers discovery discuss discusses discussing discussion disease disgrace disguise disguised di\
    sgust dislike dislikes dismissed disorder display displays distance distant distracted distr\
    ict disturbed dive divided division divorce divorced do dock docks doctor doctors document d\
    ocumentary documents does doesn dog doing doll dollar dollars don done dons door doors doubl\
    e doubt doubts down downstairs draft drag dragged drama dramatic draw drawing drawn draws dr\
    eam dreams dress dressed dresses dressing drink drinking drinks drive driven driver drivers\
     drives driving drop dropped dropping drops drowned drowning drug drugs drunk drunken dry du\
    e duel dummy dumped duo during dust duties duty dying each eager earlier early earn earns ea\
    rth earthquake easily easy eat eating eats eccentric economic economy edge editor educated e\
    ducation effect effects effort efforts eight either elaborate elder elderly elected election\
     electric elephant elevator eliminate elite else elsewhere embark embarrassed embrace embrac\
    es emerge emergency emerges emotional emotionally emotions employed employee employees emplo\
    yer employment empty en encounter encounters encourages end ended ending ends enemies enemy\
     energy engage engaged engagement engages engine engineer engineering enjoy enjoying enjoys\
     enlist enlisted enormous enough ensuing ensure enter entering enters entertainer enthusiast\
    ic entire entirely entrance entry envelope environment equipment era error escape escaped es\
    capes escaping escort escorts especially establish established establishment estate evacuati\
    on eve even evening event events eventually ever every everybody everyone everything evidenc\
    e evil ex exactly examines example except exchange excited excitement excuse execute execute\
    d execution executive existence exit expected expecting expects expedition expensive experie\
    nce experienced experiences experiment experiments expert explain explained explaining expla\
    ins explanation explode exploding explores explosion explosive explosives expose exposed exp\
    oses exposure expresses extended extra extreme extremely eye eyes face faced faces facility\
     facing fact factory fades fail failed failing fails failure faith faithful fake fall fallen\
     falling fallout falls false falsely fame families family famous fan fancy fans far farewell\
     farm farmer fashion fast fatal fate father fathers fault favor favorite fear fearful fearin\
    g fears features fed fee feed feel feeling feelings feels feet fellow felt female fence fend\
     festival few fiance fictional field fields fierce fifteen fight fighter fighters fighting f\
    ights figure figures fill filled film filmed filming films final finale finally finance fina\
    ncial financially find finding finds fine finger fingers finish finishes finishing fire fire\
    d fires firing firm first fish fishing fit five fix flag flash flat flee fleeing fleet flesh\
     flies flight flirt flirting floating floor flower flowers fly flying focus focuses follow f\
    ollowed following follows fond food fool foot footage football for force forced forces forci\
    ng foreign forest forever forget forgive forgiveness forgotten form formal former forms form\
    ula fortune fortunes forward fought found four fourth frame framed frantic fraud free freed\
     freedom frees freight frequently fresh friend friendly friends friendship frightened from f\
    ront frozen frustrated frustration fuel fulfill full fully fun fund funds funeral fur furiou\
    s further future gain gained gains gambler gambling game games gang gangs gangster garage ga\
    rbage garden gas gate gather gathered gathers gave gay general gentleman get getaway gets ge\
    tting ghost giant gift gifts girl girlfriend girlfriends girls give given gives giving glass\
     global go goal goes going gold gone good goodbye goods gossip got gotten government governo\
    r grabs gradually graduate graduation grand grandfather grandmother grandson granted gratefu\
    l gratitude grave great greater greatest greatly greedy greeted grenade grief ground grounds\
     group groups grow growing grown grows guard guardian guards guest guests guide guilt guilty\
     gun guns guy guys gym had hair half hall hand handle hands handsome hang hanging hangs happ\
    en happened happening happens happily happiness happy harbor hard harm harsh has hasn hat ha\
    te hates hatred have having he head headed heading headquarters heads heal health hear heard\
     hearing hears heart heat heavily heavy heir held helicopter help helped helping helps her h\
    ere hero heroin hers herself hidden hide hides hiding high higher highly highway hill him hi\
    mself hire hired hires hiring his historical history hit hits hitting hold holding holds hol\
    e holiday home homeless homes hometown honest honeymoon honor hope hopes hoping horror horse\
     horses hospital host hostage hostile hot hotel hour hours house household houses housing ho\
    w however huge human humanity humans humble humiliation hundreds hungry hunt hunter hunting\
     hurt husband husbands ice idea ideas identified identifies identify identity if ignore igno\
    res ill illegal illegally illness image images immediate immediately immigrant immigrants im\
    pact impending implied implying important impossible impress impressed imprisoned improve in\
     inability inadvertently incident incidents include includes including income increase incre\
    asing increasingly indeed independent indicates industrial industry inexperienced infant inf\
    antry influence inform information informed informing informs inhabitants inheritance initia\
    l initially injured injuries injury inmate inmates inn inner innocence innocent insane insid\
    e insisting insists inspired instantly instead institution instructions instructor insults i\
    nsurance intelligence intelligent intend intended intending intends intense intent intention\
     intentions intercept intercepted interest interested interests international internet inter\
    rupted interrupts intervene intervention interview interviews intimate into introduced intro\
    duces invade invasion invention inventor invest investigate investigates investigating inves\
    tigation investment invitation invite invited invites involved involvement involves involvin\
    g iron is island isn isolated issue issues it items its itself jail jailed jazz jealous jeal\
    ousy jewel jewelry jewels job jobs join joined joining joins joint joke journalist journey j\
    oy judge jump jumping jumps jungle jury just justice keep keeping keeps kept key keys kicked\
     kicks kid kidnapped kidnapping kids kill killed killer killing kills kind kindly king kingd\
    om kiss kisses kissing kitchen knew knife knock knocked knocking knocks know knowing knowled\
    ge known knows lab labor laboratory lack ladder ladies lady lake land landing landlord lands\
     language lap large larger last late later latest latter laugh laughing laughs launch launch\
    ed launches laundry lavish law laws lawyer lead leader leaders leadership leading leads leap\
    s learn learned learning learns least leave leaves leaving lecture led left leg legal legs l\
    ess lesson lessons let lets letter letters letting level liberated library license lie lied\
     lies lieutenant life lifestyle light lights like likely likes liking line liner lines link\
     lion liquor list listen listening listens literally little live lived lives living loaded l\
    oan loans local locals locate located location lock locked locks lodge lonely long longer lo\
    ngtime look looking looks loose loot lord lose loses losing loss losses lost lot lottery lov\
    e loved lovely lover lovers loves loving low lower loyal loyalty luck lunch lure luxurious l\
    uxury lying machine machines mad made mafia magazine magic maid mail main mainly maintain ma\
    jor make makes making male man manage managed management manager manages manner mansion manu\
    facturing many map marked market marriage married marry marrying martial mask masked mass ma\
    ssacre massive master match mate material mates matter matters may me meal mean meaning mean\
    s meant meantime meanwhile mechanic media medical medicine meet meeting meets member members\
     memories memory men mental mentally mention mentions mentor merchant mercy merely mess mess\
    age met metal methods mid middle midnight midst might miles military milk mill million milli\
    onaire millions mind mine miners mining minister minor minute minutes mirror miserable miss\
     misses missile missiles missing mission mistake mistaken mistakenly mistakes mistress mixed\
     mob mocks model modern modest moment moments money monitor monkey monster month months moon\
     more morning mortgage most mostly mother motion motive motives motorcycle mountain mountain\
    s mouse mouth move moved movement moves movie moving much multiple murder murdered murderer\
     murdering murders museum music musical musician must mutual my mysterious mystery naive nam\
    e named names narrative narrator narrowly nation national native natives natural nature nava\
    l navy near nearby nearly necessary neck necklace need needed needs neighbor neighborhood ne\
    ighboring neighbors neither nephew nervous network never new newly news newspaper newspapers\
     next niece night nightclub nine no nobody noise non none nor normal nose not note notes not\
    hing notice noticed notices notorious novel now nowhere nuclear number numbers numerous nurs\
    e nurses nursing object objections objects observes observing obsessed obsession obtain obta\
    ins obvious obviously occupation occupied occurred occurs ocean odds of off offer offered of\
    fering offers office officer officers official officially officials often oil old older on o\
    nce one ones only onto open opened opening openly opens opera operate operation operations o\
    perator opinion opponent opportunity opposed opposite opposition option or order ordered ord\
    ering orders organization organize organized original originally orphan other others otherwi\
    se our out outlaw outside over overcome overhead owes own owned owner owners owns pack packs\
     page paid pain painful paint painter painting pair palace panic paper papers parade parents\
     park parole part partially participate particular particularly parties partner partners par\
    ts party partying pass passage passed passenger passengers passes passing passion passionate\
     passionately past path patient patients patriotic patrol patrons pay paying payment pays pe\
    ace peaceful pen people perfect perform performance performer performing performs perhaps pe\
    riod permanent permission person personal personality personally personnel persuade persuade\
    d pet phone phones photo photograph photographer photos physical physically physician piano\
     pick picked picks picture pictures piece pieces pier pile pills pilot pilots pin pirate pir\
    ates pistol pit place placed places plan plane planes planet planned planning plans plant pl\
    antation planted plants plastic play played player players playing plays pleading pleased pl\
    ight plot plots plotting pocket point points poison poisoned poisoning poker police policema\
    n policies policy political politician politicians politics pool poor popular popularity pop\
    ulation port portrait portrayed portrays pose poses posing position positive possession poss\
    essions possibility possible possibly post pot potential potion poverty power powerful power\
    s practical practice pre predicament prefers pregnant preparations prepare prepared prepares\
     preparing presence present presented presents president press pressure presumably pretend p\
    retending pretty prevent preventing prevents previous previously price pride priest prime pr\
    ince princess print prior prison prisoner prisoners private privately prize probably problem\
     problems proceed proceeds process produce producer produces product production professional\
     professor profit profits program progress progresses project prominent promise promised pro\
    mises promising promoted promotion prompting promptly prompts proof propaganda proper proper\
    ly property proposal propose proposed proposes prosecution prospect prostitute prostitution\
     protect protected protecting protection protest protests proud prove proves provide provide\
    d provides providing proving pub public publication publicity publicly published publisher p\
    ull pulled pulling pulls punch punches punishment purchase purchased purchases purpose purse\
     pursue pursued pursuing pursuit push pushes put puts putting puzzled quarters queen quest q\
    uestion questioned questioning questions quick quickly quiet quietly quit quite quits race r\
    aces racing radiation radio rage raid railroad rain raise raised raises raising rally ran ra\
    nch range rank ransom rape raped rapidly rather re reach reached reaches reaching reaction r\
    eactor reacts read reading reads ready real realise reality realize realized realizes realiz\
    ing really rear reason reasons rebel rebels recalls receive received receives receiving rece\
    nt recently reception recognize recognized recognizes recommends reconcile reconciliation re\
    cord recording records recover recovered recovering recovery recruit recruited recruits red\
     reduced referring refers reform refuge refugee refugees refuse refused refuses refusing reg\
    arding regime regiment region regrets regular regularly rehearsal rejected rejects relations\
    hip relationships relatives release released releases relief relieved religion religious rel\
    uctant reluctantly remain remained remaining remains remarks remember remembers reminds remo\
    te remove removed removes rent repair repeatedly replace replaced replacement replies report\
     reported reporter reporters reporting reports representative reputation request requests re\
    quired requires rescue rescued research residence residents resign resist resistance resolve\
     resolves resort resources respect respected respond responds response responsibility respon\
    sible rest restaurant restore restored result resulting results resumes retaliation retire r\
    etired retirement retreat retrieve retrieves return returned returning returns reunion reuni\
    ted reveal revealed revealing reveals revelation revenge review revolution revolutionary rev\
    olves revue reward rich rid ride rides riding rifle right rights ring rings riot riots rise\
     rises risk ritual rival rivalry rivals river road rob robbed robber robbery robots rock roc\
    ket role roles roll romance romantic roof room roommate rooms rope rough round route routine\
     royal rubber ruin ruined ruining ruins rule ruler rules rumors run running runs rural rush\
     ruthless sabotage sacrifice sacrifices sad sadly safe safely safety said sail sailing sailo\
    r sailors sails sake sale sales salesman same satellite save saved saves saving savings saw\
     say saying says scam scandal scared scenario scene scenes schedule scheduled scheme schemes\
     school science scientist scientists scores scout screaming screams screen script sea seal s\
    earch searches searching season seat second seconds secret secretary secretly secrets sectio\
    n secure security see seeing seek seeking seeks seem seemingly seems seen sees segment seize\
     selected self selfish sell selling sells send sending sends senior sense senses sent senten\
    ce sentenced sentences separate separated sequence series serious seriously servant servants\
     serve served serves service services serving session set sets setting settle settlement sev\
    en several severe severely sex sexual sexually shame share shared shares sharing shark she s\
    hell shelter sheriff shields shift shifts ship shipment ships shock shocked shoe shoes shoot\
     shooting shoots shop shopping shore short shortly shot shotgun shots should shoulder show s\
    hower showing shown shows shut sick sickness side sides sight sign signal signals signature\
     signed signs silence silent silver similar simple simply simultaneously since sing singer s\
    inging single sings sinking sinks sister sisters sit site sits sitting situation six size sk\
    eptical skills sky slave slaves sleep sleeping sleeps slip slips slowly small smaller smile\
     smiles smoke smoking sneak sniper snow so social society sold soldier soldiers sole solitar\
    y solution solve some somebody somehow someone something sometimes somewhat somewhere son so\
    ng songs sons soon sorry sort sought soul sound sounds source south southern space spare spe\
    ak speaking speaks special speech speed speeding speeds spend spending spends spent spies sp\
    irit spirits spite split spoiled spot spots spotted spread spreading spring spy squad stab s\
    tabbed staff stage stages stairs stand standard standing stands star stars start started sta\
    rting starts state states stating station stationed statue status stay staying stays steal s\
    tealing steals steel step steps stick still stock stole stolen stomach stone stop stopped st\
    ops store stories storm storms story straight strain stranded strange stranger strategy stre\
    et streets strength stress strict strike strikes striking strong strongly struck struggle st\
    ruggles struggling stuck student students studies studio study studying stumble stunned styl\
    e sub subject subjects submarine subsequent subsequently subway succeed succeeds success suc\
    cessful successfully such sudden suddenly suffer suffered suffering suffers suggesting sugge\
    stion suggests suicide suit suitcase suite suits sum summary summer summoned summons sun sup\
    er superior supplies supply support supports supposed supposedly sure surface surgeon surger\
    y surprise surprised surprises surrender surrounded surrounding survive survived survives su\
    rviving survivor survivors suspect suspected suspects suspicion suspicious sweetheart swim s\
    wimming switch switches sword sympathetic system table tables tail take taken takes taking t\
    ale talent talented talk talking talks tall tank tanks tape target targets task taxi tea tea\
    ch teacher teaches teaching team teams tear tears technology teenage teenager telegram telep\
    hone television tell teller telling tells temple temporarily ten tension tensions tent term\
     terminal terms terrible terrified territory terror terrorist terrorists test testify testim\
    ony tests than thanks that the theater theatre theatrical theft their them theme themselves\
     then theory there thereafter thereby therefore these they thief thieves thing things think\
     thinking thinks third this those though thought thoughts thousand thousands threat threaten\
     threatened threatening threatens threats three throat throne through throughout throw throw\
    ing thrown throws thus ticket tickets tie tied ties time times tiny tip tired title to toget\
    her toilet told toll tomorrow too took top torn torture tortured total touch touched tough t\
    our tournament tow toward towards tower town toy track tracking tracks trade trader trading\
     tradition traditional traffic tragedy tragic trail train trained training trains tramp tran\
    sfer transferred transformed transforms transport transported trap trapped traps travel trav\
    eling travelling travels treasure treat treated treatment treats tree trees trial tribe tric\
    k tricks tried tries trigger trio trip troops trouble troubled troubles troupe truck trucks\
     true truly trunk trust trusted truth try trying tunnel turn turned turning turns twenty twi\
    ce twin two type ultimately unable unaware uncle unconscious uncover under undercover underg\
    round underneath understand understanding understands unemployed unexpected unexpectedly unh\
    appy uniform union unit university unknown unless unsuccessful until unusual unwanted unwill\
    ing up upcoming upon upper uprising upset upstairs urges urging us use used uses using usual\
     vacation vain valet valuable value vampire van variety various vehicle vengeance venture ve\
    rge version very vessel veteran veterans via vice vicious victim victims victory video view\
     views village villagers villain violence violent violently virus vision visions visit visit\
    ed visiting visits vital voice volunteer volunteers von vote vows voyage wagon wait waiter w\
    aiting waitress waits wake wakes walk walking walks wall wallet walls want wanted wanting wa\
    nts war ward warehouse warm warn warned warning warns was washed waste watch watched watches\
     watching water waterfall wave wax way ways we weak wealth wealthy weapon weapons wear weari\
    ng weather web wed wedding week weekend weeks weight welcome welcomes well went were west we\
    stern what whatever wheel when where whereabouts whether which while whilst white who whole\
     whom whose why widow wife wild wilderness will willing win wind window windows wine wing wi\
    nner winning wins winter wire wish wishes with within without witness witnessed witnesses wi\
    tnessing wives wolf woman women won wonder woo wooden woods word words work worked worker wo\
    rkers working works world worried worries worry worse worst worth would wound wounded wounds\
     write writer writes writing written wrong wrote yacht yard year years yet you young younger\
     youngest your youth zombie zone zoo
    """
}
