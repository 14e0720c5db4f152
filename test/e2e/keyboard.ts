// Everything a person without a mouse can do, and nothing else: keys go to whatever has the focus, and the focus moves by keys alone.
import type { Locator, Page } from 'playwright-core';

/** More stops than any page has: by then Tab does not lead there. */
const mostStops = 400;

export class Keyboard {
  constructor(private readonly page: Page) {}

  /** One key or chord after the other. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** Tab until the focus is in it. */
  tabTo(target: Locator): Promise<void> {
    return this.walk('Tab', target);
  }

  /** Down a menu. */
  arrowTo(target: Locator): Promise<void> {
    return this.walk('ArrowDown', target);
  }

  /** Tab to a button or link and press it. */
  async activate(target: Locator): Promise<void> {
    await this.tabTo(target);
    await this.press('Enter');
  }

  /** Waits for the page to have put the focus there. */
  async finds(target: Locator): Promise<void> {
    await target.and(this.page.locator(':focus')).waitFor();
  }

  focusedText(): Promise<string> {
    return this.page.locator(':focus').innerText();
  }

  private async walk(key: string, target: Locator): Promise<void> {
    await target.first().waitFor();
    for (let stop = 0; stop <= mostStops; stop++) {
      if (await hasFocus(target)) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`${key} does not lead to ${target}`);
  }
}

const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluateAll((elements) => elements.some((element) => element.ownerDocument.activeElement === element));
