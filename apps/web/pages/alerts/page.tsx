export const AlertsPage = () => null;
export const NoAlert = () => null;
