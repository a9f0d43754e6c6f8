package news_test

import (
	"testing"

	"attache/news"
)

func TestUnreachableAddresses(t *testing.T) {
	for _, email := range []string{
		"a@b.test", "a@x.invalid", "a@mail.localhost", "root@localhost.localdomain", "a@abc.onion",
		"a@nas.home.arpa", "a@example.c", "a@example.123", "a@127.0.0.1", "a@пример.1",
	} {
		for state, refused := range map[news.SubscriberState]bool{
			news.SubscriberActive: true, news.SubscriberPending: true, news.SubscriberUnsubscribed: false,
			news.SubscriberBounced: false,
		} {
			s := news.Subscriber{Email: email, State: state}
			if err := s.Validate(); (err != nil) != refused {
				t.Errorf("%s, %s: %v", email, state, err)
			}
		}
	}
	for _, email := range []string{
		"a@example.org", "a@reader.example", "a@test.kz", "a@localhost.kz", "a@local.org", "a@invalid.com",
		"a@onion.io", "a@internal.gov.kz",
		"a@почта.рф", "a@xn--80a1acny.xn--p1ai", "a@例え.みんな", "a@пошта.укр", "a@mail.қаз", "a@arpa.net", "a@x.co",
		"a@ministry.local", "a@corp.internal",
	} {
		s := news.Subscriber{Email: email, State: news.SubscriberActive}
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
}
