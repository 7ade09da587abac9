// Build app/static from assets/. What it makes is committed, so that nobody needs Node to run us.
// It also writes assets/built.json: the hash of every source, which tests/unit/test_assets.py
// compares with the sources, so that a stale build is noticed without Node.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import rtlcss from "rtlcss";
import * as sass from "sass";
import subsetFont from "subset-font";
import { optimize } from "svgo";
import { minify } from "terser";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const assets = join(root, "assets");
const built = join(root, "app", "static");
const modules = join(root, "node_modules");

const read = (...path) => readFileSync(join(...path), "utf8");
const write = (name, content) => {
  mkdirSync(dirname(join(built, name)), { recursive: true });
  writeFileSync(join(built, name), content);
};
const characters = (...ranges) =>
  ranges
    .flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
    .map((code) => String.fromCodePoint(code))
    .join("");

// The name under which app/static_files.py serves a file.
const publicName = (name) => {
  const digest = createHash("sha256").update(readFileSync(join(built, name))).digest("hex");
  return name.replace(/\.([^.]+)$/, `.${digest.slice(0, 12)}.$1`);
};

// WhiteNoise sends these to browsers that ask for them.
const compress = (name) => {
  const content = readFileSync(join(built, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  write(`${name}.br`, brotliCompressSync(content, { params }));
  write(`${name}.gz`, gzipSync(content, { level: 9 }));
};

function buildStyles() {
  const { css } = sass.compile(join(assets, "scss", "app.scss"), {
    importers: [new sass.NodePackageImporter(root)],
    style: "compressed",
    quietDeps: true,
  });
  const plain = css
    .replace(/^\uFEFF/, "")
    .replace(/url\("?(fonts\/[^")]+)"?\)/g, (_, font) => `url("${publicName(font)}")`);
  write("app.css", plain);
  write("app.rtl.css", rtlcss.process(plain));
  compress("app.css");
  compress("app.rtl.css");
}

async function buildScripts() {
  for (const name of [
    "app.js", "builder.js", "no-signal.js", "no-signal-hands.js", "no-signal-stage.js",
    "no-signal-vault.js", "no-signal-worker.js",
    "paper.js", "read-aloud.js", "say.js", "tablet.js", "tell-once.js", "unsent.js",
  ]) {
    const { code } = await minify(read(assets, "js", name), { module: false });
    write(name, `${code}\n`);
    compress(name);
  }
}

// Only the letters we print: a whole font would be most of a first visit.
async function buildFonts() {
  const atkinson = join(modules, "@fontsource-variable", "atkinson-hyperlegible-next", "files");
  const arabic = join(modules, "@fontsource-variable", "noto-sans-arabic", "files");
  const latin = characters([0x20, 0x7e], [0xa0, 0xff]) + "–—‘’“”•…€←→−";
  const shortSigns = "\u00a0£·–—‘’“”•…€←→−";
  // Arabic, Urdu, Farsi and Kurdish: the same list as in scss/_fonts.scss.
  const arabicLetters = characters(
    [0x60c, 0x60c],
    [0x61b, 0x61b],
    [0x61f, 0x61f],
    [0x621, 0x63a],
    [0x640, 0x658],
    [0x660, 0x66c],
    [0x670, 0x671],
    ...[0x679, 0x67e, 0x686, 0x688, 0x691, 0x695, 0x698, 0x6a4, 0x6a9, 0x6af].map((c) => [c, c]),
    ...[0x6b5, 0x6ba, 0x6be].map((c) => [c, c]),
    [0x6c0, 0x6c3],
    ...[0x6c6, 0x6cc, 0x6ce].map((c) => [c, c]),
    [0x6d2, 0x6d5],
    [0x6f0, 0x6f9],
    [0x200c, 0x200f],
  );
  const fonts = [
    [atkinson, "atkinson-hyperlegible-next-latin-wght-normal", "atkinson-next-5.3.0-latin", latin],
    [
      atkinson,
      "atkinson-hyperlegible-next-latin-ext-wght-normal",
      "atkinson-next-5.3.0-latin-ext",
      characters([0x100, 0x2ba], [0x1e00, 0x1eff], [0x20a0, 0x20c0]),
    ],
    // Beside Arabic letters: what a page in Urdu needs of Latin ones, without the accents.
    [
      atkinson,
      "atkinson-hyperlegible-next-latin-wght-normal",
      "atkinson-next-5.3.0-short",
      characters([0x20, 0x7e]) + shortSigns,
      400, // bold Latin words are rare there, and a browser thickens them
    ],
    [arabic, "noto-sans-arabic-arabic-wght-normal", "noto-arabic-5.3.0", arabicLetters],
  ];
  for (const [folder, source, name, letters, wght = { min: 400, max: 700 }] of fonts) {
    const font = await subsetFont(readFileSync(join(folder, `${source}.woff2`)), letters, {
      targetFormat: "woff2",
      variationAxes: { wght },
    });
    write(`fonts/${name}.woff2`, font);
  }
  write("fonts/atkinson-hyperlegible-next.LICENSE.txt", read(atkinson, "..", "LICENSE"));
  write("fonts/noto-sans-arabic.LICENSE.txt", read(arabic, "..", "LICENSE"));
}

// A strict content policy refuses <style> and style="" inside a picture too: attributes only.
const plainSvg = (svg) =>
  optimize(svg, {
    multipass: true,
    plugins: [
      { name: "preset-default", params: { overrides: { inlineStyles: { onlyMatchedOnce: false } } } },
      "convertStyleToAttrs",
      "removeDimensions",
    ],
  }).data;

function buildPictures() {
  const index = {};
  for (const [name, picture] of Object.entries(JSON.parse(read(assets, "pictures", "chosen.json")))) {
    const { openmoji, alt, words, adult } = picture;
    const svg = openmoji
      ? read(modules, "openmoji", "color", "svg", `${openmoji}.svg`)
      : read(assets, "pictures", "own", `${name}.svg`);
    write(`pictures/${name}.svg`, `${plainSvg(svg)}\n`);
    index[name] = {
      alt,
      words,
      // What it means, in a picture that nobody of 16 finds babyish.
      ...(adult && { adult }),
      source: openmoji ? `OpenMoji ${openmoji}` : "Said and Done",
      licence: "CC BY-SA 4.0",
    };
  }
  write("pictures/index.json", `${JSON.stringify(index, null, 1)}\n`);
  for (const name of ["logo", "favicon"]) {
    write(`${name}.svg`, `${plainSvg(read(assets, "brand", `${name}.svg`))}\n`);
  }
  write("touch-icon.png", readFileSync(join(assets, "brand", "touch-icon.png")));
}

function recordSources() {
  const files = readdirSync(assets, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "built.json")
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  const sources = {};
  for (const file of [...files, "package.json", "package-lock.json"].sort()) {
    sources[file] = createHash("sha256").update(readFileSync(join(root, file))).digest("hex");
  }
  writeFileSync(join(assets, "built.json"), `${JSON.stringify({ sources }, null, 1)}\n`);
}

for (const name of ["fonts", "pictures"]) {
  rmSync(join(built, name), { recursive: true, force: true });
}
await buildFonts(); // before the styles, which name them
buildStyles();
await buildScripts();
buildPictures();
recordSources();
