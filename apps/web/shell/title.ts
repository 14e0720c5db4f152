import { useEffect } from 'react';

/** The document's title names the page first: that is what tabs and screen readers say. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – Sluss`;
  }, [title]);
}
