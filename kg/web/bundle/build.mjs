// Builds the libraries into ../static/vendor, with their notices and the checksums that tests compare: `npm ci && npm run build`.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const vendor = new URL("../static/vendor/", import.meta.url);
const bundles = { "echarts.js": "policyCharts", "codemirror.js": "policyEditor" };
// zrender keeps the widths of drawn texts in a plain object: the text "__proto__" would reach the prototype of all objects.
const ownKeysOnly = {
  name: "own-keys-only",
  setup(building) {
    building.onLoad({ filter: /zrender\/lib\/core\/LRU\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const changed = text.replaceAll("this._map = {}", "this._map = Object.create(null)");
      if (changed === text) throw new Error("zrender's LRU.js is not what it was: look whether its map is still a plain object");
      return { contents: changed, loader: "js" };
    });
  },
};
const used = new Set();
await mkdir(vendor, { recursive: true });
const sums = [];
for (const [name, globalName] of Object.entries(bundles)) {
  const result = await build({
    absWorkingDir: new URL(".", import.meta.url).pathname,
    entryPoints: [name],
    bundle: true,
    minify: true,
    format: "iife",
    globalName,
    target: "es2020",
    charset: "utf8",
    plugins: [ownKeysOnly],
    legalComments: "none",
    metafile: true,
    write: false,
  });
  for (const input of Object.keys(result.metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) used.add(found[1]);
  }
  const text = result.outputFiles[0].contents;
  await writeFile(new URL(name, vendor), text);
  sums.push(`${createHash("sha256").update(text).digest("hex")}  ${name}`);
}
const notices = ["Software in the bundles of this folder; each part keeps its licence.\n"];
for (const name of [...used].sort()) {
  const folder = new URL(`node_modules/${name}/`, import.meta.url);
  const { version, license } = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  const texts = [];
  for (const file of ["LICENSE", "LICENSE.txt", "LICENSE.md", "CopyrightNotice.txt", "NOTICE"]) {
    texts.push(await readFile(new URL(file, folder), "utf8").catch(() => ""));
  }
  notices.push(`${"=".repeat(72)}\n${name} ${version} (${license})\n\n${texts.filter(Boolean).map((t) => t.trim()).join("\n\n")}\n`);
}
const text = `${notices.join("\n")}`;
await writeFile(new URL("THIRD_PARTY_NOTICES.txt", vendor), text);
sums.push(`${createHash("sha256").update(text).digest("hex")}  THIRD_PARTY_NOTICES.txt`);
await writeFile(new URL("SHA256SUMS.txt", vendor), `${sums.join("\n")}\n`);
