# The service in a small image without a shell, as a user without rights:
#   docker build --tag davidbert .
#   docker run --rm --publish 7071:7071 --env DavidBert__Access__KeyHashes=HASH davidbert
# HASH is the SHA-256 of the key that clients send; "--open" after the image's name lets anyone call.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN dotnet publish src/DavidBert.Cli --configuration Release --arch "$TARGETARCH" --os linux \
    --no-self-contained -p:PublishReadyToRun=true --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
ENV DOTNET_EnableDiagnostics=0
EXPOSE 7071
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["/app/davidbert", "health"]
ENTRYPOINT ["/app/davidbert", "serve", "--host", "0.0.0.0"]
