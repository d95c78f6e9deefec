# Podme Audio as an image: `podme serve` alone, or `web` and `worker` as compose.yaml starts them.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/podme
ENV PATH=/opt/podme/bin:$PATH
WORKDIR /src
# As `make install` does: what the lock says and no more, by hash, wheels only but for feedgen, whose build backend
# comes first.
COPY requirements.txt ./
RUN sed -n '/^setuptools==/,/[^\\]$/p' requirements.txt > backend.txt \
    && pip install --require-hashes --no-deps --only-binary :all: -r backend.txt \
    && pip install --require-hashes --no-deps --only-binary :all: --no-binary feedgen --no-build-isolation -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY podme_audio podme_audio
COPY templates templates
# The lock is the developers' too: what is not needed to run stays in this stage.
RUN pip install --no-deps --no-build-isolation --no-index . \
    && pip uninstall --yes $(python -m podme_audio.operations.spare "podme-audio[kokoro,distributed]") \
    && pip check

FROM python:3.12-slim
COPY --from=build /opt/podme /opt/podme
RUN useradd --system --uid 10001 --user-group --create-home --home-dir /var/lib/podme podme
# Everything that is written lies in the volume: the root may be read-only, with a tmpfs at /tmp.
ENV PATH=/opt/podme/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/var/lib/podme/cache \
    PODME_HOME=/var/lib/podme/episodes \
    PODME_HOST=0.0.0.0 \
    PODME_LOG=json
USER 10001:10001
WORKDIR /var/lib/podme
VOLUME /var/lib/podme
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=8s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=6)"]
ENTRYPOINT ["podme"]
CMD ["serve"]
