import { describe, expect, test } from "vitest";
import { FakeGithub } from "../../../test/github/server.ts";
import { OpenApi } from "./openApi.ts";

const api = new OpenApi();
FakeGithub.description = api;

// The tests of the package above, with a server that holds to what GitHub publishes.
await import("../../../test/github/tell.int.ts");
await import("../../../test/cli/github.e2e.ts");
await import("../../../test/cli/githubApproval.e2e.ts");

describe("the description is no rubber stamp", () => {
  const comments = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
  const matched = api.match("POST", "/repos/octo/shop/issues/7/comments", [comments])!;
  const query = new URLSearchParams();

  test.each([
    [{ body: "text" }, []],
    [{ body: 7 }, ["/body: must be string"]],
    [{}, [": must have required property 'body'"]],
    [{ body: "text", mood: "good" }, ["no member mood"]],
  ])("a comment %j", (body, wrong) => {
    expect(api.problemsOfRequest(matched, query, body)).toEqual(wrong);
  });

  test("answers that GitHub does not give", () => {
    expect(api.problemsOfAnswer(matched, 299, {})).toEqual([`post ${comments} never answers 299`]);
    expect(api.problemsOfAnswer(matched, 201, { id: "1" })).not.toEqual([]);
    expect(api.problemsOfAnswer(matched, 201, api.example("issue-comment"))).toEqual([]);
  });
});
