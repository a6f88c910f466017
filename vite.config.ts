import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const page = (path: string): string => fileURLToPath(new URL(`screen/${path}`, import.meta.url));

/** Builds the screens into `dist/screen`; the API serves `/wall`, `/duty`, `/public` and `/` from there. */
export default defineConfig({
  root: page('.'),
  base: '/',
  publicDir: 'static',
  plugins: [vue()],
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
