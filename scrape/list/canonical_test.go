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
		if u, err := url.Parse(once); err != nil || u.Fragment != "" || u.User != nil || u.Path == "" {
			t.Fatalf("Canonical(%q) = %q is not canonical", in, once)
		}
	})
}
