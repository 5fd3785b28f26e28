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

# Boots a machine, which gets a name: its output goes to NAME.out and NAME.err, its exit code to
# NAME.code.
boot() {
  local name=$1 code=0
  shift
  timeout 300 "$here/run.sh" "$@" --accel tcg >"$name.out" 2>"$name.err" || code=$?
  echo "$code" >"$name.code"
}

# Fails, and shows what a machine said, unless a condition holds of its name.
prove() {
  local sentence=$1 name=$2
  shift 2
  if ! "$@" "$name"; then
    echo "FAILED: $sentence (exit code $(<"$name.code"))"
    cat "$name.err"
    exit 1
  fi
  echo "ok: $sentence"
}

prints_as_expected() {
  [[ $(<"$1.code") == 0 ]] && cmp "$1.out" "$1.expected"
}

fails_with() {
  [[ $(<"$2.code") == 1 && ! -s $2.out ]] && grep -q "$1" "$2.err"
}

gets_the_file() {
  cmp "$1.got" repository/small
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

size=$(stat -c %s disk.img)
head -c 40 disk.img >damaged.img
tail -c +41 disk.img | tr '\0-\377' '\1-\377\0' >>damaged.img

# One core each: together they take as long as the host has cores for.
boot file odd.img --filename "/dir/$name" &
boot walk disk.img --walk &
boot absent disk.img --filename /absent &
boot damaged damaged.img --filename /small &
boot none none --walk &
wait

git -C repository show "HEAD:dir/$name" >file.expected
{ echo && git -C repository -c core.quotePath=false ls-tree -rtz --name-only HEAD | tr '\0' '\n'; } |
  sed 's|^|/|' >walk.expected
prove "prints a file, though the image is no whole number of sectors" file prints_as_expected
prove "lists what git lists" walk prints_as_expected
prove "says which file is missing" absent fails_with '/absent: no such file'
prove "says that the image of $size bytes is damaged" damaged fails_with 'damaged'
prove "says that there is no disk" none fails_with 'no disk'

port=$((20000 + RANDOM % 10000))
timeout 300 "$here/run.sh" disk.img --serve "$port" --accel tcg >server.out 2>server.err &
machine=$!
while [[ ! -s server.out ]] && kill -0 "$machine" 2>/dev/null; do sleep 1; done
curl -sS -f -m 60 -o server.got "http://127.0.0.1:$port/small" || true
kill "$machine" 2>/dev/null || true
code=0
wait "$machine" || code=$?
echo "$code" >server.code
prove "serves a file by HTTP" server gets_the_file
