import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URI would need a looser content security policy than the files do.
    assetsInlineLimit: 0,
    // The chart library is one chunk of its own, loaded after the words and figures.
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': process.env.DEBRIEF_API ?? 'http://127.0.0.1:8080' } },
})
