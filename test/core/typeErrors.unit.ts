import { expect, test } from "vitest";
import { typeErrors } from "../../src/core/typeErrors.ts";

test.each([
  ["tsc", "src/a.ts(1,7): error TS2322: no\nsrc/b.ts(2,1): error TS2304: no\n", 2],
  ["tsc --pretty", "src/a.ts:1:7 - error TS2322: no\n\n\nFound 3 errors in 2 files.\n", 3],
  [
    "mypy",
    "a.py:1: error: Incompatible types\nFound 1 error in 1 file (checked 4 source files)\n",
    1,
  ],
  ["mypy without its summary", "a.py:1: error: no\nb/c.py:12: error: no\n", 2],
  ["pyright", "  /x/a.py:1:5 - error: no\n2 errors, 1 warning, 0 informations\n", 2],
  [
    "cargo",
    "error[E0308]: mismatched types\n --> src/a.rs\nerror: could not compile `x` (lib) due to 4 previous errors\n",
    4,
  ],
  ["go vet", "# example.com/x\nvet: ./a.go:3:5: undefined: f\n./b.go:1:1: no\n", 2],
  ["nothing that is known", "it is all wrong\n", undefined],
  ["nothing", "", undefined],
])("what %s tells", (_, output, errors) => expect(typeErrors(output)).toBe(errors));
