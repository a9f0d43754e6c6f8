# attache as one static binary in an empty image. Build: docker build -t attache .
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/attache ./cmd/attache \
 && mkdir -p /out/data /out/etc/attache \
 && cp -L /etc/ssl/certs/ca-certificates.crt /out/ca-certificates.crt \
 && cp "$(go env GOROOT)/lib/time/zoneinfo.zip" /out/zoneinfo.zip

FROM scratch
COPY --from=build /out/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/zoneinfo.zip /usr/share/zoneinfo.zip
COPY --from=build /out/attache /usr/local/bin/attache
COPY --from=build --chown=65532:65532 /out/data /data
ENV ZONEINFO=/usr/share/zoneinfo.zip ATTACHE_WEB__LISTEN=0.0.0.0:8080
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/usr/local/bin/attache", "check", "--health"]
ENTRYPOINT ["/usr/local/bin/attache"]
CMD ["serve"]
