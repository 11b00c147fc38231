/** Bundles src/app.js and the styles it imports into app.js and app.css. `node build.mjs [folder]` */
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
export const committed = path.join(here, '../bot/citizen/static/citizen');
export const files = ['app.js', 'app.css'];

/** @param {string} folder where app.js and app.css are written */
export async function bundle(folder) {
  await build({
    absWorkingDir: here, // the bytes must not depend on where it is called from
    entryPoints: ['src/app.js'],
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: ['es2020', 'chrome87', 'safari15'],
    minify: true,
    charset: 'utf8',
    legalComments: 'eof', // Lit's licence asks for its notice
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = path.resolve(process.argv[2] ?? committed);
  await bundle(folder);
  for (const name of files) {
    const bytes = readFileSync(path.join(folder, name));
    console.log(`${name}  ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`);
  }
}
