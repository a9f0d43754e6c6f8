package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"attache/news"
	"attache/web"
)

// healthLimit bounds the question; containers ask every half minute.
const healthLimit = 4 * time.Second

// health asks the attache that serves on this machine whether it is ready: its pages answer and its database does.
func (a *app) health(ctx context.Context, c web.Config) error {
	listen := c.Listen
	if listen == "" {
		listen = "127.0.0.1:8080"
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return news.Invalid("web.listen", "%s is not an address to listen on.", listen)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, healthLimit)
	defer cancel()
	address := "http://" + net.JoinHostPort(host, port) + "/readyz"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", address, err)
	}
	resp, err := (&http.Client{Transport: &http.Transport{}}).Do(req) // no proxy: it is this machine
	if err != nil {
		return withHint(fmt.Errorf("ask %s: %w", address, err),
			"start it: attache serve; or look at web.listen, which says where it listens")
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, 1000))
	if err != nil || resp.StatusCode != http.StatusOK {
		return withHint(fmt.Errorf("attache on %s is not ready: %s %s", host, resp.Status, said),
			"its log says why; or: attache check")
	}
	a.say("attache on %s is ready.", net.JoinHostPort(host, port))
	return nil
}
