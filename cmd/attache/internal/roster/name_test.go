package roster

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"attache/config"
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
			said := titleSays(name, false)
			got, why, sure := said.state, said.words, said.sure
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
			if f.People[0].State != state {
				t.Errorf("%s: %s", name, f.People[0].State)
			}
		}
	}
}

// TestNamesAndFilesAsk: what names and a file's name say, what asks, and the ways on.
func TestNamesAndFilesAsk(t *testing.T) {
	for i, c := range []struct{ file, doc, statuses, pass, want string }{
		{"x", "email,name\na@e.org,Otto (DO NOT MAIL)\nb@e.org,Ann\n", "", "", "unsubscribed Otto|active Ann"},
		{"x", "email,name\na@e.org,\"Otto, unsubscribed\"\n", "", "", "unsubscribed Otto"},
		{"x", "email,name\na@e.org,Otto - bounced\n", "", "", "bounced Otto"},
		{"x", "email,name\na@e.org,ОТПИСАН Отто\n", "", "", "unsubscribed ОТПИСАН Отто"},
		{"x", "email,name\na@e.org,RETURNED: Otto\n", "", "", "bounced Otto"},
		{"x", "email\nOtto unsubscribed <a@e.org>\n", "", "", "unsubscribed Otto unsubscribed"},
		{"x", "email,name\nOtto (left) <a@e.org>,Otto M\n", "", "", "unsubscribed Otto M"},
		{
			"x", "email,name,state\na@e.org,Otto (left),active\nb@e.org,Ann (unsubscribed),active\n", "", "",
			"active Otto (left)|unsubscribed Ann",
		},
		{"x", "email,name\na@e.org,\"Otto, returned\"\n", "", "", "mistake"},
		{"x", "email,name\na@e.org,\"Otto, returned\"\n", "returned=active", "", "active Otto, returned"},
		{"x", "email,name\na@e.org,\"Otto, returned\"\n", "returned=bounced", "", "bounced Otto, returned"},
		{"x", "email,name\na@e.org,\"Otto, returned\"\n", "", "name", "active Otto, returned"},
		{"x", "email\nOtto left <a@e.org>\n", "", "", "mistake"},
		{"x", "email\nOtto left <a@e.org>\n", "", "email", "active Otto left"},
		{"x", "email,First name,Last name\na@e.org,Otto,Left\n", "", "", "active Otto Left"},
		{"x", "email,First name,Last name\na@e.org,Otto,unsubscribed\n", "", "", "unsubscribed Otto unsubscribed"},
		{"bounces removed", "email\na@e.org\n", "", "", "mistake"},
		{"bounces removed", "email\na@e.org\n", "", "bounces removed.csv", "active "},
		{"bounces removed", "email\na@e.org\n", "bounces removed.csv=bounced", "", "bounced "},
		{"bounces removed", "email\na@e.org\n", "bounces removed.csv=active", "", "active "},
		{"bajas", "email\na@e.org\n", "", "", "unsubscribed "},
		{"bajas", "email\na@e.org\n", "", "bajas.csv", "active "},
	} {
		o := explained(t, c.statuses)
		if c.pass != "" {
			o.Pass = []string{c.pass}
		}
		f, err := readSubscribers("dir/"+c.file+".csv", strings.NewReader(c.doc), o)
		got := make([]string, 0, len(f.People))
		for _, p := range f.People {
			got = append(got, string(p.State)+" "+p.Name)
		}
		if g := strings.Join(got, "|"); err == nil && g != c.want || err != nil && c.want != "mistake" {
			t.Errorf("%d: %s, %v, want %s", i, g, err, c.want)
		}
		if err != nil && !strings.Contains(err.Error()+hintOf(err), "--") {
			t.Errorf("%d: no way on: %v", i, err)
		}
	}
}

func hintOf(err error) string {
	var ms config.Mistakes
	if errors.As(err, &ms) && len(ms) > 0 {
		return ms[0].Hint
	}
	return ""
}

// TestHalfFilledColumns: who proved nothing, where others did, is not active without a question.
func TestHalfFilledColumns(t *testing.T) {
	for i, c := range []struct {
		doc, statuses string
		digests       bool
		want          string
	}{
		{"email,opt in date\na@e.org,2024-01-02\nb@e.org,\n", "", false, "mistake"},
		{"email,opt in date\na@e.org,2024-01-02\nb@e.org,\n", "opt in date=active", false, "active pending"},
		{"email,confirm ip\na@e.org,10.0.0.1\nb@e.org,\n", "", false, "mistake"},
		{"email,confirm ip\na@e.org,10.0.0.1\nb@e.org,\n", "confirm ip=active", false, "active pending"},
		{"email,Einwilligung am\na@e.org,02.01.2024\nb@e.org,\n", "", false, "mistake"},
		{"email,дата согласия\na@e.org,02.01.2024\nb@e.org,\n", "", false, "mistake"},
		{"email,confirm ip\na@e.org,10.0.0.1\nb@e.org,10.0.0.2\n", "", false, "active active"},
		{"email,confirm ip\na@e.org,\nb@e.org,\n", "", false, "active active"},
		{"email,confirm ip,status\na@e.org,10.0.0.1,active\nb@e.org,,active\n", "", false, "active active"},
		{"email,confirm ip,status\na@e.org,10.0.0.1,active\nb@e.org,,pending\n", "", false, "active pending"},
		{"email,subscribed\na@e.org,2020-01-01 - 2023-01-01\n", "", false, "mistake"},
		{"email,subscribed\na@e.org,2020-01-01\n", "", false, "active"},
		{"email,status\na@e.org,Active 2020-2023\n", "", false, "mistake"},
		{"email,status\na@e.org,active\nb@e.org,\n", "", false, "mistake"},
		{"email,status\na@e.org,active\nb@e.org,\n", "status=active", false, "active unsubscribed"},
		{"email,digests\na@e.org,daily\nb@e.org,\n", "", false, "mistake"},
		{"email,digests\na@e.org,daily\nb@e.org,\n", "", true, "active active"},
		{"email,digests\na@e.org,\nb@e.org,\n", "", false, "active active"},
		{"email,digests,state\na@e.org,daily,active\nb@e.org,,unsubscribed\n", "", false, "active unsubscribed"},
	} {
		o := explained(t, c.statuses)
		o.NamesDigests = c.digests
		f, err := readSubscribers("x.csv", strings.NewReader(c.doc), o)
		got := make([]string, 0, len(f.People))
		for _, p := range f.People {
			got = append(got, string(p.State))
		}
		if g := strings.Join(got, " "); err == nil && g != c.want || err != nil && c.want != "mistake" {
			t.Errorf("%d: %s, %v, want %s", i, g, err, c.want)
		}
	}
}

// TestNoColumnOfAddresses: the mistake lists the columns, and names that would do.
func TestNoColumnOfAddresses(t *testing.T) {
	_, err := readSubscribers("x.csv", strings.NewReader("Nom,Ville,\nAnn,Paris,x\n"), Options{})
	for _, want := range []string{`"Nom"`, `"Ville"`, `"column 3"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not in %v", want, err)
		}
	}
	if hint := hintOf(err); !strings.Contains(hint, "email") || !strings.Contains(hint, "courriel") {
		t.Errorf("the hint is %q", hint)
	}
}

// TestFolderOf: the folder that a file is in counts, however its path is written; the home directory and standard input
// have none.
func TestFolderOf(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	inside := filepath.Join(home, "unsubscribed")
	if err := os.Mkdir(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(inside)
	for path, want := range map[string]string{
		"members.csv": "unsubscribed", "./members.csv": "unsubscribed", "../members.csv": "", "-": "",
		"../bounces/members.csv": "bounces", filepath.Join(home, "x.csv"): "", "/x.csv": "",
	} {
		if got := folderOf(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
