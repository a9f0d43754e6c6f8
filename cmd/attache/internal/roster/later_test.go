package roster

// The second set of made files was written after the code that the first one led to, and before it was run.

var laterPaths = map[string]string{
	madeLeft: "Unsubs/list.csv|unsubscribe-requests/list.csv|Opted Out/list.csv|hard bounces 2025/list.csv" +
		"|do_not_contact/list.csv|suppressed/list.csv|spam/list.csv|Отписки/список.csv|отказники 2025/список.csv" +
		"|чёрный список/база.csv|недоставленные/база.csv|удалённые/база.csv|Iptal edenler/liste.csv" +
		"|kara liste/liste.csv|geri dönenler/liste.csv|шыққандар/тізім.csv|қара тізім/тізім.csv" +
		"|Sperrliste/Presse.csv|gelöschte Adressen/Liste.csv|Rückläufer/Liste.csv|désinscriptions/liste.csv" +
		"|liste noire/presse.csv|rebotes/lista.csv|lista negra/prensa.csv|rimbalzati/elenco.csv" +
		"|lista nera/elenco.csv|cancelados/lista.csv|rezygnacje/lista.csv|odbite/lista.csv|чорний список/преса.csv" +
		"|afgemeld/lijst.csv|pending/list.csv|nicht bestätigt/Liste.csv|Trash.csv|junk/list.csv|My Trash/list.csv" +
		"|DND 2026.csv|DO-NOT-DISTURB/list.csv|killfile.txt|Kill_List_2025.csv|in quarantine.csv" +
		"|quarantine list.csv|Objectors 2025.csv|GDPR objections.csv|в карантине.csv|мусорный ящик.csv|корзина.csv" +
		"|в корзину.csv|свалка.csv|возразившие.csv|қоқыс жәшігі.csv|себет.csv|çöplük.csv|Çöp Kutusu.csv" +
		"|Mülleimer.csv|im Papierkorb.csv|in Quarantäne.csv|à la poubelle.csv|mise en quarantaine.csv" +
		"|en cuarentena.csv|a la papelera.csv|nel cestino.csv|in quarantena.csv|na lixeira.csv|em quarentena.csv" +
		"|w koszu.csv|do kosza.csv|у смітник.csv|кошик.csv|in quarantaine.csv|in de prullenbak.csv|banned/list.csv" +
		"|blocked users/list.csv|exclusions.csv|dead addresses.csv|deceased.csv|verstorbene.csv|умершие.csv" +
		"|décédés.csv|fallecidos.csv|vefat edenler.csv|RIP.csv|zombies_unsubscribed.csv",
	madeAsks: "OLD/list.csv|Old_List.csv|old-subscribers.csv|older.csv|list (old).csv|BAD.csv" +
		"|Archive/list.csv|Archives 2023/list.csv|Archiv/Liste.csv|АРХИВ/список.csv|старая база.csv" +
		"|плохие адреса.csv|ескі тізім.csv|eski liste.csv|alte Adressen.csv|schlechte.csv|vieille liste.csv" +
		"|mauvaises.csv|lista vieja.csv|lista vecchia.csv|lista velha.csv|stara lista.csv|старий список.csv" +
		"|oude lijst.csv|arşiv/liste.csv",
	madeActive: "press/list.csv|2026-11/list.csv|Newsletter/list.csv|mailing/list.csv|рассылка/база.csv" +
		"|Kontakte/Presse.csv|Verteiler/2026.csv|contacts/presse.csv|contactos/prensa.csv|contatti/stampa.csv" +
		"|contatos/imprensa.csv|kontakty/prasa.csv|контакти/преса.csv|basın/liste.csv|баспасөз/тізім.csv" +
		"|pers/lijst.csv|unsubscribed/csv/list.csv|Trash/files/list.csv|bounces/2026/members.csv|Golden/list.csv" +
		"|Altona/Presse.csv|Oldham/list.csv|Baddeck/list.csv|Killeen/list.csv|Binswanger.csv" +
		"|Salzburg alt und neu.csv|Altes Museum Verteiler.csv|archive dot org contacts.csv|Stara Zagora.csv" +
		"|Stary Rynek media.csv|Malo Polje.csv|Eskişehir.csv|Viejo San Juan prensa.csv|Старая Русса.csv" +
		"|Wastewater Weekly/list.csv|Clean Energy/list.csv|Abuse Prevention Network/list.csv" +
		"|downloads (1)/list.csv|New folder/list.csv|Neuer Ordner/Liste.csv|Новая папка/список.csv" +
		"|Yeni klasör/liste.csv|Nouveau dossier/liste.csv|Nueva carpeta/lista.csv|backup/list.csv|final/list.csv",
}

var laterNames = map[string]string{
	madeLeft: "Ann Lee (R.I.P)|(RIP) Ann Lee|Ann Lee - RIP|Ann Lee [RIP 2020]|Ann (†12.3.2021)|Ann Lee ✝|verst. Ann Lee" +
		"|Ann Lee, verst.|Ann (verschieden)|Ann (sel.) verstorben|Анна (умерла)|Анна (ум. 2020)|Анна †" +
		"|покойная Анна|Анна (покойница)|Анна (царствие небесное, умерла)|Анна (марқұм)|Анна (өмірден өтті)" +
		"|Ayşe (merhume)|Ayşe (vefat)|Ayşe (rahmetli)|Anne (décédée en 2020)|Anne (✝ 2020)|Ana (fallecida)" +
		"|Ana (Q.E.P.D.)|Ana (difunta)|Anna (deceduta)|Anna (defunta)|Ana (falecida)|Ana (in memoriam)" +
		"|Anna (zmarła)|Anna (nie żyje)|Ганна (померла)|Ганна (покійна)|Anna (overleden 2020)|ZZZAnn|ZZZ-Ann Lee" +
		"|zzz ann lee|Ann ZZZ|xxxx Ann|XXX - Ann Lee|яяя Анна|_zz_ Ann|##Ann Lee|#Ann Lee|// Ann Lee|--Ann Lee--" +
		"|~~Ann Lee~~|__Ann Lee|Ann (gest. 3/24)|Ann (ausgeschieden)|Ann (nicht mehr da)|Ann (DND!)|Ann (no mail)" +
		"|Ann (trash)|Ann (Müll)|Анна (мусор)|Ayşe (çöp)|Ann ☠|❌ Ann Lee|Ann (🚫)|⛔Ann|Ann (1940–2020)" +
		"|Ann Lee (late)|late Ann Lee (d. 2020) deceased|Ann *deceased*|Ann (is dead)|Ann (killed list)" +
		"|Ann (active: no)|Ann [inactive]|Ann (in-active)|Ann (bounce 550)|Ann (550 user unknown)|Ann: NXDOMAIN" +
		"|Ann (mailbox full)",
	madeActive: "Ripley Scott|Ann Ripp|Rip Rig|Kate Late|Verstappen Max|Gest Müller-Gest|Zizi Zed|Xx Li|Alexx Xu" +
		"|Ann (Zürich)|Ann (she)|Ann Lee (BBC, 2 desks)|Ann Lee (2020)|Ann Lee #1|Ann - Lee|Ann/Bob|Ann & Bob" +
		"|Ann Müll-Berger|Marie Poubelle|Ольга Мусорская|Анна Ум|Mehmet Çöp|Juan Basura|Anna Kosz|Old Ben|Ben Bad" +
		"|Otto Alt|Ana Vieja|Пётр Старый|Rest Ann Peace|Ann Lee (D. Phil.)|Dr. h.c. Ann Lee|Ann Lee, MBA" +
		"|Ann Lee (née Roe)|Ann -|Inactiva Lee|Ann Zz|Merhum Ali Yılmaz Caddesi Derneği|ANN (PRESS)|Ann * Lee",
}

var laterCells = map[string]map[string]string{
	madeLeft: {
		"Company": "r.i.p.|Rip|SMTP error 550|Error 550|551|552|5.2.2|5.7.1|4.4.7|550 5.1.1 User unknown" +
			"|550-5.1.1 unknown|DNS error|unknown host|no such domain|domain expired|recipient unknown" +
			"|account disabled|account closed|mailbox does not exist|kein MX-Record|Host unbekannt" +
			"|Domain unbekannt|unbekannter Benutzer|inactive: yes|inactive=true|active - no|active:false|active=n" +
			"|enabled: no|enabled=0|subscribed: 0|subscribed - no|opted in: no|optin=0|opt in - no|newsletter: n" +
			"|newsletter: 0|mailing: off|emails: no|emails=false|aktiv=nein|aktiv: 0|abonniert: nein|abonniert=0" +
			"|активен=нет|активна: нет|активен: 0|подписана: нет|рассылка: нет|aktif=hayır|aktif: yok" +
			"|abone: hayır|белсенді=жоқ|жазылған: жоқ|actif=non|abonné: non|abonnée : non|inscrit: non|activo=no" +
			"|suscrito: no|suscrita=no|attivo=no|iscritto: no|ativo=não|inscrito: não|aktywny=nie|zapisana: nie" +
			"|активний=ні|підписана: ні|actief: nee|quarantine|quarantined|in quarantine|карантин|çöp|Papierkorb" +
			"|poubelle|basura|cestino|lixo|kosz|смітник|prullenbak|kill list|killed|trashed|dnd",
	},
	madeActive: {
		"Company": "Inactive Labs GmbH|550 Fifth Avenue Media|Channel 5|4 News|RTL 102.5|Error Correction Ltd" +
			"|Quarantine Media Group|Rip It Up Magazine|Kosz i Synowie|Active Kids|Subscribed FM|Off Broadway" +
			"|No. 10 Press|N24|Zero Hour News|X Corp|ZZZ Mattress Co|Basura Cero ONG|Trash Talk Show" +
			"|Domain Holdings|Mailbox Magazine|Host Plus|The 451 Group|Newsletter Plus|Studio 54|7 Days" +
			"|AFP: Paris|TASS - Moscow|BBC - News",
		"Extension": "550|551|5",
		"Fax":       "550",
		"Building":  "5.1.1|554",
		"Title":     "Late Editor|Active Editor|Editor (off site)|Editor: Asia",
	},
}

var laterStatuses = map[string]string{
	madeLeft: "IN-ACTIVE|In Active|in_active|inActive|active? no|active?no|Active=NO|active=n|Active: N|active [no]" +
		"|active{0}|active => no|active -> no|ACTIVE=FALSE|active : off|active:0|not active|active (false)" +
		"|isSubscribed=false|is subscribed: no|is_subscribed 0|subscribed-|subscribed --|subscribed —" +
		"|subscribed: –|Subscribed : No|subscribed=off|subscribed (no)|subscribed, no|no - subscribed" +
		"|0: subscribed|false: active|✗ active|✘ subscribed|active ❌|opt-in: no|opt in = 0|opted-in: false|optin=0" +
		"|confirmed - no|confirmed=false|verified=0|verified -|enabled:off|enabled - no|активна: нет|активен – нет" +
		"|активен: 0|подписана -|подписана: нет|подписчик: нет|не-активен|aktiv - nein|aktiv: aus|Aktiv=N" +
		"|abonniert=0|angemeldet: nein|in aktiv|aktif değil|aktif - hayır|aktif: yok|üye: hayır|abone=0" +
		"|белсенді - жоқ|жазылған=0|расталған: жоқ|actif - non|actif:0|abonné=0|abonnée : non|inscrite: non" +
		"|confirmé: non|in actif|activo - no|activo: 0|suscrita: no|confirmado: no|attivo=0|attivo - no" +
		"|iscritta: no|confermato: no|ativo=0|inscrita: não|confirmado: não|aktywna: nie|aktywny=0" +
		"|potwierdzony: nie|активна: ні|активний=0|підписана - ні|NXDOMAIN|user unknown|mailbox full|rip" +
		"|quarantined|trashed|unsubscribed=yes|unsubscribed: 1|bounced=1|complained: yes|spam: yes|pending=1" +
		"|unconfirmed: yes",
	madeActive: "ACTIVE|Active: Y|active=on|active=TRUE|active (yes)|active - yes|is_active=true|isSubscribed: true" +
		"|subscribed: 1|subscribed - yes|confirmed=1|confirmed: yes|verified: true|opt-in: yes|optin=1|opted in: 1" +
		"|enabled: yes|активна: да|активен=1|подписан: да|подписана +|aktiv=1|abonniert: ja|aktif=1|aktif - evet" +
		"|белсенді: иә|жазылған=1|actif=1|abonné : oui|activo=1|suscrito: sí|attivo: sì|ativo=1|aktywna: tak" +
		"|активна: так|bounced=0|bounced: no|complained: no|spam: no|unsubscribed - no|unsubscribed: false",
}

var laterAddresses = map[string]string{
	madeHeld: "#ann.lee@example.org|###ann@example.org|#  ann@example.org|//ann.lee@example.org|---ann@example.org" +
		"|-- ann.lee@example.org|!!ann@example.org|~~ann.lee@example.org~~|**ann@example.org|;ann.lee@example.org" +
		"|DELETED_ann@example.org|Deleted-ann@example.org|deleted.ann@example.org|ann.deleted@example.org" +
		"|ann_DELETED@example.org|ann-removed@example.org|REMOVED.ann@example.org|unsubscribed-ann@example.org" +
		"|UNSUBSCRIBED_ann@example.org|ann-unsubscribed@example.org|optout_ann@example.org|OPTOUT-ann@example.org" +
		"|opt-out-ann@example.org|bounced.ann@example.org|BOUNCE_ann@example.org|hardbounce-ann@example.org" +
		"|suppressed_ann@example.org|blacklisted.ann@example.org|blocked-ann@example.org|banned_ann@example.org" +
		"|xx-ann@example.org|XXX_ann@example.org|XXXX-ann@example.org|zz-ann@example.org" +
		"|ZZZ_ann@example.org|zzzz.ann@example.org|ann@example.org.bounced|ann@example.org.unsub" +
		"|ann@example.org.disabled|ann@example.org-removed|ann@example.org_deleted|ann@example.comremoved" +
		"|ann@example.comDELETED|ann@example.org.REMOVED|gelöscht-ann@example.org|geloescht.ann@example.org" +
		"|gesperrt_ann@example.org|ABGEMELDET-ann@example.org|abgemeldet_ann@example.org|удалён-ann@example.org" +
		"|УДАЛЕН_ann@example.org|отписан.ann@example.org|désabonné-ann@example.org|desabonnee.ann@example.org" +
		"|supprimé.ann@example.org|eliminado-ann@example.org|borrado_ann@example.org|cancellato-ann@example.org" +
		"|removido.ann@example.org|usunięty-ann@example.org|silindi-ann@example.org|iptal_ann@example.org" +
		"|өшірілді-ann@example.org|видалено_ann@example.org|<s>ann@example.org</s>" +
		"|<strike>ann@example.org</strike>|❌ ann@example.org|⛔ann@example.org|† ann@example.org|ann@example.org †" +
		"|ann@example.org (RIP)|ann@example.org (deceased)|ann@example.org - left|ann@example.org [unsubscribed]" +
		"|ann@example.org // left|ann@example.org UNSUBSCRIBED|ann@example.org отписан" +
		"|ann@example.org (abgemeldet)|ann@example.org (désabonnée)|ann@example.org bounced|ann@example.org #" +
		"|a̶n̶n̶@example.org|Ann <#ann@example.org>|Ann <DELETED-ann@example.org>|DEAD_ann@example.org" +
		"|inactive.ann@example.org|invalid_ann@example.org|disabled.ann@example.org|cancelled-ann@example.org",
	madeActive: "ann.lee@example.org|a.b.c@example.org|ann-marie@example.org|ann_lee@example.org|ann+press@example.org" +
		"|left.wing@example.org|left-hand@example.org|rip@example.org|dead-poets@example.org" +
		"|bounce-house@example.org|block-party@example.org|blocked@example.org|inactive@example.org" +
		"|gone.fishing@example.org|exit-poll@example.org|quit.smoking@example.org|abuse-team@example.org" +
		"|spam-filter@example.org|gdpr@example.org|dpo.gdpr@example.org|zz@example.org|z.z.top@example.org" +
		"|xxl@example.org|xxl.sport@example.org|x-files@example.org|x.ray@example.org|alt-text@example.org" +
		"|old-town@example.org|ex-libris@example.org|robinson.crusoe@example.org|clean-energy@example.org" +
		"|archive@example.org|archive-desk@example.org|stop-tb@example.org|no-border@example.org|nomad@example.org" +
		"|unsub@example.org|deleted@example.org|mail@removed.example.org|press@dead.example.org|press@example.rip" +
		"|info@example.org|INFO@EXAMPLE.ORG|<ann@example.org>|Ann <ann@example.org>|\"\"ann@example.org\"\"" +
		"|ann@example.org;|[ann@example.org]|baja-california@example.org|opposition-party@example.org" +
		"|retired-officers@example.org|error-desk@example.org|late.night@example.org|bad-homburg@example.org" +
		"|returned.peacecorps@example.org|1deleted1@example.org|o_o@example.org|_ann@example.org",
}

//nolint:lll // lines are as long as the mailers write them
var laterFiles = []madeFile{
	{"Thunderbird, Spanish", "agenda.csv", "Nombre,Apellidos,Nombre mostrado,Apodo,Correo electrónico principal,Correo " +
		"electrónico secundario,Teléfono del trabajo,Teléfono particular,Número de fax,Número de busca,Número de móvil," +
		"Dirección particular,Ciudad,Provincia,Código postal,País,Cargo,Departamento,Organización,Página web 1," +
		"Año de nacimiento,Mes de nacimiento,Día de nacimiento,Personalizado 1,Notas\nAna,Ruiz,Ana Ruiz,,a@example.org,,91,,,,," +
		",Madrid,,28001,España,Redactora,,EFE,,1980,5,3,,\n", madeActive},
	{"Thunderbird, Italian", "rubrica.csv", "Nome,Cognome,Nome visualizzato,Soprannome,Email primaria,Email secondaria," +
		"Telefono lavoro,Telefono casa,Numero fax,Numero cercapersone,Numero cellulare,Indirizzo casa,Città,Provincia,CAP," +
		"Nazione,Titolo,Reparto,Organizzazione,Pagina web 1,Anno di nascita,Mese,Giorno,Campo 1,Note\nAnna,Re,Anna Re,," +
		"a@example.org,,06,,,,,,Roma,,00100,Italia,,,ANSA,,1980,5,3,,\n", madeActive},
	{
		"Thunderbird, Polish", "adresy.csv", "Imię,Nazwisko,Wyświetlana nazwa,Pseudonim,Podstawowy adres e-mail,Dodatkowy adres " +
			"e-mail,Telefon służbowy,Telefon prywatny,Faks,Pager,Telefon komórkowy,Adres domowy,Miasto,Kod pocztowy,Kraj," +
			"Stanowisko,Dział,Organizacja,Notatki\nAnna,Lis,Anna Lis,,a@example.org,,22,,,,,,Warszawa,00-001,Polska,,,PAP,\n",
		madeActive,
	},
	{
		"Thunderbird, Turkish", "adres.csv", "Ad,Soyad,Görünen ad,Takma ad,Birincil e-posta,İkincil e-posta,İş telefonu," +
			"Ev telefonu,Faks,Çağrı cihazı,Cep telefonu,Ev adresi,Şehir,İl,Posta kodu,Ülke,Görev,Bölüm,Kurum,Web sayfası 1," +
			"Doğum yılı,Doğum ayı,Doğum günü,Notlar\nAyşe,Kaya,Ayşe Kaya,,a@example.org,,312,,,,,,Ankara,,06000,Türkiye,,,AA,,1980,5,3,\n",
		madeActive,
	},
	{"Thunderbird, Dutch", "adresboek.csv", "Voornaam,Achternaam,Weergavenaam,Bijnaam,Primair e-mailadres,Secundair " +
		"e-mailadres,Telefoon werk,Telefoon thuis,Fax,Pager,Mobiel,Adres,Plaats,Postcode,Land,Functie,Afdeling,Bedrijf\n" +
		"Anna,Smit,Anna Smit,,a@example.org,,020,,,,,,Amsterdam,1011,Nederland,,,NOS\n", madeActive},
	{
		"Thunderbird, Ukrainian", "адреси.csv", "Ім'я,Прізвище,Показуване ім'я,Псевдонім,Основна електронна адреса,Додаткова " +
			"електронна адреса,Робочий телефон,Домашній телефон,Факс,Пейджер,Мобільний телефон,Місто,Область,Країна,Посада," +
			"Відділ,Організація,Рік народження,Нотатки\nГанна,Лі,Ганна Лі,,a@example.org,,44,,,,,Київ,,Україна,,,УП,1980,\n",
		madeActive,
	},
	{"Outlook, German", "kontakte.csv", "windows-1252:Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung," +
		"Position,Straße geschäftlich,Ort geschäftlich,Region geschäftlich,Postleitzahl geschäftlich,Land/Region " +
		"geschäftlich,Fax geschäftlich,Telefon geschäftlich,Mobiltelefon,Pager,E-Mail-Adresse,E-Mail-Typ,E-Mail: " +
		"Angezeigter Name,Geburtstag,Geschlecht,Initialen,Jahrestag,Kategorien,Priorität,Privat,Stichwörter," +
		"Vertraulichkeit,Webseite\nFrau,Anna,,Groß,,taz,Politik,Redakteurin,,Köln,,50667,Deutschland,,0221,,,a@example.org," +
		"SMTP,Anna Groß (a@example.org),0.0.00,Keine Angabe,A.G.,0.0.00,Presse,Normal,Aus,,Normal,\n", madeActive},
	{"Google Contacts, German interface", "kontakte.csv", googleHead + "Anna,,Groß,,,,,,,,taz,Redakteurin,,,,," +
		"Redaktionen Köln ::: * myContacts,* Work,a@example.org,,\n", madeActive},
	{"Google Contacts, Kazakh label", "contacts.csv", googleHead + "Анна,,Ли,,,,,,,,,,,,,,* myContacts ::: Журналистер,*," +
		"a@example.org,,\n", madeActive},
	{"Google Contacts, Turkish label", "contacts.csv", googleHead + "Ayşe,,Kaya,,,,,,,,,,,,,,* myContacts ::: Basın 2026,*," +
		"a@example.org,,\n", madeActive},
	{
		"Google Contacts, old label", "contacts.csv", googleHead + "Ann,,Lee,,,,,,,,,,,,,,* myContacts ::: Old,*,a@example.org,,\n",
		madeLeft,
	},
	{
		"Google Contacts, trash label", "contacts.csv", googleHead + "Ann,,Lee,,,,,,,,,,,,,,Trash ::: * myContacts,*,a@example.org,,\n",
		madeLeft,
	},
	{"Google Contacts, Russian left", "contacts.csv", googleHead + "Анна,,Ли,,,,,,,,,,,,,,Отписались ::: * myContacts,*," +
		"a@example.org,,\n", madeLeft},
	{"Google Contacts, yes", "contacts.csv", googleHead + "Ann,,Lee,,,,,,,,,,,,,,no ::: * myContacts,*,a@example.org,,\n", madeLeft},
	{"ActiveCampaign, API names", "ac.csv", "id,email,first_name,last_name,phone,organization,cdate,udate,tags,ip\n" +
		"1,a@example.org,Ann,Lee,,BBC,2024-01-02,2024-01-02,press,10.0.0.1\n", madeActive},
	{
		"ActiveCampaign, account", "ac.csv", "Email,First Name,Last Name,Phone,Account,Job Title,Tags,Date Created,Date Updated," +
			"Contact Owner,Contact Score\na@example.org,Ann,Lee,,BBC,Editor,\"press, newsletter\",2024-01-02,2024-01-02,Bob,12\n",
		madeActive,
	},
	{"ActiveCampaign, tag says it", "ac.csv", "Email,First Name,Tags\na@example.org,Ann,\"press, unsubscribed\"\n", madeLeft},
	{
		"AWeber, German names", "aweber.csv", "Email,Name,Message,Signup Date,Verified\na@example.org,Ann,2,2024-01-02,yes\n",
		madeActive,
	},
	{"AWeber, with follow up", "aweber.csv", "Name,Email,Message,Ad Tracking,Add Date,IP Address,Referring URL,Misc,Stop " +
		"Status\nAnn,a@example.org,3,,2024-01-02,10.0.0.1,,,\n", madeActive},
	{"AWeber, message no mail", "aweber.csv", "Email,Name,Message\na@example.org,Ann,no more mails\n", madeLeft},
	{"title and date above, Spanish", "prensa.csv", "Lista de prensa;;\nActualizada el 3 de mayo de 2026;;\n;;\n" +
		"Nombre;Correo electrónico;Medio\nAna;a@example.org;EFE\n", madeActive},
	{"title above, Italian", "stampa.csv", "Elenco stampa,,\nNome,E-mail,Testata\nAnna,a@example.org,\n", madeActive},
	{"title above, Polish", "prasa.csv", "Lista prasowa;\nImię;Adres e-mail\nAnna;a@example.org\n", madeActive},
	{"title above, Dutch", "pers.csv", "Perslijst 2026\nVoornaam;Mailadres\nAnna;a@example.org\n", madeActive},
	{"title above, Ukrainian", "преса.csv", "Список преси,\nПІБ,Пошта\nГанна Лі,a@example.org\n", madeActive},
	{"title above, Portuguese", "imprensa.csv", "Lista de imprensa,\nNome,Email\nAna,a@example.org\n", madeActive},
	{
		"title above, French, Windows", "presse.csv", "windows-1252:Liste de presse – été 2026;\nPrénom;Courriel\nAnne;a@example.org\n",
		madeActive,
	},
	{"title above a bare list", "list.txt", "Press list May 2026\na@example.org\nb@example.org\n", madeActive},
	{"title above a bare list that says it", "list.txt", "Bounced addresses\na@example.org\n", madeLeft},
	{"title above, French left", "liste.csv", "Désabonnés 2025;\nNom;Courriel\nAnne;a@example.org\n", madeLeft},
	{"title above, Spanish left", "lista.csv", "Bajas del mes,\nNombre,Correo\nAna,a@example.org\n", madeLeft},
	{"title above, Turkish left", "liste.csv", "Abonelikten çıkanlar;\nAd Soyad;E-posta\nAyşe;a@example.org\n", madeLeft},
	{"title above, Kazakh left", "тізім.csv", "Жазылудан шыққандар;\nАты-жөні;Пошта\nАнна;a@example.org\n", madeLeft},
	{"title above, Russian, old", "список.csv", "Старый список;\nФИО;Почта\nАнна;a@example.org\n", madeAsks},
	{"title above, Polish left", "lista.csv", "Wypisani;\nImię;E-mail\nAnna;a@example.org\n", madeLeft},
	{"title above, do not mail", "list.csv", "DO NOT MAIL,,\n,,\nName,E-mail,City\nAnn,a@example.org,Rome\n", madeLeft},
	{
		"title in quotes with commas", "list.csv", "\"Press, radio, television\",,\nName,E-mail,City\nAnn,a@example.org,Rome\n",
		madeActive,
	},
	{
		"Apple's semicolons and a note line", "list.csv", "Exported by Contacts;;\nVorname;Nachname;E-Mail\nAnn;Lee;a@example.org\n",
		madeActive,
	},
	{"UTF-8 mark and a title", "list.csv", "\ufeffPress list,\nName,E-mail\nAnn,a@example.org\n", madeActive},
	{"room 550 and company", "list.csv", "email,Room,Company\na@example.org,550,BBC\nb@example.org,551,BBC\n", madeActive},
	{"company 550 beside names", "list.csv", "email,Company\na@example.org,550\nb@example.org,BBC\n", madeLeft},
	{"company of numbers", "list.csv", "email,Company\na@example.org,550\nb@example.org,1234\n", madeActive},
	{"crossed out and again", "list.csv", "email,name\n#a@example.org,Ann\na@example.org,Ann\n", madeLeft},
}
