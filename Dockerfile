# docker build -t ilvet . && docker run --rm -v "$PWD:/src" ilvet check bin/Release
FROM rust:1-slim-bookworm AS build
WORKDIR /ilvet
COPY . .
RUN cargo install --locked --path . --root /out

FROM debian:bookworm-slim
COPY --from=build /out/bin/ilvet /usr/local/bin/ilvet
WORKDIR /src
USER 65534
ENTRYPOINT ["ilvet"]
