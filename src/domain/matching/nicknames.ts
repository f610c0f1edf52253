/** First names that stand for each other, a group a line; the first is the one kept. */
const GROUPS = `
abigail abby abbie gail
albert al bert bertie
alexander alex alec sandy sascha sasha xander lex
alexandra alex alexa sandra sasha lexi
alfred al fred alfie
amanda mandy
andrew andy drew andreas
anthony tony ant
antonio tonio toni
barbara barb babs barbie
benjamin ben benny benji
bradley brad
cameron cam
catherine cathy kate katie katy kathy kitty cat katherine kathryn katharina katrin
charles charlie chuck chas karl
charlotte charlie lottie
christina chris tina chrissy christine kristin kirsten
christopher chris topher kit christoph christian
cynthia cindy
daniel dan danny
danielle dani
david dave davy davey
deborah deb debbie debra
dennis denny
dominic dom nick
donald don donny
dorothy dot dottie
douglas doug
edward ed eddie ted teddy ned eduard
eleanor ellie nell nora
elizabeth liz lizzie beth betty eliza lisa libby elisabeth elise elsa
emily em emmy
eric rick erik
eugene gene
florence flo florrie
francis frank fran frankie franz francisco
frances fran francesca
franklin frank
frederick fred freddy freddie rick friedrich fritz
gabriel gabe
gerald gerry jerry
gregory greg gregor
harold harry hal
henry hank harry heinrich henrik
isabella bella izzy isabel
jacob jake jakob jacques
jacqueline jackie
james jim jimmy jamie
janet jan
jasmine jas
jeffrey jeff geoff geoffrey
jennifer jen jenny jenn
jeremy jem jerry
jessica jess jessie
joan joanie
joanna jo joanne
john johnny jack jon johan johannes hans
jonathan jon jonny nathan
jose pepe
joseph joe joey josef
joshua josh
judith judy jude
katarina kat
kenneth ken kenny
kimberly kim
lawrence larry laurie lorenz
leonard len lenny leo leon
leslie les
louis lou louie lewis ludwig
louise lou
lucas luke lukas
madeline maddie maddy
margaret maggie meg peggy marge margie greta gretchen margarete
maria mary marie mariah
martin marty
matthew matt mattie matthias mathias
maximilian max
megan meg
melissa mel missy lissa
michael mike mick mickey mikey michel miguel mikhail
michelle shelly
mitchell mitch
mohammed mohamed muhammad mohammad mo
nathaniel nate nathan nat
nicholas nick nicky nico niklas nikolai claus klaus
nicole nicky nikki
oliver ollie
olivia liv livvy
pamela pam
patricia pat patty trish tricia
patrick pat paddy rick
paula polly
peter pete petr pierre pedro
philip phil pip philipp phillip
rachel rach
randolph randy
raymond ray
rebecca becky becca
richard rick ricky rich dick richie ricardo
robert rob bob bobby robbie bert roberto
roberta bobbie
roger rodge
ronald ron ronnie
rosemary rose rosie
russell russ
samantha sam
samuel sam sammy
sarah sally sadie sara
sebastian seb bastian
sophia sophie sofia
stanley stan
stephanie steph
stephen steve stevie steven stefan stephan
susan sue suzy susie susanne suzanne
terence terry
theodore ted teddy theo
theresa terry tess tessa teresa
thomas tom tommy tomas
timothy tim timmy
valerie val
victor vic viktor
victoria vicky tori
vincent vince vinnie
virginia ginny
vladimir vova
walter walt wally
wesley wes
william bill billy will willy liam wilhelm guillermo
zachary zach zack
`

const STANDS_FOR = new Map<string, Set<string>>()
for (const line of GROUPS.trim().split('\n')) {
  const [kept = '', ...others] = line.split(' ')
  for (const name of [kept, ...others]) {
    STANDS_FOR.set(name, (STANDS_FOR.get(name) ?? new Set()).add(kept))
  }
}

/** What a first name may stand for, itself included: `bob` for `robert`, `alex` for two. */
export const fullNamesOf = (name: string): ReadonlySet<string> =>
  STANDS_FOR.get(name) ?? new Set([name])

/** True when both may be one first name in two forms: `bob` and `robert`, `liz` and `beth`. */
export const isSameFirstName = (a: string, b: string) =>
  a === b || [...fullNamesOf(a)].some((full) => fullNamesOf(b).has(full))
