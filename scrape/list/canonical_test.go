package list

import (
	"net/url"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"http://Example.ORG", "http://example.org/"},
		{"HTTPS://example.org:443/a?utm_source=rss&utm_medium=feed", "https://example.org/a"},
		{"http://example.org:80/a", "http://example.org/a"},
		{"http://example.org:8080/a", "http://example.org:8080/a"},
		{"https://example.org/analytics/detail.php?ID=1000", "https://example.org/analytics/detail.php?ID=1000"},
		{"https://example.org/?p=12&fbclid=x&lang=kk", "https://example.org/?p=12&lang=kk"},
		{"https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"},
		{"https://example.org/a?from=telegram", "https://example.org/a"},
		{"https://example.org/a?from=2026-01-01", "https://example.org/a?from=2026-01-01"},
		{"https://example.org/a?ref=rss&source=desk", "https://example.org/a?source=desk"},
		{"https://example.org/a?", "https://example.org/a"},
		{"https://example.org/a?&&x=1&", "https://example.org/a?x=1"},
		{"https://example.org/a#comments", "https://example.org/a"},
		{"https://example.org/a#:~:text=peace", "https://example.org/a"},
		{"https://user:secret@example.org/a", "https://example.org/a"},
		{"https://example.org./a", "https://example.org/a"},
		{"https://example.org/a/../b/./c", "https://example.org/b/c"},
		{"https://example.org/%7eann/%d0%b0", "https://example.org/~ann/%D0%B0"},
		{"https://example.org/тег/", "https://example.org/%D1%82%D0%B5%D0%B3/"},
		{"https://қазақстан.example/a", "https://xn--80aaa0a6awh12ed.example/a"},
		{"https://example.org/view;jsessionid=1A2B?id=3", "https://example.org/view?id=3"},
		{"http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"},
		{"https://example.org/a/", "https://example.org/a/"},
		{" https://example.org/a ", "https://example.org/a"},
		{"https://example.org/#!/news/5", "https://example.org/#!/news/5"},
		{"https://example.org/#!", "https://example.org/"},
	} {
		got, err := Canonical(c.in)
		if err != nil || got != c.want {
			t.Errorf("Canonical(%q) = %q, %v; want %q", c.in, got, err, c.want)
		}
	}
	for _, in := range []string{
		"", "example.org", "mailto:a@example.org", "javascript:void(0)", "https://",
		"http://exa mple/", "ftp://example.org/",
	} {
		if got, err := Canonical(in); err == nil {
			t.Errorf("Canonical(%q) = %q, want an error", in, got)
		}
	}
}

// TestTrackingParameters: those of today go, and a number that can choose the page stays.
func TestTrackingParameters(t *testing.T) {
	for _, gone := range []string{
		"CMP=share_btn_url", "itm_source=x", "wt_zmc=x", "sfmc_id=1", "__source=sharebar", "taid=1", "srsltid=x",
		"utm_id=7", "ns_mchannel=rss", "at_medium=RSS", "at_campaign=rss", "pk_campaign=feed", "fb_comment_id=5_6",
		"mc_cid=1", "elqTrackId=AB", "gad_source=1", "_hsmi=2", "hsa_cam=3", "wt.mc_id=n", "yclid=1", "ysclid=1",
		"campaign_id=A100", "feedName=top", "ICID=ref_fark", "xtor=RSS-3", "__twitter_impression=true", "mtm_cid=9",
		"intcmp=banner_2", "ftag=CNM-00-10aab7e", "mibextid=x", "sc_uid=q", "utm_source=2",
	} {
		for in, want := range map[string]string{
			"https://e.org/a?" + gone:                  "https://e.org/a",
			"https://e.org/a?id=3&" + gone + "&lang=r": "https://e.org/a?id=3&lang=r",
		} {
			if got, err := Canonical(in); err != nil || got != want {
				t.Errorf("Canonical(%q) = %q, %v; want %q", in, got, err, want)
			}
		}
	}
	for _, kept := range []string{
		"ns_id=4", "pk_id=9", "pk_article=77", "feedid=4", "campaign_id=7", "fb_id=4", "cmpid=12", "ocid=5", "ncid=8",
		"at_id=3", "linkId=44", "id=1", "newsid=2", "p=3", "cmp=20", "piwik=1", "matomo_id=6", "article_id=1&cid=5",
		"source=12", "ref=2026-01", "sc=1", "stm_id=2", "itm=5", "amp_id=3", "s_cid=9", "smid=77", "trk=3",
	} {
		in := "https://e.org/v?" + kept
		if got, err := Canonical(in); err != nil || got != in {
			t.Errorf("Canonical(%q) = %q, %v", in, got, err)
		}
	}
}

//nolint:lll // an input, a line
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		"http://example.org/?a=1&utm_x=2#f", "https://[::1%25eth0]:443/%zz",
		"http://a/;jsessionid=", "http://xn--a/..", "HTTP://A:80?", "http://a//b/../%2e%2e/",
		"http://a/\xdb\xdb\xdb\xdb\xdb;JSessionID=",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		once, err := Canonical(in)
		if err != nil {
			return
		}
		twice, err := Canonical(once)
		if err != nil {
			t.Fatalf("Canonical(%q) = %q, which is refused: %v", in, once, err)
		}
		if once != twice {
			t.Fatalf("Canonical(%q) = %q, but of that %q", in, once, twice)
		}
		if u, err := url.Parse(once); err != nil || u.Fragment != "" && u.Fragment[0] != '!' || u.User != nil || u.Path == "" {
			t.Fatalf("Canonical(%q) = %q is not canonical", in, once)
		}
	})
}
