import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["test/rig/freshReport.ts"],
    include: ["test/**/*.{unit,int,e2e}.ts"],
    // Most of the time is spent waiting for agents that start.
    maxConcurrency: 4,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
