/** Bundles the citizen page (src/) and the staff desk's Alpine (desk/). `node build.mjs [folder]` */
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { traditional } from './traditional.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
export const committed = path.join(here, '../bot');
/** What is loaded when it is needed lies here, below bot/; the names change with the bytes. */
const parts = 'citizen/static/citizen/parts';
const always = ['citizen/static/citizen/app.js', 'citizen/static/citizen/app.css', 'citizen/static/citizen/tap.js', 'desk/static/unfold/js/alpine/alpine.js'];

/** All files of the bundle in a folder, as they lie below bot/. */
export function files(folder) {
  const later = path.join(folder, parts);
  return [...always, ...(existsSync(later) ? readdirSync(later).sort().map((name) => `${parts}/${name}`) : [])];
}

/** @param {string} folder where the bundles are written, as they lie below bot/ */
export async function bundle(folder) {
  const shared = {
    absWorkingDir: here, // the bytes must not depend on where it is called from
    bundle: true,
    target: ['es2020', 'chrome87', 'safari15'],
    supported: { 'class-field': true, 'class-static-field': true }, // these browsers have them; no help is to be loaded
    minify: true,
    charset: 'utf8',
    legalComments: 'eof', // the licences of Lit and Alpine ask for their notice
    logLevel: 'warning',
  };
  rmSync(path.join(folder, parts), { recursive: true, force: true });
  await build({
    ...shared, entryPoints: ['src/app.js'], outdir: path.join(folder, 'citizen/static/citizen'), format: 'esm',
    plugins: [traditional], splitting: true, chunkNames: 'parts/[name]-[hash]',
  });
  // runs beside the page, in the browser's room for sound: a file of its own, which takes part in nothing
  await build({ ...shared, entryPoints: ['src/tap.js'], outdir: path.join(folder, 'citizen/static/citizen'), format: 'iife' });
  await build({ ...shared, entryPoints: ['desk/alpine.js'], outdir: path.join(folder, 'desk/static/unfold/js/alpine'), format: 'iife' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = path.resolve(process.argv[2] ?? committed);
  await bundle(folder);
  for (const name of files(folder)) {
    const bytes = readFileSync(path.join(folder, name));
    console.log(`${name}  ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`);
  }
}
