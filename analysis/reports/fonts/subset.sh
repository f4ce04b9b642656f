#!/usr/bin/env bash
# Makes the font files beside this script: Tinos (OFL 1.1, metrics of Times New Roman), cut to the
# letters of Latin scripts with everything Vietnamese needs. Needed once per version of the fonts,
# with npm and the network; the files it makes are committed. Neither is needed to run the program.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 -m venv "$work/tools"
"$work/tools/bin/pip" install --quiet fonttools==4.68.0
(cd "$work" && npm pack --silent @expo-google-fonts/tinos@0.4.2 && tar xzf ./*.tgz)
# Latin with its extensions, combining marks, general punctuation, the dong sign, arrows, a few signs.
letters="U+0020-007E,U+00A0-024F,U+0300-036F,U+1E00-1EFF,U+2010-205E,U+20AB,U+2116,U+2190-2193,U+2212,U+2264,U+2265"
for style in 400Regular 400Regular_Italic 700Bold; do
    "$work/tools/bin/pyftsubset" "$work/package/$style/Tinos_$style.ttf" --unicodes="$letters" \
        --layout-features='*' --no-hinting --output-file="Tinos-$style.ttf"
done
