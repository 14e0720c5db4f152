// The system's Chromium, kept off the network, and windows that note every error and every refusal by the page's security policy.
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

/** A slow machine under load: a page that is not there by then is not coming. */
export const patienceMs = 30_000;

const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-pings',
  '--no-proxy-server',
];

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [...quiet, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });

/** An alert that was counted anew while somebody pressed: the page sends the act again, and the browser notes the first answer. */
const countedAnew = /\b412 .*\/alerts\/[^/]+\/\w+$/;

/** What went wrong in any window it watches, in the order it was noticed. */
export class Faults {
  private readonly seen: string[] = [];
  /** What the security policy refused. */
  readonly refusals: string[] = [];

  watch(page: Page): void {
    const note = (what: string) => this.seen.push(`${new URL(page.url()).pathname}: ${what}`);
    page.on('console', (message) => {
      const said = `${message.text()} ${message.location().url}`;
      if (message.type() === 'error' && !countedAnew.test(said)) note(said);
    });
    page.on('pageerror', (error) => note(error.message));
    page.on('response', (answer) => answer.status() >= 500 && note(`${answer.status()} ${answer.url()}`));
  }

  /** The reports that the security policy makes, told by the page itself. */
  async watchPolicy(context: BrowserContext): Promise<void> {
    await context.exposeBinding('slussRefused', (_source, what: string) => void this.refusals.push(what));
    await context.addInitScript(
      "document.addEventListener('securitypolicyviolation', (e) => slussRefused(`${location.pathname}: ${e.effectiveDirective} ${e.blockedURI}`))",
    );
  }

  get all(): readonly string[] {
    return this.seen;
  }
}

export interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
}

export async function openWindow(browser: Browser, url: string, faults: Faults, other: BrowserContextOptions = {}): Promise<Window> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
    viewport: { width: 1440, height: 1000 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...other,
  });
  context.setDefaultTimeout(patienceMs);
  await faults.watchPolicy(context);
  const page = await context.newPage();
  faults.watch(page);
  return { context, page };
}
