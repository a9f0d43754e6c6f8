package mail

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// words are expressions, compiled when they are first asked for: most commands never send a letter. They are tried one
// by one: in one large alternation each would lose its fast search for a fixed beginning.
type words func() phrases

type phrases struct {
	plain    []string
	patterns []*regexp.Regexp
}

// anyOf are the words that any of the expressions matches.
func anyOf(expressions ...string) words {
	return sync.OnceValue(func() (p phrases) {
		for _, e := range expressions {
			for _, alternative := range alternatives(e) {
				if regexp.QuoteMeta(alternative) == alternative {
					p.plain = append(p.plain, alternative)
				} else {
					p.patterns = append(p.patterns, regexp.MustCompile(alternative))
				}
			}
		}
		return p
	})
}

// in reports whether one of the words is in a text.
func (w words) in(text string) bool {
	p := w()
	return slices.ContainsFunc(p.plain, func(s string) bool { return strings.Contains(text, s) }) ||
		slices.ContainsFunc(p.patterns, func(r *regexp.Regexp) bool { return r.MatchString(text) })
}

// alternatives parts an expression at the | that stand in no group.
func alternatives(expression string) (parts []string) {
	depth, start := 0, 0
	for i, r := range expression {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case '|':
			if depth == 0 {
				parts = append(parts, expression[start:i])
				start = i + 1
			}
		}
	}
	return append(parts, expression[start:])
}

// The words of the table, as servers speak: English, Russian, Ukrainian, Kazakh, German, French, Spanish, Portuguese,
// Italian, Polish, Dutch, Czech, Turkish, Chinese, Japanese, Korean. A text is matched after plain. Go knows \b for
// ASCII letters only. adr[e]s is Polish, Dutch and Turkish, and no mistake of ours.
var (
	// greyWords: come again in some minutes, whoever you are.
	greyWords = anyOf(`gr[ea]y.?list`, `грейлист`, `серый список`, `灰名单`)

	// passingWords: a fault that passes.
	passingWords = anyOf(
		`try(ing)? (it |this |the message |your message )?(again|later)`, `again later`, `come back`, `temporar`,
		`transient`, `timed? ?out`, `time.?limit`, `connection (refused|reset|lost|closed)`,
		`network (error|unreachable|is unreachable)`, `hop count`, `too many hops`, `\bloop`, `\bbusy`, `overload`,
		`maintenance`, `shutting down`, `service (is )?(currently )?(not available|unavailable)`,
		`(server|database|directory) (is )?(currently )?(not available|unavailable|unreachable|down|offline)`,
		`(сервис|сервер|служба|база)( \S+){0,3} недоступ`,
		`not accepting (network )?messages`, `system (error|resources|not accepting)`, `insufficient resources`,
		`internal (server )?error`, `local (error|problem)`, `(lookup|dns|resolution) (failure|error|timeout)`,
		`(message|delivery|time|queue|lifetime)\S* (has |was |is )?expired`, `retry time`, `временн`,
		`попробуйте позже`, `повторите`, `недоступен сервер`, `тимчасов`, `уақытша`, `vorübergehend`,
		`später (noch|erneut)`, `temporaire`, `réessay`, `temporal`, `inténtelo`, `más tarde`, `mais tarde`,
		`temporane`, `riprova`, `tymczasow`, `później`, `tijdelijk`, `dočasn`, `geçici`, `daha sonra`, `稍后`, `暂时`,
		`繁忙`, `一時的`, `しばらく`, `일시적`, `나중에`,
	)

	// fullWords: the reader has no room.
	fullWords = anyOf(
		`quota`, `(mail ?box|inbox|mail ?drop|account|user)( \S+){0,4} (is |are |currently |almost |over )?full`,
		`mailfolder is full`, `over.?(quota|limit|storage)`, `insufficient (system )?(storage|disk|space)`,
		`disk.?full`, `not enough (storage|disk|space|room)`, `out of (storage|disk|space)`, `no space left`,
		`storage.{0,20}(exceeded|limit|full)`, `exceed\S* (\S+ ){0,4}(storage|allocation|mailbox size|mail ?box)`,
		`mailbox (size|limit).{0,25}exceed`, `(mailbox|storage).{0,15}limit`, `переполнен`,
		`превышен\S* (квот|размер ящика|лимит ящика)`, `квот`, `немає місця`, `толып`, `postfach.{0,20}voll`,
		`speicherplatz`, `boîte.{0,25}pleine`, `espace (disque|de stockage)`, `buzón.{0,20}lleno`,
		`caixa.{0,20}cheia`, `cota (excedida|de)`, `casella.{0,20}piena`, `spazio`,
		`skrzynka.{0,20}(pełna|przepełniona)`, `mailbox.{0,12}vol\b`, `schránka.{0,20}pln`, `kutusu.{0,12}dolu`,
		`kota`, `邮箱已满`, `空间不足`, `容量`, `超过.{0,6}配额`, `配额`, `いっぱい`, `용량`,
	)

	// sizeWords: the letter is too large.
	sizeWords = anyOf(
		`(message|mail|e-?mail|letter|data|text|body|file|attachments?|it|is) (is |are |was |size )?too (large|big|long)`,
		`too (large|big) (a )?(message|mail)`, `size (limit|exceed)`, `exceed\S*.{0,40}\bsize`,
		`(message|mail).{0,20}(larger|bigger|exceeds)`, `max(imum|imal)? ?(message |mail )?size`,
		`(message|mail) (size|length)`, `oversize`, `слишком больш`, `размер (письма|сообщения)`, `завелик`,
		`тым үлкен`, `zu (groß|gross)\b`, `nachrichtengröße`, `trop (gros|volumineux|long)`,
		`taille (du message|maximale)`, `demasiado grande`, `tamaño`, `muito grande`, `tamanho`, `troppo grande`,
		`dimensione`, `zbyt duż`, `rozmiar`, `te groot`, `příliš velk`, `çok büyük`, `邮件.{0,6}(太大|过大|大小超)`, `サイズ`,
		`크기`,
	)

	// textWords: a part of the letter.
	textWords = anyOf(
		`attachment`, `virus`, `malware`, `\bmime\b`, `bare (lf|newline)`, `line (is )?too long`, `8.?bit`, `charset`,
		`character set`, `message content`, `content (type|rejected|denied|refused|not accepted|filter|violat)`,
		`executable`, `macro`, `вложен`, `вирус`, `вкладен`, `anhang`, `anhänge`, `pièce jointe`, `adjunto`, `anexo`,
		`allegat`, `załącznik`, `bijlage`, `příloh`, `ek dosya`, `附件`, `病毒`, `添付`, `첨부`,
	)

	// spamTextWords: the text of a letter looked like spam.
	spamTextWords = anyOf(
		`\bspam`, `unsolicited`, `\bjunk`, `phish`, `suspicious`, `suspicion`,
		`(message|mail|content|text|body|data).{0,40}(content|blocked|polic|prohibit|virus|malware)`, `content`,
		`virus`, `malware`, `\burl\b|\blinks?\b`, `поддельн`, `спам`, `вирус`, `垃圾`, `内容`, `迷惑`, `スパム`, `스팸`,
	)

	// senderWords: … but the sender is what it is about.
	senderWords = anyOf(
		`dmarc`, `\bdkim\b`, `\bspf\b`, `authenticat`, `reputation`, `block.?list`, `black.?list`, `deny.?list`,
		`dnsbl`, `\brbl\b`, `spamhaus`, `spamcop`, `\bsender`, `\bptr\b`, `rate`, `\bip\b`, `\btls\b`, `complaint`,
		`blocked using`, `relay`,
	)

	// ourWords: something is said of what is ours.
	ourWords = anyOf(
		`\byour (\S+ )?(ip|ips|server|mail server|mailserver|host|network|domain|isp|dns|sending|connection|client`+
			`|provider|reputation|plan|subscription|organi[sz]ation|tenant|smtp|helo|account|user ?name|credentials|quota`+
			`|limit|credits?|access|remotehost)\b`,
		`\byour (e-?mail )?address (is|has|was|does|cannot)\b`, `of your (e-?mail )?address`,
		`\b(sender|sending|sender's|sender’s)('s)? (\S+ )?(account|mailbox|domain|address|ip|server|host|user|identity`+
			`|email|e-mail|is|not|was|has|verif\S*|rejected|denied|refused|blocked|unknown|signature|policy|reputation|id`+
			`|not)\b`,
		`account.{0,40}(under review|on hold|paused|not (allowed|permitted|verified|activated) to|probation)`,
		`sending (has been |is )?(paused|suspended|disabled|not enabled)`, `vous n'êtes pas autorisé`,
		`(аккаунт|ящик|уч[её]тн\S+ запис\S+|адрес|домен|сервер)\S* отправител`, `(запис\S*|адрес\S*|домен\S*) відправник`,
		`жіберуші(нің|ге)`, `g[öo]nderici(nin|ye)`, `absender(konto|adresse|domain)`, `konto des absenders`,
		`(compte|adresse|domaine) de l'expéditeur`, `(cuenta|dirección|dominio) del remitente`,
		`(account|indirizzo|dominio) del mittente`, `(conta|endereço|domínio) do remetente`,
	)

	// contactWords: the reader, or the reader's server, wants no mail of ours; the address lives.
	contactWords = anyOf(
		`recipient('s)? preferences`,
		`(recipient|user).{0,30}(blocked|blocks|blocking) (you|your|this sender|the sender|messages from|mail from)`,
		`(recipient|user|customer|subscriber|addressee)( \S+){0,4} (does not|doesn't|has chosen not to|refuses? to`+
			`|declines? to|do not) (accept|want|receive|wish)( \S+){0,4} (from|your|this sender|you)\b`,
		`not accept(ing|ed)?( any)? (e-?mail|mail|messages?) from (you|your|this|unknown|that|the|non)`,
		`(do not|don't|doesn't|does not|won't|will not|cannot|not) accept (e-?mail|mail|messages?|connections?)? ?from`,
	)

	// readerRateWords: the mailbox gets more than it may from all together.
	readerRateWords = anyOf(
		`(user|recipient|account|mailbox).{0,60}(is )?receiving (mail|messages|email) (at a rate|too)`,
		`recipient.{0,20}(rate|hourly|daily) (limit|quota)`,
	)

	// edgeWords: Exchange Online refuses at its edge who is not in the directory.
	edgeWords = anyOf(`recipient address rejected: access denied`, `recipient address rejected`)

	// suppressedWords: the relay's own list of addresses that bounced or asked for nothing more.
	suppressedWords = anyOf(
		`suppress(ed|ion)`, `(marked|flagged|listed) as (inactive|bounc)`, `inactive (recipient|address)`,
		`bounced (address|previously|recently)`, `previously bounced`, `history of (producing )?(hard )?bounc`,
		`not delivering to previously`, `recipient.{0,30}(bounced|unsubscribed) (previously|before|earlier)`,
	)

	// noMailboxWords keep 5.7.17 and 5.7.18 from servers that mean something else by them.
	noMailboxWords = anyOf(`relay`, `rcpthosts`, `sender`, `\bspam`, `polic`)

	// offMailboxWords: it is the reader's mailbox that is switched off, in words that otherwise are about us.
	offMailboxWords = anyOf(
		`(account|address|user|mailbox) (that )?you( have)?( tried| are trying| were trying| attempted)? to (reach`+
			`|contact|send|e-?mail)( \S+){0,5} (disabled|inactive|suspended|locked|blocked|closed|over|not exist)`,
		`(recipient|mail ?box|user|addressee|mail account|e-?mail account|email address`+
			`|this account)('s)?( \S+){0,4} (is|was|has been|are) (\S+ )?(disabled|inactive|deactivated|suspended|locked`+
			`|closed|terminated|blocked|discontinued|restricted)`,
		`(disabled|inactive|deactivated|suspended|locked|closed|terminated|blocked|expired) (recipient|mail ?box|user`+
			`|addressee|mail account)`,
		`user (disabled|inactive|locked|suspended|terminated)`,
		`mailbox (disabled|inactive|locked|suspended|blocked)`, `user unknown in (\S+ )?relay`,
		`(ящик|получател|пользовател|аккаунт)\S*.{0,20}(заблокирован|отключ[её]н|деактивирован|удал[её]н)`,
	)

	// listedWords: about us, and no waiting helps, even where the server calls itself unavailable.
	listedWords = anyOf(`relay access denied`, `blocked using`, `not owned by`)

	// offWords: the mailbox is switched off.
	offWords = anyOf(`disabled`, `\binactive`, `suspended`, `discontinued`, `deactivated`)

	// strongUsWords: about us even where a code says that it may pass.
	strongUsWords = anyOf(
		relayWords,
		`(daily|hourly|monthly|maximum|sending|message) (\S+ )?(message|sending|send|email|e-?mail|mail)? ?(quota`+
			`|credits|limit) (\S+ )?(exceeded|reached)`,
		`maximum credits`, `credits exceeded`, `dmarc (polic|fail|check|evaluation|unauth)`,
		`fail\S*.{0,30}(dmarc|dkim|\bspf\b)`,
		`(dkim|\bspf\b|dmarc).{0,40}(fail|did not pass|not pass|required|missing)`,
		`unauthenticated (e-?mail|mail|sender|message)`, `authentication (is )?required`,
		`(wrong|bad|invalid|incorrect|unknown) (user ?name|password|credentials|login)`, `must authenticate`,
		`must issue a starttls`, `sender address rejected: not owned`, `not owned by`, `sandbox`, `block.?list`,
		`black.?list`, `spamhaus`, `spamcop`, `dnsbl`, `\brbl\b`,
		`(account|sender|domain) .{0,20}(suspended|disabled|not verified)`, `ретрансляция`, `чёрн\S+ спис`,
		`черн\S+ спис`, `sperrliste`, `liste noire`, `lista negra`, `黑名单`,
	)

	// usWords: relaying, authentication, the sender, policy, reputation, spam, rate, TLS.
	usWords = anyOf(
		relayWords,
		// who we say we are
		`\bips?\b`, `proxy`, `\babus`, `go away`, `not (allowed|permitted) to`,
		`(\bip|host|client|server|domain|connections?|sending) (is )?not (allowed|permitted|welcome)`,
		`purported responsible`, `cannot resolve your`, `from (this |your |that |the )?(mail )?servers?\b`,
		`confirm this`, `mismatch`, `non.?member`, `mailing list|to this (group|list)`, `not subscribed`, `mass mail`,
		`outgoing`, `registered gateway`, `returned mail not`, `backscatter`, `protocol violation`,
		`from: (domain|address|header|is)\b`, `may not exist or`, `message quota`,
		`(accept|refus\S+|reject\S*) mail for\b`, `mail for .{0,40}(not accepted|refused|rejected)`, `too many`,
		`authenticat`, `auth(ori[sz]ation)? (is )?(required|failed|failure|error)`, `\bauth\b`, `not authori[sz]ed`,
		`unauthori[sz]ed`, `log ?in (first|via|to)`, `credentials`, `password`, `access (is |was )?denied`,
		`permission denied`, `access not allowed`, `unvalidated`, `not verified`, `unverified`,
		`verify (your|the) (domain|sender|address)`,
		`domain .{0,30}(is not|not) (verified|allowed|owned|permitted|registered|configured)`, `not owned by`,
		`mail from\b`, `from (address|header|domain)`, `envelope.?(from|sender)`, `return.?path`, `mailfrom`,
		`sender`, `sandbox`, `trial|free account`, `maximum credits|credits exceeded`, `payment|billing`,
		`smtp access`, `callout`, `spoof`, `impersonat`,
		// what they hold of us
		`polic(y|ies)\b`, `administrative(ly)? prohib`, `administrator`, `prohibit`,
		`not (allowed|permitted) to (send|mail|use|deliver)`, `security`, `restrict`, `refus\S+ to talk`, `\bbanned`,
		`unsolicited`, `\bspam`, `anti-?spam`, `\buce\b`, `\bube\b`, `\bjunk`, `\bbulk\b`, `suspicious|suspicion`,
		`phish`, `black.?list`, `block.?list`, `deny.?list`, `black (ip|list|mail)`, `dnsbl`, `\brbl\b`, `spamhaus`,
		`spamcop`, `barracuda`, `\bsorbs\b`, `cloudmark`, `senderbase|senderscore`, `\bblock(ed|ing|s)?\b`,
		`reputation`, `bad (ip|host|domain)`, `complaint`,
		`not whitelisted|not (in|on) (the |a |our )?(white|allow|safe).?list`,
		`(client|remote) (host|ip|address).{0,30}(reject|denied|refused|block)`, `client host`,
		`rejected (by|due to) (\S+ )?(filter|rule|system polic|administrator)`, `\bfilter(ed|ing)?\b`,
		// records and lines
		`dmarc`, `\bdkim`, `\bspf\b`, `\barc (seal|fail)`, `reverse.?dns`, `\bptr\b`, `\brdns\b`,
		`reverse (host|lookup|name|map)`, `\b(helo|ehlo)\b`, `\btls\b`, `starttls`, `encrypt`, `certificate`,
		`dynamic ip`, `\bdnssec\b`,
		// how much we send
		`rate.?limit`, `throttl`,
		`too (many|much|fast) (\S+ )?(messages?|connections?|mails?|e-?mails?|requests|sessions|errors|commands`+
			`|concurrent|invalid|unknown|bad|same|often|quickly)`,
		`too (fast|frequent|many connections)`, `sending (rate|limit|quota)`,
		`(daily|hourly|monthly|per day|per hour|per minute) (\S+ ){0,3}(limit|quota)`,
		`(limit|quota) (\S+ ){0,4}(per|for) (day|hour|minute)`,
		`(messages|emails|mails|recipients) (per|a|in one) (day|hour|minute|second)`, `unusual rate`, `volume`,
		`user sending (limit|quota)`, `exceed\S* (\S+ ){0,4}(rate|limit on|messages|connections|sending)`,
		// other languages
		`запрещ`, `заборон`, `тыйым`, `отправк`, `пересылк`, `превышен\S* лимит`, `слишком (много|часто)`,
		`с (вашего|этого) (сервера|адреса|домена)`, `ваш\S* (ip|сервер|домен|хост|адрес|сеть)`, `забагато`, `тым көп`,
		`verboten`, `nicht (erlaubt|gestattet|zulässig|autorisiert)`, `(ihr|ihre) (server|ip|domain|adresse|host)`,
		`zu viele`, `zu häufig`, `weiterleit`, `relaying`, `blockiert`, `interdit`, `non (autoris|permis)`,
		`émetteur`, `emetteur`, `relais`, `trop (de|souvent)`, `votre (adresse|serveur|ip|domaine|message)`,
		`no (autorizad|permitid|se permite)`, `prohibid`, `reenvío|reenvio`, `demasiad`,
		`su (servidor|dirección|ip|dominio)`, `não (autorizad|permitid)`, `nao (autorizad|permitid)`, `proibid`,
		`retransmiss`, `muitas mensagens`, `seu (servidor|ip|domínio)`, `non (consentit|autorizzat|permess)`,
		`vietat`, `inoltro`, `troppi`, `il tuo (server|ip|dominio)`, `zabronion`, `niedozwolon`, `przekazywani`,
		`zbyt (wiele|dużo)`, `niet toegestaan`, `te veel`, `zakázán`, `příliš mnoho`, `izin veril`, `yasak`,
		`aktarma`, `çok fazla`, `不允许`, `被拒绝`, `中继`, `过(多|高)`, `太多`, `発信元`, `送信元`, `中継`, `許可され`, `拒否`, `多すぎ`, `발신`,
		`릴레이`, `거부`, `허용되지`, `너무 많`, `avsändare`, `lähettäj`, `afsender`, `avsender`, `feladó`, `expeditor`,
		`pošilja`, `пошиља`, `подател`, `αποστολ`, `المرسل`, `فرستنده`, `yuboruvchi`, `jo'natuvchi`, `göndərən`,
		`жөнөтүүчү`, `השולח`, `người gửi`, `pengirim`, `ผู้ส่ง`, `محظور|مرفوض|غير مصرح`, `مسدود`, `bloklan`,
		`svart(e)?liste`, `svartlist`, `blockera`, `спам`, `ретрансляц`, `релей`, `аутентификац`, `авторизац`,
		`автентифікац`, `політик`, `политик`, `ч[её]рн\S+ спис`, `блок.?лист`, `заблокирован`, `заблоковано`,
		`доступ (запрещ|заборон|закрыт)`, `отказано в доступе`, `в доступе отказано`, `отправител`, `відправник`,
		`подозрит`, `репутац`, `бұғатталған`, `қара тізім`, `жіберуші`, `richtlinie`, `sperrliste`, `gesperrt`,
		`absender`, `weiterleitung (verweigert|nicht)`, `zugriff verweigert`, `anmeldung`, `authentifizierung`,
		`unerwünscht`, `authentification`, `expéditeur`, `indésirable`, `liste noire`, `accès (refusé|interdit)`,
		`bloqué`, `remitente`, `lista negra`, `no deseado`, `acceso denegado`, `autenticaci`, `bloquead`, `política`,
		`remetente`, `autentica`, `acesso negado`, `mittente`, `accesso negato`, `bloccat`, `nadawc`,
		`odmowa dostępu`, `uwierzytelni`, `czarn\S+ list`, `zablokowan`, `afzender`, `geblokkeerd`, `zwarte lijst`,
		`odesílatel`, `zablokov`, `gönderen`, `kara liste`, `engellen`, `kimlik doğrulama`, `erişim reddedildi`, `垃圾`,
		`黑名单`, `封禁`, `禁止`, `认证`, `发件人`, `拒绝(中继|连接|访问)`, `频率`, `反垃圾`, `スパム`, `迷惑`, `送信者`, `認証`, `ブラックリスト`, `스팸`, `차단`,
		`발신자`, `인증`,
		// how much we may send, or have paid for, and whether we may
		`g[öo]nderici (adres|ip|sunucu|alan|kiml|do[ğg]rula|reddedil|engel)`, `g[öo]nderim (yetki|limit|izn|hakk)`,
		`yetkiniz (yok|bulunmuyor)`, `g[üu]nl[üu]k (limit|kota|g[öo]nder)`, `число получателей`, `кількість одержувачів`,
		`(дневн|суточн|часов|месячн|денн|добов)\S* (лимит|квот|норм|ліміт)`, `недостаточно средств`, `недостатньо коштів`,
		`баланс`, `(күндік|тәуліктік) (лимит|шек)`, `(tages|stunden|versand|sende)(limit|kontingent|volumen)`,
		`límite (diario|de envío)`, `limite (giornalier|di invio|diári|de envio|quotidien|d'envoi)`,
		`limit (dzienny|wysyłki)`, `(dzienny|dobowy) limit`, `(每日|每天|发送|发信).{0,8}(限|超)`, `送信(数|制限|上限)`,
		`발송.{0,6}(제한|한도|초과)`,
	)

	// goneWords name the mailbox: nobody has it.
	goneWords = anyOf(
		`^[\s<>\d.:-]*not found`, `archived recipient`, `bad.?recipient`, `can't accept user`,
		`not an? active address`, `(mailbox|account|user) (is )?not (present|active|activated|enabled)`,
		`no mail.?box`, `no matches to nameserver`, `account unavailable`, `non-?existent`, `not email addresses`,
		`\brcpt( \S+){0,3} does not exist`, `(user|recipient)( is)? not (local|ok)`, `badrcptto`, `undeliverable`,
		`no one at this`, `missing home`, `cannot deliver mail for`, `unrecogni[sz]ed (recipient|user|address)`,
		`recipient unrecogni[sz]ed`, `account (has |is )?expired`, `mail ?box is (blocked|suspended|locked)`,
		`(okänd|ukendt|ukjent|tuntematon|ismeretlen|necunoscut|nepoznat|непознат)`, `finns inte`, `findes ikke`,
		`finnes ikke`, `ei (löydy|ole olemassa)`, `nem (létezik|található)`, `nu exist`, `ne postoji`, `не постоји`,
		`не съществува`, `άγνωστ`, `δεν υπάρχει`, `غير (موجود|معروف)`, `لا يوجد`, `یافت نشد`, `وجود ندارد`,
		`topilmadi`, `mavjud emas`, `tapılmadı`, `mövcud deyil`, `табыл(ган жок|бады)`, `לא (קיים|נמצא)`,
		`không tồn tại`, `không tìm thấy`, `tidak (ditemukan|ada)`, `ไม่พบ`, `user.{0,10}unknown`,
		`unknown.{0,20}(user|recipient|address|local|account|mailbox|alias)`,
		`no such (user|person|recipient|address|mailbox|mail ?box|account|local|id|e-?mail|domain|name|alias|mail drop)`,
		`(user|recipient|mail ?box|account|address|e-?mail|alias|member|addressee|receiver`+
			`|id)( \S+){0,6} (is )?(not found|does ?n.t exist|does not exist|do not exist|not exist|doesn.t exist`+
			`|is unknown|not known|is invalid|invalid|isn.t (known|valid)|is not (known|valid|a (known|valid))`+
			`|cannot be found)`,
		`(not|no) (a )?(valid|known|existing) (user|recipient|mailbox|account|address)`,
		`invalid.{0,12}(recipient|user|address|mailbox|account)`, `no mailbox`, `no account`,
		`(does not|doesn't) have an account`, `not listed in`, `not our (customer|user)`,
		`can(no|')t find.{0,20}(user|recipient)`, `no (valid )?recipient`, `undeliverable address`,
		`bad (destination|recipient|address)`, `unrouteable`, `unroutable`,
		`host (not found|unknown|or domain name not found)`, `name or service not known`,
		`domain.{0,40}(not found|does not exist|not exist)`, `no (mx|a) record`, `nxdomain`,
		`address.{0,12}(no longer|unknown)`, `has moved`, `user has left`,
		`no longer (valid|active|in use|available|with|works|on server|employed|here|a customer)`, `null ?mx`,
		`(does not|doesn't) (accept|receive) (any )?mail$`,
		`mail ?box (unavailable|not available|not found|unknown|name not allowed|name is invalid|is disabled|disabled`+
			`|is inactive|inactive|closed|does not)`,
		`mail ?box( \S+){0,4} is unavailable`, `unavailable mail ?box`, `this user doesn`, `user not`, `not a local`,
		`couldn.t be found`, `wasn.t found`, `could not be found`,
		`account (is )?(has been )?(disabled|inactive|closed|deactivated|terminated|locked)`,
		`user (is |has been |was )?(disabled|inactive|locked|suspended|terminated|deleted|removed)`,
		`not a (known )?user`, `not user of`, `address not present`, `recipient not (exist|here|recogni)`,
		`addressee unknown`, `account that you tried to reach`, `resolver\.adr`, `recipnotfound`,
		`recipient not found`, `discontinued`, `нет такого`, `не существует`, `не найден`, `несуществующ`,
		`неизвестн\S+ (пользовател|получател|адрес)`,
		`(пользовател|получател|адрес|ящик)\S*.{0,25}(неизвест|отсутству|удал[её]н|отключ|заблокирован|недоступен`+
			`|не зарегистрирован)`,
		`такого (пользователя|ящика|адреса) нет`, `не знайдено`, `не існує`, `немає такого`, `невідом`, `табылмады`,
		`мұндай (пайдаланушы|мекенжай|пошта)`, `жоқ (пайдаланушы|мекенжай)`,
		`(benutzer|empfänger|adressat|adresse|postfach|konto|mailbox).{0,30}(unbekannt|existiert nicht|nicht gefunden`+
			`|nicht vorhanden|nicht verfügbar|ungültig|deaktiviert|gibt es nicht)`,
		`unbekannte(r|s)? (benutzer|empfänger|adresse)`,
		`kein(e|en)? (solche(r|s|n)? )?(benutzer|empfänger|postfach|mailbox)`,
		`(utilisateur|destinataire|adresse|boîte|boite|compte|usager).{0,40}(inconnu|inexistant|n'existe|n existe`+
			`|introuvable|invalide|désactivé|non trouvé)`,
		`n'existe pas`,
		`(usuario|destinatario|dirección|direccion|buzón|buzon|cuenta|casilla).{0,40}(desconocid|no existe|inexistente`+
			`|no encontrad|inválid|invalid|no válid|desactivad)`,
		`no existe`,
		`(usuário|usuario|destinatário|caixa postal|endereço|conta|utilizador).{0,40}(desconhecid|inexistente|não existe`+
			`|nao existe|não encontrad|inválid|desativad)`,
		`(utente|destinatario|casella|indirizzo|account).{0,40}(sconosciut|inesistente|non esiste|non trovat|non valid`+
			`|disattivat)`,
		`(użytkownik|adresat|skrzynk|adr[e]s|konto|odbiorc)\S*.{0,30}(nie istnieje|nieznan|nie znalezion|nie odnalezion)`,
		`nie ma takiego`, `nieznany (użytkownik|adresat|odbiorca)`,
		`(gebruiker|ontvanger|adr[e]s|postvak|postbus).{0,30}(onbekend|bestaat niet|niet gevonden|ongeldig)`,
		`(uživatel|adr[e]sát|příjemce|schránka).{0,30}(neexistuje|neznám|nenalezen)`,
		`(kullanıcı|alıcı|adr[e]s|posta kutusu|hesap).{0,30}(bulunamadı|mevcut değil|bilinmiyor|geçersiz|yok)`,
		`böyle bir (kullanıcı|adr[e]s|hesap)`, `geçersiz (alıcı|adr[e]s)`,
		`(用户|收件人|邮箱|帐号|账号|帐户|账户|地址).{0,6}(不存在|无效|未找到|找不到|被锁|已停用|已注销)`, `(无此|没有此|不存在的)(用户|邮箱|帐号|账号|收件人)`,
		`(宛先|受信者|ユーザー?|メールボックス|アドレス).{0,12}(無効|存在しません|見つかりません|不明|無効|存在しない)`,
		`(사용자|수신자|메일함|계정|주소|사람).{0,12}(없습니다|존재하지|찾을 수 없|알 수 없)`, `존재하지 않는`,
	)

	// mailerWords: the program that writes into mailboxes failed; what it says of the user is its exit code.
	mailerWords = anyOf(
		`mailer error`, `(couldn't|could not|can't|cannot) (create|open|write|lock)( to)?\b`,
		`command (died|failed|terminated)`, `delivery (agent|program|command) (failed|error)`,
	)

	// noDomainWords: the domain is not in the DNS, or nobody answers for it.
	noDomainWords = anyOf(
		`host not found`, `host or domain name not found`, `(domain|host)( name)? (is not|isn't|not) (reachable|found)`,
		`(no such|unknown) (domain|host)`, `domain (does not|doesn't) exist`, `nxdomain`,
		`domain existiert nicht`, `domaine inconnu`, `dominio (no existe|desconocido)`, `домен не (найден|существует)`,
	)

	// askAgainWords: the DNS did not answer, which says nothing of the domain.
	askAgainWords = anyOf(`not found,? try again`, `temporar`, `servfail`, `timed? ?out`, `временн`)

	// noUserWords: nobody has the mailbox, in words that mean nothing else.
	noUserWords = anyOf(
		`(user|recipient|mail ?box|account) (is )?unknown`, `unknown (user|recipient|mail ?box|account)\b`,
		`no such (user|recipient|mail ?box|account|person)`, `user (does not|doesn't) exist`,
		`(benutzer|empfänger) unbekannt`, `utilisateur inconnu`, `usuario desconocido`, `utente sconosciuto`,
		`usuário desconhecido`, `пользовател\S+ не (найден|существует)`, `нет такого (пользователя|ящика|адреса)`,
	)

	// mailboxWords: whatever is said, it is said of the mailbox.
	mailboxWords = anyOf(
		`recipient`, `\brcpt`, `mail ?box`, `\buser`, `address`, `account`, `destination`, `\balias`, `\bmember`,
		`customer`, `local.?part`, `адрес`, `получател`, `пользовател`, `ящик`, `аккаунт`, `одержувач`, `користувач`,
		`скриньк`, `пайдаланушы`, `мекенжай`, `алушы`, `empfänger`, `benutzer`, `adresse`, `postfach`, `konto`,
		`destinataire`, `utilisateur`, `boîte`, `compte`, `destinatari`, `destinatári`, `usuari`, `usuári`, `buzón`,
		`cuenta`, `caixa`, `endereço`, `casella`, `utente`, `indirizzo`, `odbiorc`, `użytkowni`, `skrzynk`, `\badr[e]s`,
		`ontvanger`, `gebruiker`, `příjemc`, `uživatel`, `schránk`, `alıcı`, `kullanıcı`, `hesap`, `用户`, `收件`, `邮箱`,
		`地址`, `账号`, `帐号`, `宛先`, `受信`, `ユーザ`, `アドレス`, `メールボックス`, `사용자`, `수신`, `주소`, `계정`, `المستخدم`, `المستلم`,
		`کاربر`, `گیرنده`, `foydalanuvchi`, `istifadəçi`, `mottagare`, `vastaanottaja`, `modtager`, `mottaker`,
		`címzett`, `felhasználó`,
	)

	// domainWords: … or of its domain.
	domainWords = anyOf(`domain`, `\bhost`, `route`, `\bmx\b`, `\bdns\b`, `домен`, `домена`)

	// noWords: the code and nothing else.
	noWords = anyOf(`^[\s<>\d.:;,#()-]*$`)

	// rejectedWords: what returned messages say of a dead address, too vague for an answer in the dialogue.
	rejectedWords = anyOf(
		`address rejected`, `recipient rejected`, `recipient not`, `not found in`, `bad address`, `undeliverable`,
	)
)

// relayWords: the server will not take mail for others from us.
const relayWords = `to relay\b|as a relay|relay host|relay(ing|ed)?( \S+)?( is| was)? (denied|not (permitted` +
	`|allowed|authori[sz]ed|available|supported|enabled|accepted)|prohibited|refused|forbidden|disabled|rejected` +
	`|failed|restricted|blocked)|` +
	`(unable|not (allowed|permitted|authori[sz]ed)|cannot|can't|can not|won't|refus\S+|will not|does not|do not|don't` +
	`|doesn't|no|not|denies|deny|open|unauthori[sz]ed|through|via|invalid) (to )?(open )?relay|relay (not|check` +
	`|access|through)|rcpthosts|` +
	`my list of allowed|not a relay|not in my (list|domains)|mail relay|this (server|system|host) is not (the|a|your)` +
	`|not (one of )?our (local )?domains?|not (a )?local domain|we do not handle mail for`
