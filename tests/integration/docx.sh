#!/usr/bin/env bash
# Word drafts made by other programs: python-docx makes them, dinggao checks, fixes, annotates and tracks them, python-docx
# and LibreOffice read them again. What is not installed and cannot be is skipped, and said to be.
#
#   tests/integration/docx.sh [BINARY] [FOLDER WITH FOREIGN .docx]
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=$(realpath "${1:-target/debug/dinggao}")
foreign=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
if ! "$python" -c 'import docx' 2>/dev/null; then
  if "$python" -m venv "$work/venv" && "$work/venv/bin/pip" install -q python-docx; then
    python=$work/venv/bin/python
  else
    echo "skipped: python-docx is not there and cannot be installed"
    exit 0
  fi
fi
office=$(command -v soffice || command -v libreoffice || true)
[ -n "$office" ] || echo "skipped: LibreOffice is not there; only python-docx reads the results"
DINGGAO=$bin OFFICE=$office FOREIGN=$foreign WORK=$work "$python" tests/integration/drafts.py
