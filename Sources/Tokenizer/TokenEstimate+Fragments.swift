// Written by scripts/make_estimate_tables.py; not to be edited.

extension TokenEstimate {
  /// Tokens of 2 bytes, one after the other.
  static let pairs: StaticString = """
     A B C D E F G H I J K L M N O P Q R S T U V W X Y Z a b c d e f g h i j k l m n o p q r s t\
     u v w y zACATAbAcAdAfAgAhAiAlAmAnApArAsAtAuAvAyBIBaBeBhBiBlBoBrBuByCICaCeChCiClCoCrCuDaDeDi\
    DoDrDuEaEdEiElEmEnErEsEtEvExFBFaFeFiFlFoFrFuGBGaGeGiGlGoGrGuGyHaHeHiHoHuHyIAIIImInIrIsItIvJa\
    JeJiJoJuKGKaKeKiKlKnKoKrKuKyLaLeLiLoLuLyMaMcMeMiMoMuMyNaNeNiNoNuOWObOkOlOmOnOpOrOsOtOuOvOwPO\
    PaPePhPiPlPoPrPuQuRARaReRhRiRoRuSASSSaScSeShSiSkSlSmSnSoSpSqSrStSuSwSyTVTaTeThTiToTrTuTwUSUl\
    UnUpUrVaVeViVoWaWeWhWiWoWrWyXiYaYeYoYuZaZeZhZiZoaaabacadaeafagahaiajakalamanaoapaqarasatauav\
    awaxayazbabbbdbebhbiblbmbobrbsbtbubycacccechcickclcocqcrcsctcucyczdadbdcdddedfdgdhdidjdldmdn\
    dodrdsdtdudvdwdyeaebecedeeefegeheiejekelemeneoepeqereseteuevewexeyezfafefffiflfmfofrfsftfufy\
    gagdgeggghgiglgmgngogrgsgtgugwgyhahbhdhehfhihkhlhmhnhohrhshthuhwhyiaibicidieifigihijikilimin\
    ioipiqirisitiuivixiyizjajejijojukakbkekfkhkikkklkmknkokpkrksktkukwkylalblcldlelflglhlilklllm\
    lnlolplrlsltlulvlwlymambmdmemfmhmimlmmmnmompmrmsmtmumynanbncndnenfngnhninjnknlnmnnnonpnrnsnt\
    nunvnwnynzoaobocodoeofogohoiojokolomonooopoqorosotouovowoxoyozpapepfphpiplpmpnpoppprpsptpupy\
    qurarbrcrdrerfrgrhrirkrlrmrnrorprrrsrtrurvrwryrzsasbscsdsesfsgshsiskslsmsnsospsqsrssstsuswsy\
    tatbtctetfthtitltmtntotptrtstttutwtytzuaubucudueufuguhuiukulumunuoupurusutuvuxuyuzvavevivovu\
    vywawbwcwdwewfwhwiwkwlwmwnwowrwswtwwwyxaxcxexfxhxixoxpxtxuxyyaybycydyeyfygyiykylymynyoypyrys\
    ytywzazezizlzozuzyzz
    """

  /// Tokens of 3 bytes, one after the other.
  static let triples: StaticString = """
     Ab Ad Ag Al Am An Ar As Au Ba Be Bh Bi Bl Bo Br Bu Ca Ce Ch Cl Co Cr Cu Da De Di Do Dr Du E\
    l Em En Es Fa Fe Fi Fl Fo Fr Fu Ga Ge Gi Gl Go Gr Gu Ha He Hi Ho Hu II In Ir Is Ja Je Jo Ju\
     Ka Ke Ki Ko Kr La Le Li Lo Lu Ma Mc Me Mi Mo Mu My Na Ne Ni No Ol Or Os Pa Pe Ph Pi Po Pr P\
    u Qu Ra Re Ri Ro Ru Sa Sc Se Sh Si Sk Sl Sm So Sp St Su Sw Sy Ta Te Th Ti To Tr Tu US Un Va\
     Ve Vi Vo Wa We Wh Wi Wo Ya Yo Za Ze ab ac ad af ag ai al am an ap ar as at au av aw ba be b\
    i bl bo br bu ca ce ch ci cl co cr cu da de di do dr du ea el em en es ev ex fa fe fi fl fo\
     fr fu ga ge gl go gr gu ha he hi ho hu id im in ja jo ju ki la le li lo lu ma me mi mo mu n\
    a ne ni no ob oc op or ou ov pa pe ph pi pl po pr pu qu ra re ri ro ru sa sc se sh si sk sl\
     sm sn so sp sq st su sw sy ta te th ti to tr tu un va ve vi vo wa we wh wi wo wrAllAnnAraBa\
    nBarBelBenBerBloBorBraBreBroBruBurBusButCalCanCarChaCheChiClaCliColComConCorCraDanDarDisDonD\
    orFerForFraFreFriGarGeoGerGraGreHalHanHarHelHenHerHolHorIndJacJamJanJohKarKatLanLenLeoLilLuc\
    MacMadMalManMarMasMatMerMilMonMorMurNatNorParPatPerPhiPolPrePriProRamRicRobRosSalSanSchSerSh\
    aSheShoSilSpaSpeStaSteStoStrTarTerTheThoTonTraTreTriVanVitWalWarWilWinaanabaabbabeabiablaboa\
    bsaccaceachaciackacractacuacyadaaddadeadiadmadoadsadvadyaffaftagaageaggagiagnagoaguahaaidail\
    aimainairaisaitakaakeakiaksalaaldalealialkallalmaloalsaltalyamaambameamiammamoampanaancandan\
    eanganiankannanoansantanuanyapaapeaphapiapoappapsaptaraarbarcardarearfargariarkarlarmarnaroa\
    rparrarsartaryasaascaseashasiaskaspassastasuataateathatiatoatratsattatuaudaugaulaurausautava\
    aveaviavoawaayaayeaysazebacbalbanbarbasbatbbebeabedbelbenberbesbetbilbinbitblableblibloblybo\
    abodbolbombooborbotbouboybrabrebrobstbulburbusbutcabcadcalcancapcarcascatccocedcelcemcencepc\
    erceschachechichnchochuciacidciecilcinciocipciscitckeckicksckyclacleclicolcomconcorcoucovcra\
    crecricroctactectoctscueculcurcuscutdaldamdandardasdatdayddeddideadecdeddeedefdeldemdendepde\
    rdesdetdevdgedhadiadicdiedigdindiodisditdivdmadnadoldomdondoodordowdradredroduceadeameaneare\
    atebaebrebuecaeceecheciecoectecuedaedeediedoedsedueedeeleeneepeereesefeeffefiefuegaegeeggegi\
    egoeigeileineitelaeldeleeliellelmeloelseltelyemaembemeemiemoempenaencendeneengeniennenoensen\
    tepaepiepoequeraerbercerdereergerierlermerneroerperrerserterveryesceseeshesiesoespessestetae\
    tceteethetietoetretsettevaeveewsexaexcexeexpexteyefacfanfarfatfeafecfelfenferfesffeffifiafic\
    fidfigfilfinfirfisfitfleflofolforfrafrefrifroftefulfurgalgangargatgedgelgengergesgetggeggigh\
    aghtgiegingisgivglegliglygnagnegolgongorgotgragregrogstguagueguigunhabhadhaghaihakhalhamhanh\
    apharhashathauhavheahedheeheihelhemhenherheshethichilhinhiphirhishithlehmahmeholhomhonhoohop\
    horhoshothouhowhrehtehughumhunhurhwaialiamianiariatibeibiiblicaiceichiciickicoicsictidaiddid\
    eidiidsiediefielienieriesietieviewifeiffifiiftigaigeiggighigiignikeikoilaildileiliillilmiloi\
    lsiltilyimaimeimiimmimoimpinaincindineinfinginhiniinkinninoinsintinvionioriouipaipeiplippips\
    iquiraireiriirlirmirsirtisaisciseishisiismisoispissistitaiteithitiitlitoitsittituityitziumiu\
    sivaiveiviiyaizaizeizijeckarkedkeekelkenkerkesketkeykidkiekinklekovlablacladlaglailamlanlapl\
    arlaslatlaulavlawlayldeldilealecledleeleglemlenlerlesletlevleylialibliclidlielifligliklimlin\
    lioliplislitlivlizllallellillolluloaloclodloglonlooloplorloslotloulovlowltelumlunlurluslutma\
    cmadmagmaimakmalmanmarmasmatmaymbamedmelmemmenmermesmetmicmidmiemilminmirmismitmmammemmimodm\
    onmormotmpimplmprmunmusmutnabnagnaknalnamnannapnarnatndandendindlndondrndsneanecnedneenegnel\
    nernesnetnewneyngangengingrngunianicnieninnisnitnnenonnornosnotnounownsknstntantenthntintlnt\
    sntuoadobbobeobiobloboobsocaoccochociockocrodeodiodooduodyoesoffogaogiogroguohnoiloinoisokeo\
    kiolaoldoleoliolloloolsoltoluolvomaombomeomiommomoomponaoncondoneongonionnonoonsontonyoodook\
    ooloomoonoopoorootopeophopioppopsoptoraorborcordoreorgoriorkorlormornoroorporrorsortoryosaos\
    eosiospossostotaoteothotiotootsottougoulounourousoutovaoveoviowaoweowiowlownowsoyepacpadpaip\
    alpanparpaspatpeapecpedpeepelpenperpespetphaphephiphopicpiepilpinpirpitplaplepliplopoipolpon\
    porpospotppeppippopraprepripropsyptiptopulpunpurputquaquequirabracradrafragrairakralramranra\
    prasratrauravrawrayrchrearebrecredreerefregrehreirelremrenreprerresretrevrewreyriaribricridr\
    ierifrigrilrimrinrioriprisritriurivrizrnarnerobrocrodrofrogroirokrolromronrooroprorrosrotrou\
    rovrowrstrtlrudrumrunruprusrutsabsadsalsansapsarsassatscasceschscrseasecsedselsemsensersesse\
    tshasheshishosiasibsicsidsiesigsilsinsissitskeskiskyslaslesocsolsomsonspaspespispossassistas\
    testistostrstsstustysubsumsupsursustabtagtaitaktaltantaptartastattauteatectedteeteltemtentep\
    tertesthathethithothrthuthytiatictietigtiltimtintistittletoctomtontootoptortostoutowtratretr\
    itrotrutryttattettittlttytumtunturualuanuaruatubluccuceuchuciuckuctuddudeudiueluenueruesuffu\
    ggughugsuinuiruisuitulaulduleuliullulsultumaumbumeummumpunauncunduneunguniunkunnunsuntupeupp\
    upturaurdureurguriurnurrursurturyuseushusiuspussustutautcuteuthutiutoutrutsuttvacvalvanvatve\
    dvelvenvervesviavicvidvievilvinviovirvisvitvolvorwakwalwanwarwatwaywedweewelwerwilwinwiswitw\
    ooworyanyedyeryinyleyllymeyonystzarzedzeszin
    """

  /// Tokens of 4 bytes, one after the other.
  static let quadruples: StaticString = """
     Ala All And Ang Ann Ara Bal Ban Bar Bat Bea Bee Bel Ben Ber Bes Bha Bla Blo Boo Bor Bra Bre\
     Bri Bro Bru Bur Bus But CIA Cal Cam Can Car Cha Che Chi Cla Cli Col Com Con Cor Cou Cra Cro\
     Dan Dar Das Dee Del Den Dev Dis Don Dre Elm FBI Fan Far Fat Fer Fla For Fra Fre Fri Fro Gab\
     Gar Ger Gol Gor Gra Gre Gro Hal Han Har Has Hel Hen Her Hil Hol Hor Ind Jan Joh Jud Kar Kat\
     Lan Lat Lea Leg Len Leo Lil Lin Luc Mac Mad Mag Mal Man Mar Mas Mat Mer Mil Mis Mon Mor Mul\
     Mur Nat New Nic Nik Nor Orr Pal Pan Par Pat Pau Per Pet Phi Pin Pol Por Pre Pri Pro Qui Rad\
     Raj Ram Ran Rat Reg Rei Ric Rob Roc Rom Ros Sad Sal San Sar Sat Sch Sen Ser Sha She Shi Sho\
     Sil Sim Sin Sol Spa Spe Spo Sta Ste Sto Str Tal Tan Tar Ter Tha The Tim Ton Tra Tre Tri Tur\
     Van Var Ven Vir Vit Wal War Wil Win Woo abd acc act add adm ado adv aff air ali all alt amb\
     anc ang ann ant apo app ari arr art ass att aut ave awa bac bal ban bar bas bat bef bel ben\
     bet bla blo boa bom boo bra bre bri bro bur bus but cab cal cam can cap car cas cat cel cha\
     che chi cho cla cle cli clo col com con cor cou cow cra cre cri cro cru cul cur dea deb dec\
     def del dem dep des det dev dig dir dis div dow dra dro dru ear ele emb emp enc end enl enr\
     ens ent epi esc est eva exc exe exp ext fac fai far fat fia fil fin fir fla fle flo for fra\
     fre fur gen gla glo gra gre gri gro gui gun hal han har hea hei hel hen her hit hol hom hor\
     hos hum hun ide imp inc ind ine inf inh inj ins int inv kid lan lea leg lif lim loc mai man\
     mar mas mat mer mil min mis mob mod mon mor mot mou mut neg new nic not obs occ off ope opp\
     out ove pac pal pan par pas pat pea pen per pla ple plu pol por pos pra pre pri pro psy pun\
     pur qua rac rad rai ran rap rea reb rec red ref reg rei rej rel rem ren rep res ret rev rob\
     rou rus sal san sch sco scr sea sec sed sen ser set sha she shi sho sig sin ski sla sle sli\
     sne soc sol spa spe spi spo squ sta ste sti sto str stu sub suc sui sup sur sus swa swe swi\
     sym tea tem ten ter the thr thu tor tou tow tra tre tri tro tru una unc und unf uni unl unr\
     uns ven ver vir wan war wea whe wid win wit worBarrBustChanCharClarCommConnConsFranFredGran\
    GregJackJeanJohnLeonMadeMarcMargMariMartMaryMillMontPaulPhilPinkRealRichSandSherStanStarStra\
    ThorWhitWillWoodabelabilableablyaboraccoacedacheachiacinacksactiadedadeladeradesadgeadieadin\
    adoraffeagedageragesaginagneagonagueailsaineainiainsaintaireakenakerakesakinalenalesaliealin\
    alisalitallaalleallialloallyaltealthamboambuamedamenameramesaminamonanceanchanciandaandeandi\
    andoandrandsanetangeangiangsaniaanicanisanitankianksannaanneanniannoannyantaanteanthantiants\
    appeappiapsearadaramaranaratarbearchardeardiardoardsaredarenaresaretargeargoariaariearinario\
    arisaritarkearksarlearloarmearmiarnaarnearonarraarrearriarroarryarseartearthartiartsasanased\
    asesasheashiasonassaasseassiastaasteastiastoastratalatchatedatelateratesathaatheathiaticatin\
    atioativatonatoratriatroattaatteattiaturaughavelavenaveravesawakayedayinbackballbandbankbell\
    berabergbersbertbingbledblesboatbodybombbookbootbornbourburgburncadecallcaptcarecastcatecces\
    celecellcentceptcesschancharchaschedcheechelchercheschiechincholcialcingciteckenckercketclas\
    clescloscludcollcolocomecommcompconccondconfconnconscontconvcordcorrcourcredcreecripcterctic\
    ctorculadashdatedealdemodentderaderedersdescdestdetedictdingdiscdishdispdistdoordowndrawduce\
    ducteachearseaseeconectoectsecutederedgeedicedinediteducegeneingelanelenelereleseliaelicelie\
    elinellaelleellielloemanembaembeemeneminemonemoremplemptenceenchencyendaendeendiendsenedener\
    enesengeenieeninenlienneennyenseensientaenteenthentientrentsentuepenepereraleraterceerederen\
    ergeeriaerieerinerioeriseriterliermiernaerneernierrierroerryerseersiersoerstersuertaertierto\
    ertserveescueseneseresisesseessiestaesteestiestoestretchetenetereticetonetraetrietroettaette\
    ettiettyeveneverevilexamexplextrfactfeatfectffenfferfficficafirefordforeformfortfterfullgain\
    ganggardgategendgenegentgersgestggergicaginggistglesgradgrangratgreehackhallhanahandhanghann\
    harahardhariharmheadhearheathellhelmhereheriherohershillhinehinghisthmanhmenhomehonehoodhorn\
    hosthttpialiianaiansiateiberibleicalicanicaticesichaicheiciaicioicipicitickeidenideoiderides\
    idgeidinieldiendientiettieveiffeificifieiganightilaniledilesiliailinilitillailleilliillsilly\
    imatimeriminimitimmiimplinalinaninatinceinchinciindeindiindsinedinerinesingeingsingtinininis\
    initinkeinneinsiinspinstinsuinteintiintrintsionaioneioniionsiousippeippiiqueiratirediresisch\
    iscoisediserisesisheishiisinismaisonissaissiistaisteistiistoistristsitalitanitatitchitediter\
    itesiticitieitinitivitleitoritteittiitutivalivativeliverivesivinizatizedizesizinjackjectkeep\
    kerskindkingkinsknowlacelacklainlandlantlapslashlasslateldenlderldreleadlectleeslegalegelegg\
    lemelendlentlerslesslettlevelicalicelierlieslifelikelinelinglionlishlistlitelivellenllerllis\
    loadlocklongloodlosemailmainmakemandmanimannmantmarkmatematimblemedimentmerimersminamindmine\
    mingminimisemissmistmitemithmittmondmonsmoremortnagenamenantnardndanndenndernectnentneraners\
    nessnestnettngelngerniannicanickningnistnitennernounnownntagntenntonoardoberobleocatociaocks\
    odesoganograogueointokenokinoldeolesolicolinolitollaolleolliolloollyologolonolveomanombaombe\
    ombiomedomerominommeonalonaronceondeonedoneronesonetoneyoniconinonisonneonnionoronseonsoonta\
    onteontsooksoperopleoraloranoratorceorchordeordioredoresorgaorgeoriaorieorinorldormaormeorne\
    orphorreorroorseortaorteorthortiortsortuosedosesositosseosteostrotesotheoticotinotleouchough\
    oundountouraournoursourtouseoverovieovinowedowerownsparapareparkpartpasspathpearpectpellpend\
    penspentperaperfperipersphanpherphonpingplacplanplatplaypledplesplicplotploypondporaportpose\
    posspostppedpperprecprespretprinprisprocprodprofprompropprosprotprovpublqualquenquerquirrace\
    rackraderadiraftragerailrainraitrandrangrankransrantraphraterawlreadreakrealreamreasreatreci\
    reckrectrederedireedreenreetregaregoreinrelarellremaremorendrenerentreprrescreseresirespress\
    restretareterettreverialrianriarricaricerichrickriedriesrietriftrinarineringriorriseristrita\
    riteritiriveroadrockrodurogarokerollromaromoronerongrontrookroomroperophroseroterousroverown\
    rowsruptrushrustsandsassscarsenssentsertservsesssettshedshinshipshowsidesignsingsomesonaspar\
    specspirsporssenssesstabstagstalstanstarstatstedstensterstigstinstitstonstorstrastrestristro\
    strustumsuccsuppsuresychtabltagetailtaintaketanttechtectteenteletelltemptentteratereteriterm\
    ternterrtersterttestthantheltherthinthorticatiestimetingtiontonatonetorstowntradtragtrantrap\
    trattrautriatribtrictrintriptronttedttentterttleualiuateucinuentuestughtuireuitoularulatulin\
    ullyultiumanunceunchundeundiundsunisunitunneunteuntsuousuperuralureduresurgeurieurinurnaurne\
    urreurseusesusinustausteustiustrutchutesutinutrauttevatevativentvernversvertveryvestvictview\
    villvingvisevisiwakewandwardwartwearwellwerswindwingwithwoodworkwortyearyingystezing
    """
}
