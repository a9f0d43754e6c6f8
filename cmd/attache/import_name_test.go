package main

import (
	"strings"
	"testing"

	"attache/news"
)

// TestFileNames: a file's name gives everybody in it a state when one of its words says so, in any spelling.
func TestFileNames(t *testing.T) {
	for state, names := range map[news.SubscriberState]string{
		"unsubscribed": "bajas|Bajas 2024|lista_bajas|ayrılanlar|ayrilanlar|AYRILANLAR|çıkanlar|cikanlar|шыққандар|ушли|" +
			"Ушедшие|отказники|ausgetreten|Ausgestiegene|no enviar|no_enviar|No-Enviar (2)|unsubscribed|un-subscribed|" +
			"opt-out|opt_outs|OptOut list|unsubscribed_members_export_1a2b|nonsubscribed_email_audience_export|blacklist|" +
			"blocklisted|suppression_unsubscribes|suppression_group_unsubscribes|suppression|suppressed|отписавшиеся|" +
			"список отписавшихся|абоненты-отписались|otpiska|abgemeldet|Abgemeldete Leser|gekündigt|gekuendigt|geloescht|" +
			"désabonnés|desabonnes|désinscrits mai|résiliés|not_subscribed|не подписаны|не_подписан|жазылудан шыққандар|" +
			"abonelikten çıkanlar|iptal edilenler|disiscritti|descadastrados|wypisani|rezygnacje|відписані|do_not_mail|" +
			"DoNotMail|left|left_2024|removed|удалённые|churned|former subscribers|inaktiv|не активные|newsletter_austritte|" +
			"active_and_unsubscribed|отказы 2024|ex_suscriptores|leavers",
		"bounced": "suppression_bounces|bounces|Bounced 2024|hard-bounces|hard_bounce|cleaned_members_export_1a2b|invalid|" +
			"suppression_invalid_emails|недоставленные|не доставлено|unzustellbar|nicht zustellbar|rejetés|rebotados|" +
			"жеткізілмеген|geri dönenler|undeliverable|blocks|suppression_blocks",
		"complained": "suppression_spam_reports|spam|complaints|жалобы|zhaloby|şikayetler|plaintes|quejas|Beschwerden|" +
			"шағымдар|spam-complaints and unsubscribes",
		"pending": "unconfirmed|Unconfirmed members|un_confirmed|pending|неподтверждённые|неподтвержденные|не подтверждены|" +
			"nicht_bestaetigt|nicht bestätigt|unbestaetigt|Unbestätigte|sin_confirmar|sin confirmar 2024|pendientes|" +
			"en_attente|non confirmés|nonconfirmes|расталмағандар|onaylanmamış|onay bekleyenler|beklemede|not-confirmed|" +
			"ohne_bestaetigung|без подтверждения|sans confirmation|no_confirmados|não confirmados|niepotwierdzeni|" +
			"non confermati|непідтверджені|unverified|awaiting confirmation|invited",
		"asks": "cleaned|press_list_cleaned|bounces_removed",
		"": "subscribers|subscribed_members_export_1a2b|members|contacts|press list|list|liste|Verteiler_Presse|export (3)|" +
			"подписчики|рассылка МИД|жазылушылар|aboneler|abonnés|suscriptores|ministry 2024-05|x|1|Севастополь|perron|" +
			"duplicates_removed|press_archive|subscribers_not_bounced|ohne_abmeldungen|" +
			"sin_bajas|без отписавшихся|active_without_unsubscribed|confirmed|bestaetigt|подтверждённые|" +
			"onaylı|Чрезвычайные послы|Kundenliste|the left party|grumf|-",
	} {
		for name := range strings.SplitSeq(names, "|") {
			got, why, sure := fileSays("dir/" + name + ".csv")
			if got != "" && !sure {
				got = "asks"
			}
			if got != state || (why != "") != (state != "") {
				t.Errorf("%s: %q (%s), want %q", name, got, why, state)
			}
			if state == "" || state == "asks" {
				continue
			}
			f := readCSV(t, "dir/"+name+".csv", "email,name\na@example.org,Ann\n")
			if f.people[0].State != state {
				t.Errorf("%s: %s", name, f.people[0].State)
			}
		}
	}
}
