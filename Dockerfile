# Bygger i ett steg, kör i ett annat: avbilden har varken kompilator, pip eller testverktyg.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv --without-pip /venv
COPY requirements/base.txt /tmp/base.txt
RUN pip --python /venv/bin/python install --require-hashes --only-binary=:all: -r /tmp/base.txt

WORKDIR /app
COPY manage.py pyproject.toml ./
COPY amc amc
COPY participants participants
COPY handlingsplan handlingsplan
COPY placements placements
COPY templates templates
COPY static static
# Den inbyggda stacken är för demo och test.
RUN rm -r amc/stack
RUN AMC_MODE=production SECRET_KEY=only-while-building DATABASE_URL=postgres://none@/none \
    /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/python -m compileall -q -j 0 /venv /app

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=amc.settings
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin amc \
    && install --directory --owner=10001 /var/log/amc
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY deploy/healthcheck.py /app/deploy/healthcheck.py
WORKDIR /app
USER 10001
EXPOSE 8000
# WEB_CONCURRENCY sätter antalet processer (gunicorns egen variabel).
CMD ["gunicorn", "amc.wsgi:application", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--threads=4", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--graceful-timeout=30", "--max-requests=5000", \
     "--max-requests-jitter=500"]
