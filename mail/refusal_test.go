package mail

import (
	"strings"
	"testing"

	"attache/news"
)

// answers are what servers and relays say, in our words after what they document, by cause: "+" behind it means sure
// (reader) or that it counts for the brake (content); "~" that it counts against the reader, but takes three. Each
// line: step, code, text.
//
//nolint:lll // servers' answers as they come
var answers = map[string]string{
	"us": `
RCPT 550 relay not permitted
DATA 554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: press@example.net
RCPT 550 Bu sunucudan gonderim yetkiniz yok
RCPT 550 Bu sunucudan gönderim yetkiniz yok
RCPT 550 Gönderici adresi reddedildi
RCPT 550 Göndericinin kimliği doğrulanamadı
RCPT 550 Günlük gönderim limitiniz aşıldı
RCPT 550 Превышено число получателей
RCPT 550 Аккаунт отправителя заблокирован за спам
RCPT 550 Недостаточно средств на балансе
RCPT 550 Вичерпано денний ліміт листів
RCPT 550 Күндік лимит аяқталды
RCPT 550 Tageslimit überschritten
RCPT 550 Límite diario alcanzado
RCPT 550 Le compte de l'expéditeur est désactivé
RCPT 550 Przekroczono dzienny limit wiadomości
RCPT 550 每日发送数量超限
RCPT 550 送信上限を超えました
RCPT 554 5.7.1 <reader@example.org>: Relay access denied
RCPT 454 4.7.1 <reader@example.org>: Relay access denied
RCPT 550 5.7.1 Unable to relay for reader@example.org
RCPT 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain
RCPT 550 5.7.64 TenantAttribution; Relay Access Denied
RCPT 553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)
RCPT 550 Relaying denied
RCPT 550 5.7.1 Relaying denied. Proper authentication required.
RCPT 551 we do not relay
RCPT 550 we do not relay example.org
RCPT 550 This server is not an open relay
RCPT 550 relaying to <reader@example.org> prohibited by administrator
RCPT 553 5.3.0 Relaying denied
RCPT 551 User not local; we do not relay
RCPT 550 5.1.1 <reader@example.org>: relay denied
RCPT 550 5.1.1 Sender rejected: spam source
RCPT 550 5.1.1 Blocked: your IP address is on our block list
RCPT 550 5.2.1 Your account is suspended, contact support
RCPT 553 5.7.1 <press@example.net>: Sender address rejected: not owned by user press
RCPT 550 5.1.8 <press@example.net>: Sender address rejected: Domain not found
RCPT 450 4.1.8 <press@example.net>: Sender address rejected: not owned by user press
RCPT 550 5.1.0 <press@example.net>: Sender address rejected: User unknown in virtual mailbox table
RCPT 550 5.1.7 <press>: Bad sender address syntax
RCPT 554 5.7.1 <unknown[192.0.2.7]>: Client host rejected: Access denied
RCPT 554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org
RCPT 450 4.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org
RCPT 550 5.7.1 <press.example.net>: Helo command rejected: need fully-qualified hostname
RCPT 504 5.5.2 <press>: Helo command rejected: need fully-qualified hostname
RCPT 550 Sender verify failed
RCPT 550 Verification failed for <press@example.net> Unrouteable address Sender verify failed
RCPT 550 Administrative prohibition
RCPT 550 authentication required
RCPT 550-Please turn on SMTP Authentication in your mail client.
RCPT 550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)
RCPT 550 192.0.2.7 is in a black list at dnsbl.example.net
RCPT 550 rejected because 192.0.2.7 is in a black list
RCPT 530 5.7.0 Authentication required
RCPT 530 5.5.1 Authentication Required. Learn more at https://support.google.com/mail/?p=WantAuthError
RCPT 530 5.7.57 Client not authenticated to send mail
RCPT 535 5.7.8 Username and Password not accepted
DATA 550-5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.
DATA 550 5.7.26 Unauthenticated email from example.net is not accepted due to domain's DMARC policy.
DATA 550 5.7.25 The IP address sending this message does not have a PTR record setup
DATA 550 5.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address
DATA 550 5.7.29 The message must be sent over a TLS connection
DATA 550 5.7.27 This mail has been blocked because SPF does not pass
DATA 550 5.7.30 This mail has been blocked because DKIM does not pass
RCPT 550 5.7.1 The IP you're using to send mail is not authorized to send email directly to our servers
RCPT 421 4.7.26 Unauthenticated email is not accepted: DMARC failed
DATA 550 5.4.5 Daily user sending limit exceeded
RCPT 550 5.7.1 Daily SMTP relay sending limit exceeded for customer
RCPT 550 5.7.1 Invalid credentials for relay for one of the domains in: press.example.net
DATA 550 5.7.515 Access denied, sending domain EXAMPLE.NET does not meet the required authentication level
RCPT 550 5.7.606 Access denied, banned sending IP [192.0.2.7]
RCPT 550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP
RCPT 550 5.7.511 Access denied, banned sender[192.0.2.7]
RCPT 550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150)
RCPT 550 5.7.705 Access denied, tenant has exceeded threshold
RCPT 550 5.1.8 Access denied, bad outbound sender
RCPT 550 5.7.23 The message was rejected because of Sender Policy Framework violation
DATA 550 5.7.509 Access denied, sending domain example.net does not pass DMARC verification and has a DMARC policy of reject
RCPT 550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required
DATA 554 5.2.252 SendAsDenied; press@example.net not allowed to send as editor@example.net
RCPT 554 5.7.9 Message not accepted for policy reasons
RCPT 553 5.7.2 [TSS09] All messages from 192.0.2.7 will be permanently deferred; Retrying will NOT succeed
RCPT 554 delivery error: dd Not accepted for policy reasons, complaint rate too high
RCPT 550 5.7.1 [BL21] Connections will not be accepted from 192.0.2.7, because the ip is in Spamhaus's list
RCPT 550 5.7.1 Mail from 192.0.2.7 has been rejected due to blocklist
DATA 550 5.7.1 SPF check failed: 192.0.2.7 is not authorized to send in the name of example.net
RCPT 553 5.7.1 Sender address rejected: not owned by auth user.
RCPT 554 5.7.1 Client host rejected: blocked by reputation
RCPT 550 Access denied. Please see the rules for senders
RCPT 550 We do not accept mail from hosts with dynamic IP or generic dns PTR-records
RCPT 550 Sorry, we do not accept mail from hosts without reverse DNS
DATA 550 Message rejected: sender domain has no DMARC record
DATA 554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: press@example.net
RCPT 554 Access denied: User is not authorized to perform ses:SendRawEmail
RCPT 554 Sending paused for this account. For more information, please check the inbox
RCPT 454 Throttling failure: Daily message quota exceeded.
RCPT 550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.
RCPT 550 Unauthenticated senders not allowed
RCPT 451 Authentication failed: Maximum credits exceeded
RCPT 550 5.7.1 Sandbox subdomains are for test purposes only. Please add your own domain
RCPT 550 Domain press.example.net is not allowed to send: it is not verified
RCPT 550 Sender signature not defined for From address
RCPT 554 Your account is pending approval and may only send to your own domain
RCPT 550 Your plan does not include sending by SMTP
RCPT 550 5.7.0 Your organisation has exceeded its sending limit
RCPT 550 rate limit exceeded
RCPT 550 5.7.0 Too many messages from your address in one hour
RCPT 550 5.7.10 Encryption needed: STARTTLS is required to send mail
RCPT 550 SPF: 192.0.2.7 is not allowed to send mail from example.net
RCPT 550 Rejected by DMARC policy
RCPT 550 High probability of spam
RCPT 550 5.7.1 Recipient address rejected: blocked by policy
RCPT 550 5.7.1 Access denied
RCPT 550 5.7.1 whatever this may mean
RCPT 550 5.7.999
RCPT 550 Отправитель заблокирован
RCPT 550 Ваш сервер находится в черном списке
RCPT 550 Ретрансляция запрещена
RCPT 554 Требуется аутентификация
RCPT 550 Доступ запрещён
RCPT 550 Відправник заблокований
RCPT 550 Жіберуші бұғатталған
RCPT 550 Absender abgelehnt
RCPT 554 Zugriff verweigert: Ihre IP steht auf der Sperrliste
RCPT 550 Expéditeur refusé
RCPT 550 Accès refusé: liste noire
RCPT 550 Remitente rechazado, lista negra
RCPT 550 Mittente non accettato
RCPT 550 Nadawca odrzucony
RCPT 550 Gönderen adresi engellendi
RCPT 550 发件人被拒绝
RCPT 550 5.1.1 您的IP已被列入黑名单
RCPT 550 スパム送信者として拒否されました
RCPT 550 발신자가 차단되었습니다
RCPT 550 Ваше письмо отклонено: IP в чёрном списке
RCPT 550 Доступ с вашего адреса запрещён
RCPT 550 Отправка с этого адреса запрещена
RCPT 550 Пересылка почты запрещена
RCPT 550 Превышен лимит отправки писем
RCPT 550 Слишком много писем
RCPT 550 Адрес отправителя не существует
RCPT 550 Домен отправителя не найден
RCPT 550 Почта с вашего сервера не принимается
RCPT 550 Домен відправника не існує
RCPT 550 Жіберушінің домені табылмады
RCPT 550 Absenderadresse existiert nicht
RCPT 550 Relaying nicht erlaubt
RCPT 550 Zu viele Nachrichten
RCPT 550 Ihr Server ist gesperrt
RCPT 550 Domaine de l'expéditeur inexistant
RCPT 550 Relais refusé
RCPT 550 Envoi non autorisé
RCPT 550 Trop de messages
RCPT 550 El dominio del remitente no existe
RCPT 550 No se permite el reenvío
RCPT 550 Demasiados mensajes
RCPT 550 Domínio do remetente inexistente
RCPT 550 Envio não autorizado
RCPT 550 Dominio del mittente inesistente
RCPT 550 Inoltro non consentito
RCPT 550 Nadawca nie istnieje
RCPT 550 Przekazywanie zabronione
RCPT 550 Gönderen alan adı bulunamadı
RCPT 550 Aktarmaya izin verilmiyor
RCPT 550 Çok fazla ileti
RCPT 550 发件人域名不存在
RCPT 550 您的IP被拒绝
RCPT 550 送信元ドメインが存在しません
RCPT 550 中継は許可されていません
RCPT 550 발신 도메인이 존재하지 않습니다
RCPT 550 릴레이가 거부되었습니다
RCPT 550 Avsändaren finns inte
RCPT 550 A feladó nem létezik
RCPT 550 Expeditorul nu există
RCPT 550 المرسل غير معروف
RCPT 550 Go away
RCPT 550 Open proxy, abuse
RCPT 550 this mailing list takes posts of members only; you are a non-member
RCPT 550 The domain of your address does not exist
RCPT 550 The domain in MAIL FROM does not exist
RCPT 550 This system is not configured to relay mail
RCPT 550 Mail for example.org is not accepted from outside
RCPT 550 Too many recipients from you today
RCPT 550 You have sent more messages per hour than your plan allows
MAIL 550 no
MAIL 553 mailbox name not allowed
MAIL 501 5.1.7 Bad sender address syntax
MAIL 530 5.7.0 Must issue a STARTTLS command first
MAIL 554 5.7.1 rejected
MAIL 550 5.1.1 user unknown
MAIL 553 5.1.8 Domain of sender address press@example.net does not exist
MAIL 550 4.7.1 sender blocked
connect 554 No SMTP service here
connect 554 5.7.1 your IP is listed
connect 454 4.7.0 wrong password
connect 535 5.7.8 Error: authentication failed
connect 535 Authentication Credentials Invalid
connect 534 5.7.9 Application-specific password required
connect 525 5.7.13 Account disabled
connect 502 command not implemented
connect 550 user unknown
RCPT 553 5.1.3 http://www.spamhaus.org/query/bl?ip=192.0.2.222
RCPT 550 5.1.1 RCP-P2 Refused due to recipient preferences
RCPT 550 5.1.1 Recipient has blocked messages from you
RCPT 550 5.7.0 Recipient does not accept mail from this sender
returned 0 5.7.1 Message rejected due to DMARC policy
returned 550 5.1.1 Rejected: our block list names your server`,
	"later": `
RCPT 421 4.7.0 Try again later, closing connection
RCPT 421 4.7.28 Our system has detected an unusual rate of mail
RCPT 421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to unexpected volume or user complaints
RCPT 450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages
RCPT 550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered
RCPT 450 4.2.0 <reader@example.org>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/
RCPT 451 4.7.1 Greylisting in action, please come back later
RCPT 550 5.7.1 Greylisted, please try again in 300 seconds
RCPT 451 Temporary local problem - please try later
RCPT 451 4.3.0 Mail server temporarily rejected message
RCPT 454 4.7.0 Temporary authentication failure: Connection lost to authentication server
RCPT 452 4.2.2 The email account that you tried to reach is over quota
RCPT 552 5.2.2 The email account that you tried to reach is out of storage space and inactive
RCPT 552 5.2.2 Mailbox size limit exceeded
RCPT 550 5.1.1 <reader@example.org>: mailbox is full
RCPT 550 mailbox full
RCPT 554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException
RCPT 552 Requested mail action aborted: exceeded storage allocation
RCPT 550 5.2.1 quota exceeded
RCPT 422 user is over the quota
RCPT 550 Почтовый ящик переполнен
RCPT 550 Postfach ist voll
RCPT 550 La boîte du destinataire est pleine
RCPT 550 邮箱已满
RCPT 450 mailbox unavailable
RCPT 450 5.1.1 user unknown
RCPT 550 5.4.6 Routing loop detected
RCPT 554 5.4.14 Hop count exceeded - possible mail loop
RCPT 452 4.5.3 Too many recipients
RCPT 550 5.4.7 Delivery time expired
RCPT 550 4.4.7 Message expired
RCPT 554 5.3.2 System not accepting network messages
RCPT 554 Transaction failed
RCPT 550 5.1.1 Recipient lookup failed: LDAP server unavailable
RCPT 550 5.1.1 Recipient check failed, the directory is down
RCPT 550 5.1.1 Сервис проверки получателей недоступен
RCPT 500 Command unrecognised
connect 421 Service not available
connect 421 Too many concurrent connections, try again later
connect 454 4.7.0 Temporary authentication failure
MAIL 451 4.3.0 Temporary lookup failure
MAIL 452 4.3.1 Insufficient system storage
MAIL 450 4.7.1 Error: too much mail from 192.0.2.7
MAIL 454 Throttling failure: Maximum sending rate exceeded
DATA 451 4.3.0 Message held before queueing
returned 0 4.4.7 Delivery expired
returned 0 Name service error for name=example.org type=MX: Host not found, try again
returned 0 5.1.1 user unknown. Command output: procmail: Couldn't create /var/mail/reader
returned 554 5.3.0 unknown mailer error 1
returned 0 5.2.2 user over quota`,
	"later~": `
RCPT 550
RCPT 550 no
RCPT 551 rejected
RCPT 553 Requested action not taken
RCPT 550 Requested action not taken
RCPT 550 5.1.0 Address rejected.
RCPT 550 5.0.0 rejected
RCPT 550 Rejected
RCPT 550 Recipient address rejected
RCPT 550 Recipient rejected`,
	"content+": `
MAIL 552 5.3.4 Message size exceeds fixed limit
RCPT 552 5.3.4 Message too big for system
DATA 552 5.3.4 Error: message file too big
DATA 552 5.3.4 Your message exceeded Google's message size limits
DATA 554 5.3.4 Message size exceeds 30MB
DATA 552 message is too long
DATA 552
DATA 552 5.7.0 This message was blocked because its content presents a potential security issue
DATA 554 5.7.1 [1] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc
DATA 550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=1
DATA 554 5.6.0 content refused
DATA 554 Message rejected: virus found
DATA 550 5.6.1 Media not supported
DATA 554 Transaction failed
DATA 554 no
DATA 550 5.7.1 Our system has detected that this message is likely unsolicited mail
DATA 554 5.7.7 Email not accepted: message looks like spam
DATA 550 Message contains a bare LF
DATA 550 Письмо похоже на спам
DATA 550 Сообщение содержит вирус
DATA 554 邮件内容包含垃圾信息
RCPT 552 Die Nachricht ist zu groß`,
	"content": `
DATA 552 5.2.3 Message size exceeds the limit of this mailbox
RCPT 550 5.2.3 message too large for this recipient`,
	"reader+": `
RCPT 550 5.1.1 <reader@example.org>: Recipient address rejected: User unknown in local recipient table
RCPT 550 5.1.1 <spam@relay.example.org>: Recipient address rejected: User unknown in relay recipient table
RCPT 550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address. Learn more at https://support.google.com/mail/?p=NoSuchUser
RCPT 550 5.1.1 <reader@policy.blocked.example>... User unknown
RCPT 550 5.1.1
RCPT 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
RCPT 556 5.1.10 Recipient address has null MX
RCPT 550 5.2.1 The email account that you tried to reach is inactive
RCPT 550-5.2.1 The email account that you tried to reach is disabled. Learn more at https://support.google.com/mail/?p=DisabledUser
RCPT 550 5.2.1 mailbox suspended
RCPT 501 5.1.3 Bad recipient address syntax
RCPT 551 5.1.6 recipient no longer on server
RCPT 550 cuda_nsu 5.1.1 <reader@example.org> Recipient address rejected: User unknown
RCPT 550 sorry, no mailbox here by that name. (#5.1.1)
RCPT 550 5.4.4 Host not found: no such domain
RCPT 550 5.1.1 user unknown, please check your address book
RCPT 550 5.1.1 Destinataire refusé
RCPT 550 5.1.1 Адрес получателя отклонён
RCPT 550 5.1.1 Okänd mottagare
RCPT 550 5.1.1 Adresse d au moins un destinataire invalide. OFR_416
RCPT 550 5.1.1 Пользователь не найден
RCPT 550 5.7.17 Mailbox owner has changed
RCPT 550 5.4.4 Invalid domain
returned 0 5.1.1 no such user
returned 550 5.1.1 <reader@example.org>: user unknown`,
	"reader~": `
returned 554 5.5.0 The mail could not be delivered because the domain is not reachable. Please check it and try again
returned 0 DNS lookup failure: host not found
returned 554 mail.local: unknown user: reader. 554 reader... Service unavailable
returned 550 пользователь не найден. Service unavailable
returned 554 5.0.0 Empfänger unbekannt. 554 5.0.0 Service unavailable
RCPT 550 no such user
RCPT 550 No such user here
RCPT 550 <reader@example.org> User unknown
RCPT 550 Unknown user
RCPT 550 unknown recipient
RCPT 550 Requested action not taken: mailbox unavailable
RCPT 550 5.5.0 Requested action not taken: mailbox unavailable
RCPT 550 Unrouteable address
RCPT 550 Invalid recipient
RCPT 553 mailbox name not allowed
RCPT 551 User has moved to another address
RCPT 550 Message was not accepted -- invalid mailbox. Local mailbox reader@example.org is unavailable: user not found
RCPT 550 Message was not accepted -- invalid mailbox. Local mailbox reader@example.org is unavailable: account is disabled
RCPT 550 5.7.1 No such user!
RCPT 554 delivery error: dd This user doesn't have an account
RCPT 550 5.1.2 Host unknown (Name server: host not found)
RCPT 550 5.4.310 DNS domain does not exist
RCPT 550 5.4.1 Recipient address rejected: Access denied. AS(201806281)
RCPT 550 The recipient's mailbox is disabled
RCPT 550 5.0.0 user unknown
RCPT 550 account is not found
RCPT 550 5.1.0 Unknown recipient address
RCPT 554 Recipient is on the suppression list
RCPT 550 Found inactive addresses: marked as inactive after a hard bounce or a spam complaint
RCPT 550 Пользователь не найден
RCPT 550 Нет такого пользователя
RCPT 550 Почтовый ящик не существует
RCPT 550 Получатель неизвестен
RCPT 550 Користувача не знайдено
RCPT 550 Пайдаланушы табылмады
RCPT 550 Benutzer unbekannt
RCPT 550 Empfänger existiert nicht
RCPT 550 Kein solcher Benutzer
RCPT 550 utilisateur inconnu
RCPT 550 Boîte inexistante
RCPT 550 usuario desconocido
RCPT 550 El buzón no existe
RCPT 550 usuário inexistente
RCPT 550 A caixa postal não existe
RCPT 550 utente sconosciuto
RCPT 550 Casella inesistente
RCPT 550 Użytkownik nieznany
RCPT 550 Nie ma takiego konta
RCPT 550 gebruiker onbekend
RCPT 550 uživatel neexistuje
RCPT 550 kullanıcı bulunamadı
RCPT 550 Böyle bir kullanıcı yok
RCPT 550 用户不存在
RCPT 550 收件人不存在
RCPT 550 宛先が存在しません
RCPT 550 존재하지 않는 사용자입니다
RCPT 550 5.1.1 Go figure
RCPT 550 5.1.1 Ni ve ne
RCPT 550 There is no one at this address
RCPT 550 account expired
RCPT 550 No mail box for this user
RCPT 550 user missing home directory
RCPT 550 Адресат не найден
RCPT 550 Такого адреса нет
RCPT 550 Okänd mottagare
RCPT 550 Tuntematon vastaanottaja
RCPT 550 Brugeren findes ikke
RCPT 550 Ismeretlen felhasználó
RCPT 550 Utilizator necunoscut
RCPT 550 Непознат корисник
RCPT 550 المستخدم غير موجود
RCPT 550 کاربر یافت نشد
RCPT 550 Foydalanuvchi topilmadi
RCPT 550 İstifadəçi tapılmadı
RCPT 550 Người dùng không tồn tại
RCPT 550 Pengguna tidak ditemukan
DATA 550 5.1.1 no such user`,
}

func TestClassify(t *testing.T) {
	n := 0
	for want, lines := range answers {
		for line := range strings.Lines(strings.TrimSpace(lines)) {
			step, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			code := 0
			for i := 0; i < len(rest) && rest[i] >= '0' && rest[i] <= '9'; i++ {
				code = code*10 + int(rest[i]-'0')
			}
			words := strings.TrimLeft(strings.TrimLeft(rest, "0123456789"), " -")
			r := Classify(Step(step), code, words)
			got := string(r.Cause)
			switch {
			case r.Cause == news.CauseReader && r.Sure, r.Cause == news.CauseContent && r.Brake:
				got += "+"
			case r.Strike:
				got += "~"
			}
			if got != want {
				t.Errorf("%-8s %s (%q)", got, line, plain(words))
			}
			if r.Cause == news.CauseUs && (r.Strike || r.Sure || !r.Brake) || r.Sure && r.Strike || r.Sure &&
				r.Cause != news.CauseReader {
				t.Errorf("%+v contradicts itself: %s", r, line)
			}
			n++
		}
	}
	if n < 350 {
		t.Errorf("only %d answers", n)
	}
	t.Logf("%d answers", n)
}

// No code before words that name us makes them a refusal of the reader.
func TestWordsOfUsBeatEveryCode(t *testing.T) {
	tried := 0
	for line := range strings.Lines(strings.TrimSpace(answers["us"])) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(f) < 3 || f[0] != "RCPT" && f[0] != "DATA" {
			continue
		}
		words := strings.TrimLeft(strings.TrimPrefix(f[2], enhanced(f[2])), " ")
		if c := Classify(StepRcpt, 550, words).Cause; c != news.CauseUs && c != news.CauseContent {
			continue // its code alone names us
		}
		tried++
		for n, text := range []string{
			"5.1.1 " + words, strings.ToUpper("5.1.1 " + words), "5.2.1 <reader@example.org>: " + words,
			words + " (#5.1.10)", "5.4.4 " + words, "5.1.1 " + words,
		} {
			step := StepRcpt
			if n == 5 {
				step = StepReturned
			}
			if r := Classify(step, 550, text); r.Cause == news.CauseReader || r.Strike {
				t.Errorf("%s 550 %s: %+v", step, text, r)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d texts name us by their words", tried)
	}
}

// Words in an address, a web address or the name of a host are nobody's reason.
func TestNamesAreNoReasons(t *testing.T) {
	for _, text := range []string{
		"5.1.1 <spam.blocked@policy.relay.example>: user unknown",
		"5.1.1 user unknown, see https://relay.example/spam/policy?dkim=blocked",
		"5.1.1 mx.spam-policy.example.org says user unknown",
		"5.1.1 <sender@auth.example.com>... user unknown; 192.0.2.1",
	} {
		if r := Classify(StepRcpt, 550, text); !r.Sure {
			t.Errorf("%s: %+v", text, r)
		}
	}
	for text, want := range map[string]string{
		"from 192.0.2.4.1 not": "", "5.1.1 no": "5.1.1", "no (#5.7.1)": "5.7.1", "version 5.1.1.2": "",
		"550-5.7.26 no": "5.7.26", "4.2.2. full": "4.2.2", "": "", "5.1": "", "35.1.1": "",
	} {
		if got := enhanced(text); got != want {
			t.Errorf("enhanced code of %q is %q, want %q", text, got, want)
		}
	}
}

func FuzzClassify(f *testing.F) {
	for _, lines := range answers {
		for line := range strings.Lines(lines) {
			f.Add(550, line)
		}
	}
	f.Fuzz(func(t *testing.T, code int, words string) {
		for _, step := range []Step{StepConnect, StepMail, StepRcpt, StepData, StepReturned} {
			r := Classify(step, code, words)
			if r.Cause == "" || r.Cause == news.CauseUs && (r.Sure || r.Strike) || r.Sure &&
				r.Cause != news.CauseReader || r.Vague && !r.Strike {
				t.Fatalf("%s %d %q: %+v", step, code, words, r)
			}
			if step == StepMail && r.Cause == news.CauseReader || step == StepConnect && r.Cause == news.CauseReader {
				t.Fatalf("no reader was named at %s: %d %q", step, code, words)
			}
		}
	})
}
