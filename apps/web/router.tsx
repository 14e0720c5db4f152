// The pages and their addresses. Each page but the log-in is its own chunk. What the address may hold is said here.
import { createRootRoute, createRoute, createRouter, Navigate, redirect } from '@tanstack/react-router';
import { queryClient, sessionQuery } from './api/queries.ts';
import { homeOf } from './api/session.ts';
import { LoginPage } from './pages/login.tsx';
import { readFilters } from './pages/queue/filters.ts';
import { QueuePage } from './pages/queue/page.tsx';
import { Crashed, Missing } from './shell/crashed.tsx';
import { Frame } from './shell/frame.tsx';
import { lazyPage } from './shell/lazy-page.ts';

const text = (search: Record<string, unknown>, field: string): string | undefined => {
  const value = search[field];
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : undefined;
};

const root = createRootRoute({ component: Frame, notFoundComponent: Missing, errorComponent: Crashed });

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async () => {
    const session = await queryClient.ensureQueryData(sessionQuery).catch(() => null);
    if (session?.asker) throw redirect({ to: homeOf(session.asker), replace: true });
    if (session) throw redirect({ to: '/logga-in', search: { till: undefined }, replace: true });
  },
  component: () => <Navigate to="/ko" replace />,
});
const login = createRoute({
  getParentRoute: () => root,
  path: '/logga-in',
  validateSearch: (search): { till?: string | undefined } => ({ till: text(search, 'till') }),
  component: LoginPage,
});
const queue = createRoute({ getParentRoute: () => root, path: '/ko', validateSearch: readFilters, component: QueuePage });
const journey = createRoute({
  getParentRoute: () => root,
  path: '/arende/$id',
  validateSearch: (search): { flik?: string | undefined; asOf?: string | undefined } => ({
    flik: text(search, 'flik'),
    asOf: text(search, 'asOf'),
  }),
  component: lazyPage(() => import('./pages/journey/page.tsx'), 'JourneyPage'),
});
const places = createRoute({
  getParentRoute: () => root,
  path: '/platser',
  validateSearch: (
    search,
  ): {
    kind?: string | undefined;
    show?: string | undefined;
    municipality?: string | undefined;
    unit?: string | undefined;
    open?: string | undefined;
    asOf?: string | undefined;
  } => ({
    kind: text(search, 'kind'),
    show: text(search, 'show'),
    municipality: text(search, 'municipality'),
    unit: text(search, 'unit'),
    open: text(search, 'open'),
    asOf: text(search, 'asOf'),
  }),
  component: lazyPage(() => import('./pages/places/page.tsx'), 'PlacesPage'),
});
const match = createRoute({
  getParentRoute: () => root,
  path: '/matcha/$id',
  component: lazyPage(() => import('./pages/match/page.tsx'), 'MatchPage'),
});
const alerts = createRoute({
  getParentRoute: () => root,
  path: '/larm',
  validateSearch: (search): { state?: string | undefined } => ({ state: text(search, 'state') }),
  component: lazyPage(() => import('./pages/alerts/page.tsx'), 'AlertsPage'),
});
const alertList = createRoute({
  getParentRoute: () => alerts,
  path: '/',
  component: lazyPage(() => import('./pages/alerts/page.tsx'), 'NoAlert'),
});
const alert = createRoute({
  getParentRoute: () => alerts,
  path: '$id',
  component: lazyPage(() => import('./pages/alerts/detail.tsx'), 'AlertDetailPage'),
});
const operator = createRoute({
  getParentRoute: () => root,
  path: '/drift',
  component: lazyPage(() => import('./pages/operator/page.tsx'), 'OperatorPage'),
});
const statement = createRoute({
  getParentRoute: () => root,
  path: '/tillganglighet',
  component: lazyPage(() => import('./pages/statement.tsx'), 'StatementPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([start, login, queue, journey, places, match, alerts.addChildren([alertList, alert]), operator, statement]),
  defaultPreload: false,
  // A page that fails leaves the frame around it standing.
  defaultErrorComponent: Crashed,
  // Plain `?badge=over`: addresses are read aloud, mailed and typed.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const params = new URLSearchParams();
    for (const [key, value] of Object.entries(search)) if (value !== undefined && value !== '') params.set(key, String(value));
    return params.size > 0 ? `?${params}` : '';
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
