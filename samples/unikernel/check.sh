#!/usr/bin/env bash
# Proves what README says of the machine, by software emulation, against git: boots it six times.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
for tool in qemu-system-x86_64 curl; do
  if ! command -v "$tool" >/dev/null; then
    echo "SKIPPED: samples/unikernel/check.sh needs $tool"
    exit
  fi
done

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work"

# Boots the machine: its output goes to out and err, its exit code to code.
boot() {
  code=0
  timeout 300 "$here/run.sh" "$@" --accel tcg >out 2>err || code=$?
}

# Fails, and shows what the machine said, unless a condition holds.
prove() {
  local sentence=$1
  shift
  if ! "$@"; then
    echo "FAILED: $sentence (exit code $code)"
    cat err
    exit 1
  fi
  echo "ok: $sentence"
}

fails_with() {
  [[ $code == 1 && ! -s out ]] && grep -q "$1" err
}

# A repository with bytes of every value, under a name that shells and kernels might take apart.
name="it's \"été\"  \$HOME.bin"
git init -q repository
mkdir repository/dir
head -c 300000 /dev/urandom >"repository/dir/$name"
echo small >repository/small
git -C repository add .
git -C repository -c user.name=check -c user.email=check@localhost commit -q -m check

"$here/build.sh"
"$here/../../target/bin/docteur.make" -q "file://$work/repository" disk.img
cp disk.img odd.img
printf x >>odd.img

boot odd.img --filename "/dir/$name"
git -C repository show "HEAD:dir/$name" >expected
prove "prints a file, though the image is no whole number of sectors" \
  eval '[[ $code == 0 ]] && cmp out expected'

boot disk.img --walk
{ echo && git -C repository -c core.quotePath=false ls-tree -rtz --name-only HEAD | tr '\0' '\n'; } |
  sed 's|^|/|' >expected
prove "lists what git lists" eval '[[ $code == 0 ]] && cmp out expected'

boot disk.img --filename /absent
prove "says which file is missing" fails_with '/absent: no such file'

size=$(stat -c %s disk.img)
head -c 40 disk.img >damaged.img
tail -c +41 disk.img | tr '\0-\377' '\1-\377\0' >>damaged.img
boot damaged.img --filename /small
prove "says that the image of $size bytes is damaged" fails_with 'damaged'

boot none --walk
prove "says that there is no disk" fails_with 'no disk'

port=$((20000 + RANDOM % 10000))
code=0
timeout 300 "$here/run.sh" disk.img --serve "$port" --accel tcg >out 2>err &
machine=$!
while [[ ! -s out ]] && kill -0 "$machine" 2>/dev/null; do sleep 1; done
curl -sS -f -m 60 -o got "http://127.0.0.1:$port/small" || code=$?
kill "$machine" 2>/dev/null || true
wait "$machine" || true
prove "serves a file by HTTP" cmp got repository/small
