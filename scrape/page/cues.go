package page

import (
	"unicode"
	"unicode/utf8"
)

// cues counts, by kind, the words of a short block that page boilerplate is made of.
type cues [cueCount]uint8

// The kinds of boilerplate words.
const (
	cueShare = iota
	cueSubscribe
	cueRelated
	cueComment
	cueRights
	cueConsent
	cuePhoto
	cueBy
	cueDate
	cueAd
	cueTags
	cueNav
	cueNotice
	cueCount
)

// cueLists are written in the languages the product reads, lower case, one word each.
var cueLists = [cueCount]string{
	cueShare: "share facebook twitter whatsapp telegram linkedin pinterest instagram youtube tweet teilen merken " +
		"drucken partager compartir поделиться поделитесь вконтакте одноклассники paylaş paylas бөлісу бөлісіңіз " +
		"поділитися копировать ссылка link copy print follow folgen suivez síguenos takip فيسبوك تويتر 分享 шеър dela " +
		"dele delen sdílet udostępnij jaa compartilhar compartilhe condividi bagikan megosztás distribuie споделете",
	cueSubscribe: "subscribe subscribed newsletter newsletters sign signup subscriber subscribers subscription inbox " +
		"abonnieren abonnement abo premium login log register anmelden registrieren abonnez подписаться подпишитесь " +
		"подписывайтесь подписка рассылка рассылку abone abonelik жазылу жазылыңыз підписатися підписуйтесь unlock " +
		"unlimited membership member members join donate account continue suscríbete iscriviti 订阅 oturum kayıt giriş " +
		"войти вход регистрация тіркелу кіру prenumerera abonner abonneer předplatné předplatit prenumerata " +
		"subskrybuj tilaa assine assinar iscrizione abbonati berlangganan odebírat zaloguj přihlásit logga logg " +
		"inloggen előfizetés abonează",
	cueRelated: "related read more recommended recommends popular latest trending also next previous lesen mehr " +
		"weitere verwandte artikel ähnliche themen beliebt auch interessieren lire aussi articles voir plus читайте " +
		"также похожие материалы материал популярное последние новости смотрите ещё еще подробнее далее ilgili " +
		"haberler haber okuyun devamı benzer önerilen оқыңыз жаңалықтар тағы басқа сондай-ақ читати також схожі " +
		"leggi anche leer más relacionadas xeberler həmçinin oxuyun اقرأ أيضا المزيد 相关 阅读 更多 story stories editors " +
		"picks most see også læs läs lees ook také čtěte przeczytaj zobacz czytaj także więcej lue myös leia também " +
		"olvass baca juga populer meest gelezen nejčtenější najczęściej luetuimmat siste senaste vezi și вижте още",
	cueComment: "comment comments reply replies responses respond kommentar kommentare kommentieren antworten " +
		"commentaire commentaires комментарии комментарий комментировать комментариев ответить отзывы yorum yorumlar " +
		"yorumla пікір пікірлер пікірлеріңіз коментар коментарі şərh comentarios comentario commenti تعليق التعليقات " +
		"评论 conversation discussion moderated thoughts leave disqus kommentarer reacties reageer komentáře " +
		"komentarze kommentit comentários comente kommentek komentarii komentari diskuse dyskusja",
	cueRights: "© copyright rights reserved vorbehalten rechte alle права защищены перепечатка копирование " +
		"использование использовании материалов гиперссылка обязательна активная hakları saklıdır құқықтар қорғалған " +
		"құқық authorized republished redistributed permission droits réservés derechos reservados حقوق محفوظة 版权 " +
		"impressum disclaimer terms agb nutzungsbedingungen warranty trademark rättigheter rettigheter forbeholdt " +
		"forbeholdes voorbehouden práva vyhrazena prawa zastrzeżone direitos diritti riservati riproduzione " +
		"riservata dilarang",
	cueConsent: "cookie cookies consent privacy gdpr datenschutz datenschutzerklärung einwilligung zustimmen " +
		"akzeptieren accept policy куки конфиденциальности персональных çerez çerezleri gizlilik javascript browser " +
		"enable adblock ad-blocker einstellungen kakor informasjonskapsler samtycke samtykke toestemming souhlas " +
		"soukromí zgoda prywatności evästeet consenso adatvédelmi",
	cuePhoto: "photo photos image images picture credit getty reuters afp shutterstock photograph photographer " +
		"foto fotos bild bilder bildquelle quelle illustration courtesy file caption фото фотография фотографии " +
		"снимок иллюстрация источник источников коллаж скриншот сурет фотосурет fotoğraf fotoğrafı görsel şəkil dpa " +
		"imago istock pexels unsplash pixabay video видео бейне aa ап тасс риа bilde billede kuva kuvat zdjęcie fot " +
		"zdroj źródło arkivfoto skärmdump skjermdump fotó ritzau ntb scanpix čtk pap lusa ansa antara",
	cueBy: "by von par por di autor author authors автор автора авторы yazar yazan құрастырған редактор " +
		"editor reporter writer correspondent journalist редакция contributed written posted übersetzt перевод " +
		"переводчик muhabir müəllif autorka autoři tekst skrevet wartawan penulis redaksi redaktør redaktör",
	cueDate: "january february march april may june july august september october november december jan feb mar " +
		"apr jun jul aug sep sept oct nov dec published updated posted ago minutes hours januar februar märz mai " +
		"juni juli oktober dezember uhr veröffentlicht aktualisiert stand января февраля марта апреля мая июня июля " +
		"августа сентября октября ноября декабря опубликовано обновлено сегодня вчера назад ocak şubat mart nisan " +
		"mayıs haziran temmuz ağustos eylül ekim kasım aralık güncelleme tarihi қаңтар ақпан наурыз сәуір мамыр " +
		"маусым шілде тамыз қыркүйек қазан қараша желтоқсан жылғы min read lesezeit minuten просмотров просмотры " +
		"көрілді okunma janvier février mars avril juin juillet août septembre octobre novembre décembre enero " +
		"febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre publisert oppdatert " +
		"publicerad uppdaterad udgivet opdateret gepubliceerd bijgewerkt publikováno aktualizováno opublikowano " +
		"aktualizacja julkaistu päivitetty publicado atualizado pubblicato aggiornato diterbitkan januari februari " +
		"maart augustus ledna února března dubna května června července srpna září října listopadu prosince stycznia " +
		"lutego kwietnia czerwca lipca sierpnia września października listopada grudnia janeiro fevereiro março maio " +
		"junho julho setembro outubro novembro dezembro gennaio febbraio aprile maggio giugno luglio settembre " +
		"ottobre dicembre",
	cueAd: "advertisement advertising anzeige werbung sponsored promoted promotion реклама рекламная reklam " +
		"жарнама publicité publicidad شایعات affiliate partner sponsor deal deals coupon discount annons annonse " +
		"annonce advertentie reclame reklama ogłoszenie mainos publicidade anúncio pubblicità iklan hirdetés " +
		"annonsörbilaga sponset",
	cueTags: "tags tagged topics topic filed under categories category keywords schlagworte schlagwörter теги " +
		"тэги метки рубрика рубрики категория etiketler etiket тегтер айдар теґи ключевые слова kategorie kategorien " +
		"mots-clés etiquetas ämnen emner onderwerpen témata štítky tagi tematy aiheet assuntos argomenti topik címkék",
	cueNav: "home menu search contact about back top skip navigation startseite kontakt suche über zurück " +
		"главная меню поиск контакты нас наверх anasayfa iletişim hakkımızda ara басты бет байланыс іздеу accueil " +
		"inicio buscar toggle close schließen закрыть kapat print e-mail hjem hem meny sök søk zoek zoeken hledat " +
		"szukaj strona główna domů etusivu haku início cerca beranda cari kezdőlap",
	cueNotice: "нашли ошибку ошибка ошибку опечатку выделите ctrl enter error typo correct correction report " +
		"loading please wait laden tıklayınız click here klicken нажмите қате жіберу hinweis transparenz note " +
		"sources source fehler gefunden apply bewerben telegram-канал канал каналы kanal арнамызға",
}

var cueWords = func() map[string]uint8 {
	m := make(map[string]uint8, 700)
	for kind, list := range cueLists {
		start := 0
		for i := 0; i <= len(list); i++ {
			if i == len(list) || list[i] == ' ' {
				m[list[start:i]] = uint8(kind) + 1
				start = i + 1
			}
		}
	}
	return m
}()

// countCues looks up a block's words. Long blocks are prose and are not looked at.
func countCues(text []byte) (c cues) {
	var word [48]byte
	n, long := 0, false
	flush := func() {
		if n > 0 && !long {
			if k := cueWords[string(word[:n])]; k > 0 && c[k-1] < 255 {
				c[k-1]++
			}
		}
		n, long = 0, false
	}
	for i := 0; i < len(text); {
		if b := text[i]; b < utf8.RuneSelf {
			i++
			switch {
			case b >= 'A' && b <= 'Z':
				b += 'a' - 'A'
			case (b < 'a' || b > 'z') && b != '-':
				flush()
				continue
			}
			if n+utf8.UTFMax > len(word) {
				long = true
				continue
			}
			word[n] = b
			n++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		i += size
		if r == '©' {
			c[cueRights]++
		}
		switch {
		case !unicode.IsLetter(r):
			flush()
		case n+utf8.UTFMax > len(word):
			long = true
		default:
			n += utf8.EncodeRune(word[n:], unicode.ToLower(r))
		}
	}
	flush()
	return c
}
