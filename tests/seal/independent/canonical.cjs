// Checks that every entry of an export is written as npm's `canonicalize` writes it, which nobody here wrote.
//
//     node canonical.cjs EXPORT
//
// NODE_PATH says where the package is. It prints how many entries were compared, or names the first that differs.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const canonicalize = require("canonicalize");

const LENGTH_BYTES = 2;

function* bundles(folder) {
  const found = fs.readdirSync(folder, { recursive: true }).map(String).filter((name) => fs.statSync(path.join(folder, name)).isFile());
  const index = (name) => Number(name.replace(/\.p[/\\].*$/, "").replace(/[x/\\]/g, ""));
  const width = (name) => Number(name.split(/\.p[/\\]/)[1] ?? 256);
  const widest = new Map();
  for (const name of found) {
    const known = widest.get(index(name));
    if (known === undefined || width(known) < width(name)) widest.set(index(name), name);
  }
  for (const key of [...widest.keys()].sort((one, other) => one - other)) yield path.join(folder, widest.get(key));
}

function* entries(folder) {
  for (const bundle of bundles(folder)) {
    const data = fs.readFileSync(bundle);
    for (let at = 0; at < data.length; ) {
      const end = at + LENGTH_BYTES + data.readUInt16BE(at);
      yield data.subarray(at + LENGTH_BYTES, end);
      at = end;
    }
  }
}

let number = 0;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
for (const entry of entries(path.join(process.argv[2], "tile", "entries"))) {
  number += 1;
  const written = Buffer.from(canonicalize(JSON.parse(strict.decode(entry))), "utf-8");
  if (!written.equals(entry)) {
    console.log(`REFUSED: entry ${number} is not canonical`);
    process.exit(1);
  }
}
console.log(`HELD: ${number} entries are canonical`);
