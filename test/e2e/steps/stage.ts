// What every step stands on, and who sits at which window.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Faults, openWindow } from '../browser.ts';
import { Keyboard } from '../keyboard.ts';
import type { Operator } from '../operator.ts';
import type { Product } from '../product.ts';

export const STORY_ALERT = 'Flaskhals: korttidsboende Falkenberg';
export const STORY_MUNICIPALITY = '1382';
export const STORY_UNIT = 'Ekbacken';
export const STORY_UNIT_ID = 'kobo-1382-ekbacken';

export class Stage {
  constructor(
    readonly product: Product,
    readonly operator: Operator,
    readonly browser: Browser,
    readonly faults: Faults,
    /** Where screenshots go, or null when none are wanted. */
    readonly screenshots: string | null,
  ) {}

  /** A browser of its own, as on another computer. */
  async sitDown(): Promise<Desk> {
    const { page } = await openWindow(this.browser, this.product.url, this.faults);
    return { page, keys: new Keyboard(page) };
  }

  /** The same, logged in without the form, for what is meant to go wrong: its errors are its own, but nothing may offend the security policy. */
  async visit(login: string, other: BrowserContextOptions = {}): Promise<Visit> {
    const own = new Faults();
    const { page, context } = await openWindow(this.browser, this.product.url, own, other);
    const answer = await context.request.post('/api/v1/session', { data: { login } });
    expect(answer.ok(), `${login} cannot log in: ${answer.status()}`);
    const leave = async (provoked?: RegExp) => {
      await context.close();
      this.faults.refusals.push(...own.refusals);
      const unforeseen = own.all.filter((one) => !provoked?.test(one));
      expect(unforeseen.length === 0, unforeseen.join('\n'));
    };
    return { page, leave };
  }
}

/** Somebody's screen and keyboard. */
export interface Desk {
  readonly page: Page;
  readonly keys: Keyboard;
}

export interface Visit {
  readonly page: Page;
  /** Closes it. Errors other than the provoked ones fail the step. */
  readonly leave: (provoked?: RegExp) => Promise<void>;
}

/** Answers what is said in the summary line. */
export type Step = (stage: Stage) => Promise<string>;

export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** The first whole number in a text. */
export function numberIn(text: string): number {
  const found = /\d+/.exec(text);
  if (!found) throw new Error(`no number in "${text}"`);
  return Number(found[0]);
}

const identityNumber = /\b(19|20)\d{6}-?\d{4}\b/;

export async function showsNoIdentityNumber(page: Page): Promise<void> {
  const text = await page.locator('body').innerText();
  expect(!identityNumber.test(text), `an identity number stands on ${new URL(page.url()).pathname}`);
}
