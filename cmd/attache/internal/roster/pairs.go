package roster

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"attache/news"
)

// wordClass is what a word means near another; a set of bits.
type wordClass uint32

const (
	classDenial       wordClass = 1 << iota // denies what stands near it
	classMailing                            // writing to somebody
	classOtherChannel                       // follows a denial that is not about mail
	classRequest                            // asks for something
	classRemoving                           // what a request asks for
	classReporting                          // reports something as unwanted
	classSpam                               // what it is reported as
	classRefusing                           // refuses
	classEnding                             // ends something
	classSubscription                       // what is ended
	classLeaving                            // leaves
	classList                               // what is left
	classBad                                // says that an address does not work
	classAddress                            // an address
	classWanting                            // wants something
	classWorkplace                          // where people work
	classConfirming                         // confirms an address
	classDelivery                           // brings a mail
	classFailing                            // fails
	classFormer                             // says that it is so no more
	classReader                             // who reads a letter
	classFiling                             // makes a complaint
	classComplaint                          // a complaint
	classOn                                 // gets mail; counts beside an answer alone: "active: no"
	classFiller                             // says nothing beside a phrase: "left (since May 2024)"
)

// wordPair is two kinds of words that say a state when they stand near each other, in any order.
type wordPair struct {
	state      news.SubscriberState
	one, other wordClass
}

var wordPairs = []wordPair{
	{news.SubscriberUnsubscribed, classDenial, classMailing},      // "do not mail", "keine Mails", "не присылать"
	{news.SubscriberUnsubscribed, classRequest, classRemoving},    // "asked to be removed", "просил удалить"
	{news.SubscriberUnsubscribed, classRefusing, classMailing},    // "отказ от рассылки"
	{news.SubscriberUnsubscribed, classEnding, classSubscription}, // "subscription ended"
	{news.SubscriberUnsubscribed, classDenial, classWanting},      // "will nichts", "wants no"
	{news.SubscriberUnsubscribed, classRemoving, classList},       // "delete from the list"
	{news.SubscriberUnsubscribed, classDenial, classList},         // "not on the list"
	{news.SubscriberUnsubscribed, classLeaving, classWorkplace},
	{news.SubscriberUnsubscribed, classLeaving, classList},   // "вышел из рассылки"
	{news.SubscriberComplained, classReporting, classSpam},   // "marked us as spam"
	{news.SubscriberUnsubscribed, classFormer, classReader},  // "ehemalige Leser"
	{news.SubscriberComplained, classFiling, classComplaint}, // "filed a complaint"
	{news.SubscriberBounced, classDelivery, classFailing},    // "Zustellung fehlgeschlagen"
	{news.SubscriberPending, classDenial, classConfirming},   // "kein DOI", "растау жоқ"
	{news.SubscriberBounced, classBad, classAddress},         // "wrong address"
	{news.SubscriberUnsubscribed, classOn, classDenial},      // "active: no"
}

// lexicon is the classes of words, folded: whole ones and beginnings.
type lexicon struct{ whole, stems map[string]wordClass }

var wordLexicon = sync.OnceValue(func() lexicon {
	l := lexicon{map[string]wordClass{}, map[string]wordClass{}}
	for class, list := range wordClasses {
		for w := range strings.FieldsSeq(list) {
			if stem, open := strings.CutSuffix(w, "*"); open {
				l.stems[fold(stem)] |= class
			} else {
				l.whole[fold(w)] |= class
			}
		}
	}
	return l
})

// classOf returns what a folded word may mean.
func classOf(word string) wordClass {
	l := wordLexicon()
	class := l.whole[word]
	for i := range word {
		class |= l.stems[word[:i]]
	}
	return class | l.stems[word]
}

// wordSet holds whole words and beginnings of words.
type wordSet struct {
	whole map[string]bool
	stems []string
}

func newWordSet(list string) wordSet {
	set := wordSet{whole: map[string]bool{}}
	for w := range strings.FieldsSeq(list) {
		if stem, open := strings.CutSuffix(w, "*"); open {
			set.stems = append(set.stems, fold(stem))
		} else {
			set.whole[fold(w)] = true
		}
	}
	return set
}

func (set wordSet) has(word string) bool {
	for _, stem := range set.stems {
		if strings.HasPrefix(word, stem) {
			return true
		}
	}
	return set.whole[word]
}

var (
	// parted are first parts of words that people part: "un-subscribed", "Ab-Meldung".
	parted = sync.OnceValue(func() map[string]bool {
		return newWordSet(`in un non no not de dé des dis ab an aus opt op black block hard soft re ex не
		от unsub mail
			no do out sperr robinson stop стоп news`).whole
	})
	// ofName are words behind which a phrase is a part of a name: "ministry of returns".
	ofName = sync.OnceValue(func() map[string]bool {
		return newWordSet(`of de du des del di da do für по о об for`).whole
	})
	// compoundHeads stand before a phrase in one word.
	compoundHeads = sync.OnceValue(func() []string {
		return slices.Sorted(maps.Keys(newWordSet(`newsletter newsletters mail email mails emails abo
		rundbrief infobrief presse verteiler
			abonnenten leser list liste user member kunden kontakt bulk`).whole))
	})
)

// wordClasses are the words of each class, folded when they are read. A word that ends in * is the beginning of one.
var wordClasses = map[wordClass]string{
	classDenial: `not never no don dont doesn doesnt didn won wont none nothing without excluding except cannot cant
		refuse refuses refused reject rejects rejected decline declines declined unwanted against не нет ни без
		кроме нельзя никаких никогда никакой запрет* отказ* против ні жодних жодної без нема емес жоқ болмасын
		керексіз değil degil hayır yok asla hariç sakın nicht kein keine keinen keiner keinerlei nie niemals
		nimmer ohne außer ausser gegen nein weder verbot* ne pas jamais aucun aucune sans sauf ni interdit* non
		nunca jamás ningún ninguna sin excepto tampoco prohibid* não nao senza sem mai nessun nessuna nie bez
		żadnych niet geen inte ikke nu nem atma atmayın atmasın gönderme gönderme* yazma yazmayın yollama*
		iletme* isteme* жіберме* жазбаңыз жазба салма* келме* istemi* nix nichts nothing hates hate hasst
		істеме*`,
	classMailing: `mail mails mailed mailing mailings mailer email emails emailed emailing emailings
		newsletter* letter
		letters write writing written message messages messaging contact contacting contacted send sending sends
		sent subscribe correspondence publicity advertising ads bulletin* bother disturb infomail* digest
		digests писать пиши пишите пишет напис* письм* писем присыл* прислать пришл* посыла* послать шли шлите
		слать высыла* рассыл* отправл* отправ* беспоко* контактир* связыват* почт* получать получает получат*
		емейл* имейл* мейл* подписыв* уведомл* реклам* тревож* надсил* надісл* лист листи листів листа розсил*
		турбув* пошт* хат хаттар хабарлама* хабар жазу жаз таратылым* жіберу пошта* мазала* eposta posta ileti
		iletiler bülten* mesaj* haber yazın gönder schreib* anschreib* angeschrieb* schick* zuschick*
		zugeschick* send* zusend* zugesand* versand* versend* verschick* post kontakt* rundbrief* infobrief*
		brief briefe bezieh* beliefer* belästig* werbung rundmail* infomail* mailen écri* envoi* envoy*
		courriel* courrier* contacter contactez mailer message messages lettre lettres infolettre* recev*
		recevoir sollicit* démarch* solliciter publipost* pourriel* diffusion déranger correo correos escrib*
		envi* mandar mande mandes mandemos mandéis contact* boletín* boletines recib* molest* publicidad inviar*
		scriv* contatt* notiziario spedi* mensaje mensajes disturb* escrev* enviar contat* correio receb*
		boletim wysyła* wysła* pisać pisz kontakt* wiadomości mejl* biuletyn* schrijf* stuur* mailen import use
		add include invite verwenden nutzen importieren использовать добавлять usar utiliser importer
		kullanmayın mailadresse* emailadresse* mailadress`,
	classOtherChannel: `phone call calls calling telephone sms fax whatsapp telefon* anruf* anrufen téléphon*
		teléfono llamar звон* позвон* тел телефон* ara arama aramayın`,
	classRequest: `please pls plz ask asks asked asking request requests requested requesting want wants
		wanted wishes wished demand* must should be to просил* просит просят прошу просьба попросил* нужно надо
		хочет хотел* требует требовал* необходимо следует просив просила прохання прошу хоче өтін* сұра* сұран*
		керек lütfen istiyor istedi istiyorum rica talep bitte will möchte wünscht wollte zu soll muss verlangt
		demande* veut souhaite svp merci désire prière doit à pide pidió pidio quiere solicita solicitó desea
		favor hay debe chiede vuole chiesto pediu quer prosi proszę chce da veuillez`,
	classRemoving: `remove removed removal delete deleted deletion erase erased erasure unsub* strike drop
		purge unlist
		delist удалить удали удалите удаления удаление исключить исключите исключи убрать уберите убери вычеркн*
		снять стереть отключить отпис* видалити видаліть прибрати виключити відпис* өшір* алып жою шығар* silin
		silinsin silinmek sil silmek çıkar* kaldır* çıkmak ayrılmak entfern* lösch* streich* austrag*
		auszutragen abmeld* abgemeldet rausnehmen raus rauszunehmen gelöscht gestrichen entfernt supprim* retir*
		effac* radi* enlev* ôter désinscri* désabon* eliminar* elimin* borrar* borr* quitar* quit* baja retirar*
		rimuov* cancell* eliminat* remover excluir usun* wypis* skreśl* stop cease aufhören arrêter cesser
		прекратить перестать parar dejar durdurun suppression effacement löschung удаление удаления eliminación
		silinmesi өшіру`,
	classReporting: `report* mark* flag* click* hit complain* denunci* marc* segnal* signal* zgłosi* gemeldet meldet
		markiert* пометил* пожал* жалоб* помет* bildir* işaretle* шағым* plainte plaintes porté beschwer* queja
		quejó şikayet* жалов* жаловал*`,
	classSpam: `spam junk unwanted спам спама indésirable pourriel istenmeyen abuse`,
	classRefusing: `отказ* відмов* отклонил* refus* declin* verweiger* lehnt lehnte ablehn* abgelehnt rechaz*
		renunci* rifiut* recus* odmów* reddet* vazgeç* objects objected opposes opposed object oppose widersprich*
		widersproch* возраж* протест* soppose тыйым`,
	classEnding: `cancel* ended ends end terminat* expire* lapsed stopped paused iptal* gekündigt kündigte
		beendet abgelaufen erloschen pausiert storniert* отмен* прекращ* аннулир* законч* истек* приостан* скасов*
		résili* annul* terminé* expiré* suspend* anulad* terminad* caducad* vencid* scadut* annullat* encerrad*
		zakończ* wygas* sona bitti bitmiş durdur* тоқтат* аяқтал* revoked withdrawn widerrufen entzogen отозван*
		отозвал* retiré retirado revocad*`,
	classSubscription: `subscription* subscri* abo abos abonnement* abonnent* bezug подписк* подписчик* підписк*
		abonelik* abonelig* üyelik* жазылым* жазылу suscripci* suscriptor* suscriptores abbonament* iscrizion*
		assinatur* inscri* subskrypcj* membership* mitgliedschaft* consent* permission einwilligung* zustimmung*
		consentement consentimiento согласи* izin келісім* newsletter* рассылк* bülten* boletín infolettre`,
	classLeaving: `left leaves leave leaving quit quits exited вышел вышла вышли ушел ушла ушли покину*
		покида* verließ verlassen verlässt quitté quitte quittent dejó dejaron abandon* lascia* saiu deixou
		opuści* ayrıl* çıktı çıkmış çıkar* шықты шыққан шығар* кетті кеткен`,
	classList: `list lists newsletter mailing рассылк* рассылки список списка списк* розсилк* verteiler
		liste lista listeden listesinden listeyi bültenden тізім* таратылым* distribution boletín`,
	classBad: `wrong invalid dead defunct outdated incorrect nonexistent unknown unreachable overflow
		closed неверн* невалидн* недейств* нерабоч* несуществ* ошибочн* битый неправильн* переполнен* закрыт*
		устарел* невірн* falsch* ungültig* tot tote tote unbekannt* voll überfüllt veraltet* fehlerhaft* erron*
		invalide* fausse faux inconnue inexistant* pleine périmée mauvaise incorrect* inválid* erróne* llen*
		desconocid* caducad* errat* inesistent* błędn* nieprawidłow* yanlış geçersiz* hatalı dolu kapalı yok қате
		жарамсыз* жоқ толы дұрысемес`,
	classAddress: `address addresses email emails mail mails mailbox inbox account adresse adressen adres
		adresi mailadresse postfach email адрес адреса адресат* ящик ящика почта почты почту емейл мейл адреси
		скринька пошта boîte adressemail courriel correo dirección direccion buzón indirizzo casella endereço
		skrzynka posta kutusu мекенжай мекенжайы электрондық мекенжай* адрес* adressen direcciones adresses`,
	classWanting: `want wants wanted wish wishes will would likes like möchte* wünsch* wollte will хочет
		хотел* хотят желает veut souhaite désire quiere desea vuole desidera quer deseja chce istiyor қалайды
		interest interested interess* intérêt интерес* interés`,
	classWorkplace: `redaktion zeitung firma haus amt rédaction redacción редакци* министерств* мид компани*
		работ* должност* işten kurumdan жұмыс*`,
	classConfirming: `confirm* verif* validat* activat* doi bestätig* verifizier* aktivier* подтверд*
		подтвержд* верифик*
		активац* активир* підтверд* растау* растал* onay* doğrula* vérif* valid* aprob* conferm* potwierdz*`,
	classDelivery: `delivery deliver delivering zustellung zustellen доставк* доставит* доставля*
		livraison distribution
		entrega teslimat teslim жеткізу* dostarcz* consegna recapito mail email письм* message nachricht`,
	classFailing: `fail* fehlgeschlagen* scheiter* gescheitert ошибк* неудач* сбой échou* échec fallid*
		falló başarısız*
		hata* сәтсіз* impossible unmöglich невозможн* imposible error errors refused`,
	classFormer: `former formerly ex ehem ehemal* ehemalig* früher* ancien anciens ancienne* antiguo* antigua* бывш*
		колишн* eski бұрынғы previous past old alt alte altes vormal* ehemals`,
	classReader: `subscriber* reader* recipient* abonnent* leser* empfänger* bezieher* подписчик*
		подписчиц* читател*
		абонент* адресат* передплатник* підписник* aboneler* abonesi abone okur* üyeler жазылушы* оқырман*
		abonné* lecteur* lectrice* destinataire* suscriptor* lector* lectores destinatario* abbonat* iscritt*
		assinante* subskrybent*`,
	classFiling: `filed lodged made sent received raised подал* направил* түсір* айтты porté déposé présenté puso
		presentó
		etti bulundu eingereicht erhoben złożył*`,
	classComplaint: `complaint* жалоб* скарг* шағым* şikayet* beschwerde* plainte* queja* reclamo* skarg*`,
	classOn: `active activ* enabled subscrib* opt opted optin actief ingeschreven aangemeld geabonneerd consent
		активен активн* подписан* согласие белсенді жазыл* aktif
		etkin abone* aktiv abonniert angemeldet actif* abonné* inscrit* activo activa suscrit* attivo
		attiva iscritt* ativo
		ativa inscrito* aktywn* zapisan* активн* підписан*`,
	classFiller: `list lists liste listen lista listas listesi listeler список списки тізім тізімі member
		members user users subscriber subscribers reader readers contact contacts people person persons recipient
		recipients audience customers clients email emails mail mails mailing address addresses newsletter
		newsletters digest export exports exported import csv xlsx txt file files copy final new current data
		backup database db all total full page part version sheet table tab report status state mitglied
		mitglieder abonnent abonnenten leser kontakte kontakt empfänger adressen adresse datei kopie neu alle
		verteiler abonné abonnés abonnes lecteur lecteurs membres membre contacts fichier copie adresses
		destinataires suscriptores suscriptor lectores miembros contactos correos direcciones archivo iscritti
		abbonati assinantes inscritos subskrybenci подписчик подписчики подписчиков читатели читателей абоненты
		абонентов контакты контактов адреса адресов адресаты файл выгрузка база копия рассылка рассылки рассылке
		рассылку люди пользователи пользователей підписники жазылушы жазылушылар жазылушылардың оқырман оқырмандар
		файл аboneler aboneler abone üye üyeler okur okurlar kişi kişiler kişi adres adresler e i ii of the a an
		from since on at in by and or to for with as is was were are be been being has have had he she they it we
		his her his who which this that these those himself herself themselves self already now ago last year
		month may day date time de le la les du des el los las del da di do am im seit vom von der die das den dem
		und hat haben ist sind wurde wurden sich er sie wer zum zur aus auf per bei schon bereits jetzt jahr monat
		est a été s ont et sont il elle ils depuis en dans par déjà desde hace el se ha han fue y por con su al ya
		é e o os as с со от из и по на был была было были он она они уже теперь года год г дата в есть із від з та
		був була були бастап және ve ile bu bir tarihinde tarihi olan olarak den dan edildi edilen edilenler etti
		eden edenler olanlar oldu için january february march april june july august september october november
		december jan feb mar apr jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober
		dezember mrz okt dez janvier février mars avril juin juillet août septembre octobre novembre décembre
		enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre января февраля
		марта апреля мая июня июля августа сентября октября ноября декабря январь февраль март апрель май июнь
		июль август сентябрь октябрь ноябрь декабрь ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim
		kasım aralık қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан please
		bitte пожалуйста lütfen svp user admin manual manually automatic hard soft permanent permanently temporary
		temporarily mailchimp brevo sendinblue listmonk mailtrain keila sendgrid klaviyo mailjet mailerlite
		mailpoet sympa civicrm acymailing unisender aweber getresponse hubspot outlook thunderbird gmail google
		substack ghost beehiiv buttondown phplist ses segment group groups suppression suppressions reason event
		events type count total one two first second us uns ihm ihr me mir nous own eigene definitivas definitivos
		definitive définitifs définitives permanentes temporales voluntarias totales mensuales nuevas recientes
		recent monthly weekly yearly neue neuesten neueste nouveaux nouvelles новые новых последние yeni жаңа soir
		pour by boîte buzón dirección direccion posta kutusu postfach mailbox inbox ящик почта почты почту пошта
		мекенжай мекенжайы mailing konto konten accounts account profiles profile записи запись kayıtlar kayıt
		my our mein meine unsere mon mes mi mis mio miei moi nos nuestros мои мой моя наш наши менің
		біздің benim bizim moje
		nasze мої наші lijst lijsten adressenlijst abonnees lezers leden bestand mese mois ay yıl año anno
		rok місяць
		miesiąc maand dsgvo gdpr rgpd damit adressen adressesi мекенжайлар
		tag tagok feliratkozók olvasók prenumeranter medlemmar medlemmer abonnenter tilaajat jäsenet
		odběratelé odberatelia
		členové členovia členi uživatelé abonați abonaților membri lista korisnici pretplatnici članovi
		kontakti naročniki
		абонати читатели членове συνδρομητές μέλη λίστα المشتركين المشتركون الاعضاء قائمة מנויים רשימה
		רשימת חברים abunəçilər
		obunachilar жазылуучулар pelanggan anggota thành viên lezers otpravki spisok`,
}
