import type { Domain } from "../../core/routing.ts";

const words = (text: string): readonly string[] => text.split(",").map((each) => each.trim());

/** Words that say what a task is about. A plan's own rules come before them. */
export const VOCABULARY: Readonly<Record<Exclude<Domain, "general">, readonly string[]>> = {
  frontend: words(
    `frontend, front-end, ui, ux, user interface, component, page, screen, button, form, layout, css, style,
     stylesheet, html, react, vue, svelte, angular, browser, modal, dialog, responsive, accessibility, a11y, navbar,
     sidebar, dashboard, tailwind, theme, dark mode, dom, icon, widget`,
  ),
  backend: words(
    `backend, back-end, api, endpoint, server, database, db, sql, schema, migration, query, orm, model, auth,
     authentication, authorization, middleware, controller, service, queue, cache, webhook, rest, graphql, grpc, route,
     transaction, redis, postgres, postgresql, mysql, sqlite, mongodb, jwt, cron`,
  ),
  testing: words(
    `test, testing, unit test, integration test, e2e, end-to-end, coverage, regression, fixture, mock, assertion, jest,
     vitest, playwright, cypress, pytest, qa, flaky`,
  ),
  deployment: words(
    `deploy, deployment, docker, dockerfile, container, kubernetes, k8s, helm, terraform, ci, cd, ci/cd, pipeline,
     release, rollout, rollback, staging, production, infrastructure, nginx, hosting, cloud, aws, gcp, azure,
     github actions, provisioning`,
  ),
};
