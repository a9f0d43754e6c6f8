package byline

import (
	"strings"

	"attache/text"
)

// firstNamesWorld are further given names: of India, Africa, East and South-East Asia, the Near East, the North, and
// rarer ones of English.
const firstNamesWorld = `
abbas abbie abdelaziz abdelrahman abdul abdullah abhishek addison adebayo adel adela adelheid adi adina aditi aditya
adriano agata agus agustín ahmad ahmed aiko aimee aino aisling aisyah aitor ajay akash akhil akira akua alaa alana
alastair alec aleix alfie alfonso alfredo alistair allegra alojz alok alonso alžběta amadou amaia aman amar ambra
amie amina aminata amirhossein amos amparo amr anand ananya andreea andrej andrius anete angus anikó anil anirudh
anjali ankit ankita anneli annika annmarie antje antonella anup anurag aníbal aoife aparna araceli arash archana
archie arezoo ariadna ariana ariel arif arkadiusz arlene armando arnau arturo arvid arvind asen asger ashish
ashleigh ashok ashton ashwin assaf attila augusto avi avigail avinash aviv avner ayaka ayelet ayman ayu azadeh
babajide babak balázs bambang bartosz bassam behnam behrouz bence bengt benito bernadette bernardo beverly beáta
bharat bilal birger birte bjarne blake blanca blaž boaz bogdan bogusława bohdan borja borut boubacar boštjan bożena
brady branislav branko brendon bridie brita bruna bryce bryn budi byron bálint börje caetano caleb callum camryn
candace carey carles carlota carlton carly carme cathal cathleen cayetana ceri cezary chaim charlene chelsey chetan
chidera chidi chidinma chinedu chioma chirag christoffer ciara ciaran clayton clement clifford clint clyde cláudia
cody colby colette conor corey cormac cory cosima cristian cristiana cristiano cristina cristóbal csaba csilla césar
călin dace dafna dagmar daisuke dalia dalibor dalit damià danica danuta darcy darius dariush dariusz darrell darryl
davor deanna declan deepa deepak deirdre dejan delia demi denny derrick desislava desmond devika dewi dhruv diarmuid
dimitar dimitrios dimitris dinesh divya dolores dominick dorian dorota dorottya dov dragan dragana dušan dwayne
dwight dzmitry dávid débora dženan eamon ebbe edilson edita edmund edmundo edyta efrat egil eglė ehsan ehud eimear
einat eirik eitan ekaterina eko elad eleanora elham eliezer elin elina elisabet elise elisenda ellinor elliott
eloise eloy elsa elsie elżbieta eman embla emeka emerson emery emiliano emmett emmi emőke encarna endang endre enric
eoin ernest ernesto erzsébet eskil espen esperanza essam esteban estela estelle eugenia eugenio eulalia eunji
eva-maria evgenia evgeny eyvind ezequiel ezra facundo fadi fajar faranak farhad farhan farid farouk farzaneh fatou
fatoumata fausto faye felicity femi ferenc fereshteh fergal fergus fermín filip finlay finn finnian fionn flavia
flavio florin floyd folake fouad francisca fredrika freja freya frida frode fátima gabriella gadi galina galit
ganesh gaspar gaurav gautam gavan gašper geeta geir genaro georgeta georgi georgios geraldine gerardo gergely gergő
germán gerry ghada gheorghe gideon gilad gillian ginny gintaras giorgi giorgos gisele giselle golnaz gonzalo gonçalo
gopal goran gordana govind gracie graciela graeme granville grażyna gregorio grzegorz gudrun guilherme gunilla gwen
gwyneth gyula gyöngyi gábor göran habib hadar hagai haim haitham hakon halina halvor hamid hamish hanan haneen hanh
hani hanne hardik harish harrison harsh harsha haruka haruki harvey hattie hayden hayley hazem heba hege heikki
heitor helder helle hemant hendra henrietta henryk heriberto herman hernán hideo hilda hilde himanshu hind hiroko
hiroshi hisham hoang hollie horace horacio horea hossam hossein howard hrvoje huda hung hunter huong hussein
hyacinth hyejin hyun håkan håvard ibrahima idan ido ifeoma ignacio ikechukwu iker ilan ildikó ilie ilko iman imma
imogen imran inbal indah indira ingeborg inger ingram ingvar ingvild inés inês ioana ioannis ionuț irma irving irwan
iryna isaac isaiah isak ishaan isidro isla isobel istván itai itamar itziar iva ivar ivaylo iveta ivor iwona iyad
izzy jaakko jabulani jacek jacinta jacinto jacobo jacopo jacqui jadranka jadwiga jagdish jake jamal janez janne jari
jarl jarle jaroslav jarosław jarrod jasna javad javiera jawad jayden jemima jenni jeremiah jerrod jerzy jerónimo
jesper jessa jessika jihoon jimin jing jisoo jiří joakim joaquim joaquín jocelyn jodie jody joey johanne joko
jolanta jolene jon-erik jordi jorunn josefina josep josiah jouni jovana joy-anne juana judah juha juhani jukka
julianne julieta julio junichi juniper jussi justina jyoti jyrki józef józsef jöran jørgen jørn jānis kagiso kaisa
kaitlin kaitlyn kalle kambiz kamil kamran kaori kara karel kari karim karol karolina kartika katalin katelyn
kateryna kateřina kathryne katri kaveh kavita kavya kaylee kazimierz kazuo keiko keira kelsey kelvin kendra kenji
kenny kenta keyvan khaled khalid khalil khanh kiera kiersten killian kimber kinga kiran kiril kirsi kirstie kjell
kjersti kjetil klaudia klára kofi komal kostas krishnan kristi kristoffer kristopher krisztián krystal krzysztof
kurtis kwabena kwame kwesi kylie kåre lacey lachlan ladan ladislav laia laila lakshmi lalit lamia lance landon lasse
latifa latoya lawrence leandro leif leigh leire lena-maria leonardo leonor leopoldo lerato leroy lestari lester
leszek leticia levan liat libor liga lilah lillian lillie limor lina lindiwe linh linnea lionel lior lise ljiljana
ljot ljubica lluís logan lola loren loretta lorna lotta lottie lowell luana lubna luboš lucinda lucyna ludovico
luigi luiza lukáš luther lyndon lyndsey lynne lyubomir lászló lívia maarit mabel macarena maciek mackenzie maddie
maddy madhav madhu mads maeve magda magne maha mahesh mahmoud mahsa mairead maite majed majid makoto malachy malcom
mamadou manel manish manoj manolo mansour marcela marek mareks margarida margo marguerite mariano maribel maricarmen
marijana marilyn marisol marit mariusz marián markku markéta marnie marsha marte marty martí marvin marwa marwan
maryam marçal masahiro masato masoud matej mateja mateo mathew matias matilde matti matías matúš maura mauricio
mauro mavis maya mayank mayte mayumi maziar małgorzata meena meera megumi mehdi mehran mei meir meredith mette micah
michail michalis michiko mihaela mihail mihály mikael mikko miklós mikołaj milica millie miloš mina mindaugas minh
minho minji minjun minnie miodrag miquel mirela miroslav mirosław mitchell mitra mladen mohan mohit mohsen mojca
mojtaba mollie montse montserrat monty morten morteza moshe mounir moussa mpho mukesh murali muriel mustapha myles
myra myrtle mária márta márton mátyás máximo míriam mónica mārtiņš naama nabil nacho nada nadav nader nadim naji
naledi nandini nanette naoki naoko naresh nasrin nasser nataliia natalija nataša natia naveen nazanin neal nebojša
nedim neeraj negar nela nell nelson nenad nessa neus neve nevena ngoc ngozi nguyen nhung niamh nichola nicolás niilo
nikhil nikolaos nikolay nikoleta nikolett nikolina nilesh nils-erik nino nir nisha nitin nitzan nkosazana noa noelia
nomvula nonhlanhla norberto norbi noreen noriko nour ntombi nuala nuria nurit nurul nándor núria obinna octavio
oddny oddvar ofer ofir ohad oisin oksana olavi oleh oleksandr oleksiy olena olufemi oluwaseun olwen omer ondřej oren
oriol orit orla orlaith orly orsolya osborne oskari osnat osvaldo ousmane outi ovidijus ovidiu owen padraig palesa
panagiotis pankaj parisa parth parviz pascual patrícia patsy paulette pavle pavlina pavlos pejman pekka per percy
pere petar petr petri petru petteri philippa phuong piero pippa pirjo plamen pooja pouya prabhat prachi pradeep
prakash pranav prashant praveen predrag preeti prerna przemysław puja putri pål péter pía qiang quang quentin quim
quincy quynh rachael radha radka radosław radu rafaela raghav ragnar ragnhild raimundo rajat rajdeep rajeev rajesh
rajiv rakesh ramesh ramiro ramsey rana rania ranjit rasa rasha rashid rashmi rasmus ravi raymond reem reena reggie
reginald rekha remedios renato renáta reza rhiannon rhodri rhona rhonda rhys ricard ricky riikka riley rima rimantas
rishabh risto ritu rizky robertas rochelle rocío roderick rodney rodolfo rogelio rohan rohit roksana rola romana
romina romuald román ronan ronen ronit rory rosalind rosalía rosamund rosanna rosario roscoe rosemary roshan roxana
roxanne roya ruben rubén rudi rufus rune ruthie ryder ryo ryota róbert răzvan saad saara sabin sachiko sachin sadie
saeed sagi sahar saleh salman salvador salvatore sameh samira sana sandhya sanja sanjeev sanna santi santiago
santosh saoirse saskia satish satoshi satu saurabh savita sawsan saúl saša scarlett sebastien sebastián sebastjan
selma senad seojun seoyeon sergi sergiu serhii serhiy setareh seun shadi shahin shahram shai shalini shana shania
shankar shany shaul shauna shay sheena sheldon shereen sherri sherry shimon shinji shinzo shira shirin shivani
shlomo shobha shota shreya shruti shubham shulamit siamak siddharth sidney sigurd sigve silvio silviu simonas simón
sinead siobhan siphiwe sipho sirpa sissel siti slamet slavica slavko slavoj slobodan smadar sneha snežana sofija
soheila solveig sonali sondre sooyoung soyeon spencer spyros sri srinivas stanislava stanisław stavros stephany
stian stig stjepan stoyan subhash sudhir sujin sulistyo suman sumit sunita suparman suresh svein sverre svitlana
swati sylvester synne szabolcs szilvia szymon sándor sílvia sören søren tabitha tadeusz takashi takeshi talia tamar
tamer tamsin tamás tanel tanvi tapio tariq tarun tatsuya teemu tendai teodoro tereza terhi terje tess tetiana
tetsuya thabo thaddeus thandi thandiwe thao themba theodore thiago thor thora thorbjørn thuy tibor tiffany tihomir
tiina tiit timmy timo-juhani tobin todor toivo tomer tomislav tomoko tomàs tomás tomáš torbjörn tore torgeir toribio
torill tormod torstein toshiro tracie traian trent trevor tricia trine trisha trond trudy trung trygve tuan tudor
tumelo tuomas tushar tuula tuva tuyet tyrone tzipi ubaldo uday ulla umesh unni uri uriel uroš urszula urška usha uzi
vaclav vaibhav valdis valentine valentyn valeriano varun vasco vasil vasile vasilis vasudha vasyl vegard veikko
velma vesna vicent vicente vidar vidya vikas vikki vikram viktoriia ville vilmos vinay vince vinod violeta vipin
virgil vivek vivienne vlad vladislav vlado vlastimil volodymyr vytautas václav víctor vít wael wahyu waldek walid
wanjiru warren wayan wendell wesley whitney wilbur wilfred willa winifred winona witold wyatt władysław xavi
xiaoming ximena xisco yaakov yael yago yahya yair yana yannis yanti yara yaron yaroslav yasaman yasmine yassin yaw
yehuda yevhen yitzhak yngve yoav yogesh yoko yonatan yoshiko yossi yotam youngho youssef yuka yuki yuko yulija
yuliya yumi yuna yuriy yusuke yutaka yuval yvette zachariah zack zaid zainab zaira zanele zara zbigniew zdenka
zdeněk zdravko zeev zeina zelda zhiwei ziad ziv zlatko zodwa zoey zofia zoltán zoran zoë zsolt zsuzsanna zsófia
álvaro ángel ángela árpád åsa åse íñigo øystein øyvind łukasz željko živa`

// namesAndWords are given names that are common words as well: they tell a person only where a surname follows and
// the page says besides that it is a name.
var namesAndWords = text.WordSet("april autumn bill chase clay cliff dale destiny drew faith gene grace grant " +
	"hope ivy jade jasper jewel joy june lane lily mark mason may nova olive parker penny piper ray reed rich rod " +
	"rose rusty sandy skip sonny summer sunny wade will woody wren")

// MayBePerson reports a text that bears a given name: a person's, where the page says that it is a name.
func MayBePerson(name string) bool {
	words := strings.Fields(name)
	if _, some := BearsFirstName(words); some {
		return true
	}
	return len(words) > 1 && namesAndWords[lower(words[0])]
}
