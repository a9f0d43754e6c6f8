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
		return fmt.Errorf("ask %s: %w", address, err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, 1000))
	if err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("attache on %s is not ready: %s %s", host, resp.Status, said)
	}
	a.say("attache on %s is ready.", net.JoinHostPort(host, port))
	return nil
}
