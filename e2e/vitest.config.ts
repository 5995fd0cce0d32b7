import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.{unit,int,e2e}.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
