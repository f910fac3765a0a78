#!/bin/sh
# Double click, or run: the site opens in the browser; files are added there. The store is the folder policy.kg beside this file.
# It starts the kg beside it (the frozen folder), or the installed command. On macOS name it open-site.command.
cd "$(dirname "$0")" || exit 1
kg=kg
[ -x ./kg ] && [ ! -d ./kg ] && kg=./kg
exec "$kg" --store policy.kg serve --edit --open
