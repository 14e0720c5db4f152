import './look.css';
import './i18n/index.ts';
import './shell/theme.ts';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/queries.ts';
import { language } from './api/remembered.ts';
import { router } from './router.tsx';

// Causes and next steps are sentences of the server's: in another language they are asked for again.
language.subscribe(() => void queryClient.invalidateQueries());

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
