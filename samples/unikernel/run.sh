#!/usr/bin/env bash
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
build=$here/../../target/unikernel
name=${0##*/}
accel=
memory=256
console=
port=
arguments=()

usage() {
  cat <<END
Boots a virtual machine whose only files are those of an image, and runs a Java program in it:

  $name IMAGE --filename PATH   prints a file of the image
  $name IMAGE --walk            prints the paths of all that is in the image
  $name IMAGE --serve PORT      serves the files by HTTP, to this host alone, until Ctrl-C

The image is the machine's second disk, /dev/vdb; with "none" there is no second disk. What the
program prints comes out as it is, and the exit code is that of the program.

  --accel kvm|tcg   runs on the processor or by emulation; else KVM is tried, for 5 seconds
  --memory MIB      memory of the machine ($memory)
  --console FILE    where the kernel's messages go

The first run takes Debian's kernel and builds the initramfs, in target/unikernel.
END
}

fail() {
  echo "$name: $2" >&2
  exit "$1"
}

# Tells what is missing, and the packages that have it.
require() {
  local missing=() tool
  [[ $(uname -sm) == 'Linux x86_64' ]] || fail 1 "the machine is built on Linux, on x86-64"
  for tool in "$@"; do
    command -v "${tool%=*}" >/dev/null || missing+=("${tool#*=}")
  done
  ((${#missing[@]} == 0)) || fail 1 "missing tools; try: apt-get install ${missing[*]}"
}

# Tells whether KVM runs the kernel as far as it gets without files; there are hosts on which
# /dev/kvm is there and the machine hangs.
kvm_works() {
  [[ -w /dev/kvm ]] && timeout -k 1 5 qemu-system-x86_64 "${machine[@]}" -accel kvm \
    -append 'panic=-1' </dev/null >/dev/null 2>&1
}

while (($# > 0)); do
  case $1 in
    --help | -h) usage && exit ;;
    --walk) arguments+=("$1") && shift ;;
    --filename | --serve | --accel | --memory | --console)
      (($# >= 2)) || fail 2 "$1 needs a value; try $name --help"
      case $1 in
        --filename) arguments+=("$1" "$2") ;;
        --serve) port=$2 && arguments+=("$1" "http://127.0.0.1:$2/") ;;
        --accel) accel=$2 ;;
        --memory) memory=$2 ;;
        --console) console=$2 ;;
      esac
      shift 2
      ;;
    --*) fail 2 "$1 is not understood; try $name --help" ;;
    *)
      [[ -z ${image-} ]] || fail 2 "one image at a time; try $name --help"
      image=$1 && shift
      ;;
  esac
done
[[ -n ${image-} ]] && ((${#arguments[@]} > 0)) || { usage >&2 && exit 2; }
[[ $image == none || -r $image ]] || fail 1 "$image: no such file, or it cannot be read"

require qemu-system-x86_64=qemu-system-x86 java=openjdk-17-jdk-headless javac=openjdk-17-jdk-headless \
  mvn=maven zstd=zstd apt-get=apt dpkg-deb=dpkg
"$here/build.sh"

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
truncate -s 1M "$work/empty"
: >"$work/status"
echo "/dev/vdb ${arguments[*]@Q}" >"$work/arguments"

machine=(-machine pc -m "$memory" -smp 1 -nodefaults -no-user-config -display none -no-reboot
  -kernel "$build/vmlinuz")
if [[ -z $accel ]]; then
  accel=tcg
  kvm_works && accel=kvm
fi
[[ $accel == kvm ]] && machine+=(-cpu host)
initramfs=$build/initramfs
if [[ -n $port ]]; then
  initramfs=$work/initramfs
  cat "$build/initramfs" "$build/server" >"$initramfs"
  machine+=(-netdev "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:$port-10.0.2.15:80"
    -device virtio-net-pci,netdev=net,addr=7,romfile=)
fi
machine+=(-accel "$accel" -initrd "$initramfs"
  -append "console=ttyS0 ${console:+ignore_loglevel} quiet panic=-1 rootfstype=ramfs"
  -serial "file:${console:-/dev/null}"
  -fw_cfg "name=opt/docteur/arguments,file=$work/arguments"
  -drive "file=$work/empty,format=raw,readonly=on,if=none,id=empty"
  -device virtio-blk-pci,drive=empty,addr=4
  -device virtio-serial-pci,addr=6
  -chardev file,id=out,path=/dev/stdout -device virtserialport,nr=1,chardev=out
  -chardev file,id=err,path=/dev/stderr -device virtserialport,nr=2,chardev=err
  -chardev "file,id=status,path=$work/status" -device virtserialport,nr=3,chardev=status)
if [[ $image != none ]]; then
  image=$(readlink -f -- "$image")
  machine+=(-drive "file=${image//,/,,},format=raw,readonly=on,if=none,id=image"
    -device virtio-blk-pci,drive=image,serial=docteur,addr=5)
fi

stop() {
  kill "$(<"$work/pid")" 2>/dev/null || true
}

# QEMU gets two pipes: it could not open a socket again, and would change what others share.
exec 3>&1
{ qemu-system-x86_64 "${machine[@]}" -pidfile "$work/pid" </dev/null | { cat >&3 || stop; }; } 2>&1 |
  cat >&2 &
stopped=
trap 'stopped=130; stop' INT
trap 'stopped=143; stop' TERM
wait $! || true
[[ -z $stopped ]] || { wait && exit "$stopped"; }
status=$(<"$work/status")
[[ -n $status ]] || fail 1 "the machine stopped without an exit code"
exit "$status"
