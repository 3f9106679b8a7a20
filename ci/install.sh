#!/bin/sh
# Fetches a released binary of wirecase, verifies its checksum and puts it into a folder.
#
#   install.sh [VERSION] [FOLDER]
#
# VERSION is a tag such as v0.1.0, `latest` by default. FOLDER is ~/.local/bin by default.
# WIRECASE_RELEASES names where releases are: a mirror, or a folder of files (file:///…).
set -eu

version=${1:-latest}
folder=${2:-$HOME/.local/bin}
releases=${WIRECASE_RELEASES:-https://github.com/wirecase/wirecase/releases}

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

case "$(uname -s)" in
    Linux) system=unknown-linux-musl ;;
    Darwin) system=apple-darwin ;;
    MINGW* | MSYS* | CYGWIN*) system=pc-windows-msvc ;;
    *) fail "there is no binary for $(uname -s): build it with \`cargo install wirecase\`" ;;
esac
case "$(uname -m)" in
    x86_64 | amd64) machine=x86_64 ;;
    arm64 | aarch64) machine=aarch64 ;;
    *) fail "there is no binary for $(uname -m): build it with \`cargo install wirecase\`" ;;
esac
# Windows runs the one of x86_64 on both.
[ "$system" = pc-windows-msvc ] && machine=x86_64

target=$machine-$system
case "$system" in
    pc-windows-msvc) archive=wirecase-$target.zip binary=wirecase.exe ;;
    *) archive=wirecase-$target.tar.gz binary=wirecase ;;
esac
case "$version" in
    latest) base=$releases/latest/download ;;
    *) base=$releases/download/$version ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for file in "$archive" SHA256SUMS; do
    curl --proto '=https,http,file' --retry 3 --fail --silent --show-error --location \
        --output "$work/$file" "$base/$file" || fail "cannot fetch $base/$file"
done

cd "$work"
grep " [ *]\{0,1\}$archive\$" SHA256SUMS >expected || fail "SHA256SUMS does not name $archive"
if command -v sha256sum >/dev/null; then
    sha256sum --check --quiet expected || fail "$archive is not what was released: its checksum differs"
else
    shasum -a 256 --check --quiet expected || fail "$archive is not what was released: its checksum differs"
fi
case "$archive" in
    *.zip) unzip -q "$archive" ;;
    *) tar -xzf "$archive" ;;
esac
cd - >/dev/null

mkdir -p "$folder"
mv "$work/$binary" "$folder/$binary.new"
chmod 755 "$folder/$binary.new"
# Renamed, so that a run under way keeps its file.
mv -f "$folder/$binary.new" "$folder/$binary"
"$folder/$binary" --version
