package roster

import (
	"strings"
	"sync"
	"unicode"

	"attache/news"
)

// Phrases of languages in which no letter is, in other letters than those of the language, and of scripts that write no
// spaces between words. They stand in lists that people of the outlets and of neighbours send.
const (
	leftFurther = `leiratkoz*|uitschrijv*|uitgeschr*|lemondta|lemondott*|tiltólist*|nem kér*|ne küld*
		|avprenumer*|avregistrer*|avanmäl*|avmeld*|frameld*
		|afmeld*|utmeld*|udmeld*|meldt av|vill inte *|vil ikke *|skicka inte *|ikke send*|svart lista
		|svartlist*|svarteliste|sortliste
		|peruuttan*|peruutta*|perunee*|perunut|tilauksen peru*|estolist*|musta lista|älä lähetä|loobun*
		|tellimuse tühist*|atteiku*|atrakst*
		|atsisak*|atšauk*|juodasis sąrašas|odhlás*|odhlas*|nechce *|neposíl*|neposiel*|černá listina
		|čierna listina|dezabon*
		|nu trimite*|nu dorește*|listă neagră|lista neagră|черен списък|не изпращай*|odjavl*|odjavil*
		|odjavit*|одјав*|crna lista
		|црна листа|črni seznam|ne slati|ne šalji*|ne pošilja*|απεγγρ*|μαύρη λίστα|μην στ*|الغاء الاشتراك
		|الغاء اشتراك*|الملغى اشتراك*
		|ملغى الاشتراك|الملغي اشتراك*|القائمة السوداء|قائمة سوداء|لا ترسل*|لغو اشتراک|لیست سیاه|הסרה מ*
		|להסרה|הוסרו מ*|הוסר מ*
		|ביטול מנוי*|ביטלו מנוי*|רשימה שחורה|לא לשלוח|გამოწერის გაუქმ*|ապաբաժանորդ*|abunəlikdən *
		|abunəliyi ləğv*|qara siyahı
		|obunadan *|obunani bekor*|жазылуудан *|баш тарт*|кара тизме|berhenti berlangganan
		|berhenti langgan*|daftar hitam
		|hủy đăng ký|huỷ đăng ký|danh sách đen|सदस्यता समाप्त|bas tart*|jazyludan *|zhazyludan *
		|jazylymnan *|zhazylymnan *
		|zhazylmagan*|jazylmagan*|qara tizim|kara tizim|belsendi emes|hat jazba*|hat zhazba*|hat zhiberme*
		|hat jiberme*|chernyj spisok
		|chernyi spisok|cherny spisok|chornyj spysok|ne otpravly*|ne bespokoit*|ne pisat*|vidpys*
		|bolshe ne *|stop spisok`
	leftFurtherWeak = `отказа|отказу|отказом|отказе|отказов|отказам|отказами|отказах|отмены|отмену|отмене
		|отмен|блока|блоке
		|відмов*|відмін*|otkaz*|vozvrat*|udalen*|udalit*|zablok*|neaktiv*|isklyuch*|iskljuch*|vidmov*
		|vydalen*|oshiril*|shyqqan*|shykkan*
		|shyqty|shykty|toqtat*|törölt*|törlés*|letilt*|kilépett*|lemondott*|inaktív*|borttag*|avslut*
		|slettet|slettede|slettet*
		|oppsagt*|opsagt*|sperret*|blokkert*|blokeret*|blockerad*|inaktiv*|poistet*|poistun*|eronn*
		|tühistat*|eemaldat*
		|lahkun*|izdzēst*|dzēst*|bloķēt*|ištrint*|pašalint*|užblok*|zrušen*|zrušil*|smazan*|zmazan*
		|vyřazen*|vyraden*|zablokov*
		|neaktivn*|șters*|șterși|anulat*|blocat*|inactiv*|изтрит*|блокиран*|izbrisan*|brisan*|blokiran*
		|obrisan*|избрисан*|обрисан*
		|διαγραμμέν*|διαγραφ*|διεγραμμέν*|ανενεργ*|αποκλεισμέν*|αποχωρ*|ملغى|ملغاة|محذوف*|المحذوف*|محظور*
		|المحظور*|موقوف*|حذف شده
		|مسدود|הוסר*|המוסרים|מוסרים|חסומ*|חסום|מבוטל*|לא פעיל*|წაშლილ*|გაუქმებულ*|დაბლოკილ*|ջնջված*
		|silinmiş*|bloklan*|ochirilgan*
		|өчүрүл*|dihapus|dikeluarkan|đã xóa|đã xoá|bị chặn|verwijder*|geblokkeerd*|opgezegd*`
	bouncedFurther = `visszapattan*|kézbesíthetetlen*|érvénytelen cím*|studsa*|studsar|ogiltig* adress*
		|ugyldig* adress*|returpost
		|kan ikke leveres|palautun*|virheelli* osoit*|nedoruč*|nedoručen*|neplatn* adres*|neexistuj*
		|nelivrat*|adres* invalid*
		|недоставен*|nevažeć*|neveljavn*|μη παραδ*|μη έγκυρ*|غير صالح*|مرتجع*|المرتجع*|לא תקין|לא תקינ*|nedostav*
		|nesushch*|neverny* adres*|jetkizilme*|zhetkizilme*|onbestelbaar|niet afgeleverd|niet bezorgd
		|ongeldig* adres*`
	complainedFurther = `panasz*|klagomål*|valitus|valitta*|kaebus*|stížnost*|sťažnosť*|plângere|plângeri
		|оплакван*|pritužb*|pritožb*|καταγγελ*|παράπον*|شكوى|شكاوى|תלונ*|zhalob*|shagym*|klachten|klacht`
	pendingFurther = `megerősítetlen*|nem megerősít*|obekräftad*|ej bekräft*|ubekreft*|ubekræft*
		|vahvistamat*|kinnitamat*
		|neapstiprin*|nepatvirtin*|nepotvrz*|nepotvrd*|neconfirmat*|непотвърд*|nepotvrđ*|nepotrjen*
		|непотврђ*|ανεπιβεβαίωτ*
		|μη επιβεβαιωμέν*|غير مؤكد*|לא אושר*|לא מאושר*|ne podtverzh*|nepodtverzh*|rastalmagan*|onbevestigd*`
)

// dense are phrases of scripts that write no spaces between words: each says so inside any run of letters. None is a
// part of a name of people.
var dense = sync.OnceValue(func() []phrase {
	var all []phrase
	for _, t := range []phraseTable{
		{news.SubscriberComplained, gradePlain, `投诉|投訴|举报垃圾|检举|苦情|迷惑メール報告|迷惑メール|스팸신고|스팸|불만|ร้องเรียน|สแปม`},
		{news.SubscriberUnsubscribed, gradePlain, `退订|退訂|退阅|取消订阅|取消訂閱|取消关注|不再订阅|不再接收|不再訂閱|拒收|拒绝接收|拒絕接收|勿发|勿發|请勿
			|請勿|勿扰|勿擾|不要发|黑名单|黑名單|停用|停发|停發|注销|註銷|已删除|已刪除|已移除|取消|已离职|已離職|离职|離職|已故|去世|拉黑|屏蔽|封鎖|禁发
			|配信停止|配信不要|配信拒否|配信解除|受信拒否|送信不可|送信停止|送付不要|購読解除|購読停止|購読中止|登録解除|登録抹消|解約|退会|退職|停止済|削除済
			|削除希望|ブラックリスト|メール不要|故人|逝去|수신거부|수신거절|수신차단|구독취소|구독해지|구독중단|구독거부|해지자|해지됨|탈퇴|차단|블랙리스트|발송금지
			|발송중지|퇴사|삭제됨|삭제요청|사망|ยกเลิกการ|ยกเลิกสมาชิก|เลิกรับ|ไม่รับ|ไม่ต้องการ|บัญชีดำ|ห้ามส่ง|ลาออก`},
		{news.SubscriberBounced, gradePlain, `退信|退件|无法送达|無法送達|无法投递|投递失败|发送失败|地址无效|无效地址|无效邮|無效郵|邮箱不存在|失效|無効
			|不達|未達|配信エラー|送信エラー|エラーメール|宛先不明|존재하지않|반송메일|메일반송|반송됨|반송목록|전송실패|발송실패|무효한|무효메일|잘못된주소|ตีกลับ
			|ส่งไม่ถึง|ที่อยู่ไม่ถูกต้อง`},
		{news.SubscriberPending, gradePlain, `未确认|未確認|未验证|未驗證|待确认|待確認|待验证|未激活|未承認|未認証|承認待|確認待|仮登録|미확인|미인증|미승인|승인대기
			|인증대기|ยังไม่ยืนยัน|รอการยืนยัน|รอยืนยัน`},
	} {
		for s := range strings.SplitSeq(t.phrases, "|") {
			if f := fold(s); f != "" {
				all = append(all, phrase{state: t.state, grade: t.grade, words: []string{f}, open: []bool{true}, glued: f})
			}
		}
	}
	return all
})

// isDense reports whether a letter is of a script that writes no spaces between words, or does not need to.
func isDense(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// denseAt finds the strongest phrase inside a run of letters, or in two runs that stand side by side.
func denseAt(tokens []textWord, i int) (best phrase, n int) {
	word, most := tokens[i].word, 1
	if i+1 < len(tokens) && tokens[i+1].dense && tokens[i+1].segment == tokens[i].segment {
		word, most = word+tokens[i+1].word, 2
	}
	for _, p := range dense() {
		at := strings.Index(word, p.glued)
		if at < 0 || at >= len(tokens[i].word) || n > 0 && rank(p.state) <= rank(best.state) {
			continue
		}
		best, n = p, 1
		if at+len(p.glued) > len(tokens[i].word) {
			n = most
		}
	}
	return best, n
}
