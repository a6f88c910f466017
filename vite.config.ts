import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

const page = (path: string): string => fileURLToPath(new URL(`screen/${path}`, import.meta.url));

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

/** Writes `x.br` and `x.gz` beside every text of the build: the API sends them as they are. */
function precompress(): Plugin {
  let directory = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      directory = resolve(root, build.outDir);
    },
    async closeBundle() {
      for (const name of await readdir(directory, { recursive: true })) {
        if (!/\.(css|html|js|json|svg|webmanifest)$/.test(name)) continue;
        const path = join(directory, name);
        const plain = await readFile(path);
        await writeFile(`${path}.br`, await brotliAsync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
        await writeFile(`${path}.gz`, await gzipAsync(plain, { level: 9 }));
      }
    },
  };
}

/** Builds the screens into `dist/screen`; the API serves `/wall`, `/duty`, `/public` and `/` from there. */
export default defineConfig({
  root: page('.'),
  base: '/',
  publicDir: 'static',
  plugins: [vue(), precompress()],
  build: {
    outDir: fileURLToPath(new URL('dist/screen', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Fonts stay files: the content policy allows none inlined.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: {
        chooser: page('index.html'),
        wall: page('wall/index.html'),
        duty: page('duty/index.html'),
        public: page('public/index.html'),
      },
    },
  },
});
