/**
 * Bundle every island into web/static/dist: hashed files, the manifest written last, then what
 * is no longer named in it is removed. So a page served meanwhile finds its files either way.
 */
import { build } from 'esbuild';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  entryPoints: [ 'modeler.js', 'viewer.js', 'app.js', 'ink.js', 'render.js' ],
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

/** The licence of every package that went into a bundle goes along with it. */
const packages = new Set(Object.keys(metafile.inputs)
  .map(input => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]).filter(Boolean));
const licences = [ ...packages ].sort().map(folder => {
  const { name, version, license } = JSON.parse(readFileSync(join(here, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(here, folder)).find(entry => /^licen[cs]e/i.test(entry));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(here, folder, file), 'utf8') : ''}`;
});
writeFileSync(join(outdir, 'LICENSES.txt'), licences.join(`\n${'-'.repeat(80)}\n`));

/** `modeler.js` -> `modeler-ABC.js`: the only way a page learns the name of a bundle. */
const manifest = {}, written = new Set([ 'manifest.json', 'LICENSES.txt' ]);
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
