package roster

import "attache/news"

// phraseTable is a state and the phrases that say it, parted by |. A word that ends in * is the beginning of one.
type phraseTable struct {
	state   news.SubscriberState
	grade   grade
	phrases string
}

// phraseTables are in the order that docs/imports.md tells them in. What may stand in a title, in a place's or an
// organisation's name is weak. What pairs of words say
// ("do not mail", "wrong address") stands in pairs.go.
var phraseTables = []phraseTable{
	{news.SubscriberComplained, gradePlain, complainedPlain},
	{news.SubscriberComplained, gradeWeak, complainedWeak},
	{news.SubscriberUnsubscribed, gradePlain, leftPlain},
	{news.SubscriberUnsubscribed, gradeWeak, leftWeak},
	{news.SubscriberUnsubscribed, gradeWeak, diedWeak},
	{news.SubscriberUnsubscribed, gradeWeak, thrownWeak},
	{news.SubscriberUnsubscribed, gradeUnsure, leftUnsure},
	{news.SubscriberUnsubscribed, gradeHint, leftHint},
	{news.SubscriberUnsubscribed, gradeHintAlone, leftHintAlone},
	{news.SubscriberBounced, gradePlain, bouncedPlain},
	{news.SubscriberBounced, gradeWeak, bouncedWeak},
	{news.SubscriberBounced, gradePlain, bouncedServers},
	{news.SubscriberBounced, gradeUnsure, bouncedUnsure},
	{news.SubscriberPending, gradePlain, pendingPlain},
	{news.SubscriberComplained, gradePlain, complainedFurther},
	{news.SubscriberUnsubscribed, gradePlain, leftFurther},
	{news.SubscriberUnsubscribed, gradeWeak, leftFurtherWeak},
	{news.SubscriberBounced, gradePlain, bouncedFurther},
	{news.SubscriberPending, gradePlain, pendingFurther},
	{news.SubscriberPending, gradeWeak, pendingWeak},
}

const (
	complainedPlain = `complained|complained of spam|spam complain*|spam report*|spam trap*|marked as spam
		|marks as spam|marked us as spam|reported as spam|reported spam|abuse report*|feedback loop
		|complained about spam|spammy|жалоба на спам|жалоб* на спам|пожалова*|пожалівся|поскарж*|спам жалоб*|в спам
		|шағымдан*|şikayet etti|şikayetçi|spam bildir*|istenmeyen olarak|spam beschwerde*|beschwert|beschwerte sich
		|als spam *|s est plaint*|plainte spam|signalé comme *|marcado como spam|se quejó|segnalato come spam
		|marcou como spam|zgłosił* spam`
	complainedWeak = `complain*|spam|abuse|junk|жалоб*|спам|скарг*|zhalob*|шағым*|şikayet*|şikâyet*|istenmeyen
		|beschwerde*|plainte|plaintes|indésirable*|signalé|pourriel*|queja|quejas|denuncia|denunciado|denunció|reclamo
		|reclamos|reclamação|reclamações|reclamaciones|skarga|skargi`

	leftPlain = `unsub*|un subscri*|opted out|opt out*|opts out|opting out|optout*|suppressed|supressed
		|suppression list*|suppression unsub*|suppression group*|blocklisted|blacklisted|black listed|block listed
		|block list*|black list*|on blocklist|deactivated|non subscri*|not subscri*|never subscri*|nonsubscri*
		|not active|not interested|no interest|non marketing|no longer|not any more|not anymore|no consent
		|no permission*|consent withdrawn|consent revoked|consent refused|consent denied|withdrew consent
		|revoked consent|refuses consent|excluded from *|do not disturb|stop mail*|stop email*|stop send*|stop writ*
		|stop newsletter*|stop contact*|stop the mail*|stop the newsletter*|stop all|remove from *|removed from *
		|take * off|take off *|keep off *|not at this address|не по этому адресу|off the list|taken off *|off list
		|strike off|struck off|left the list|left the newsletter|left the company|left the paper|left the job
		|left the ministry|left the embassy|left the post|left the office|left the agency|left the organi*|left us
		|left his *|left her *|has left|have left|had left|already left|quit the *|leave the list|left the mailing *
		|former subscri*|former reader*|former recipient*|former email*|ex subscri*|ex reader*|ex recipient*
		|past subscri*|signed off|signed out|wants out|wants off|objects to *|objected to *|gdpr objection
		|right to be forgotten|forget me|deceased|passed away|has died|died in|died on|is dead|unwanted mail*|asked out
		|mail refused|mails refused|refuses mail*|refused mail*|declined mail*|mail stop|mailstop|nomail|no mail
		|dont mail|dont email|lost interest|subscription ended|subscription ended|subscription expired
		|subscription cancel*|subscription over|subscription lapsed|cancel* subscription|ended subscription|was removed
		|been removed|was deleted|been deleted|do not use|отпис*|отказ* от рассыл*|отказ* от пис*|отказ* от подпис*
		|отказ* от получ*|отказ* от нов*|отказ* получать|заблокир*|вышел из *|вышла из *|вышли из *|покинул* рассыл*
		|покинул* список|черный список|в черном списке|черного списка|стоп лист*|стоп список|не подписан*|не подписыв*
		|подписк* отмен*|отмен* подписк*|подписк* прекращ*|прекращ* подписк*|подписк* аннул*|подписк* законч*
		|подписк* истек*|отозвал* согласие|согласие отозван*|отзыв согласия|без согласия|нет согласия|согласия нет
		|не согласен|не согласна|уволен*|уволил*|уволилась|больше не *|не интерес*|не хочет|не хотят|не желает|не нужн*
		|не надо|просил* не *|просит не *|просьба не *|просил* исключить|против рассыл*|против писем|бывш* подписчик*
		|бывш* читател*|бывш* абонент*|скончал*|умер|умерла|умерли|не активен|не активна|не активны*|не действует
		|исключить из *|исключен* из *|удалить из *|удален* из *|убрать из *|снять с рассыл*|снят* с рассыл*|ушел из *
		|ушла из *|ушел на пенс*|ушла на пенс*|вышел на пенс*|вышла на пенс*|не трогать|не использовать|otpis*|ne pisat*
		|ne prisyl*|ne slat|відпис*|не підписан*|більше не *|не хоче|не бажає|просив не *|просила не *|не активн*
		|чорний список|помер|померла|жазылудан|жазылымнан|бас тарт*|белсенді емес|жазылмаған|алғысы келме*|алгысы келме*
		|қаламай*|қаламады|керек емес|қажет емес|жолдама*|жіберме|жібермеу|жібермеңіз|жібермесін|жазбаңыз|жазбау|жазбасын
		|хабарласпа*|қайтыс бол*|тізімнен шы*|бұрынғы жазыл*|бұрынғы оқырман*|қара тізім*|қызмет тоқтат*|қызметі тоқтат*
		|мазаламаңыз|тізімнен алы*|listeden çık*|üyelikten *|abonelikten *|abonelik iptal*|abonelik sona*|kara liste*
		|etkin değil|aktif değil|abone değil|üye değil|istemiyor*|istemedi*|istemeyen*|silinsin|çıkarılsın
		|kaldırılsın|istemez|istenmiyor|göndermeyin*
		|göndermesin*|gönderilmesin|gönderme|gönderilmeyecek|yazmayın*|yazılmasın|atmayın*|yollamayın*|rahatsız etmeyin
		|vefat*|işten ayrıl*|eski abone*|eski üye*|eski okur*|listeden sil*|listeden kaldır*|ilgilenmiyor|artık *
		|izin vermedi|izin yok|onay vermedi|abgemeldet*|abmeld*|abbestell*|austragen|ausgetragen*|nicht aktiv*
		|deaktiviert*|nicht abonniert*|nicht angemeldet*|nicht mehr *|nie mehr *|nie wieder *|kein interesse*|keine lust
		|kein bedarf|will nicht*|will keine*|möchte nicht*|möchte keine*|möchte raus|will raus|wünscht kein*
		|lehnt ab|lehnt * ab|lehnt newsletter *|widersprochen|widerspricht|keine einwilligung|ohne einwilligung
		|einwilligung widerrufen
		|einwilligung entzogen|widerruf der *|hat widerrufen|ausgeschieden*|ausgetreten*|ausgestiegen*|verstorben*
		|gestorben|ehemalige* abo*|ehemalige* leser*|ehemalige* empfänger*|ehemalige* bezieher*|frühere* abo*
		|frühere* leser*|ex abo*|ex leser*|ex bezieher*|altabonnent*|ehemaligenliste|sperrliste*|sperrdatei*
		|sperrvermerk*|gesperrte abo*|werbesperre*|werbewiderspr*|mailsperre*|robinsonliste*|robinson liste*
		|robinson list*|auf robinson|kündigte abo|abo gekündigt|abo beendet|gekündigte abo*|aus dem verteiler
		|aus verteiler *|verteiler löschen|vom verteiler *|gegen newsletter|unerwünscht*|dienst verlassen|hat gekündigt
		|nicht mehr|niet meer *|aufgehört|abgem|decesso|заблок|откл|kein nl|no nl|crossedout|unactive|do not mail
		|do not email|do not contact|do not send|إلغاء الاشتراك
		|désabonn*|désinscri*|résilié*|résiliation*|non abonné*|pas abonné*|plus abonné*|non inscrit*|pas inscrit*
		|désactivé*|a quitté|ont quitté|liste noire|liste d opposition|liste d exclusion|liste robinson|ne veut *
		|ne souhaite *|ne désire *|ne plus *|n est plus|ne travaille plus|plus intéressé*|pas intéressé*|plus de mail*
		|plus de courriel*|plus de message*|plus de newsletter*|plus d email*|plus d e mail*|plus de lettre*
		|plus d envoi*|plus rien|décédé*|ancien* abonn*|ancien* lecteur*|ancien* inscrit*|ancien* destinataire*
		|ex abonn*|opposition rgpd|s oppose *|a démissionné|parti à la retraite|partie à la retraite|parti en retraite
		|démissionné*|sans consentement|consentement retiré|stop mail*|à radier|radié* de *|retirer de *
		|retiré* de la liste|rayé* de *|rayer de *|enlever de *|supprimer de *|se désister|désisté*|dado de baja
		|dada de baja|dados de baja|dar de baja|dio de baja|darse de baja|quiere baja|solicita baja|solicitó baja
		|pidió baja|desuscri*|no suscri*|no quiere*|no desea*|no le interesa|no interesad*|ya no *|ya se fue|se fue
		|ex suscri*|antiguo* suscri*|antiguos suscri*|fallecid*|falleció|lista negra|lista robinson|lista de exclusi*
		|lista de bajas|sin consentimiento|no molestar|no es suscri*|quitar de *|borrar de *|eliminar de *
		|cancelar suscri*|disiscri*|disattivat*|non iscritt*|non vuole *|non desidera *|non interessat*|non più *
		|deceduto|deceduta|lista nera|ex iscritt*|ex abbonat*|descadastr*|desinscri*|não inscrit*|não quer*|não deseja*
		|não interessad*|já não *|faleceu|falecid*|ex assinante*|lista de bloqueio|wypisan*|wypisał*|zrezygn*|rezygnacj*
		|nie chce*|nie życzy*|nie aktywn*|nie żyje|zmarł*|byli subskryb*|były subskryb*|uitgeschreven|afgemeld*
		|avregistrerad*|avmeldt|frameldt|afmeldt|odhlášen*|odjavljen*|dezabonat*|leiratkozott|отписани|odjavil*`
	leftWeak = `suppress|suppression*|suppressions|blocklist|blacklist|blacklists|blocklists|blocked
		|disabled|inactive|removed|removals|deleted|deletions|archived|cancelled|canceled|cancellation|cancellations
		|cancels|churn|churned|left|leaver|leavers|leaving|paused|stopped|banned|expired|withdrawn|withdrew|revoked
		|refused|refusal|refusals|refuser*|declined|denied|transactional|gone|quit|quits|quitter*|resigned|retired
		|retirees|departed|departures|exited|dropped|excluded|lapsed|terminated|objected|objection|objections|opposed
		|moved on|moved away|changed jobs|new job|left company|left post|left job|left role|left office|left position
		|left work|old subscri*|old reader*|old member*|previous subscri*
		|previous reader*|previous member*|left in|left on|left for|left the|dnc|dnm|dne|do not call|former
		|former member*|former contact*|ex member*|ex contact*|ex customer*|former customer*|past member*|remove|delete
		|unwanted|discontinued|dormant|unwilling|closed|ended|on hold|hold|suspended|dead|died|ignore|skip|exclude
		|kicked|defunct|obsolete|stale|temp hold|snoozed|muted|forgotten|gdpr|erased|erasure|anonymi*|unengaged
		|disengaged|disallowed|forbidden|отказ|отказы|отказал*|отказник*|отказавш*|удален*|удалит*|удалил*|удалить|удали
		|исключ*|блокир*|блок|неактив*|отключ*|вышел|вышла|вышли|вышедш*|покинул*|отменен*|отмена|отменил*|аннулир*
		|прекращ*|отозва*|ушел|ушла|ушли|ушедш*|выбыл*|выбыв*|стоп|неподпис*|чс|в чс|бывш*|на пенсии|в отставке
		|не писать|не работает|недейств*|архивн*|лишн*|убрать|убрали|убран*|снят|снята|сняты|против|приостан*|уехал*
		|закрыт*|ненужн*|otkaz*|ushli|ushel|стоплист*|скасова*|скасув*|видален*|видалит*|колишн*|звільнен*|заблокован*
		|вибул*|пішов|пішла|неактивн*|непідпис*|шықты|шыққан*|шығып|шығарыл*|өшіріл*|өшір*|жойыл*|бұғат*|тоқтат*|кетті
		|кеткен*|бұрынғы|зейнет*|алынып тастал*|алып таста*|жұмыстан кет*|шыкты|шыккан*|çıktı|çıkmış|çıkan|çıkanlar
		|çıkış|çıkarıl*|ayrıl*|iptal*|pasif*|engelle*|silin*|silindi|vazgeç*|durdur*|reddet*|reddedil*|emekli*|eski
		|eskiler|istifa*|kaldırıl*|kapalı|kapatıl*|çıkartıl*|ayrıldı|gitti|sil|kündigung*|kündigte*|kündigt|gekündigt*
		|austrag|austragung|austragungen|austritt*|inaktiv*|gesperrt*|sperre|sperren|sperr|gelöscht*|löschen|löschung*
		|löschliste|widerruf|widerrufen|widerrufe|widerspruch|widersprüche|geblockt|blockiert*|beendet|storniert*
		|stornos|abgelehnt*|ablehnung*|abgänge|abgang|abgänger|raus|weg seit|weg damit|rausgenommen|rausgeflogen
		|entfernt*|entfernen|gestrichen*|streichen|streichliste|pensioniert*|in rente|im ruhestand|in pension|ruhestand
		|verzogen|tot|ehemalige*|ehemaligen|ausgeschlossen*|austräge|verweiger*|stillgelegt*|abos beendet|erloschen
		|abgelaufen*|pausiert*|inactif*|inactive*|bloqué*|supprim*|suppression|refus|refusé*|refuse|refusent|annulé*
		|annulation*|retiré*|retrait|retraits|quitté*|départ|départs|parti le|partis|partie|démission*|retraité*
		|en retraite|à la retraite|radié*|radiation*|résilier|anciens|ancien|archivée|archivés|archivées|exclu|exclus
		|opposition|oppositions|rayé*|à supprimer|sortie|sorties|sortis|périmé*|baja|de baja|bajas|anulad*|bloquead*
		|eliminad*|cancelad*|renunci*|jubilad*|borrad*|quitad*|retirad*|inactiv*|no activ*|rechaz*|exsuscri*|excluid*
		|despedid*|desactivad*|suspendid*|ex suscriptor|antiguos|no contactar|caducad*|cancellat*|rimoss*|inattiv*
		|eliminat*|esclus*|pensionat*|revocat*|removid*|inativ*|excluíd*|aposentad*|apagad*|saiu|saíram|usunię*
		|nieaktywn*|zablokowan*|rezygn*|byli|skreślon*|odszedł|odeszli|pozostawion*`
	leftUnsure = `archive list|archiv|архив|архивы|archivo muerto|stop|stops|robinson|robinsons|liste rouge
		|listes rouges|cancel|block|filtered|filtré*|gefiltert|scrubbed|purged|purge|pruned|bereinigt*|nettoyé*|очищен*
		|temizlen*|тазалан*|depurad*|limpiad*|pulit*|limpo|alte|old list`

	bouncedPlain = `bounced*|on hold bounce*|hold bounce*|spam rejected|spam folder|temp unreachable
		|hard bounce*|hardbounce*|soft bounce*|softbounce*|mail bounce*|bounces back|bounced back|undeliver*
		|not deliver*|non deliver*|nondeliver*|un deliver*|cannot be delivered|could not be delivered|cant be delivered
		|does not exist|doesn t exist|not exist*|no such *|nonexist*|non exist*|hard fail*|delivery fail*
		|delivery error*|failed delivery|mailbox full|mailbox unavailable|mailbox unknown|mailbox not *|mailbox disabled
		|mailbox closed|inbox full|mailbox is full|user unknown|unknown user|invalid mail*|invalid email*
		|invalid address*|invalid e mail*|wrong address*|wrong email*|wrong mail*|wrong e mail*|bad address*|bad email*
		|dead address*|dead email*|dead mail*|address invalid|address wrong|address dead|address not *|address no *
		|address unknown|address changed|email invalid|email wrong|email dead|mail dead|mail returned|mails returned
		|mail returns|mail comes back|returned mail|returned email*|returned to *|return to sender|comes back|came back
		|not reachable|suppression bounce*|suppression invalid*|suppression block*|cleaned members export*
		|cleaned email audience export*|cleaned segment export*|cleaned audience export*|mailer daemon|недоставл*
		|недостав*|не достав*|не доставл*|не доход*|не дошл*|отскок*|отскоч*|баунс*|хардбаунс*|хард баунс*|несуществ*
		|не существ*|неверн* адрес*|неверн* email*|неверн* почт*|неверн* мейл*|нерабоч* адрес*|нерабоч* почт*|адрес не *
		|адрес неверн*|адрес недейств*|почта не *|ящик не *|ящик переполн*|ящик удал*|ящик закрыт*|невалид*
		|ошибк* доставк*|возврат писем|возврат письма|письма возвращ*|письмо верн*|письма не доход*|письма не доставл*
		|нет такого адреса|не існує|недоставлен*|адреса не *|жеткізілме*|жетпеді|жетпеген*|мекенжай жоқ|қате мекенжай*
		|адрес қате|адрес жоқ|geri dön*|geri gel*|ulaşılam*|ulaşmadı|ulaşmıyor|teslim edile*|iletileme*|iletilmedi
		|yanlış adres*|adres yanlış|adres geçersiz|geçersiz adres*|geçersiz e posta*|posta kutusu dolu|adres yok
		|böyle bir adres *|unzustell*|nicht zustell*|zurückgewiesen*|zurückgekommen*|kommt zurück|kam zurück
		|kamen zurück|kommen zurück|rückläufer*|unbekannt verzogen|existiert nicht*|nicht erreichbar|falsche adresse*
		|falsche mail*|falsche e mail*|adresse falsch|adresse ungültig|ungültige adresse*|ungültige mail*
		|ungültige e mail*|adresse unbekannt|postfach voll|postfach existiert *|empfänger unbekannt|n habite *
		|non distribu*|pas distribu*|non remis*|non délivr*|pas délivr*|npai|n existe *|adresse erron*|adresse invalide*
		|adresse inconnue*|adresse fausse|mauvaise adresse*|fausse adresse*|boîte pleine|boîte inexistante
		|retour à l envoyeur|retour envoyeur|inexistant*|revient en erreur|rebotad*|no entregad*|no entregable*
		|no existe*|inexistente*|dirección incorrecta|dirección inválida|dirección errónea|correo inválido
		|correo incorrecto|correo erróneo|buzón lleno|devuelto por *|correo devuelto|correos devueltos|non consegnat*
		|non recapit*|non esiste*|indirizzo errato|não entregue*|não existe*|endereço inválido|nie istnieje|niedostarcz*
		|nie dostarcz*|onbestelbaar*|не достига*`
	bouncedWeak = `bounce|bounces|bouncing|bouncer|bouncers|invalid|invalids|unreach*|failed|failing|failure
		|failures|fails|returned|returns|rejected|rejects|blocks|error|errors|mx error|undelivered|wrong|mailer|ошибка
		|ошибки|возврат|возвраты|вернулось|вернулись|возвращен*|неверн*|недейств*|недоступ*|отклонен*|отбой|отбойник*
		|нерабоч*|неправильн*|битые|битый|помилка|повернул*|невірн*|қайтарыл*|қайтты|жарамсыз*|қате|қателер|geçersiz*
		|hatalı*|hata|iade|iadeler|dönen|dönenler|yanlış|ungültig*|unerreichbar*|fehlerhaft*|fehler|irrläufer|rejet
		|rejets|rejeté*|invalide|invalides|erroné*|erreur|erreurs|rebond|rebonds|injoignable*|retourné*|retour|retours
		|rebote|rebotes|rebotó|inválid*|devuelt*|devoluci*|incorrect*|erróne*|respint*|errat*|rimbalzat*|devolvid*
		|odbit*|nieprawid*|zwrot|zwroty|błędne`
	bouncedUnsure = `cleaned|clean`

	pendingPlain = `unconfirm*|not confirm*|non confirm*|never confirm*|not yet confirm*|un confirmed
		|unactivated|not activated|not yet activated|unverif*|not verif*|never verif*|not yet verif*|not validated
		|unvalidated|activation requested|never validated|awaiting confirm*|awaiting opt*|awaiting activ*
		|awaiting verif*|waiting for confirm*|waits for confirm*|without confirm*|confirmation pending|pending confirm*
		|pending opt*|pending verif*|pending approval|no confirm*|needs attention|opt in pending|doi pending
		|confirmation missing|confirmation awaited|unapproved|not approved|confirmation sent|activation sent
		|activation requested|never clicked|не подтверд*|не подтвержд*|неподтвержд*|неподтверд*|без подтвержд*
		|ожида* подтвержд*|ждет подтвержд*|ждем подтвержд*|нет подтвержд*|подтвержд* нет|не подтвердил*|nepodtver*
		|не верифиц*|не активирован*|не підтверд*|непідтверд*|не підтвердж*|непідтвердж*|без підтвердж*
		|очіку* підтвердж*|расталма*|растама*|растаусыз*|растауды күт*|растау күт*|onaylanma*|onaylama*|onaysız*
		|onay bekl*|onay yok|doğrulanma*|doğrulama bekl*|onaylı değil|unbestätig*|nicht bestätig*|noch nicht *
		|nie bestätig*|ohne bestätig*|nicht validiert*|nicht verifiziert*|nicht aktiviert*|bestätigung fehlt
		|bestätigung ausstehend|bestätigung offen|wartet auf bestätig*|wartend auf *|unverifiziert*|nicht geklickt
		|non confirm*|pas confirm*|pas encore *|non valid*|pas valid*|non vérifié*|pas vérifié*|sans confirm*
		|en attente de *|attente de confirm*|jamais confirm*|sin confirm*|no confirm*|sin verific*|no verific*
		|pendiente* de *|por confirmar|a la espera de *|falta confirm*|no validad*|senza conferm*|non conferm*
		|non verific*|in attesa di *|não confirm*|sem confirm*|não verific*|aguardando confirm*|niepotwierdz*
		|nie potwierdz*|bez potwierdz*|oczekuj* na *|niet bevestigd`
	pendingWeak = `pending|validating|awaiting|waiting|waitlist*|invited|invitations|invitees|ожида*|ждет|ждут
		|приглашен*|очіку*|күтуде|күтіп*|күтуде*|шақырыл*|bekliyor*|beklemede*|bekleyen*|beklenen*|davetli*|davet edil*
		|ausstehend*|wartend*|warteliste|eingeladen*|noch offen|unvollständig*|en attente|à confirmer|à valider|invité*
		|invitado*|pendiente|pendientes|in attesa|pendente|pendentes|oczekuj*|zaproszen*`

	// what is said of the dead
	diedWeak = `sortedout|rip|r i p|rest in peace|in memoriam|late|the late|dec d|decd|d e p|q e p d|qepd|verst
		|gest|gestorb*
		|verstorb*|verschied*|feu|feue|défunt*|defunct|difunt*|defunt*|finad*|in memoria|ум|умерш*|пок|покойн*|покійн*
		|марқұм*|өмірден өт*|merhum*|rahmetli*|öldü|ölmüş|ölü|zm|świętej pamięci|śp|ś p|overl|overleden`
	// where what is not wanted any more is thrown, and who is kept out
	thrownWeak = `trash|trashed|rubbish|garbage|recycle bin|recycled|dnd|kill|killed|kill list|kill lists|kill file
		|kill files|quarantine*|objector*|ban list|banned list|deny list|deny lists|exclusion list*|exclude list*
		|exclusions|drop list|drop lists|dead letter|dead letters|dead list|мусор|мусорка|мусорн*|в мусор|корзина
		|в корзин*|помойка|свалка|хлам|карантин*|возражен*|возраз*|возражавш*|қоқыс*|қоқыс жәшігі|себет|наразыл*|çöp
		|çöpe|çöplük
		|çöp kutusu|karantina*|itiraz*|papierkorb|müll|mülleimer|abfall|schrott|quarantäne*|quarantaene*|widersprecher*
		|poubelle|corbeille|quarantaine*|opposants|opposantes|déchets|basura|papelera|cuarentena*|opositores|oponentes
		|cestino|spazzatura|immondizia|quarantena*|oppositori|lixo|lixeira|quarentena*|śmieci|śmietnik|kosz
		|do kosza|w koszu|kwarantann*|sprzeciw*|сміття|смітник|кошик|заперечення|prullenbak|prullenmand|vuilnisbak
		|kwarantaine
		|bezwaar|bezwaren|desab|désab|désinscr|desinscr|ausgetr|gekünd|уд`
	// names of files and folders that may as well mean an older copy, or poor addresses of people who read us
	leftHint = `old|older|oldest|bad|worst|obsolete|outdated|deprecated|unused|старые|старый|старая|старое|старых
		|плохие|плохой|плохая|плохое|плохих|ескі|ескілер|ескісі|нашар|жаман|eski|eskiler|kötü|kötüler|alt|alte|alter
		|altes|schlecht*|vieux|vieille|vieilles|ancien|anciens|ancienne|anciennes|mauvais*|viejo|vieja|viejos|viejas
		|antiguo|antigua|antiguos|antiguas|malo|malos|mala|malas|vecchi|vecchio|vecchia|vecchie|cattivi|cattive
		|velho|velha|velhos|velhas|antigos|antigas|maus|ruins|stare|stary|stara|złe|zły|zła|źli|старі|старий|стара
		|погані|поганий|oud|oude|slecht|slechte`
	// the same, when nothing stands beside it: a press archive has readers of its own
	leftHintAlone = `archive|archives|archivio|archiwum|архів|архіви|архивное|мұрағат|arşiv|arşivler|archief
		|archivados|archivierte`

	// what mail servers and resolvers answer
	bouncedServers = `nxdomain|nx domain found|no mx|no mx record*|kein mx|sans mx|sin mx|host not found|domain not found
		|domain does not exist|unknown domain|unknown host|host unbekannt|host unknown|domain expired
		|domain abgelaufen|hôte inconnu
		|host desconocido|host sconosciuto|nieznany host|no such domain|no such host|no such user*|no such mailbox
		|no such recipient|recipient unknown|recipient not found|user not found|mailbox not found|dns fail*|dns error*
		|smtp error*|unrouteable|unroutable|relay denied|relaying denied|mailbox unavailable|mailbox disabled
		|mailbox does not exist|account disabled|account does not exist|домен не *|домена нет|нет такого домена|домена не *
		|домен неверн*|нет такого пользователя|пользователь не найден|пользователя нет|неизвестный пользователь
		|ящик не найден|домен жоқ|домен табылмады|пайдаланушы табылмады|пайдаланушы жоқ|alan adı yok|alan adı bulunamadı
		|kullanıcı bulunamadı|kullanıcı yok|böyle bir kullanıcı *|domain existiert *|domain unbekannt|domäne unbekannt
		|benutzer unbekannt|unbekannter benutzer|kein solcher *|domaine inexistant|domaine inconnu|utilisateur inconnu
		|destinataire inconnu|dominio inexistente|dominio desconocido|usuario desconocido|destinatario desconocido
		|utente sconosciuto|dominio inesistente|destinatario sconosciuto|usuário desconhecido|domínio inexistente
		|destinatário desconhecido|nieznany użytkownik|nieznana domena|domena nie *|користувача не *|домен не існує
		|onbekende gebruiker|gebruiker onbekend|domein bestaat *`
)
