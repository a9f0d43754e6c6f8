package byline

import (
	"strings"
	"sync"

	"attache/text"
)

// firstNames are common given names in lower case: who bears one is a person and no menu entry. The list is written by
// hand, the commonest of each region first; a name that is a common word as well (will, mark, rose) is left out where
// the word is commoner on web pages.
var firstNames = sync.OnceValue(func() map[string]bool {
	return text.WordSet(firstNamesLatin + firstNamesWorld + firstNamesCyrillic + firstNamesArabic)
})

// IsFirstName reports a common given name, which is in lower case.
func IsFirstName(word string) bool { return firstNames()[word] }

const firstNamesLatin = `
aaron abby abigail adam adrian adriana agnes agnieszka aidan alan albert alberto alejandro aleksander aleksandra
	alessandro alessia alex alexa
alexander alexandra alexandre alexia alexis alfred ali alice alicia alina alison allan allen allison alyssa amanda
	amber amelia amelie amir amit amy ana
anastasia anders andre andré andrea andreas andrei andrés andrew andrey andrzej andy angela angelika angelina anita
	anja ann anna annabel anne annegret
anneliese annette annie anthony antoine anton antonia antonio anya arianna arjun armin arne arnold arthur arun ashley
	astrid audrey aurelie axel ayesha
barbara bart bastian beate beatrice beatriz becky belinda ben benedikt benjamin benoit bernard bernd bernhard beth
	bethany bettina betty bianca birgit bjorn björn
bob bonnie boris brad bradley brandon brenda brendan brent brett brian bridget britta brittany brooke bruce bruno bryan
	burkhard
caitlin cameron camila camilla camille carina carl carla carlo carlos carmen carol carolin carolina caroline carolyn
	carrie carsten casey cassandra
catherine cathy cecilia celia celine cesar chad charles charlie charlotte chelsea cheryl chiara chloe chris christa
	christian christiane
christie christina christine christof christoph christopher christy cindy claire clara clare claudia claudio claus
	clemens colin colleen connie connor conny
constance constantin cora corinna cornelia courtney craig crystal curtis cynthia damian damien dan dana daniel daniela
	daniele danielle danny
daria darren dave david dawn dean deborah debbie debra denis denise dennis derek detlef diana diane didier diego dieter
	dietmar dima dirk dmitri dmitry dominic
dominik dominique don donald donna doris dorothea dorothee doug douglas duncan dylan eberhard eckhard eddie edgar edith
	eduard eduardo edward edwin eileen elaine elena
eleanor elias elisa elisabeth elizabeth elke ella ellen ellie elliot emanuel emil emilia emilie emily emma emmanuel
	emmanuelle enrico enrique eric erica erich
erik erika erin ernst erwin esther ethan eugen eugene eva evan evelyn ewa fabian fabio fatima federico felicia felix
	ferdinand fernanda fernando
fiona florence florian frances francesca francesco francis francisco francois françois françoise frank franz franziska
	fred freddie frederic frédéric frederik fredrik friedrich
fritz gabriel gabriela gabriele gail gareth gary gavin gemma geoff geoffrey george georg georgia gerald gerard gerd
	gerda gerhard gerrit gianluca gilbert gilles
gina giovanna giovanni gisela giulia giuseppe glen glenn gloria gordon graham greg gregor gregory greta guido guillaume
	guillermo gunnar günter günther gustav guy
hanna hannah hannes hans harald harriet harry hartmut hassan heather hector heidi heike heiko heiner heinrich heinz
	helen helena helene helga helge helmut hendrik henning
henri henrik henry herbert hermann hilary holger holly hubert hugh hugo ian ibrahim ida igor ilona ilse imke ina ines
	inga inge ingo ingrid irena irene irina
iris isabel isabell isabella isabelle ismail ivan ivana ivo jack jackie jacob jacqueline jacques jaime jakob jakub
	james jamie jan jana jane janet janice janina
janine jared jasmin jasmine jason javier jay jean jeanette jeff jeffrey jelena jenna jennifer jenny jens jeremy jerome
	jérôme jerry jesse jessica jessie jesus
jill jim jimmy joachim joan joana joanna joanne jochen joe joel joerg johan johann johanna johannes john johnny jon
	jonas jonathan jordan jorge jörg josé jose josef joseph
josephine josh joshua joyce juan judith judy julia julian juliana juliane julie julien juliet juliette julius juri
	jürgen justin justine jutta kai karen karin karina
karl karla karoline karsten kasia katarina katarzyna kate katerina katharina katherine kathleen kathrin kathryn kathy
	katie katja katrin katy kayla keith kelly
ken kenneth kerry kerstin kevin kieran kim kimberly kirsten kirsty klaus konrad konstantin kris krishna kristen
	kristian kristin kristina kristine kristy krystyna kumar
kurt kyle lana lara larissa larry lars laura lauren laurence laurent lea leah lee leila lena leon leonard leonie leslie
	lewis liam lilian liliana lilly linda
lindsay lindsey lisa liz lorena lorenzo lorraine lothar louis louisa louise luc luca lucas lucia luciana lucie lucy
	ludwig luis luisa lukas luke lutz lydia lynn maarten
maciej madeleine madison magdalena maggie magnus maik maja malcolm malte mandy manfred manuel manuela mara marc marcel
	marcin marco marcos marcus margaret
margarita margot margret maria mariam marian mariana marianne marie marija marina mario marion marisa marius marjorie
	markus marlene marta martha martin martina mary
mateusz mathias mathieu mathilde matt matteo matthew matthias matthieu maureen maurice max maxim maxime maximilian
	megan meike melanie melinda melissa mercedes
merle mia michael michaela michal michał michel michele michelle mick miguel mihai mike mikhail mila milan milena miles
	miranda miriam mirko mitch mohamed mohammad mohammed moira
molly mona monica monika monique morgan moritz muhammad nadia nadine nadja nancy naomi natalia natalie natasha nathalie
	nathan neha neil nicholas nick nicky nico
nicola nicolas nicole niels nigel nikita nikki niklas nikola nikolai nikolaus nils nina noah noel nora norbert norma
	norman olaf oleg olga oliver olivia olivier omar
oscar oskar otto pablo paige pam pamela paola paolo pascal patricia patrick patrik patty paul paula paulina pauline
	paulo pavel pawel paweł pedro penelope perry peter petra
phil philip philipp philippe phillip phoebe pia pierre pilar piotr priya rachel radek rafael raffaele rahul rainer raj
	ralf ralph ramon ramona randy raphael raquel raúl rebecca
regina reiner reinhard reinhold renata renate renee rené ricarda ricardo riccardo richard rick rita rob robert roberta
	roberto robin rocio rodrigo roger roland rolf roman
romain ron ronald ronja rosa rosalie rosemarie rosie ross rowan roy rüdiger rudolf rupert russell ruth ryan sabina
	sabine sabrina sally sam samantha samir samuel samuele
sandeep sandra sandro sanjay sara sarah sascha scott sean sebastian sébastien selina serena serge sergei sergey sergio
	seth shane shannon sharon shaun shawn sheila shelby
shelley shirley sibylle siegfried sigrid silke silvia simon simona simone sofia solène sonia sonja sophia sophie stacey
	stacy stan stefan stefanie stefano steffen stella
steph stephan stephanie stéphane stéphanie stephen steve steven stewart stuart sue sunil susan susana susann susanna
	susanne susie suzanne sven svenja svetlana sybille sylvia sylvie
tamara tania tanja tanya tara tatiana tatjana taylor ted teresa terry tessa thea theo theodor theresa thérèse thierry
	thilo thomas thorsten till tilman tim timo timothy tina
tobias todd tom tomas tomasz tommy toni tony tonya torben torsten tracey tracy travis tristan tyler udo ulf uli ulrich
	ulrike urs ursula uta ute uwe valentina
valentin valeria valerie valérie vanessa vera verena veronica veronika véronique vicki vicky victor victoria vijay
	viktor viktoria vincent virginia vitaly vivian viviane vivien
vladimir volker waldemar walter wanda wayne wendy werner wilfried wilhelm willi william willy winfried wolf wolfgang
	wojciech xavier yannick yasmin yolanda yulia yuri yvonne yves zach
zachary zoe zuzanna ahmet alper arda asli aslı ayşe ayse aylin berk burak burcu büşra can caner cem cemal cengiz deniz
	derya dilek ebru ece elif emine emrah emre ercan
erdem erdoğan esra fatih fatma ferhat gizem gökhan gül hakan halil hande hasan hatice hülya hüseyin ilker ipek ismet
	kaan kemal kerem levent mehmet melek merve mert metin murat
mustafa nazlı necati nihat nuray oğuz okan onur orhan osman özge özgür özlem pelin pınar recep salih seda selçuk selim
	selin semih serdar serkan sevgi sinan sibel süleyman
şule tarık tolga tuğba tuncay turgut ufuk uğur umut ümit volkan yasemin yavuz yusuf zehra zeynep aigul aigerim almas
	arman asel askar azamat baurzhan daniyar dauren dinara
erlan gulnara kairat kanat madina marat nursultan nurlan ruslan saule serik timur yerlan zhanna aygün elçin elnur günel
	leyla nigar orxan rəşad samir tural vüqar
dilnoza farrux gulnora jahongir nodira otabek rustam sardor shavkat sherzod ulugbek anvar nargiza bekzod akmal
`

const firstNamesCyrillic = `
александр александра алексей алена алёна алина алла анастасия анатолий андрей анна антон антонина арина аркадий артем
	артём артур богдан борис вадим валентин валентина валерий
валерия василий вера вероника виктор виктория виталий владимир владислав всеволод вячеслав галина геннадий георгий
	герман глеб григорий дарья денис диана дмитрий евгений евгения
егор екатерина елена елизавета жанна захар зинаида зоя иван игорь илья инна иосиф ирина кирилл кристина ксения лариса
	лев леонид лидия любовь людмила макар максим маргарита марина
мария марк матвей милана михаил надежда наталия наталья никита николай нина оксана олег олеся ольга павел петр пётр
	полина раиса регина римма роман руслан светлана семен семён сергей
софия софья станислав степан таисия тамара татьяна тимофей тимур ульяна федор фёдор филипп элеонора эльвира эльмира
	эмилия юлия юрий яна ярослав
олександр олексій андрій анатолій васілій віктор вікторія віталій володимир галина григорій дмитро євген євгенія ірина
	ігор іван катерина микола михайло наталія оксана олена сергій тетяна юлія юрій
аляксандр аляксей андрэй вольга дзмітрый ірына кацярына мікалай міхаіл наталля павел сяргей таццяна уладзімір юры яўген
	алесь
абай абылай айгүл айгуль айгерим айгерім айдар айдос айжан айнұр алибек алмас алмаз алтынай аман арман асан асель әсел
	аскар асқар ахмет әсем бақыт баурыжан бауыржан бекзат берик берік болат бота
гаухар гульмира гүлнар гүлмира дана данияр дархан дастан дәурен динара ерболат ербол ерлан ернар жанар жания жарас
	жулдыз жұлдыз зарина индира кайрат қайрат канат қанат карина лаура мадина
мадияр марат маржан меруерт мирас мұрат мұхтар назгүл назерке нұрбек нурлан нұрлан нұрсұлтан олжас рахим рауан рустам
	сакен сания сара сауле сәуле серик серік талгат талғат темірлан ұлан
шолпан эльдар эркин бакыт бектур гүлнара жылдыз кубат мирлан нурбек нургуль таалайбек чолпон эрмек азиз бахтиёр бобур
	дилноза жасур зулфия камола нодира отабек санжар шавкат фарход фирдавс
абдулло заррина меҳроҷ рустам сайёра умед фирӯз`

const firstNamesArabic = `
محمد أحمد علي حسن حسين محمود عمر خالد سعيد يوسف إبراهيم مصطفى عبدالله عبد فاطمة عائشة مريم سارة نور ليلى هدى رنا منى
	سمير كريم طارق ياسر هاني سامي ماجد ناصر فيصل سلمان بدر
رضا مهدی حسین امیر زهرا فاطمه مریم سعید مجید ناصر پرویز نرگس الهام بهرام داریوش کاوه شیرین`

// BearsFirstName reports whether the first word of a name, or any, is a common given name.
func BearsFirstName(words []string) (first, any bool) {
	for i, w := range words {
		w = strings.ToLower(strings.Trim(w, ".,'"))
		if short, _, ok := strings.Cut(w, "-"); ok && len(short) > 2 {
			w = short
		}
		if IsFirstName(w) {
			first, any = first || i == 0, true
		}
	}
	return first, any
}
