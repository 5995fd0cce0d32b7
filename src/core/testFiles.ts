/** Files that are taken for tests unless the plan says which are. */
export const TEST_FILES: readonly string[] = [
  "**/{test,tests,spec,specs,__tests__,e2e,androidTest}/**",
  "**/*.{test,spec,unit,int,e2e,cy,stories}.*",
  "**/{test_,tests_}*.py",
  "**/*_{test,tests,spec}.*",
  "**/*{Test,Tests,TestCase,Spec,IT}.{java,kt,scala,groovy,cs,fs,php,swift}",
  "**/*.rs",
  "**/*.bats",
];
