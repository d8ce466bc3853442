python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check pytest==8.4.2 pytest-xdist==3.8.0 zeep==4.3.3
.venv/bin/pytest -q -n 2
