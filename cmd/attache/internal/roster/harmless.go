package roster

import (
	"slices"
	"strings"
	"sync"
)

// harmless are words of headers that say nothing of who gets mail, folded as wordsOf does. A header is harmless when
// all its words are nouns or qualifiers and one is a noun ("Business Street", "Рабочий телефон"), or when it is one of
// the phrases. Figures are phrases for dates and counts: such a column is harmless while it holds nothing else.
type harmless struct{ nouns, qualifiers, phrases, figures map[string]bool }

var harmlessHeaders = sync.OnceValue(func() harmless {
	set := func(parts []string) map[string]bool {
		out := map[string]bool{}
		for _, s := range parts {
			if w := wordsOf(s); len(w) > 0 {
				out[strings.Join(w, " ")] = true
			}
		}
		return out
	}
	return harmless{
		nouns: set(strings.Fields(harmlessNouns + " " + harmlessTraits)), qualifiers: set(strings.Fields(harmlessQualifiers)),
		phrases: set(strings.Split(harmlessPhrases, "|")), figures: set(strings.Split(figurePhrases, "|")),
	}
})

// furtherMail are headers of further addresses, folded: "Email 2", "E-mail 3 - Value".
var furtherMail = pattern(`^e?mail[2-9](value|address)?$`)

// isFigures reports whether a header is of dates or counts that say nothing of who gets mail.
func isFigures(header string) bool {
	return harmlessHeaders().figures[strings.Join(wordsOf(inBrackets().ReplaceAllString(header, "")), " ")]
}

// inBrackets is a unit or a zone behind a header: "Create Date (GMT+6)", "Emails opened (7d)".
var inBrackets = pattern(`\([^()]*\)`)

// isHarmless reports whether a header says nothing of who gets mail.
func isHarmless(header string) bool {
	words, h := wordsOf(header), harmlessHeaders()
	phrase := strings.Join(words, " ")
	if n := len(words); n > 1 && slices.Contains([]string{"no", "nr", "num"}, words[n-1]) {
		words = words[:n-1] // a number: "Phone no", but not "No phone"
	}
	if h.phrases[phrase] || ofAnotherChannel(header) || furtherMail().MatchString(fold(header)) {
		return true
	}
	core := false
	for _, w := range words {
		noun := h.nouns[w] || titleHeaders().has(w)
		core = core || noun
		if !noun && !h.qualifiers[w] {
			return false
		}
	}
	return core
}

// isMailHeader reports whether a header names e-mail addresses: a word for them and none but qualifiers beside it,
// "Primary Email", "Рабочая почта".
func isMailHeader(header string) bool {
	words := wordsOf(header)
	return slices.ContainsFunc(words, func(w string) bool { return mailNouns()[w] }) &&
		!slices.ContainsFunc(words, func(w string) bool { return !mailNouns()[w] && !mailQualifiers()[w] })
}

var (
	mailNouns = sync.OnceValue(func() map[string]bool {
		return newWordSet(`email mail emailaddress mailaddress mailadresse emailadresse почта почты пошта пошты
			eposta posta courriel mél mel correo имейл емейл мейл мэйл électronique electrónica
			elettronica elettronico
			eletrônico электронный електронна mailadres emailadres`).whole
	})
	mailQualifiers = sync.OnceValue(func() map[string]bool {
		return newWordSet(`e address addresses adresse primary main first default preferred work business
			office official corporate company professional personal private home contact user primäre
			primaere primärer
		sekundäre sekundaere première deuxième
			seconde secundario secundaria primaria primario secondaria secondario primária secundária podstawowy
			podstawowa dodatkowy dodatkowa головна додаткова  қосымша primair secundair e-mailadres mailadres
			emailadres customer client
			subscriber member recipient login account your reader internet smtp value id person individual press
			journalist media secondary second other alternate alternative additional the of электронная электронной
			электронный электронный эл рабочая рабочий рабочей служебная служебный основная основной личная личный
			контактная контактный корпоративная ел адрес адреса адресат подписчика контакта пользователя клиента
			дополнительная вторая електронна робоча особиста основна электрондық жұмыс жеке негізгі
			мекенжай мекенжайы
			іс e iş kişisel kurumsal ana birincil ikincil adresi elektronik dienstliche dienstlich geschäftliche
			geschäftlich private privat haupt erste zweite kontakt professionnel professionnelle professionnelles
			personnel personnelle principal principale secondaire électronique electronique l de du d la electrónico
			electronico electrónica del de trabajo principal personal institucional profesional indirizzo
			lavoro endereço eletrônico eletrónico pessoal adres służbowy prywatny główny`).whole
	})
)

// isProof reports whether a header is of a day or an address at which somebody opted in or confirmed.
func isProof(header string) bool {
	return proofHeaders()[strings.Join(wordsOf(inBrackets().ReplaceAllString(header, "")), " ")]
}

var proofHeaders = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for s := range strings.SplitSeq(proofPhrases, "|") {
		out[strings.Join(wordsOf(s), " ")] = true
	}
	return out
})

// ofAnotherChannel reports whether a column is about messages to a telephone alone.
func ofAnotherChannel(header string) bool {
	f := fold(header)
	return slices.ContainsFunc([]string{"sms", "whatsapp", "смс"},
		func(c string) bool { return strings.Contains(f, c) }) && !strings.Contains(f, "mail") &&
		!strings.Contains(f, "почт")
}

// No word of leaving, refusing, confirming or consenting stands in these lists, nor one that may ask for a yes.
const (
	harmlessNouns = `id ids webpage homepage spitzname rufname arbeitstitel geburtsjahr geburtsmonat messengername
		mobiltel kfz autotelefon kinder partner partnerin jahrestag assistent assistentin regierungsnr
		reisekilometer
		vertraulichkeit verzeichnisserver initialen hobby pagernummer faxnummer benutzerdef benutzerdefiniert divers
		pager année mois jour pagina web nick soprannome cercapersone cellulare nazione cap reparto
		organizzazione anno
		mese giorno titolo campo apodo busca año mes día notícia personalizado personalizada apelido
		empresa telemóvel
		bip localidade país departamento organização organizacja organizacja dział pseudonim telefon
		komórka faks pager
		ulica kod pocztowy stanowisko rok miesiąc dzień urodzenia województwo komputer год месяц рождения
		пейджер веб
		страница фото рік місяць день псевдонім телефон мобільний область індекс туған жылы takma lakap çağrı yıl ay
		gün functie bedrijf afdeling plaats straat postcode land provincie mobiel telefoon geboortedatum bijnaam
		roepnaam engagement uuid guid euid leid uid row number gender sex age birthday birth birthdate
		anniversary salutation prefix suffix initials nickname phone phones telephone tel mobile cell cellphone
		fax pager telex isdn landline callback company companies firm employer organization organisation org
		institution agency ministry embassy department dept division unit office job position role occupation
		profession rank city town village country countries region province district county zip postcode postal
		street address addresses house apartment building room floor pobox timezone tz latitude longitude geo
		location place nationality citizenship photo picture avatar website url homepage web linkedin twitter
		facebook instagram telegram skype ip owner assistant manager spouse children hobby desk outlets channel
		channels station programme program newspapers magazine magazines publication publications publisher
		publishers section rubric genre bureau accreditation platform handle nick pseudonym pronouns honorific
		grade level sector industry field expertise specialty speciality zipcode tiktok mastodon viber youtube
		bluesky signal messenger journalist correspondent editor duty function post designation workplace employer
		headquarters branch extension ext coverage circulation press newsroom team affiliation area prefecture
		suburb settlement source referrer interests topics themes currency phonetic yomi title beat outlet media
		newspaper пол возраст рождения телефон телефона тел факс мобильный компания компании организация
		организации учреждение ведомство министерство посольство департамент управление отдел подразделение
		редакция издание должность должности профессия звание город города страна страны регион область район село
		индекс улица дом квартира адрес адреса обращение отчество часовой пояс сайт гражданство источник темы
		интересы номер комната кабинет стать вік народження місто міста країна країни компанія посада організація
		вулиця відділ установа джерело жынысы жасы туған ұйым компания лауазымы қызметі қала қаласы ел елі облыс
		облысы аудан көше мекенжайы бөлім сми медиа газета газеты журнал журнала телеканал канал канала радио
		радиостанция агентство агентства рубрика рубрики тема тематика ранг чин должн пост структура сектор филиал
		корпус этаж офис ник псевдоним работа работы работодатель область корреспондент аккредитация мессенджер
		телеграм ватсап вотсап вк инн снилс паспорт специализация направление руководитель секретарь имена змі
		видання газета телеканал рубрика посади сфера бақ басылым басылымы газет газеті журналы арна арнасы
		телеарна агенттік агенттігі тақырып тақырыбы лауазым қызмет ұйымы мекемесі бөлімі басқарма басқармасы
		департаменті мамандығы мамандық атағы редакциясы елді кеңсе дәреже дәрежесі министрлік мекеме телефоны
		индексі сайты әкесінің ұялы нөмірі дереккөз cinsiyet yaş doğum şirket kurum kuruluş bakanlık büyükelçilik
		birim bölüm departman unvan ünvan görev meslek şehir il ilçe ülke bölge sokak cadde adres adresi telefon
		telefonu cep faks gsm web sitesi kaynak ilgi konular numarası görevi unvanı ünvanı kurumu kuruluşu birimi
		bölümü şehri ülkesi ili ilçesi mesleği departmanı pozisyon pozisyonu makam makamı gazete gazetesi yayın
		yayını medya kanal kanalı dergi ajans ajansı basın sektör sektörü alan rütbe işyeri işveren uzmanlık
		temsilcilik bakanlığı cinsiyeti yaşı firması şirketi çalıştığı Geschlecht Alter Geburtstag Geburtsdatum
		Geburt Anrede Titel Telefon Telefonnummer Handy Handynummer Mobil Mobiltelefon Mobilnummer Festnetz Fax
		Firma Unternehmen Organisation Institution Behörde Ministerium Botschaft Referat Abteilung Dienststelle
		Redaktion Medium Funktion Position Beruf Stadt Ort Wohnort Land Region Bundesland PLZ Postleitzahl Straße
		Strasse Hausnummer Adresse Anschrift Zeitzone Webseite Website Staatsangehörigkeit Ressort Zeitung Sender
		Medien Medienhaus Verlag Agentur Rubrik Fachgebiet Themengebiet Sparte Sachgebiet Amt Amtsbezeichnung Rang
		Dienstgrad Dienststellung Stellung Postfach Durchwahl Vorwahl Rufnummer Telefax Arbeitgeber Standort Büro
		Ansprechpartner Vorgesetzter Tätigkeit Branche Programm Blatt Kanal Akkreditierung Sektor Bereich Etage
		Gebäude Herkunft Quelle Interessen Themen Kundennummer Mitgliedsnummer Personalnummer Nummer Raum Zimmer
		sexe âge naissance civilité téléphone portable télécopie société entreprise organisation organisme
		institution ministère ambassade département direction service bureau fonction poste profession métier
		ville journal journaux rubrique chaîne titre grade organe employeur secteur lieu tél tel télé radio presse
		agence domaine spécialité accréditation étage bâtiment pseudo commune profil surnom pays région code
		postal rue adresse fuseau site nationalité source intérêts thèmes numéro rédaction média sexo edad
		nacimiento teléfono móvil celular empresa compañía organización institución ministerio embajada
		departamento oficina cargo puesto profesión ciudad país provincia región calle dirección domicilio
		nacionalidad sección periódico diario cadena emisora agencia puesto redacción fijo población localidad
		municipio sector revista área ámbito especialidad rango titulación prensa acreditación empleador colonia
		apodo tratamiento fuente intereses temas número medio sesso età nascita telefono cellulare azienda ente
		ministero ambasciata ufficio reparto carica città paese provincia via indirizzo fonte temi cidade telefone
		nascimento cargo endereço rua miasto kraj firma płeć urodzenia ulica stanowisko ministerstwo instytucja
		adres`
	// what somebody is or does, whether or not: "VIP: no"; nothing that ends, and no kind of subscription
	harmlessTraits = `testata testate quotidiano emittente rivista giornalista vip premium freelance
		freelancer freelancers accredited accreditation foreign local national international
		regional speaker speakers guest attended attendee attending participant participated participation
		delegate panelist
		panellist moderator staff fulltime parttime print online tv television broadcast female male woman
		man married
		vegetarian vegan visa passport translator interpreter photographer photo cameraman camera parking
		hotel dinner lunch
		breakfast badge lanyard student minor adult resident expat veteran sponsor donor volunteer
		columnist blogger pundit
		analyst expert diplomat ambassador minister deputy official civilian military embargo embargoed
		interview interviewed
		 parliament senate cabinet english russian kazakh german french turkish spanish italian chinese
		arabic speaks
		fluent native
		вип премиум фрилансер фриланс внештатный штатный аккредитован аккредитована аккредитованный
		иностранный иностранец
		иностранная иностранное иностранные зарубежный местный региональный федеральный международный
		спикер гость участник участница участие
		участвовал делегат модератор печатный онлайн телевидение женщина мужчина женат замужем переводчик
		фотограф оператор виза
		паспорт парковка гостиница ужин обед завтрак бейдж студент эксперт дипломат посол министр депутат
		чиновник блогер
		колумнист аналитик интервью  эмбарго английский русский казахский владеет
		шетелдік жергілікті халықаралық аккредиттелген штаттан қонақ қатысушы қатысты спикері әйел ер
		үйленген аудармашы
		фотограф оператор студент сарапшы дипломат елші министр депутат сұхбат қазақша орысша ағылшынша
		akredite serbest yabancı yerel ulusal uluslararası bölgesel konuşmacı konuk misafir katılımcı
		katıldı delege moderatör
		kadrolu basılı televizyon kadın erkek evli çevirmen tercüman fotoğrafçı kameraman vize pasaport
		otopark otel yemek
		öğrenci uzman diplomat büyükelçi bakan milletvekili yazar köşe röportaj ambargo İngilizce Rusça Kazakça
		freiberufler freiberuflich freier freie festangestellt akkreditiert Auslandspresse
		Auslandskorrespondent Ausländer ausländisch
		lokal regional überregional Gast Redner Rednerin Teilnahme Teilnehmer teilgenommen Delegierter
		Moderatorin Fernsehen
		Hörfunk Print weiblich männlich verheiratet Dolmetscher Übersetzer Fotograf Kamera Visum Pass
		Parkplatz Abendessen
		Mittagessen Ausweis Experte Expertin Diplomat Botschafter Minister Abgeordneter Beamter Sperrfrist
		Auslandsbüro
		pigiste accrédité accréditée étranger étrangère étrangers intervenant intervenante invitée
		conférencier présent présente
		participant participante délégué modérateur femme homme marié mariée traducteur interprète
		photographe caméraman visa
		passeport stationnement hôtel dîner déjeuner étudiant expert experte diplomate ambassadeur
		ministre député élu embargo
		entretien télévision locale nationale internationale
		autónomo acreditado acreditada extranjero extranjera extranjeros ponente orador oradora asistente
		asistió asistencia
		participante delegado moderador mujer hombre casado casada traductor traductora intérprete
		fotógrafo camarógrafo visado
		pasaporte aparcamiento hotel cena almuerzo estudiante experto experta diplomático embajador
		ministro diputado entrevista
		embargo televisión nacional internacional
		accreditato accreditata estero straniero straniera stranieri relatore relatrice ospite
		partecipante partecipa donna uomo
		sposato traduttore interprete fotografo visto passaporto parcheggio cena pranzo studente esperto
		esperta diplomatico
		ambasciatore deputato intervista nazionale internazionale locale
		credenciado credenciada acreditado estrangeiro estrangeira palestrante convidado participa mulher
		homem tradutor
		fotógrafo jantar almoço estudante especialista diplomata embaixador deputado entrevista
		akredytowany akredytowana zagraniczny zagraniczna prelegent gość uczestnik kobieta mężczyzna
		tłumacz fotograf wiza
		parking student ekspert dyplomata ambasador minister poseł wywiad lokalny krajowy międzynarodowy
		акредитований акредитована іноземний іноземна місцевий спікер гість учасник жінка чоловік
		перекладач фотограф експерт
		дипломат посол міністр депутат інтерв'ю
		geaccrediteerd buitenlands buitenlandse buitenland lokaal nationaal internationaal spreker gast
		deelnemer deelname vrouw
		tolk vertaler fotograaf visum paspoort diplomaat ambassadeur kamerlid freelancejournalist
		公司 单位 單位 媒体 媒體 部门 部門 职位 職位 职务 职称 电话 電話 手机 手機 城市 国家 國家 地址 生日 性别 性別 语言 传真
		会社 会社名 所属 部署 役職 電話番号 携帯 携帯電話 住所 都市 国 都道府県 生年月日 媒体名
		회사 회사명 소속 매체 부서 직책 직위 직함 전화 전화번호 휴대폰 휴대전화 주소 도시 국가 생년월일 성별
		الشركة المؤسسة الوظيفة الهاتف الجوال المدينة البلد الجهة العنوان القسم
		företag titel avdelning telefon ort land firma avdeling stilling selskab afdeling by yritys osasto
		puhelin kaupunki maa
		cég beosztás osztály telefonszám város ország společnost oddělení pozice město země firmă
		departament funcție oraș
		țară фирма отдел длъжност град държава εταιρεία τμήμα θέση τηλέφωνο πόλη χώρα חברה מחלקה תפקיד
		טלפון עיר מדינה`
	harmlessQualifiers = `lavoro privato ufficio służbowy prywatny domowy komórkowy służbowa domowa yılı
		ayı werk thuis
		робочий домашній робоча домашня geschäftliche bureau domicile personnel ufficiale the of a and business home
		other work working main primary secondary personal private
		company name names type label value first last middle full display code date day time at on utc gmt by
		total count rate avg average unique contact s e mail email formatted extended line additional customer
		record external internal member user card year month hex custom screen line cover covers current head his
		her their your main person дата день время рабочий рабочая домашний домашний мобильный служебный основной
		дополнительный название наименование код почтовый полный личный моб раб дом клиента номер күні атауы аты
		жұмыс үй пошталық tarihi günü iş ev kodu no adı numara privat geschäftlich dienstlich Name Datum Art Typ
		der des mobil de du d des la le les l date nom professionnel personnel mobile fixe code type fecha nombre
		del trabajo casa particular código tipo data di do da nome`
	harmlessPhrases = `no|e mail angezeigter name|e mail 2 angezeigter name|e mail 3 angezeigter name|stichwörter
		|nom affiché de l adresse de messagerie|nombre de pantalla de correo electrónico|account name|e mail typ
		|email typ|e mail 2 typ|e mail 3 typ|konto|weitere nummer|weitere vornamen
		|internet frei gebucht|rückmeldung|priorität|privat|angezeigter name|#|№|n|nr|п/п|№ п/п|optin ip|opt in ip
		|confirm ip|confirmation ip|html email|htmlemail
		|customer no|client no|member no|kunden nr|mitglieds nr|personal nr|send format|email format|foreign key
		|foreignkey|subscribe page|subscribepage|complimentary plan|stripe customer id|stripe plan|cust id
		|cc|full name
		|additional name|maiden name|patronymic|father name|file as|referred by|directory server|internet free busy
		|government id number|organizational id number|billing information|mileage|sensitivity|priority|private
		|tty tdd phone|user|account|e mail label|e mail type|e mail display name|e mail value|email label|email type
		|email display name|event label|event value|relation label|relation value|website label|im type|im service
		|im value|im label|custom field label|record id contact|record id|associated company|associated company ids
		|primary associated company|contact owner|lead status|lifecycle stage|ext id|lead source|subscription source
		|subscription source free|subscription source paid|cid|hash email|sıra no|sira|n o|numero|subscribe source
		|signup source|mailing city|mailing country|mailing street|mailing zip|mailing state province|business state
		|home state|other state|work state|state province|state region|billing state|shipping state|location
		|часовой пояс|отчество|по батькові|әкесінің аты|saat dilimi|ilgi alanları|baba adı|posta kodu|origin
		|optin source|моб|раб|дом|вн|доб|contact no|contact nr|mail no|tel no|unsubscribe link|unsubscribe url
		|preferences link|preference link|manage preferences link|webversion link|mail stop|mailstop
		|consent to track
		|consenttotrack|reads email with|reads emails with|do not phone|do not sms|do not trade|do not call
		|preferred communication method|preferred mail format|preferred language|sort name|legal name
		|legal identifier
		|external identifier|image url|hash|contact source|contact type|contact subtype|email greeting
		|postal greeting
		|addressee|individual prefix|individual suffix|current employer|household name|organization name|sic code
		|unique id|signature|location type|im provider|master address id|ad tracking|email update source|klaviyo id
		|cms id|tracking|key|token|automation|html|userid|user id|subid|visibility|visibility subscriber
		|included subscriber|list subscriber|robot subscriber|phone status|phone availability|phone list ids
		|phone add time|phone subscribe times|phone request ip|phone unsubscribed list ids|email list ids
		|email request ip|referrer url|last followup message|phonetic|ip origin|autoresponder day|cycle day|ccno
		|ministry or agency|place of work|место работы|жұмыс орны|görev yeri|lieu d'affectation|lugar de trabajo
		|birth day|birth month|birth year|screen name|custom|nick name|lfd|lfd nr|akad grad|fuseau horaire
		|code postal
		|lieu de travail|zona horaria|segundo nombre|time zone|is test`
	proofPhrases = `optin time|opt in time|opt in date|optin date|opt in timestamp|optin timestamp|opted in at
		|opted in on|optin ip|opt in ip|confirm ip|confirmation ip|confirmed ip|doi ip|doi time|doi timestamp
		|consent date|consent time|consent timestamp|consent ip|consent given at|consent given on|date of consent
		|gdpr date|consented at|consented on|email consent timestamp|email marketing consent timestamp
		|email optin date
		|email opt in date|double opt in date|double opt in at|double opt in time|double opt in ip|email confirm ip
		|confirmation source|дата согласия|дата получения согласия|ip подтверждения|ip согласия|келісім күні|onay ip
		|izin tarihi|onay tarihi ip|Einwilligung am|Einwilligungsdatum|Datum der Einwilligung|Bestätigungs-IP
		|Opt-in-Datum|Opt-in am|DOI-Datum|date de consentement|date du consentement|ip de confirmation|date d'opt-in
		|date opt-in|fecha de consentimiento|fecha del consentimiento|fecha de opt-in|ip de confirmación
		|data consenso
		|data del consenso|data de consentimento|data zgody|дата згоди`
	figurePhrases = `timestamp|cdate|udate|add date|contact score|message|messages sent|last message
		|follow up message|last engagement|last engaged|last engagement date
		|engagement score|Zeitstempel|отметка времени|zaman damgası|horodateur|marca temporal|registered|angelegt
		|angelegt am|lifetime value|engagement|followers|created|created at|created on|created date|create date
		|creation date
		|date created
		|updated
		|updated at|updated on|date updated|last updated|modified|modified at|modified on|last modified
		|modified time
		|modified date|last changed|last change|changed at|added|added at|added on|added time|date added|joined
		|joined at|joined on|join date|joined date|date joined|registered at|registered on|registration date
		|registration time|date registered|signup date|sign up date|signed up at|signup time|subscribe date
		|subscribed at|subscribed on|subscribed date|subscription date|date subscribed|optin time|opt in time
		|opt in date|optin date|entered|first payment at|last activity|last activity date|last activity at
		|last opened
		|last opened at|last open|last click|last clicked|last seen|last seen at|last sent|last contacted
		|last email opened|last email clicked|rating|member rating|score|rank|sent|opens|clicks|opened
		|clicked|open rate
		|click rate|orders|orders count|bounce count|bouncecount|bounces count|dstoff|gmtoff|member since
		|subscriber since|customer since|Mitglied seit|Abonnent seit|abonné depuis|total spent|revenue|lead score
		|emails opened|emails received|links clicked|post views|historic customer lifetime value
		|total customer lifetime value|predicted customer lifetime value|average order value|historic
		number of orders
		|average days between orders|first active|last active|profile created on|expected date of next order
		|churn risk prediction|predicted number of orders|email add time|email subscribe times|email last read time
		|email last click time|email last delivery time|lastopen date|lastclick date|lastsent date|creation date
		|date epoch subscriber|update epoch subscriber|bounce score subscriber|bounce score|created date
		|modified date
		|last followup sent at|imported on|added on|date joined|last clicked at|click count|open count|bounces
		|bounce rate|number of bounces|days active|unique emails seen|paid upgrade date|first paid date
		|subscriptions gifted|activity|дата создания|дата добавления|дата обновления|дата изменения|дата регистрации
		|дата подписки|дата вступления|добавлен|создан|создано|изменен|последняя активность|дата додавання
		|дата реєстрації|дата підписки|дата створення|тіркелген күні|қосылған күні|жазылған күні|жазылу күні
		|құрылған күні|kayıt tarihi|eklenme tarihi|oluşturma tarihi|güncelleme tarihi|abonelik tarihi|üyelik tarihi
		|abone olma tarihi|katılma tarihi|Anmeldedatum|angemeldet am|Registrierungsdatum|registriert am
		|hinzugefügt am
		|erstellt am|Erstellungsdatum|geändert am|Änderungsdatum|Eintrittsdatum|eingetragen am|Beitrittsdatum
		|letzte Aktivität|zuletzt geöffnet|date d'inscription|date inscription|inscrit le|inscrite le
		|date d'abonnement
		|date de création|date d'ajout|créé le|ajouté le|modifié le|date de modification|dernière activité
		|fecha de alta
		|fecha alta|fecha de registro|fecha de suscripción|fecha de creación|fecha de inscripción
		|fecha de modificación
		|creado el|última actividad|data iscrizione|data di iscrizione|data registrazione|data creazione
		|data de inscrição|data de cadastro|data de criação|data zapisu|data dodania|data rejestracji`
)

// groupHeaders name columns in which a mailer keeps tags, lists and fields of the operator's own. They are passed over
// where the file says of every person in another column whether he gets mail; else a tag may be what says it.
var groupHeaders = sync.OnceValue(func() []string {
	return folded(
		"tags", "tag", "labels", "label", "list", "lists", "list name", "groups", "group", "group membership",
		"categories", "category", "keywords", "segments", "segment", "attributes", "data", "metadata", "tiers", "plan",
		"product", "products", "campaign", "теги", "тег", "метки", "метка", "группа", "группы", "список",
		"списки", "категория", "категории", "сегмент", "групи", "мітки", "топ", "санат", "тізім", "etiketler",
		"etiket", "grup", "gruplar", "kategori", "liste", "listeler", "Gruppe", "Gruppen", "Kategorie", "Kategorien",
		"Schlagworte", "Verteiler", "Liste", "Listen", "groupe", "groupes", "catégorie", "catégories", "étiquettes",
		"listes", "etiquetas", "grupo", "grupos", "categoría", "categorías", "lista", "listas", "gruppo", "categoria",
		"grupa", "etykiety", "profile", "feed by mail", "follow up", "list ids", "email lists", "contact lists",
	)
})
