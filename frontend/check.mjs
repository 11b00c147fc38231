/** Rebuilds into a temporary folder and compares with the committed bundle, byte by byte. */
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle, committed, files } from './build.mjs';

const fresh = mkdtempSync(path.join(tmpdir(), 'xiaobao-frontend-'));
try {
  await bundle(fresh);
  const bytes = (folder, name) => (existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name)) : Buffer.from('missing'));
  const names = [...new Set([...files(committed), ...files(fresh)])];
  const stale = names.filter((name) => !bytes(committed, name).equals(bytes(fresh, name)));
  if (stale.length) {
    console.error(`The committed bundle is not what src/ builds: ${stale.join(', ')}. Run: npm run build`);
    process.exitCode = 1;
  } else {
    console.log('The committed bundle is up to date.');
  }
} finally {
  rmSync(fresh, { recursive: true });
}
