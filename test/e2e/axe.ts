// What axe finds on a page as it stands.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** `but`: a rule that cannot be judged here. */
export async function violations(page: Page, but?: string): Promise<readonly Violation[]> {
  await page.evaluate(`window.axe || (() => { ${source} })()`);
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations']${but ? `, rules: { '${but}': { enabled: false } }` : ''} })`,
  );
  return violations;
}

/** What keeps somebody out, each in one line. */
export const graveOf = (found: readonly Violation[]): readonly string[] =>
  found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
