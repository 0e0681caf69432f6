# The schedule in a container: an image that runs as a user without rights and keeps its archive in one volume.
FROM python:3.12-slim AS build
RUN python -m venv /opt/build && /opt/build/bin/pip install --no-cache-dir uv
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE scrapy.cfg ./
COPY crawler crawler
COPY spiders spiders
COPY storage storage
RUN python -m venv /opt/newsfold \
    && /opt/build/bin/uv pip install --no-cache --python /opt/newsfold/bin/python --constraint constraints.txt '.[web]'

FROM python:3.12-slim
COPY --from=build /opt/newsfold /opt/newsfold
RUN groupadd --system --gid 10001 newsfold \
    && useradd --system --uid 10001 --gid 10001 --home-dir /var/lib/newsfold --create-home newsfold
ENV PATH=/opt/newsfold/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NEWSFOLD_DB=/var/lib/newsfold/news.db
WORKDIR /var/lib/newsfold
VOLUME /var/lib/newsfold
USER 10001:10001
STOPSIGNAL SIGTERM
# The schedule gives a sign of life at least every half minute, also while a crawl runs.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
    CMD ["newsfold", "schedule", "ping", "9464"]
ENTRYPOINT ["newsfold"]
CMD ["schedule", "--config", "/etc/newsfold/sources.toml", "--metrics", "9464", "--log-format", "json"]
