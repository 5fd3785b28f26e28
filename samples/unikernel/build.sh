#!/usr/bin/env bash
# Builds what the machine boots into target/unikernel: vmlinuz, Debian's cloud kernel, and initramfs,
# a Java runtime with the library, the program and what loads the drivers; and server, what the
# machine needs more to serve by HTTP, in the same format. Nothing is installed, and what is up to
# date is kept. It is called by run.sh.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
project=$(cd -- "$here/../.." && pwd -P)
build=$project/target/unikernel
java_home=${JAVA_HOME:-$(dirname -- "$(dirname -- "$(readlink -f -- "$(command -v java)")")")}
drivers=(virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_console
  virtio_blk qemu_fw_cfg)
network=(failover net_failover virtio_net)

# Takes a package out of Debian's archive, verified by apt, into a directory.
package() {
  [[ -d $build/$2 ]] && return
  echo "unikernel: taking $1" >&2
  local fresh=$build/$2.fresh
  rm -rf "$fresh"
  mkdir -p "$fresh/deb"
  (cd "$fresh/deb" && apt-get -q -o APT::Sandbox::User=root download "$1" >&2)
  dpkg-deb -x "$fresh"/deb/*.deb "$fresh"
  rm -r "$fresh/deb"
  mv "$fresh" "$build/$2"
}

library() {
  if [[ ! -x $project/target/bin/docteur.make ]]; then
    (cd "$project" && mvn -B -q -ntp package -DskipTests) >&2
  fi
  local jar
  for jar in "$project"/target/docteur-*.jar; do
    [[ $jar == *-cli.jar || $jar == *-sources.jar || $jar == *-javadoc.jar ]] || echo "$jar"
  done
}

# The runtime's modules are not compressed: the whole is, and the machine need not do it twice.
runtime() {
  cmp -s "$java_home/release" "$build/runtime/jdk" && return
  echo "unikernel: linking a Java runtime" >&2
  local fresh=$build/runtime.fresh file
  rm -rf "$fresh" "$build/runtime"
  "$java_home/bin/jlink" --add-modules java.base --strip-debug --no-header-files --no-man-pages \
    --output "$fresh/java"
  (cd "$fresh/java" && rm -rf bin/{keytool,rmiregistry} legal lib/{jrt-fs.jar,jspawnhelper,jexec})
  # The libraries of the host that it needs, where its loader looks for them; and a locale of UTF-8.
  find "$fresh/java" -type f \( -name java -o -name '*.so' \) -exec ldd {} + |
    sed -nE 's|^.*[[:space:]](/[^ ]+) \(0x.*$|\1|p' | sort -u | while read -r file; do
    [[ $file == "$fresh"/* ]] || install -D -- "$file" "$fresh$file"
  done
  mkdir -p "$fresh/usr/lib/locale"
  cp -r /usr/lib/locale/C.utf8 "$fresh/usr/lib/locale/"
  cp "$java_home/release" "$fresh/jdk"
  mv "$fresh" "$build/runtime"
}

# Compiles the program, and dumps the classes that it loads so that the machine need not parse them.
program() {
  local classes=$build/classes
  rm -rf "$classes"
  "$java_home/bin/javac" --release 17 -cp "$library" -d "$classes" "$here/Unikernel.java"
  "$java_home/bin/jar" -c -f "$root/unikernel.jar" -C "$classes" .
  cp "$library" "$root/docteur.jar"
  "$project/target/bin/docteur.make" -q "$here" "$build/training.img"
  (
    cd "$root"
    local java=(java/bin/java -XX:+UseSerialGC -cp docteur.jar:unikernel.jar) mode
    for mode in --walk '--filename /init'; do
      # shellcheck disable=SC2086
      "${java[@]}" -Xshare:off -XX:DumpLoadedClassList="$build/list" Unikernel \
        "$build/training.img" $mode >/dev/null
      cat "$build/list"
    done >"$build/classes.list"
    "${java[@]}" -Xshare:dump -XX:SharedClassListFile="$build/classes.list" \
      -XX:SharedArchiveFile=classes.jsa >"$build/dump.log" 2>&1
  )
}

# Copies drivers into an archive's directory.
drivers() {
  local driver to=$1
  shift
  mkdir -p "$to/modules"
  for driver in "$@"; do
    find "$build/kernel/lib/modules" -name "$driver.ko" -exec cp {} "$to/modules/" \;
  done
}

# Packs a directory into an archive as the kernel takes it.
pack() {
  (cd "$1" && find . -mindepth 1 | "$build/busybox/bin/busybox" cpio -o -H newc -R 0:0 2>/dev/null) |
    zstd -q -T0 -12 >"$2.fresh"
  mv "$2.fresh" "$2"
}

initramfs() {
  root=$build/root
  rm -rf "$root"
  cp -a "$build/runtime" "$root"
  mkdir -p "$root"/{bin,dev,proc,sys,tmp}
  program
  cp "$here/init" "$root/init"
  cp "$build/busybox/bin/busybox" "$root/bin/busybox"
  local applet
  for applet in cat ifconfig insmod mount poweroff sleep; do
    ln -s busybox "$root/bin/$applet"
  done
  drivers "$root" "${drivers[@]}"
  pack "$root" "$build/initramfs"
}

# The command line's jar holds Jetty, among others.
server() {
  local more=$build/more
  rm -rf "$more" "$build/jetty"
  mkdir -p "$more" "$build/jetty"
  (cd "$build/jetty" && "$java_home/bin/jar" -x -f "${library%.jar}-cli.jar" \
    org/eclipse/jetty org/slf4j META-INF/services/org.slf4j.spi.SLF4JServiceProvider)
  "$java_home/bin/jar" -c -f "$more/jetty.jar" -C "$build/jetty" .
  drivers "$more" "${network[@]}"
  pack "$more" "$build/server"
}

mkdir -p "$build"
library=$(library)
kernel=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/.*Depends: //p')
if [[ -z $kernel && ! -d $build/kernel ]]; then
  echo "unikernel: no package linux-image-cloud-amd64; it is Debian's; try: apt-get update" >&2
  exit 1
fi
package "$kernel" kernel
package busybox-static busybox
runtime
for input in "$library" "$here"/* "$build/runtime/jdk"; do
  if [[ ! $build/initramfs -nt $input ]]; then
    echo "unikernel: building the initramfs" >&2
    server
    initramfs
    break
  fi
done
(cd "$build" && ln -sf kernel/boot/vmlinuz-* vmlinuz)
