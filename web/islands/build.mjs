/**
 * Bundle every island into web/static/dist: hashed files, the manifest written last, then what
 * is no longer named in it is removed. So a page served meanwhile finds its files either way.
 */
import { build } from 'esbuild';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = resolve(here, '../static/dist');
const standIn = resolve(here, 'common/style-mod.js');

/** CodeMirror writes a <style> tag, which our content security policy blocks: use our stand-in. */
const styleWithoutTag = {
  name: 'style-without-tag',
  setup(b) {
    b.onResolve({ filter: /^style-mod$/ }, () => ({ path: standIn }));
    b.onResolve({ filter: /^style-mod\/src\/style-mod\.js$/ }, () => (
      { path: join(here, 'node_modules/style-mod/src/style-mod.js') }
    ));
  }
};

mkdirSync(outdir, { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: [ 'modeler.js', 'viewer.js', 'app.js', 'render.js' ],
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: [ 'es2022' ],
  minify: true,
  metafile: true,
  legalComments: 'linked',
  charset: 'utf8',
  entryNames: '[name]-[hash]', chunkNames: 'chunk-[hash]', assetNames: 'asset-[name]-[hash]',
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
  conditions: [ 'browser', 'module', 'import' ],
  mainFields: [ 'module', 'browser', 'main' ],
  jsx: 'automatic', jsxImportSource: '@bpmn-io/properties-panel/preact',
  plugins: [ styleWithoutTag ],
  logLevel: 'warning'
});

/** `modeler.js` -> `modeler-ABC.js`: the only way a page learns the name of a bundle. */
const manifest = {}, written = new Set([ 'manifest.json' ]);
for (const [ file, out ] of Object.entries(metafile.outputs)) {
  written.add(basename(file));
  written.add(`${basename(file)}.LEGAL.txt`);
  if (!out.entryPoint || !file.endsWith('.js')) continue;
  const name = basename(out.entryPoint, '.js');
  manifest[`${name}.js`] = basename(file);
  if (out.cssBundle) manifest[`${name}.css`] = basename(out.cssBundle);
}
writeFileSync(join(outdir, 'manifest.json.new'), JSON.stringify(manifest, null, 1));
renameSync(join(outdir, 'manifest.json.new'), join(outdir, 'manifest.json'));
for (const file of readdirSync(outdir)) if (!written.has(file)) rmSync(join(outdir, file));
