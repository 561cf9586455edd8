// One script, one style sheet, under fixed names: hg-coord embeds them and gives each an entity tag.
import { gzipSync } from "node:zlib";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

// hg-coord sends these bytes to browsers that take gzip.
function gzipped(): Plugin {
  return {
    name: "gzipped",
    apply: "build",
    writeBundle(options, bundle) {
      for (const file of Object.values(bundle)) {
        if (!/\.(js|css)$/.test(file.fileName)) continue;
        const bytes = file.type === "chunk" ? file.code : file.source;
        writeFileSync(join(options.dir ?? "dist", `${file.fileName}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  plugins: [gzipped()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      output: {
        entryFileNames: "app.js",
        assetFileNames: "app[extname]",
        inlineDynamicImports: true,
      },
    },
  },
  // `npm run dev` beside a coordinator on its usual port, or at HG_COORD_URL.
  server: { proxy: { "/api": { target: process.env["HG_COORD_URL"] ?? "http://127.0.0.1:8080", ws: true } } },
});
